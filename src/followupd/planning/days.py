"""Which days are for people, and which are free: weekends, public holidays, vacations."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import ceil
from typing import Literal

from followupd.domain.book import Budget

Closed = tuple[Literal["day-off", "holiday", "vacation"], str]
"""Why a day is free, and the holiday's name."""


@lru_cache(maxsize=64)
def _holidays(code: str, year: int, language: str) -> dict[date, str]:
    country, _dash, region = code.partition("-")
    import holidays  # sixty milliseconds, for those who want them

    kind = holidays.country_holidays(country, subdiv=region or None, years=year)
    # "de facto" are days like Christmas Eve in Sweden: no public holiday by law, and nobody at work.
    categories = {"public", "de_facto"} & set(kind.supported_categories)
    spoken = {"sv": "sv", "en": "en_US"}[language]
    return dict(
        holidays.country_holidays(
            country,
            subdiv=region or None,
            years=year,
            categories=tuple(sorted(categories)) or None,
            language=spoken if spoken in kind.supported_languages else None,
        ).items()
    )


def closed(day: date, budget: Budget, language: str = "en") -> Closed | None:
    """Why nobody is planned on this day, or None when it is open."""
    if day.weekday() in budget.days_off:
        return "day-off", ""
    if any(vacation.first <= day <= vacation.last for vacation in budget.vacations):
        return "vacation", ""
    if budget.holidays and (name := _holidays(budget.holidays, day.year, language).get(day)):
        return "holiday", name
    return None


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


@dataclass
class Capacity:
    """How many places are left, by day and by ISO week, while a plan is being made."""

    budget: Budget
    _by_day: Counter[date] = field(default_factory=Counter)
    _by_week: Counter[date] = field(default_factory=Counter)
    _open: dict[date, bool] = field(default_factory=dict)
    _left: dict[date, int] = field(default_factory=dict)

    def is_open(self, day: date) -> bool:
        """Whether the day is for people at all."""
        if day not in self._open:
            self._open[day] = closed(day, self.budget) is None
        return self._open[day]

    def left(self, day: date) -> int:
        """How many places are left on a day, by the day and by its week."""
        if day not in self._left:
            left = max(0, min(self.budget.per_day - self._by_day[day], self.left_in_week(day)))
            self._left[day] = left if self.is_open(day) else 0
        return self._left[day]

    def left_in_week(self, day: date) -> int:
        """How many places the week of a day has left."""
        return self.budget.per_week - self._by_week[monday(day)]

    def level(self, day: date) -> int:
        """How many of those are meant for the day when the rest of its week is spread evenly over its open days."""
        left = self.left(day)
        if not left:
            return 0
        open_days = [later for n in range(7 - day.weekday()) if self.is_open(later := day + timedelta(days=n))]
        rest = self.left_in_week(day) + sum(self._by_day[later] for later in open_days)
        return min(left, max(0, ceil(rest / len(open_days)) - self._by_day[day]))

    def take(self, day: date) -> None:
        """One place of the day is used."""
        self._count(day, 1)

    def give_back(self, day: date) -> None:
        """And one is free again."""
        self._count(day, -1)

    def _count(self, day: date, by: int) -> None:
        self._by_day[day] += by
        self._by_week[monday(day)] += by
        self._left.clear()

    def first_free(self, days: Iterable[date]) -> date | None:
        """The first of these days with a place left."""
        return next((day for day in days if self.left(day)), None)
