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
class Ratings:
    """What a person thinks of somebody as a source of help, 1 to 5 each: private, and only used to rank."""

    knowledge: int | None = None
    openness: int | None = None
    trust: int | None = None
    chemistry: int | None = None


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
    tags: tuple[str, ...] = ()
    ratings: Ratings = Ratings()
    tone: Literal["formal", "informal"] = "informal"
    """How drafts speak to this person."""
    purpose: str | None = None
    learn: str | None = None
    questions: tuple[str, ...] = ()
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
    prepare: Cadence = Cadence(2, "day")
    """How long before it the preparation comes."""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class DevelopmentGoal:
    """A competence to grow. Once `reached` it asks for nothing more, and stays for the record."""

    id: str
    name: str
    why: str | None = None
    by: date | None = None
    tags: tuple[str, ...] = ()
    reached: date | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """A recurring task without a contact. With a checklist a round is done when each part is."""

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


ClaimKind = Literal["met", "thanks", "outcome", "promise", "ask", "remind", "report", "congratulate"]
"""What asks for a contact before its cadence does: met at an event; help received, to be thanked for and told the
outcome of; a promise; the steps of an informational interview; a milestone."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A reason to be in touch with somebody by a certain day. `rest` days pass after each time it is let pass."""

    kind: ClaimKind
    handle: str
    """Its name for the person, "thanks-12"; an interview's is "interview"."""
    due: date
    limit: date
    since: date
    rest: int = 1
    about: str = ""
    known: date = date.min
    """Since when the journal knows of it, where that can be later than it happened."""
    """The event's name, what was promised or received, the milestone."""


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
    claims: tuple[Claim, ...] = ()


MoveCause = Literal["ignored", "missed", "closed", "budget", "later", "sooner", "limit", "gave-way"]
"""Why a planned day moved: let pass; its digest never went out; the day was closed; the budget shrank; it is due
later or sooner now; the outer limit came near; it made room for somebody who could not wait."""


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
    claim: Claim | None = None
    """What presses, when it is not the cadence."""

    @property
    def id(self) -> str:
        return self.contact.id


@dataclass(frozen=True, slots=True)
class Celebration:
    """A birthday or a milestone on a day. `turns` is the age, or the years since a yearly milestone."""

    contact: Contact
    day: date
    turns: int | None = None
    milestone: Milestone | None = None


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
