"""What a person can do, as values. Each knows the entries it writes; `day` is the person's day it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from followupd.actions.habits import Decide, DoHabit, MoveHabit, NoteChange, Pace, SkipHabit
from followupd.actions.notices import Believe, Forget, Noticed, Refuse, Wrote
from followupd.domain.journal import BY_CALENDAR, MET, SEEN, Direction, InterviewState
from followupd.store.entries import New


@dataclass(frozen=True, slots=True)
class Log:
    """In touch with somebody, and perhaps something promised, due on `promise_by`."""

    contact: str
    day: date
    kind: str | None = None
    direction: Direction | None = None
    note: str | None = None
    promise: str | None = None
    promise_by: date | None = None

    def entries(self) -> list[New]:
        said = New(self.contact, "interaction", self.day, kind=self.kind, direction=self.direction, note=self.note)
        if self.promise is None:
            return [said]
        return [said, New(self.contact, "promise", self.day, self.promise_by, note=self.promise)]


@dataclass(frozen=True, slots=True)
class Meet:
    """Met somebody new at an event, or saw somebody known there."""

    contact: str
    day: date
    event: str
    new: bool
    note: str | None = None

    def entries(self) -> list[New]:
        kind = MET if self.new else SEEN
        return [New(self.contact, "interaction", self.day, kind=kind, note=self.note, about=self.event)]


@dataclass(frozen=True, slots=True)
class Snooze:
    """Somebody comes back on `until`. `known_last`: the last contact that stands in the book now."""

    contact: str
    day: date
    until: date
    known_last: date | None = None

    def entries(self) -> list[New]:
        return [New(self.contact, "snooze", self.day, self.until, known_last=self.known_last)]


@dataclass(frozen=True, slots=True)
class Pause:
    """Somebody rests until a day, or until Resume."""

    contact: str
    day: date
    until: date | None = None

    def entries(self) -> list[New]:
        return [New(self.contact, "pause", self.day, self.until)]


@dataclass(frozen=True, slots=True)
class Resume:
    contact: str
    day: date

    def entries(self) -> list[New]:
        return [New(self.contact, "resume", self.day)]


@dataclass(frozen=True, slots=True)
class Move:
    """Puts a follow-up, or the obligation named by `about`, on the day `to`. `past`: the user chose a day that has
    passed, and `to` is today instead."""

    contact: str
    day: date
    to: date
    about: str | None = None
    past: bool = False
    known_last: date | None = None

    def entries(self) -> list[New]:
        kind = "past" if self.past else None
        return [New(self.contact, "move", self.day, self.to, kind, about=self.about, known_last=self.known_last)]


@dataclass(frozen=True, slots=True)
class Skip:
    """A follow-up, or the obligation named by `about`, is left out until a day."""

    contact: str
    day: date
    until: date
    about: str | None = None
    known_last: date | None = None
    kind: str | None = None
    """ANSWERED or NO_ANSWER, when it was said in an answer and not done in the calendar."""

    def entries(self) -> list[New]:
        return [
            New(self.contact, "skip", self.day, self.until, self.kind, about=self.about, known_last=self.known_last)
        ]


@dataclass(frozen=True, slots=True)
class Close:
    """A loop is closed: thanks said, an outcome told, a promise kept. `handle` is its name, such as "thanks-12"."""

    contact: str
    day: date
    handle: str
    note: str | None = None

    def entries(self) -> list[New]:
        return [New(self.contact, "done", self.day, note=self.note, about=self.handle)]


@dataclass(frozen=True, slots=True)
class Sort:
    """Somebody unsorted belongs to a circle, or is not to be kept (NOT_KEPT)."""

    contact: str
    day: date
    circle: str

    def entries(self) -> list[New]:
        return [New(self.contact, "sort", self.day, kind=self.circle)]


@dataclass(frozen=True, slots=True)
class Rate:
    """How somebody was in a talk: openness, willingness to share, chemistry, a digit each from 1 to 5."""

    contact: str
    day: date
    digits: str

    def entries(self) -> list[New]:
        return [New(self.contact, "rating", self.day, note=self.digits)]


@dataclass(frozen=True, slots=True)
class Note:
    """A fact about somebody; it is no contact."""

    contact: str
    day: date
    note: str

    def entries(self) -> list[New]:
        return [New(self.contact, "note", self.day, note=self.note)]


@dataclass(frozen=True, slots=True)
class Promise:
    """Something promised to somebody, due on `by`."""

    contact: str
    day: date
    what: str
    by: date

    def entries(self) -> list[New]:
        return [New(self.contact, "promise", self.day, self.by, note=self.what)]


@dataclass(frozen=True, slots=True)
class Ask:
    """Something to ask somebody about from the day `on`."""

    contact: str
    day: date
    what: str
    on: date

    def entries(self) -> list[New]:
        return [New(self.contact, "ask", self.day, self.on, note=self.what)]


@dataclass(frozen=True, slots=True)
class Celebrate:
    """Something to congratulate somebody on, on the day `on`."""

    contact: str
    day: date
    what: str
    on: date

    def entries(self) -> list[New]:
        return [New(self.contact, "milestone", self.day, self.on, note=self.what)]


@dataclass(frozen=True, slots=True)
class Appoint:
    """A time with somebody: `at` in UTC, on the person's day `on`. It replaces the one before."""

    contact: str
    day: date
    at: datetime
    on: date
    kind: str | None = None
    note: str | None = None

    def entries(self) -> list[New]:
        return [New(self.contact, "appointment", self.day, self.on, self.kind, note=self.note, at=self.at)]


