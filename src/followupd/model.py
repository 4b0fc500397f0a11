"""The words of the domain, as frozen values. Nothing here reads a clock, a file or a database.

A `date` is a calendar day of the person; a `datetime` is always aware.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Unit = Literal["day", "week", "month", "year"]
DAYS_IN = {"day": 1.0, "week": 7.0, "month": 365.2425 / 12, "year": 365.2425}


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often: `count` of `unit`. Months and years are steps in the calendar, not a number of days."""

    count: int
    unit: Unit

    @property
    def days(self) -> float:
        """The mean length in days, for comparing and for load; dates are computed with `planning.cadence`."""
        return self.count * DAYS_IN[self.unit]

    def times(self, factor: int) -> "Cadence":
        return Cadence(self.count * factor, self.unit)


@dataclass(frozen=True, slots=True)
class Birthday:
    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """A group of people met at about the same cadence. `at_most` is the outer limit since the last contact."""

    id: str
    cadence: Cadence
    at_most: Cadence | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in the book. `cadence` and `at_most` are settled: own, else the circle's, else the default."""

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


@dataclass(frozen=True, slots=True)
class DevelopmentGoal:
    id: str
    name: str
    why: str | None = None
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """A recurring task without a contact."""

    id: str
    name: str
    cadence: Cadence


@dataclass(frozen=True, slots=True)
class Book:
    """Everything the person wrote, checked."""

    contacts: tuple[Contact, ...] = ()
    events: tuple[NetworkingEvent, ...] = ()
    goals: tuple[DevelopmentGoal, ...] = ()
    practices: tuple[Practice, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Standing:
    """What the journal knows of one contact, as the plan needs it."""

    last: date | None = None
    last_note: str | None = None
    first_seen: date | None = None
    first_due: date | None = None
    """For somebody never contacted: the day drawn when the contact was first seen."""
    snoozed_until: date | None = None
    paused: bool = False
    paused_until: date | None = None
    ignored: int = 0
    """On how many days this contact came up since the last contact or decision, without an answer."""
    ignored_on: date | None = None
    planned: "Placement | None" = None


MoveCause = Literal["ignored", "missed", "closed", "budget", "later", "sooner", "limit", "gave-way"]
"""Why a planned day moved: let pass; its digest never went out; the day was closed; the budget shrank; it is due
later or sooner now; the outer limit came near; it made room for somebody whose limit did."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A day the plan gave, and if it was another day before, which and why it moved."""

    since: date | None
    """The last contact when the day was given: it tells one follow-up of a contact from the next."""
    due: date
    day: date
    moved_from: date | None = None
    moved_by: MoveCause | None = None
    moved_for: str | None = None
    """With "gave-way": the name of the contact it gave way to."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One person's turn: `due` by cadence, `day` as planned (None: not within the horizon), `limit` at the outside."""

    contact: Contact
    due: date
    limit: date
    day: date | None
    last: date | None = None
    last_note: str | None = None
    chosen: bool = False
    """The person named the date (a snooze); such a date comes before all others."""
    ignored: int = 0
    ignored_on: date | None = None
    moved_from: date | None = None
    moved_by: MoveCause | None = None
    moved_for: str | None = None

    @property
    def id(self) -> str:
        return self.contact.id


@dataclass(frozen=True, slots=True)
class Celebration:
    """A birthday on a day. `turns` is the age, when the year is known."""

    contact: Contact
    day: date
    turns: int | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The budget cannot hold everybody's cadence: what is needed and held each week, and what would help."""

    needed: float
    held: float
    relief_circle: str | None
    """The circle with the largest load; at half its pace it would save `relief` places a week."""
    relief: float


@dataclass(frozen=True, slots=True)
class Agenda:
    """The plan as of `today`: `followups` have a day, in order; for the `waiting` the horizon has no room."""

    today: date
    followups: tuple[FollowUp, ...]
    waiting: tuple[FollowUp, ...]
    celebrations: tuple[Celebration, ...]
    shortfall: Shortfall | None
    resting: frozenset[str] = field(default_factory=frozenset)
    """Contacts that are paused."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished mail: the very bytes (CRLF), and the envelope."""

    message_id: str
    sender: str
    recipient: str
    content: bytes
