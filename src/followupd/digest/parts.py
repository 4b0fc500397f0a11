"""The parts of a digest, and what it is made for: values that contents fills and templates set."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from followupd.errors import Fault
from followupd.model import Cadence, Contact


@dataclass(frozen=True, slots=True)
class Item:
    """One thing under its short number. `subject` is the stable identity: the id of a contact or an event."""

    number: int
    kind: str
    subject: str
    day: date
    title: str
    about: str
    lines: tuple[str, ...]
    write_to: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    slot: date
    subject: str
    preview: str
    greeting: str
    groups: tuple[Group, ...]
    more: str
    celebrations: tuple[str, ...]
    events: tuple[Item, ...]
    coming: tuple[str, ...]
    questions: tuple[str, ...]
    notices: tuple[str, ...]
    tells: tuple[date, ...]
    """The slots whose troubles it names."""
    example: str | None
    """Whom the hints at the end are about."""

    @property
    def items(self) -> Iterator[Item]:
        for group in self.groups:
            yield from group.items
        yield from self.events

    @property
    def is_empty(self) -> bool:
        """Nothing worth a mail by itself; what is merely coming can wait for the day it comes."""
        return not (self.groups or self.celebrations or self.events or self.questions or self.notices)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a digest is made for: its slot, the last day it has to last, and what else there is to say."""

    slot: date
    until: date
    zone: ZoneInfo
    person: str
    lookahead: Cadence
    birthday_lead: Cadence
    previous: date | None
    """The slot that was served before, and in `told_until` the last day it covered."""
    told_until: date | None
    faults: Sequence[Fault] = ()
    troubles: Sequence[tuple[date, str, str]] = ()
    """Earlier digests that did not get through: slot, state and the server's answer."""
    where: Callable[[Contact], str] = lambda contact: contact.file
    """Where a contact stands in the book, as "file:line"."""
