"""Whether a budget can hold everybody's cadence."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from followupd.domain.agenda import Shortfall
from followupd.domain.book import Budget, Contact
from followupd.planning.days import closed, monday


def held_per_week(budget: Budget) -> int:
    """How many people an ordinary week has room for."""
    return min(budget.per_week, budget.per_day * (7 - len(budget.days_off)))


def shortfall(contacts: Iterable[Contact], budget: Budget) -> Shortfall | None:
    """None when an ordinary week has room for all that the cadences ask for; else what it needs and holds."""
    needed, held = sum(map(load, contacts)), float(held_per_week(budget))
    return Shortfall(needed, held) if needed > held else None


def load(contact: Contact) -> float:
    """How often a week a contact's cadence asks for them."""
    return 7 / contact.cadence.days


def places_per_week(budget: Budget, first: date, days: int) -> float:
    """How many places an average week has in so many days from `first` on, with days off, holidays and vacations."""
    open_days: Counter[date] = Counter()
    for n in range(days):
        day = first + timedelta(days=n)
        open_days[monday(day)] += closed(day, budget) is None
    return sum(min(budget.per_week, budget.per_day * n) for n in open_days.values()) / (days / 7)
