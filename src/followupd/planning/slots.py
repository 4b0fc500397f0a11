"""Which digest is due now. A slot is a local calendar day on which a digest is wanted, and its name is that date."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, of a local time on a day. One that daylight saving skips comes later by the gap; of one that
    happens twice, the first counts (PEP 495: fold=0)."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def due(now: datetime, at: time, weekdays: frozenset[int], zone: ZoneInfo, served: date | None) -> date | None:
    """The slot to serve at `now`, or None.

    Only the newest slot counts, so that days of downtime cost one digest and not many. A missed slot of
    an earlier day is not made up for when today has one of its own still to come: that one will hold it all.
    Nothing before the last `served` slot is ever due again, even when the clock goes backwards. Without any
    served slot (a fresh start) only today's counts.
    """
    today = now.astimezone(zone).date()
    if today.weekday() in weekdays:
        newest = today if instant(today, at, zone) <= now else None
    elif served is None:
        newest = None
    else:
        newest = next(day for day in _back_from(today) if day.weekday() in weekdays)
    return newest if newest is not None and (served is None or newest > served) else None


def following(slot: date, weekdays: frozenset[int]) -> date:
    """The slot after this one: until the day before it, a digest has to last."""
    return next(day for n in range(1, 8) if (day := slot + timedelta(days=n)).weekday() in weekdays)


def next_instant(now: datetime, at: time, weekdays: frozenset[int], zone: ZoneInfo, served: date | None) -> datetime:
    """When the next digest will be due, in UTC."""
    first = now.astimezone(zone).date()
    if served is not None:
        first = max(first, served + timedelta(days=1))
    days = (first + timedelta(days=n) for n in range(15))
    moments = (instant(day, at, zone) for day in days if day.weekday() in weekdays)
    return next(moment for moment in moments if moment > now)


def _back_from(today: date) -> Iterator[date]:
    return (today - timedelta(days=n) for n in range(1, 8))
