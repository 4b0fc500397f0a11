"""Looking back: the numbers of each month, and what a network asks for at a quarter's end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from followupd.domain.agenda import ContactState
from followupd.domain.book import Book, Contact
from followupd.domain.cadence import after
from followupd.domain.journal import MET, Entry
from followupd.practice.goals import GoalState
from followupd.practice.loops import Loop
from followupd.practice.relations import Relation

TIRED_AFTER = 3
"""After this many unanswered reminders, suggest a slower cadence."""
OVER_ASKED = 3
KEPT_WITHIN = timedelta(days=7)
"""How much later than its cadence a relation still counts as kept."""
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """`reached` counts people; `kept` is the share within their outer limit at the end, None where nobody was known."""

    first: date
    reached: int
    met: int
    thanked: int
    kept: float | None


@dataclass(frozen=True, slots=True)
class Review:
    """A look back. `kept`: contacts in touch on or after `since` and within their cadence; `drifting`: beyond their
    outer limit, the shortest first; `over_asked`: who helped OVER_ASKED times more than they were helped, within a
    year."""

    since: date
    until: date
    """The last day looked at."""
    month: Month
    """The numbers of the whole time looked at."""
    kept: tuple[Contact, ...]
    drifting: tuple[Contact, ...]
    over_asked: tuple[Contact, ...]
    resting: tuple[Contact, ...]
    """Contacts who came up TIRED_AFTER times or more without an answer, and might be paused."""
    goals: tuple[GoalState, ...]


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def months_back(day: date, count: int) -> list[date]:
    """The first days of the last `count` months, `day`'s included, oldest first."""
    first = month_of(day)
    found = [first]
    for _month in range(count - 1):
        found.append(month_of(found[-1] - timedelta(days=1)))
    return found[::-1]


def numbers(
    book: Book, by_contact: Mapping[str, Sequence[Entry]], loops: Sequence[Loop], first: date, last: date
) -> Month:  # fmt: skip
    """What happened from `first` to `last`, both included."""
    touched = {
        who: [entry for entry in history if first <= entry.day <= last and entry.in_touch]
        for who, history in by_contact.items()
    }
    reached = {who for who, several in touched.items() if several}
    reached |= {contact.id for contact in book.contacts if contact.last is not None and first <= contact.last <= last}
    met = sum(any(entry.kind == MET for entry in several) for several in touched.values())
    thanks = {(loop.contact, loop.closed) for loop in loops if loop.kind == "thanks" and loop.closed is not None}
    thanks |= {
        (entry.contact, entry.day) for several in touched.values() for entry in several
        if (entry.type, entry.kind) == ("interview", "thanked")
    }  # fmt: skip
    thanked = sum(first <= day <= last for _who, day in thanks)
    known = [
        kept
        for contact in book.contacts
        if (kept := _within_limit(contact, by_contact.get(contact.id, ()), last)) is not None
    ]
    share = sum(known) / len(known) if known else None
    return Month(first, len(reached), met, thanked, share)


def progress(
    book: Book, by_contact: Mapping[str, Sequence[Entry]], loops: Sequence[Loop], today: date
) -> list[Month]:  # fmt: skip
    """The last twelve months, from the first in which anything is known; the current one up to today."""
    months = months_back(today, MONTHS)
    ends = [following - timedelta(days=1) for following in months[1:]] + [today]
    found = [numbers(book, by_contact, loops, first, last) for first, last in zip(months, ends, strict=True)]
    begun = next((n for n, month in enumerate(found) if month.reached), len(found) - 1)
    return found[begun:]


def review(
    book: Book,
    by_contact: Mapping[str, Sequence[Entry]],
    loops: Sequence[Loop],
    contact_states: Mapping[str, ContactState],
    relation: Callable[[Contact], Relation],
    goals: Sequence[GoalState],
    since: date,
    until: date,
) -> Review:
    """The look back at the days from `since` to `until`, both included."""
    relations = [(contact, relation(contact)) for contact in book.contacts]
    # Whoever waits for something from you is not to be told to rest.
    tired = {
        who
        for who, contact_state in contact_states.items()
        if contact_state.ignored >= TIRED_AFTER and not contact_state.obligations
    }
    awake = [
        (contact, how)
        for contact, how in relations
        if not (contact.id in contact_states and contact_states[contact.id].paused)
    ]
    drifting = [contact for contact, how in awake if how.warmth == "cool" and contact.id not in tired]
    kept = [
        contact for contact, how in awake
        if how.last is not None and how.last >= since and after(how.last, contact.cadence) >= until - KEPT_WITHIN
    ]  # fmt: skip
    return Review(
        since,
        until,
        numbers(book, by_contact, loops, since, until),
        tuple(sorted(kept, key=lambda contact: contact.name)),
        tuple(sorted(drifting, key=lambda contact: (contact.at_most.days, contact.name))),
        tuple(contact for contact, how in awake if how.received - how.gave >= OVER_ASKED),
        tuple(contact for contact, _how in awake if contact.id in tired),
        tuple(goals),
    )


def _within_limit(contact: Contact, history: Sequence[Entry], day: date) -> bool | None:
    """Whether the last contact as of a day was within the outer limit; None while there was none."""
    days = [entry.day for entry in history if entry.in_touch and entry.day <= day]
    if contact.last is not None and contact.last <= day:
        days.append(contact.last)
    return after(max(days), contact.at_most) >= day if days else None
