"""What was noticed by itself, in mailbox and calendar, and what the person said of it, as commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from followupd.domain.journal import BY_NOTICE, FROM_BEFORE, NO, YES, Source
from followupd.store.entries import New


@dataclass(frozen=True, slots=True)
class Noticed:
    """The person wrote to somebody, or met them. What was noticed before they agreed to it is only remembered
    (`believed`)."""

    contact: str
    day: date
    source: Source
    believed: bool

    def entries(self) -> list[New]:
        if self.believed:
            return [New(self.contact, "interaction", self.day, kind=self.source, about=BY_NOTICE)]
        return [New(self.contact, "notice", self.day, kind=self.source, about=self.source)]


@dataclass(frozen=True, slots=True)
class Wrote:
    """Somebody wrote to the person, which is no contact by itself."""

    contact: str
    day: date

    def entries(self) -> list[New]:
        return [New(self.contact, "wrote", self.day)]


@dataclass(frozen=True, slots=True)
class Believe:
    """What the person was shown (`seen`: each contact and day) counts, and so does what was noticed `later`, and will
    be (YES); or nothing does (NO); or it is kept, though nothing more is noticed (KEPT)."""

    day: date
    said: str
    source: Source
    seen: Sequence[tuple[str, date]] = ()
    later: Sequence[tuple[str, date]] = ()
    contact: ClassVar[str] = ""

    def entries(self) -> list[New]:
        said = New("", "notice", self.day, kind=self.said, about=self.source)
        counted = [New(who, "interaction", day, kind=self.source, about=FROM_BEFORE) for who, day in self.seen]
        counted += [New(who, "interaction", day, kind=self.source, about=BY_NOTICE) for who, day in self.later]
        return [said, *(counted if self.said == YES else [])]


@dataclass(frozen=True, slots=True)
class Refuse:
    """A mail to somebody, or a meeting, was no contact (`of`: the day it was). What was counted is taken back beside
    this, which remembers it."""

    contact: str
    day: date
    source: Source
    of: date

    def entries(self) -> list[New]:
        return [New(self.contact, "notice", self.day, self.of, kind=NO, about=self.source)]


@dataclass(frozen=True, slots=True)
class Forget:
    """Everything that was noticed there is deleted, also from the journal."""

    day: date
    source: Source
    contact: ClassVar[str] = ""

    def entries(self) -> Sequence[New]:
        return ()
