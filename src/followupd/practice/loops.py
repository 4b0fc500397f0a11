"""Open loops: help to thank for, its outcome to tell, promises to keep, things to ask about, appointments to hear of.

Each stays until it is closed; to ask and to hear, being in touch when it is time is enough.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from followupd.domain.agenda import Obligation
from followupd.domain.journal import OUTCOME_WORDS, THANKS_WORDS, Entry

LoopKind = Literal["thanks", "outcome", "promise", "question", "appointment"]

THANKS_AFTER, THANKS_WITHIN = timedelta(days=1), timedelta(days=2)
OUTCOME_AFTER, OUTCOME_WITHIN = timedelta(weeks=4), timedelta(weeks=8)
PROMISE_LENGTH = timedelta(weeks=1)
"""When a promise is due that was given no date."""
QUESTION_WITHIN, HEAR_WITHIN = timedelta(weeks=1), timedelta(days=3)
_REST: dict[LoopKind, int] = {"thanks": 2, "outcome": 7, "promise": 3, "question": 3, "appointment": 2}


@dataclass(frozen=True, slots=True)
class Loop:
    """Something left open with a contact since `opened`; `handle` is its name, such as "thanks-12"."""

    handle: str
    kind: LoopKind
    contact: str
    opened: date
    due: date
    limit: date
    about: str
    closed: date | None = None
    at: datetime | None = None
    """Of an appointment: when it is, in UTC."""

    def obligation(self) -> Obligation:
        """The loop as an obligation to the contact."""
        return Obligation(self.kind, self.handle, self.due, self.limit, self.opened, _REST[self.kind], self.about)


def loops(history: Sequence[Entry]) -> list[Loop]:
    """Every loop of one contact that was ever opened, in order, with the day it was closed.

    Read backwards, so that each loop meets the entries that could close it already gathered.
    """
    closed: dict[str, date] = {}
    touched = date.min
    found = []
    for entry in reversed(history):
        opened = [
            replace(loop, closed=closed.get(loop.handle) or closed.get(loop.kind) or _answered(loop, touched))
            for loop in _opened_by(entry)
        ]
        touched = max(touched, entry.day) if entry.in_touch else touched
        found += opened[::-1]
        for what in _closed_by(entry):
            closed[what] = entry.day
    return found[::-1]


def _later(day: date, by: timedelta) -> date:
    return day + by if by < date.max - day else date.max


def still_open(found: Iterable[Loop]) -> list[Loop]:
    """Those that are not closed, the earliest due first."""
    return sorted((loop for loop in found if loop.closed is None), key=lambda loop: (loop.due, loop.handle))


def _answered(loop: Loop, touched: date) -> date | None:
    """The last day in touch, when that was in time to ask or to hear."""
    ready = {"question": loop.due, "appointment": loop.due - timedelta(days=1)}.get(loop.kind, date.max)
    return touched if touched >= ready else None


def _opened_by(entry: Entry) -> Iterable[Loop]:
    day, note = entry.day, entry.note or ""
    if entry.type == "promise":
        due = entry.until or day + PROMISE_LENGTH
        yield Loop(f"promise-{entry.id}", "promise", entry.contact, day, due, due, note)
    elif entry.type == "ask" and entry.until is not None:
        handle, limit = f"question-{entry.id}", _later(entry.until, QUESTION_WITHIN)
        yield Loop(handle, "question", entry.contact, day, entry.until, limit, note)
    elif entry.type == "appointment" and entry.until is not None:
        handle, due = f"appointment-{entry.id}", _later(entry.until, timedelta(days=1))
        limit = _later(due, HEAR_WITHIN)
        yield Loop(handle, "appointment", entry.contact, day, due, limit, note, at=entry.at)
    elif entry.type == "interaction" and entry.direction == "received":
        thanks = day + THANKS_AFTER, day + THANKS_WITHIN
        outcome = day + OUTCOME_AFTER, day + OUTCOME_WITHIN
        yield Loop(f"thanks-{entry.id}", "thanks", entry.contact, day, *thanks, note)
        yield Loop(f"outcome-{entry.id}", "outcome", entry.contact, day, *outcome, note)


def _closed_by(entry: Entry) -> Iterable[str]:
    """What an entry closes: one loop by its handle, or every loop of a kind ("thanks", "outcome") opened before it.

    One thank-you covers all help received until then.
    """
    if entry.type == "done" and entry.about:
        yield entry.about
        if entry.about.startswith("thanks-"):
            yield "thanks"
    if entry.type == "appointment":  # a new time replaces the one before; without a time it is off
        yield "appointment"
    said = (entry.kind or "").casefold()
    talk = entry.type == "interview"
    if (talk and said == "thanked") or (entry.type == "interaction" and said in THANKS_WORDS):
        yield "thanks"
    if (talk and said == "outcome") or (entry.type == "interaction" and said in OUTCOME_WORDS):
        yield "outcome"
