"""The words of the plan, as frozen values: what is known of a contact, what presses, and who comes up when."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Literal

from followupd.domain.book import Contact, Milestone

ObligationKind = Literal[
    "met", "thanks", "outcome", "promise", "ask", "remind", "report", "congratulate", "question", "appointment",
    "step",
]  # fmt: skip
"""What an obligation is about: somebody met at an event; help received (thanks, later its outcome); a promise; the
steps of an informational interview (ask, remind, report, and its own thanks and outcome); a milestone (congratulate);
something to ask about (question); how an appointment was; a step towards a goal.
"""


@dataclass(frozen=True, slots=True)
class Obligation:
    """A reason to be in touch with somebody by a certain day, ahead of the cadence.

    `since`: when it arose; `due`: from when it comes up; `limit`: the last day in time; `rest`: for how many days it
    pauses after it came up unanswered, longer each time (`needs._pauses_until`).
    """

    kind: ObligationKind
    handle: str
    """Its name for the person, "thanks-12"; an interview's is "interview"."""
    due: date
    limit: date
    since: date
    rest: int = 1
    about: str = ""
    """The event's name, what was promised or received, the milestone."""
    known: date = date.min
    """Of "met": the day on which the meeting was recorded, which may be later than `since`."""

    @property
    def name(self) -> str:
        """Which obligation of a contact it is; the steps of an interview share one handle, and those to a goal."""
        if self.kind == "step":
            return f"{self.handle}/{self.since}"
        return f"{self.handle}/{self.kind}" if self.handle == "interview" else self.handle


@dataclass(frozen=True, slots=True)
class ContactState:
    """What is known of one contact, as the plan needs it: from the journal, the previous plan and the mails sent."""

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
    owed_days: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    """On which days mails have told of each obligation, by its name."""
    planned: "PlannedDay | None" = None
    obligations: tuple[Obligation, ...] = ()
    moved_to: date | None = None
    """The day to which the person moved the follow-up in the calendar, and in `moved_obligation` which one it was."""
    moved_obligation: str = ""
    decided_on: date | None = None
    """When the newest of these three was decided: the snooze, the move, the skip."""
    decided_with: date | None = None
    """The last contact that stood in the book then."""
    skipped: Mapping[str, date] = field(default_factory=dict)
    """Until when the person skipped an obligation, by its handle; "" is the follow-up by cadence."""


OWED = "owed"
"""The kind under which it is remembered that a mail has told of an obligation."""

MoveCause = Literal["ignored", "missed", "closed", "budget", "later", "sooner", "limit", "gave-way", "person"]
"""Why a planned day moved, in this order: it came up without an answer; no digest named it that day; the day is closed
now; the budget has no place left that day; it is due later, or sooner, now; the outer limit came near; it made room for
somebody who could not wait; the user moved it in the calendar."""


@dataclass(frozen=True, slots=True)
class PlannedDay:
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
    """A contact's next follow-up: `due` by cadence, obligation or the user's choice; `day` as planned (None: not within
    the horizon); `limit`: the last day in time."""

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
    times: int = 0
    """How often it came up before for this very reason, without an answer."""
    moved_from: date | None = None
    moved_by: MoveCause | None = None
    moved_for: str | None = None
    obligation: Obligation | None = None
    """The obligation it is for; None when it is only the cadence, or a date the user chose."""
    fixed: bool = False
    """The person put it on this very day, in the calendar."""
    skipped: bool = False
    """The user skipped the previous one in the calendar, and `due` is the day until which it was skipped."""

    @property
    def id(self) -> str:
        """The contact's id."""
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
    """The budget cannot hold everybody's cadence: what is needed and held each week."""

    needed: float
    held: float


@dataclass(frozen=True, slots=True)
class Agenda:
    """The plan as of `today`: `followups` have a day, in order; for the `waiting` the horizon has no room."""

    today: date
    followups: tuple[FollowUp, ...]
    waiting: Collection[FollowUp]
    celebrations: tuple[Celebration, ...]
    shortfall: Shortfall | None
    paused: frozenset[str] = field(default_factory=frozenset)
    """Ids of contacts that are paused without an end, or unsorted with nothing open."""

    @property
    def everybody(self) -> Iterator[FollowUp]:
        """All follow-ups: those with a day, then the waiting."""
        return chain(self.followups, self.waiting)
