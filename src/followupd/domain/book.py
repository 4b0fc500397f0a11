"""The words of the domain, as frozen values. Nothing here reads a clock, a file or a database.

A `date` is a calendar day of the person; a `datetime` is always aware.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

Unit = Literal["day", "week", "month", "year"]
DAYS_IN = {"day": 1.0, "week": 7.0, "month": 365.2425 / 12, "year": 365.2425}


class Cadence(Struct, frozen=True):
    """How often: `count` of `unit`. Months and years are steps in the calendar, not a number of days."""

    count: int
    unit: Unit

    @property
    def days(self) -> float:
        """The mean length in days, for comparing and for load; dates are computed with `domain.cadence`."""
        return self.count * DAYS_IN[self.unit]

    def times(self, factor: int) -> "Cadence":
        """So many times as long."""
        return Cadence(self.count * factor, self.unit)


TWO_DAYS, TWO_WEEKS = Cadence(2, "day"), Cadence(2, "week")

_LONGEST_ID = 80


def slug(name: str) -> str:
    """An id from a name: "Anna Lind" → "anna-lind". Letters of every script stay."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def id_from(name: str) -> str:
    """The id of a contact whose book names none: the slug of the name, as far as an id may be long."""
    return slug(name)[:_LONGEST_ID]


def told_apart(who: str, mark: str) -> str:
    """Another id for a second person of one name, made from what the record has of its own, and so the same each time
    and everywhere."""
    return f"{who[:70]}-{sha256(mark.encode()).hexdigest()[:6]}"


@dataclass(frozen=True, slots=True)
class Birthday:
    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Ratings:
    """What a person thinks of somebody as a source of help, 1 to 5 each: private, and only used to rank."""

    knowledge: int | None = None
    openness: int | None = None
    trust: int | None = None
    chemistry: int | None = None


NO_RATINGS = Ratings()


@dataclass(frozen=True, slots=True)
class Circle:
    """A group of people met at about the same cadence. `at_most` is the outer limit since the last contact."""

    id: str
    cadence: Cadence
    at_most: Cadence | None = None


class Contact(Struct, frozen=True, omit_defaults=True):
    """A person in the book. `cadence` and `at_most` are settled: own, else the circle's, else the default.

    A Struct, because there may be a hundred thousand: it is stored without its defaults, and read twice as fast.
    """

    id: str
    name: str
    cadence: Cadence
    at_most: Cadence
    circle: str | None = None
    emails: tuple[str, ...] = ()
    last: date | None = None
    birthday: Birthday | None = None
    language: str | None = None
    channel: str | None = None
    company: str | None = None
    role: str | None = None
    url: str | None = None
    goals: tuple[str, ...] = ()
    notes: str | None = None
    paused_until: date | None = None
    tags: tuple[str, ...] = ()
    ratings: Ratings = NO_RATINGS
    tone: Literal["formal", "informal"] = "informal"
    """How drafts speak to this person."""
    purpose: str | None = None
    learn: str | None = None
    questions: tuple[str, ...] = ()
    phone: str | None = None
    """As it was written; `text.sanitize.dialled` gives the digits to call."""
    vcard_uid: str | None = None
    """The UID of the card it was read from (RFC 6350 §6.7.6)."""
    unsorted: bool = False
    """Nobody has said how often: no turn of their own ever comes, whatever `cadence` says."""
    file: str = ""
    record: int = 0
    """The position among the records of `file`, from which a line can be found when one is needed."""


@dataclass(frozen=True, slots=True)
class NetworkingEvent:
    """A fair, a meet-up, a conference: with the goal of talking to `meet` new people."""

    id: str
    name: str
    kind: str
    starts: datetime
    ends: datetime
    place: str | None = None
    url: str | None = None
    meet: int = 3
    pitch: str | None = None
    questions: tuple[str, ...] = ()
    companion: str | None = None
    companies: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    online: str | None = None
    """Where it can be joined from home."""
    prepare: Cadence = TWO_DAYS
    """How long before it the preparation comes."""
    cancelled: bool = False


def in_zone(event: NetworkingEvent, zone: ZoneInfo) -> NetworkingEvent:
    """The event with its times in `zone`, if that zone has the same UTC offsets at these times; else as it is. A stored
    event has only fixed offsets, which do not follow daylight saving time."""
    starts, ends = event.starts.astimezone(zone), event.ends.astimezone(zone)
    if starts.utcoffset() != event.starts.utcoffset() or ends.utcoffset() != event.ends.utcoffset():
        return event
    return replace(event, starts=starts, ends=ends)


@dataclass(frozen=True, slots=True)
class DevelopmentGoal:
    """A competence to grow. Once `reached`, or let go, it asks for nothing more, and stays for the record. `every` is
    how often a step towards it is proposed."""

    id: str
    name: str
    why: str | None = None
    by: date | None = None
    tags: tuple[str, ...] = ()
    reached: date | None = None
    every: Cadence = TWO_WEEKS
    let_go: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is still wanted."""
        return self.reached is None and not self.let_go


@dataclass(frozen=True, slots=True)
class Practice:
    """A habit of its own, without a contact. With a checklist a round is done when each part is."""

    id: str
    name: str
    cadence: Cadence
    checklist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """Something done together. A check-in counts as contact with every member."""

    id: str
    name: str
    cadence: Cadence
    members: tuple[str, ...] = ()
    """Contact ids."""
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something to congratulate a contact on: once, or `yearly` on the same day."""

    contact: str
    what: str
    on: date
    yearly: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """Everything the person wrote, checked."""

    contacts: tuple[Contact, ...] = ()
    events: tuple[NetworkingEvent, ...] = ()
    goals: tuple[DevelopmentGoal, ...] = ()
    practices: tuple[Practice, ...] = ()
    projects: tuple[Project, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    circles: tuple[Circle, ...] = ()
    """The person's own."""

    @property
    def kept(self) -> tuple[Contact, ...]:
        """The contacts with a cadence: all but the unsorted."""
        return tuple(contact for contact in self.contacts if not contact.unsorted)


@dataclass(frozen=True, slots=True)
class Vacation:
    """Both days included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Budget:
    """How many people a person wants to be reminded of. A week begins on Monday (ISO 8601)."""

    per_day: int = 3
    per_week: int = 10
    days_off: frozenset[int] = frozenset({5, 6})
    """Weekdays as `date.weekday()` counts them: Monday is 0."""
    holidays: str | None = None
    vacations: tuple[Vacation, ...] = ()
    events_per_month: int | None = None

    def resting(self, rest: Vacation | None) -> "Budget":
        """The same, with days more on which everything rests."""
        return replace(self, vacations=(*self.vacations, rest)) if rest is not None else self


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A finished mail: the very bytes (CRLF), and the envelope."""

    message_id: str
    sender: str
    recipient: str
    content: bytes
