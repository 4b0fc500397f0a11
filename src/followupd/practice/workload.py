"""Whether what is promised to people fits what really happens in a week, and the two mends that would help most.

What a week really holds is its places on open days (vacations and holidays taken off), less those that birthdays,
obligations and people newly met take, times the share of turns that are answered: a turn let pass has used its place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil
from typing import Literal

from followupd.domain.agenda import Agenda
from followupd.domain.book import Budget, Contact
from followupd.planning.capacity import load, places_per_week
from followupd.planning.days import monday
from followupd.practice.state import PracticeState

LOOK_BACK, LOOK_AHEAD = timedelta(weeks=8), timedelta(weeks=12)
TOLD_AGAIN = timedelta(days=28)
_ANSWERED_WITHIN = timedelta(days=7)
_LEAST_TURNS = 20
"""With fewer turns behind, nothing is concluded from how many were answered."""
_LONGEST = 250
"""So many characters of ids are remembered with a mail."""
_LEAST_SHARE, _MARGIN = 0.3, 1.02
_NEVER_ANSWERS, _MOST_RESTING = 3, 5
_MOST_MORE = 2
"""No budget more than so many times as large is proposed: nobody keeps it."""


@dataclass(frozen=True, slots=True)
class Mend:
    """Something that would help: `about` is a circle, or a number of people a week, or whom to let rest; it would save
    or give `places` a week."""

    kind: Literal["slower", "more", "rest"]
    about: str
    places: float
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Workload:
    """`promised` and `held` are people a week; `answered` is the share of turns that were; `late` are those who will
    pass their outer limit, the first to do so first."""

    promised: float
    held: float
    answered: float
    late: tuple[Contact, ...]
    mends: tuple[Mend, ...]


def workload(agenda: Agenda, state: PracticeState, budget: Budget) -> Workload | None:
    """None where it fits."""
    active = [contact for contact in state.book.kept if contact.id not in agenda.paused]
    promised = sum(map(load, active))
    begins = monday(agenda.today)
    places = places_per_week(budget, begins, LOOK_AHEAD.days)
    share = _answered(state)
    held = max(0.0, places - _taken(active, state)) * share
    if promised <= held * _MARGIN:
        return None
    late = tuple(_late(agenda))
    mends = sorted(_mends(active, state, budget, promised - held, share), key=lambda mend: -mend.places)
    return Workload(promised, held, share, late, tuple(mends[:2]))


def silent(state: PracticeState) -> list[Contact]:
    """Who came up again and again without an answer, the most often first, and waits for nothing from the person."""
    states = state.contact_states
    found = [
        contact for contact in state.book.kept
        if contact.id in states and states[contact.id].ignored >= _NEVER_ANSWERS
        and not states[contact.id].obligations and not states[contact.id].paused
    ]  # fmt: skip
    found.sort(key=lambda contact: (-states[contact.id].ignored, contact.id))
    ids = accumulate(found[:_MOST_RESTING], lambda size, contact: size + len(contact.id) + 1, initial=0)
    return [contact for contact, size in zip(found, list(ids)[1:], strict=False) if size < _LONGEST]


def is_told_now(state: PracticeState, today: date) -> bool:
    """Whether it has not been told for four weeks."""
    told = state.shown.get(("workload", "told"), ())
    return not told or today >= max(told) + TOLD_AGAIN


def _answered(state: PracticeState) -> float:
    """Which share of the turns of the last weeks was answered: by contact, or by any decision, within a week."""
    since, until = state.today - LOOK_BACK, state.today - _ANSWERED_WITHIN
    turns = [(who, day) for who, days in state.days_shown.items() for day in days if since <= day <= until]
    if len(turns) < _LEAST_TURNS:
        return 1.0
    answered = sum(_was_answered(who, day, state) for who, day in turns)
    return max(_LEAST_SHARE, answered / len(turns))


def _was_answered(who: str, day: date, state: PracticeState) -> bool:
    summary, contact = state.summaries.get(who), state.contacts.get(who)
    if contact is not None and contact.last is not None and contact.last >= day:
        return True
    if summary is None:
        return False
    decided = summary.decided
    return any(day <= touched <= day + _ANSWERED_WITHIN for touched in summary.touched) or (
        decided.decided_on is not None and day <= decided.decided_on <= day + _ANSWERED_WITHIN
    )


def _taken(active: Iterable[Contact], state: PracticeState) -> float:
    """Places a week that something else takes: birthdays, and what was promised or received, or whom one met."""
    birthdays = sum(contact.birthday is not None for contact in active) / 52
    opening = ("promise", "ask", "appointment", "interview")
    entries = state.journal.since(max(date.min, state.today - LOOK_BACK)) if state.summaries else ()
    opened = sum(entry.type in opening or entry.direction == "received" or entry.kind == "met" for entry in entries)
    return birthdays + opened / (LOOK_BACK.days / 7)


def _late(agenda: Agenda) -> Iterator[Contact]:
    """Those whose day lies after their outer limit, and those without a day whose limit lies within the plan."""
    end = agenda.today + timedelta(days=28)
    found = [
        (followup.limit, followup.contact) for followup in agenda.everybody
        if followup.obligation is None and not followup.chosen
        and (followup.day or end) > followup.limit >= agenda.today
    ]  # fmt: skip
    return (contact for _limit, contact in sorted(found, key=lambda pair: (pair[0], pair[1].id)))


def _mends(
    active: Sequence[Contact], state: PracticeState, budget: Budget, missing: float, share: float
) -> Iterator[Mend]:
    circles: dict[str, float] = {}
    for contact in active:
        if contact.circle is not None:
            circles[contact.circle] = circles.get(contact.circle, 0.0) + load(contact)
    for circle in sorted(
        (name for name in circles if len(name) < _LONGEST // 2), key=lambda name: (-circles[name], name)
    )[:2]:
        yield Mend("slower", circle, circles[circle] / 2)
    if resting := silent(state):
        ids = ",".join(contact.id for contact in resting)
        yield Mend("rest", ids, sum(map(load, resting)), tuple(resting))
    wanted = min(budget.per_week + ceil(missing / max(share, _LEAST_SHARE)), budget.per_week * _MOST_MORE)
    yield Mend("more", str(wanted), wanted - budget.per_week)
