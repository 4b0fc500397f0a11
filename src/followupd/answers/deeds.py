"""What an answer says, as values: what was done or decided, what is asked back, what was not understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from followupd.domain.journal import Direction

Action = Literal[
    "log", "note", "snooze", "skip", "pause", "resume", "thanks", "outcome", "kept-promise", "promise", "ask", "milestone",
    "met", "appointment", "no-answer", "pause-all", "resume-all", "undo", "practice", "explain", "notice",
    "goal", "rate", "pace", "sort",
]  # fmt: skip
"""`note` is a fact, and no contact; `ask` something to ask about on a day; `practice` a habit that was kept; `notice` what
is said of what was noticed by itself, `kind` yes or no, of everything or of a contact; its `handle` says of what; `goal` what
becomes of a goal; `rate` how somebody was in a talk; `pace` a circle half as often,
or so many people a week; `sort` the circle (`kind`) of somebody unsorted."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that an answer does. Days are the person's; `contact` is the id in the book, empty for what concerns
    everybody or somebody new, who has a `name`."""

    action: Action
    contact: str = ""
    on: date | None = None
    """The day it happened, or of a milestone, a question or an appointment, on which it will."""
    at: datetime | None = None
    """The instant of an appointment."""
    until: date | None = None
    by: date | None = None
    kind: str | None = None
    direction: Direction | None = None
    note: str | None = None
    what: str | None = None
    """Of a promise, a milestone, a question: what; of a thing that is closed, what it was."""
    name: str | None = None
    email: tuple[str, ...] = ()
    company: str | None = None
    role: str | None = None
    url: str | None = None
    event: str = ""
    """The event where somebody was met."""
    handle: str = ""
    """The loop that is closed, or the habit that was kept."""


Reason = Literal["who", "unknown", "when", "where", "what", "too-large", "number"]
"""Why something is asked back: several have that name; nobody has; it needs a day; an event; it cannot be made out; it is
more than an answer may do; the mail has no such number."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked back. `candidates` are ids; choosing one of them, by its number, has `line` read again."""

    about: str
    reason: Reason
    candidates: tuple[str, ...] = ()
    line: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """An answer, understood as far as it can be."""

    deeds: tuple[Deed, ...] = ()
    asked: tuple[Question, ...] = ()
    kept: tuple[str, ...] = ()
    """What was not understood, as it was written."""
    nothing: tuple[str, ...] = ()
    """What was understood and does nothing: a negation, a plan without a day."""
    assumed: tuple[tuple[str, str], ...] = ()
    """Names that could be several people's, each with the id of the one in the mail it was taken for."""


MEND_KINDS = frozenset({"mend-slower", "mend-more", "mend-rest"})
"""Kinds of what would help when more is promised than a week holds."""
HABIT_KINDS = frozenset({"practice", "practices", "project", "goal"})
"""Kinds of what is done and is about nobody; "practices" are those of a week together."""
NOTICE_KINDS = frozenset({"notice", "noticed"})
"""Kinds of what was noticed: of everything, such as the first scan; and of one person."""
PEOPLE_KINDS = frozenset({"follow-up", "birthday", "greeting", "talk", "prepare-talk", "finding"})
"""Kinds of what a mail numbers that are about one person each."""

SORT_KIND = "sort"
"""The kind of a person who is asked about, whether to keep in touch; "everybody" in an answer does not mean them."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Something in a mail, under its number: its kind there, and its id."""

    number: int
    kind: str
    subject: str

    @property
    def key(self) -> str:
        """A person's id; of anything else the kind too, "practice/linkedin"."""
        return self.subject if self.kind in PEOPLE_KINDS or self.kind == SORT_KIND else f"{self.kind}/{self.subject}"


@dataclass(frozen=True, slots=True)
class AnsweredMail:
    """What the answered mail numbered; of an evening's mail every line is somebody met."""

    items: Sequence[Numbered] = ()
    evening: bool = False
    told: tuple[int, int] = (0, 0)
    """What was new in it: entries of the journal after the first number, up to the second."""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """Names that a question has settled: as it was written (folded), and whose it is."""

    def by_number(self, number: int) -> Numbered | None:
        """What stands under a number."""
        return next((item for item in self.items if item.number == number), None)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody it named under a number, in order."""
        return tuple(dict.fromkeys(item.subject for item in self.items if item.kind in PEOPLE_KINDS))
