"""Open loops: help to thank for, its outcome to tell, promises to keep. Each stays until it is closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from followupd.agenda import Claim
from followupd.history import Entry

LoopKind = Literal["thanks", "outcome", "promise"]

THANKS_AFTER, THANKS_WITHIN = timedelta(days=1), timedelta(days=2)
OUTCOME_AFTER, OUTCOME_WITHIN = timedelta(weeks=4), timedelta(weeks=8)
PROMISE_LENGTH = timedelta(weeks=1)
"""When a promise is due that was given no date."""
_REST = {"thanks": 2, "outcome": 7, "promise": 3}
THANKS_WORDS = frozenset({"thanks", "thank-you", "thank you", "tack"})
OUTCOME_WORDS = frozenset({"outcome", "utfall", "resultat"})


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

    def claim(self) -> Claim:
        return Claim(self.kind, self.handle, self.due, self.limit, self.opened, _REST[self.kind], self.about)


def loops(history: Sequence[Entry]) -> list[Loop]:
    """Every loop that was ever opened, in order, with the day it was closed."""
    found = []
    for position, entry in enumerate(history):
        for loop in _opened_by(entry):
            closed = next((one.day for one in history[position + 1 :] if _closes(one, loop)), None)
            found.append(replace(loop, closed=closed))
    return found


def still_open(found: Iterable[Loop]) -> list[Loop]:
    return sorted((one for one in found if one.closed is None), key=lambda one: (one.due, one.handle))


def _opened_by(entry: Entry) -> Iterable[Loop]:
    day, note = entry.day, entry.note or ""
    if entry.type == "promise":
        due = entry.until or day + PROMISE_LENGTH
        yield Loop(f"promise-{entry.id}", "promise", entry.contact, day, due, due, note)
    elif entry.type == "interaction" and entry.direction == "received":
        thanks = day + THANKS_AFTER, day + THANKS_WITHIN
        outcome = day + OUTCOME_AFTER, day + OUTCOME_WITHIN
        yield Loop(f"thanks-{entry.id}", "thanks", entry.contact, day, *thanks, note)
        yield Loop(f"outcome-{entry.id}", "outcome", entry.contact, day, *outcome, note)


def _closes(entry: Entry, loop: Loop) -> bool:
    """By its handle, or because the very thing was said to the person. One thank-you is for all there was till then."""
    if entry.contact != loop.contact:
        return False
    if entry.type == "done":
        return entry.about == loop.handle or (loop.kind == "thanks" and (entry.about or "").startswith("thanks-"))
    said = (entry.kind or "").casefold()
    if entry.type == "interview":
        return (loop.kind, said) in (("thanks", "thanked"), ("outcome", "outcome"))
    words = {"thanks": THANKS_WORDS, "outcome": OUTCOME_WORDS}.get(loop.kind, frozenset())
    return entry.type == "interaction" and said in words
