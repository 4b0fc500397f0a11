"""Commands that concern no contact of their own: habits, and changes in the calendar that belong into the book."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from followupd.domain.journal import CHECK_IN, PART, WEEK
from followupd.store.entries import New


@dataclass(frozen=True, slots=True)
class DoHabit:
    """A habit was kept, or some parts of its checklist are; a project's check-in is contact with every member."""

    day: date
    habit: str
    members: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    note: str | None = None
    contact: ClassVar[str] = ""

    def entries(self) -> list[New]:
        if self.parts:
            return [New("", "done", self.day, kind=PART, note=part, about=self.habit) for part in self.parts]
        met = [New(who, "interaction", self.day, kind=CHECK_IN, note=self.note, about=self.habit)
               for who in self.members]  # fmt: skip
        return [New("", "done", self.day, note=self.note, about=self.habit), *met]


@dataclass(frozen=True, slots=True)
class MoveHabit:
    day: date
    habit: str
    to: date
    contact: ClassVar[str] = ""

    def entries(self) -> list[New]:
        return [New("", "move", self.day, self.to, about=self.habit)]


@dataclass(frozen=True, slots=True)
class SkipHabit:
    day: date
    habit: str
    until: date
    contact: ClassVar[str] = ""

    def entries(self) -> list[New]:
        return [New("", "skip", self.day, self.until, about=self.habit)]


@dataclass(frozen=True, slots=True)
class Decide:
    """What becomes of a goal ("goal/…"): `kind` is one of `domain.journal`'s; `until` its new date; `written` the
    date in the book now."""

    day: date
    goal: str
    kind: str
    until: date | None = None
    written: date | None = None
    contact: ClassVar[str] = ""

    def entries(self) -> list[New]:
        return [New("", "goal", self.day, self.until, self.kind, about=self.goal, known_last=self.written)]


@dataclass(frozen=True, slots=True)
class Pace:
    """A circle half as often, or as in the book again; or so many people a week."""

    day: date
    kind: str
    about: str
    contact: ClassVar[str] = ""

    def entries(self) -> list[New]:
        if self.kind == WEEK:
            return [New("", "pace", self.day, kind=WEEK, note=self.about)]
        return [New("", "pace", self.day, kind=self.kind, about=self.about)]


@dataclass(frozen=True, slots=True)
class NoteChange:
    """What the person changed in the calendar and has to write into the book too: an event or a talk that was moved or
    deleted there, or a calendar that was emptied. The next digest says so; nothing else follows from it."""

    day: date
    kind: Literal["moved", "deleted", "renewed"]
    about: str
    at: datetime | None = None
    contact: ClassVar[str] = ""

    def entries(self) -> list[New]:
        return [New("", "calendar", self.day, kind=self.kind, about=self.about, at=self.at)]
