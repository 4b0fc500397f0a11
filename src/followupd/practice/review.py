"""Looking back: the numbers of each month, and what a network asks for at a quarter's end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

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
    """`reached` counts people; `kept` is the share on track at the end, of those with whom there was contact before;
    None where there are none."""

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


FindingKind = Literal["drifting", "over-asked", "uncovered", "resting"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a look back has found, with the one person it is best begun with. `count`: of how many it is true,
    or how many times; `goal` is the one that nobody covers."""

    kind: FindingKind
    contact: Contact
    count: int = 1
    goal: GoalState | None = None


MOST_FINDINGS = 3


def findings(review: "Review", contact_states: Mapping[str, ContactState], asked: Mapping[str, int]) -> list[Finding]:
    """The three that matter most: relations that cool, somebody asked too much, a goal without help, who could rest.

    `asked`: how often somebody was named for each goal, so that it is another now.
    """
    found = [Finding("drifting", contact, len(review.drifting)) for contact in review.drifting[:1]]
    found += [Finding("over-asked", contact) for contact in review.over_asked[:1]]
    named = {one.contact.id for one in found}
    for state in (each for each in review.goals if not each.covered):
        turn = asked.get(state.goal.id, 0) % max(1, len(state.through))
        introducers = [each for each in (*state.through[turn:], *state.through[:turn]) if each.id not in named]
        found += [Finding("uncovered", contact, goal=state) for contact in introducers[:1]]
        named |= {contact.id for contact in introducers[:1]}
    found += [Finding("resting", contact, contact_states[contact.id].ignored) for contact in review.resting[:1]]
    return found[:MOST_FINDINGS]


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
        kept for contact in book.kept if (kept := _on_track(contact, by_contact.get(contact.id, ()), last)) is not None
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
    relations = [(contact, relation(contact)) for contact in book.kept]
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


def _on_track(contact: Contact, history: Sequence[Entry], day: date) -> bool | None:
    """Whether, as of a day, the last contact is no longer ago than the cadence and a little; None while there was none,
    because what is not known is no failure."""
    days = [entry.day for entry in history if entry.in_touch and entry.day <= day]
    if contact.last is not None and contact.last <= day:
        days.append(contact.last)
    return after(max(days), contact.cadence) + KEPT_WITHIN >= day if days else None
