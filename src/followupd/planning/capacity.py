"""Whether a budget can hold everybody's cadence, and what would help when it cannot."""

from collections import defaultdict
from collections.abc import Iterable

from followupd.domain.agenda import Shortfall
from followupd.domain.book import Budget, Contact


def held_per_week(budget: Budget) -> int:
    """How many people an ordinary week has room for."""
    return min(budget.per_week, budget.per_day * (7 - len(budget.days_off)))


def shortfall(contacts: Iterable[Contact], budget: Budget) -> Shortfall | None:
    """None when the budget holds; else what is missing, and the circle whose slower pace would help the most."""
    loads: dict[str | None, float] = defaultdict(float)
    for contact in contacts:
        loads[contact.circle] += 7 / contact.cadence.days
    needed, held = sum(loads.values()), float(held_per_week(budget))
    if needed <= held:
        return None
    circles = [(load, name) for name, load in loads.items() if name is not None]
    load, name = max(circles, default=(0.0, None))
    return Shortfall(needed, held, name, load / 2)
