"""The evening after an event: when to ask whom one has met, and about which events."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from followupd.domain.book import NetworkingEvent
from followupd.planning.slots import instant
from followupd.practice.events import LONG_EVENT, last_day, length

EVENING, LATEST = time(19), time(22, 30)
HOME = timedelta(minutes=30)
"""How long after an event's end the question comes: time to get home."""
MORNING = time(5)
ASK_WITHIN = timedelta(days=3)
"""For how long after an event the digest asks, if no evening mail was sent."""
_WARMED_UP = time(16)
"""An event of several days that begins later than this is not asked about on its first evening."""


def evening_of(now: datetime, zone: ZoneInfo) -> date:
    """The day whose evening it is, until five in the morning."""
    local = now.astimezone(zone)
    return local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)


def asked_about(events: Iterable[NetworkingEvent], day: date, zone: ZoneInfo) -> list[NetworkingEvent]:
    """What the evening of a day asks about: events that are over by then, and those of several days that go on.

    What ends later than ten is for the morning, when the digest asks.
    """
    latest = instant(day, LATEST, zone)
    over = [event for event in _of_day(events, day, zone) if event.ends <= latest - HOME]
    over += [event for event in events if not event.cancelled and _goes_on(event, day, zone)]
    return sorted(over, key=lambda event: (event.ends, event.id))


def left_for_the_morning(events: Iterable[NetworkingEvent], day: date, zone: ZoneInfo) -> list[NetworkingEvent]:
    """What ended too late on the evening before a day to be asked about then."""
    before, several = day - timedelta(days=1), list(events)
    asked = {event.id for event in asked_about(several, before, zone)}
    return [event for event in _of_day(several, before, zone) if event.id not in asked]


def evening_at(ends: Iterable[datetime], day: date, zone: ZoneInfo) -> datetime:
    """When the mail of an evening comes, in UTC: at seven, or half an hour after the last of what ends that day."""
    latest = instant(day, LATEST, zone)
    return max([instant(day, EVENING, zone), *(end + HOME for end in ends if end + HOME <= latest)])


def forgotten(
    events: Iterable[NetworkingEvent], now: datetime, since: date | None, asked: Iterable[tuple[str, date]],
    zone: ZoneInfo, *, evenings: bool = True,
) -> list[NetworkingEvent]:  # fmt: skip
    """Events that ended within ASK_WITHIN, or since the previous digest (`since`), and that no mail asked about yet;
    without those that an evening mail, still to come or due now, asks about.

    `asked` are (event id, last day) pairs.
    """
    several = list(events)
    day = evening_of(now, zone)
    told = set(asked) | ({(event.id, day) for event in asked_about(several, day, zone)} if evenings else set())
    reach = now - ASK_WITHIN if since is None else min(now - ASK_WITHIN, instant(since, time(0), zone))
    recent = [event for event in several if not event.cancelled and reach <= event.ends <= now]
    return [event for event in recent if (event.id, last_day(event, zone)) not in told]


def _of_day(events: Iterable[NetworkingEvent], day: date, zone: ZoneInfo) -> Iterator[NetworkingEvent]:
    return (event for event in events if not event.cancelled and last_day(event, zone) == day)


def _goes_on(event: NetworkingEvent, day: date, zone: ZoneInfo) -> bool:
    """Whether it is one of some days, has begun and goes on tomorrow."""
    starts = event.starts.astimezone(zone)
    begun = starts.date() < day or (starts.date() == day and starts.time() < _WARMED_UP)
    return begun and day < last_day(event, zone) and length(event) <= LONG_EVENT
