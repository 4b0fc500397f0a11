"""Networking events: who was met, until when the first hello is due, and what stayed of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from followupd.domain.agenda import Obligation
from followupd.domain.book import Book, Budget, Contact, NetworkingEvent
from followupd.planning.days import closed
from followupd.practice.summary import Summary

_NIGHT = timedelta(hours=5)
"""What ends before five in the morning belongs to the evening before."""
_CLOCK = timedelta(hours=48) - timedelta(hours=12)
"""From an event's end to the last day in time: 48 hours, less 12, because the plan has only days and a follow-up is
assumed to happen by noon."""
SUM_UP_AFTER = timedelta(days=14)
LONG_EVENT = timedelta(days=4)
"""At a longer event the 48 hours run from the day of the meeting, not from the event's end."""
LONG_HOURS = 3
"""From this length on an event deserves a break."""


@dataclass(frozen=True, slots=True)
class EventState:
    """What came of an event: the ids of those met, followed up, not yet followed up, and in touch again since."""

    event: NetworkingEvent
    met: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    warm: tuple[str, ...] = ()


def last_day(event: NetworkingEvent, zone: ZoneInfo) -> date:
    """The day an event ends on, as people count: a night out belongs to the evening it began."""
    ends, starts = event.ends.astimezone(zone), event.starts.astimezone(zone)
    return max((ends - _NIGHT).date(), starts.date())


def first_day(event: NetworkingEvent, zone: ZoneInfo) -> date:
    """The day it begins on."""
    return event.starts.astimezone(zone).date()


def length(event: NetworkingEvent) -> timedelta:
    """How long it lasts in real time: subtracting two times of one zone would ignore a DST change between them."""
    return event.ends.astimezone(UTC) - event.starts.astimezone(UTC)


def is_long(event: NetworkingEvent) -> bool:
    """Long enough for a break, and no whole weekend."""
    return timedelta(hours=LONG_HOURS) <= length(event) <= timedelta(hours=24)


def pause_at(event: NetworkingEvent, zone: ZoneInfo) -> datetime | None:
    """A time for a break in the middle of a long event, to the half hour by the clock there; None for others."""
    if not is_long(event):
        return None
    middle = event.starts.astimezone(UTC) + length(event) / 2
    local = middle.astimezone(event.starts.tzinfo or zone)
    return local - timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)


def overlapping(event: NetworkingEvent, events: Iterable[NetworkingEvent]) -> list[NetworkingEvent]:
    """The others that take place at the same time."""
    return [
        networking_event
        for networking_event in events
        if networking_event.id != event.id
        and not networking_event.cancelled
        and networking_event.starts < event.ends
        and event.starts < networking_event.ends
    ]


def might_be_there(event: NetworkingEvent, contacts: Iterable[Contact]) -> list[Contact]:
    """Contacts at one of the event's companies, or with one of its tags."""
    companies, tags = {company.casefold() for company in event.companies}, set(event.tags)
    return [
        contact
        for contact in contacts
        if (contact.company or "").casefold() in companies or not tags.isdisjoint(contact.tags)
    ]


def prepare_day(event: NetworkingEvent, budget: Budget, zone: ZoneInfo) -> date:
    """The last open day that leaves the event's lead time; in the middle of a long vacation the day itself."""
    wanted = first_day(event, zone) - timedelta(days=round(event.prepare.days))
    return next((day for n in range(7) if closed(day := wanted - timedelta(days=n), budget) is None), wanted)


def event_states(book: Book, met: Iterable[Summary]) -> list[EventState]:
    """Every event of the book with what came of it, by time. `met` are those who were met at one, in order."""
    by_event: dict[str, list[Summary]] = defaultdict(list)
    for summary in met:
        if summary.met is not None and summary.met.about:
            by_event[summary.met.about].append(summary)
    found = []
    for event in sorted(book.events, key=lambda event: (event.starts, event.id)):
        here = by_event[event.id]
        found.append(
            EventState(
                event,
                tuple(summary.contact for summary in here),
                tuple(summary.contact for summary in here if summary.followed),
                tuple(summary.contact for summary in here if not summary.followed),
                tuple(summary.contact for summary in here if summary.followed > 1),
            )
        )
    return found


def obligation(summary: Summary, event: NetworkingEvent | None, zone: ZoneInfo) -> Obligation | None:
    """The obligation to follow up with somebody met, within 48 hours of the event's end; None after the first contact.

    An event that is gone from the book, or that takes several days, is taken to have ended on the day of the meeting.
    """
    entry = summary.met
    if entry is None or summary.followed:
        return None
    other_day = event is not None and not first_day(event, zone) <= last_day(event, zone) <= entry.day
    if event is None or other_day or length(event) > LONG_EVENT:
        last, limit = entry.day, entry.day + timedelta(days=2)
    else:
        last, limit = last_day(event, zone), (event.ends.astimezone(zone) + _CLOCK).date()
    due = last + timedelta(days=1)
    known = entry.recorded_at.astimezone(zone).date()
    return Obligation("met", f"met-{entry.id}", due, max(due, limit), entry.day, 1, event.name if event else "", known)