@dataclass(frozen=True, slots=True)
class CallOff:
    """The appointment with somebody is off; unlike Close, it is no contact."""

    contact: str
    day: date

    def entries(self) -> list[New]:
        return [New(self.contact, "appointment", self.day)]


@dataclass(frozen=True, slots=True)
class RestAll:
    """Everything rests until a day, or, with none, goes on again."""

    day: date
    until: date | None = None
    contact: ClassVar[str] = ""

    def entries(self) -> list[New]:
        return [New("", "pause" if self.until is not None else "resume", self.day, self.until)]


@dataclass(frozen=True, slots=True)
class InterviewStep:
    """An interview has come to a state; a booked one has a time `at`, in UTC, and perhaps a place."""

    contact: str
    day: date
    state: InterviewState
    at: datetime | None = None
    place: str | None = None
    note: str | None = None
    by_calendar: bool = False
    name: str = ""
    """What messages call the contact."""

    def entries(self) -> list[New]:
        about = BY_CALENDAR if self.by_calendar else None
        return [
            New(self.contact, "interview", self.day, kind=self.state, note=self.note, about=about, at=self.at,
                place=self.place)
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakeBack:
    """All that one answer did is taken back: these entries."""

    day: date
    numbers: tuple[int, ...]
    contact: ClassVar[str] = ""

    def entries(self) -> Sequence[New]:
        return ()


@dataclass(frozen=True, slots=True)
class Undo:
    """The last thing that was said or decided is taken back: of one contact, or of all."""

    day: date
    contact: str = ""

    def entries(self) -> Sequence[New]:
        return ()


__all__ = ["Decide", "DoHabit", "MoveHabit", "NoteChange", "Pace", "SkipHabit"]  # are commands too

Command = (
    Log | Meet | Snooze | Pause | Resume | Move | Skip | Close | Note | Promise | Ask | Celebrate | Appoint | CallOff
    | RestAll | InterviewStep | DoHabit | MoveHabit | SkipHabit | NoteChange | Decide | Pace | Rate | Sort | Noticed
    | Wrote
    | Believe | Refuse | Forget | Undo | TakeBack
)  # fmt: skip
