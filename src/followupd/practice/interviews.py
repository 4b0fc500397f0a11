"""Informational interviews: a small pipeline for each contact, where every state knows its next step.

Asking for advice, not for a job, is what makes people say yes; 20 to 30 minutes, a thank-you within a
day, and later a word on what came of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from followupd.domain.agenda import Obligation
from followupd.domain.journal import OUTCOME_WORDS, STATES, THANKS_WORDS, Entry, InterviewState

LENGTH = timedelta(minutes=30)
REMIND_AFTER, LET_GO_AFTER = timedelta(weeks=1), timedelta(weeks=3)
_OUTCOME_AFTER, _OUTCOME_WITHIN = timedelta(weeks=6), timedelta(weeks=12)
_DAY = timedelta(days=1)

NEXT: dict[InterviewState | None, tuple[InterviewState, ...]] = {
    None: ("candidate", "asked", "booked", "held"),
    "candidate": ("asked", "booked", "held", "dropped"),
    "asked": ("asked", "booked", "held", "dropped"),
    "booked": ("booked", "asked", "held", "thanked", "dropped"),
    "held": ("thanked", "outcome", "dropped"),
    "thanked": ("outcome", "dropped"),
    "outcome": ("candidate", "asked", "booked", "held"),
    "dropped": ("candidate", "asked", "booked", "held"),
}
"""What may follow each state. After an outcome, or when one was dropped, a new round may begin."""
ON_THE_WAY: frozenset[str] = frozenset({"candidate", "asked", "booked", "held"})
"""States between the wish to ask and the thank-you."""
_ENDS: frozenset[str | None] = frozenset({None, "outcome", "dropped"})


@dataclass(frozen=True, slots=True)
class Interview:
    """The newest round with a contact. `day` is since when it is in `state`; `at` when the talk is, in UTC."""

    contact: str
    round: int
    state: InterviewState
    day: date
    at: datetime | None = None
    times_asked: int = 0
    place: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether no further step is expected."""
        return self.state in _ENDS

    def talked_on(self, now: datetime, zone: ZoneInfo) -> date | None:
        """The day of the talk, once it has been: by its booked time, else the day it was told."""
        if self.state not in ("booked", "held", "thanked"):
            return None
        if self.at is None:
            return self.day if self.state == "held" else None
        return self.at.astimezone(zone).date() if self.at <= now else None

    def let_go(self, today: date) -> bool:
        """Whether to stop waiting: three weeks after asking, two after the reminder."""
        wait = LET_GO_AFTER if self.times_asked == 1 else LET_GO_AFTER - REMIND_AFTER
        return self.state == "asked" and today >= self.day + wait


def interviews(history: Sequence[Entry]) -> dict[str, Interview]:
    """Each contact's newest round."""
    found: dict[str, Interview] = {}
    for entry in history:
        before = found.get(entry.contact)
        state = _state(entry, before)
        if state is None:
            continue
        new = before is None or before.is_over
        number = (before.round if before else 0) + new
        at = entry.at or (None if new or before is None else before.at)
        asked = (0 if new or before is None else before.times_asked) + (state == "asked")
        place = entry.place or (None if new or before is None else before.place)
        found[entry.contact] = Interview(entry.contact, number, state, entry.day, at, asked, place)
    return found


def _state(entry: Entry, before: Interview | None) -> InterviewState | None:
    """The state an entry leads to: its own, or the one that an interaction of the kind thanks or outcome implies."""
    if entry.type == "interview":
        return next((text for text in STATES if text == entry.kind), None)
    said = (entry.kind or "").casefold() if entry.type == "interaction" else ""
    held = before is not None and (before.state == "held" or _has_been(before, entry.day))
    if held and said in THANKS_WORDS:
        return "thanked"
    if before is not None and before.state in ("held", "thanked") and said in OUTCOME_WORDS:
        return "outcome"
    return None


def _has_been(interview: Interview, day: date) -> bool:
    """Whether the day of a booked talk has come: whoever thanks for it needs not say first that it took place."""
    return interview.state == "booked" and interview.at is not None and interview.at.date() <= day


def obligation(interview: Interview, now: datetime, zone: ZoneInfo) -> Obligation | None:
    """What the state asks for next, and by when; None where the talk itself or nothing is next."""
    day, name, today = interview.day, "interview", now.astimezone(zone).date()
    if interview.state == "candidate":
        return Obligation("ask", name, day + 2 * _DAY, day + 14 * _DAY, day, 5)
    if interview.state == "asked" and interview.times_asked == 1 and not interview.let_go(today):
        # One gentle reminder: whoever lets it pass is not told again before it is let go.
        return Obligation("remind", name, day + REMIND_AFTER, day + REMIND_AFTER + 3 * _DAY, day, 30)
    if interview.state == "booked" and interview.at is not None:
        talk = interview.at.astimezone(zone).date()
        # The evening of the talk asks for it; so it is due that day, but not before the talk is over.
        due = talk if interview.at + LENGTH <= now else talk + _DAY
        return Obligation("report", name, due, talk + _DAY, talk, 2)
    if interview.state == "held":
        return Obligation("thanks", name, day, day + _DAY, day, 2)
    if interview.state == "thanked":
        return Obligation("outcome", name, day + _OUTCOME_AFTER, day + _OUTCOME_WITHIN, day, 14)
    return None
