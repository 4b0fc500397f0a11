"""What asks for a contact before the cadence does, gathered for each person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from followupd.domain.agenda import Obligation
from followupd.domain.book import Book, Milestone
from followupd.domain.journal import Entry
from followupd.practice import events, interviews
from followupd.practice.interviews import Interview
from followupd.practice.loops import Loop

CONGRATULATE_WITHIN, CONGRATULATE_UNTIL = timedelta(days=7), timedelta(days=30)


def obligations(
    book: Book,
    by_contact: Mapping[str, Sequence[Entry]],
    open_loops: Iterable[Loop],
    meetings: Iterable[Entry],
    talks: Iterable[Interview],
    today: date,
    zone: ZoneInfo,
) -> dict[str, tuple[Obligation, ...]]:
    """Each contact's claims, the earliest first."""
    found: dict[str, list[Obligation]] = defaultdict(list)
    known = {event.id: event for event in book.events}
    written = {contact.id: contact.last for contact in book.contacts if contact.last is not None}
    for loop in open_loops:
        found[loop.contact].append(loop.obligation())
    for entry in meetings:
        clock = events.clock(entry, by_contact[entry.contact], known.get(entry.about or ""), zone)
        if clock is not None and written.get(entry.contact, date.min) <= entry.day:  # nor a later contact in the book
            found[entry.contact].append(clock)
    for talk in talks:
        if (step := interviews.obligation(talk, today, zone)) is not None:
            found[talk.contact].append(step)
    for milestone in book.milestones:
        found[milestone.contact] += _congratulate(milestone, by_contact.get(milestone.contact, ()), today)
    order = {
        who: sorted(several, key=lambda obligation: (obligation.due, obligation.limit, obligation.handle))
        for who, several in found.items()
    }
    return {who: tuple(several) for who, several in order.items() if several}


def _congratulate(milestone: Milestone, history: Sequence[Entry], today: date) -> Iterator[Obligation]:
    """For a milestone whose day has passed without a word: it was learnt late, or let pass."""
    greeted = any(entry.in_touch and entry.day >= milestone.on for entry in history)
    if not milestone.yearly and not greeted and milestone.on < today <= milestone.on + CONGRATULATE_UNTIL:
        due = milestone.on + timedelta(days=1)
        yield Obligation(
            "congratulate", "milestone", due, milestone.on + CONGRATULATE_WITHIN, milestone.on, 7, milestone.what
        )
