"""Calendar arithmetic of cadences."""

from datetime import date
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from followupd.domain.book import Cadence


@lru_cache(maxsize=512)
def _step(cadence: Cadence) -> relativedelta:
    return relativedelta(**{f"{cadence.unit}s": cadence.count})  # type: ignore[arg-type]


@lru_cache(maxsize=65536)
def after(day: date, cadence: Cadence) -> date:
    """The day one cadence later; where the month is shorter, its last day: 31 January + 1 month is 28 February.

    A date past the end of the calendar (year 9999) stays at its end.
    """
    try:
        return day + _step(cadence)
    except (OverflowError, ValueError):
        return date.max
