"""The evening after an event: when to ask whom one has met, and about which events."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from followupd.domain.book import NetworkingEvent
from followupd.planning.slots import instant
from followupd.practice.events import last_day

EVENING, LATEST = time(19), time(22, 30)
_HOME = timedelta(minutes=30)
"""How long after an event's end the question comes: time to get home."""
MORNING = time(5)
ASK_WITHIN = timedelta(days=3)
"""For how long after an event the digest asks, if no evening mail was sent."""


def evening(events: Iterable[NetworkingEvent], day: date, zone: ZoneInfo) -> tuple[datetime, list[NetworkingEvent]]:
    """When the question of a day comes, in UTC, and about which events: those that are over by then.

    It comes at seven, or half an hour after the last event when that is later. What ends later than half past ten
    is for the morning, when the digest asks.
    """
    latest = instant(day, LATEST, zone)
    over = [event for event in _of_day(events, day, zone) if event.ends <= latest - _HOME]
    asked = max([instant(day, EVENING, zone), *(event.ends + _HOME for event in over)])
    return asked, sorted(over, key=lambda event: (event.ends, event.id))


def due(
    events: Iterable[NetworkingEvent], now: datetime, zone: ZoneInfo
) -> tuple[date, list[NetworkingEvent]] | None:  # fmt: skip
    """The day whose question is due now, until five in the morning; later is for the digest."""
    local = now.astimezone(zone)
    day = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    asked, over = evening(events, day, zone)
    return (day, over) if over and asked <= now else None


def upcoming(events: Iterable[NetworkingEvent], now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the next question will come, in UTC."""
    several = list(events)
    days = {last_day(event, zone) for event in several if event.ends > now - timedelta(days=1)}
    found = (evening(several, day, zone) for day in days)
    return min((asked for asked, over in found if over and asked > now), default=None)


def forgotten(
    events: Iterable[NetworkingEvent], now: datetime, since: date | None, asked: Iterable[tuple[str, date]],
    zone: ZoneInfo,
) -> list[NetworkingEvent]:  # fmt: skip
    """Events that ended within ASK_WITHIN, or since the previous digest (`since`), and that no mail asked about yet;
    without those that an evening mail, still to come or due now, asks about.

    `asked` are (event id, last day) pairs.
    """
    several = list(events)
    told = set(asked) | {(event.id, day) for day, asks in _this_evening(several, now, zone) for event in asks}
    reach = now - ASK_WITHIN if since is None else min(now - ASK_WITHIN, instant(since, time(0), zone))
    recent = [event for event in several if not event.cancelled and reach <= event.ends <= now]
    return [event for event in recent if (event.id, last_day(event, zone)) not in told]


def _this_evening(
    events: list[NetworkingEvent], now: datetime, zone: ZoneInfo
) -> Iterator[tuple[date, list[NetworkingEvent]]]:  # fmt: skip
    """The evening that is still to come or not yet over, and what its mail asks about."""
    local = now.astimezone(zone)
    day = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    _asked, over = evening(events, day, zone)
    yield day, over


def _of_day(events: Iterable[NetworkingEvent], day: date, zone: ZoneInfo) -> Iterator[NetworkingEvent]:
    return (event for event in events if not event.cancelled and last_day(event, zone) == day)
