"""What happened, as the journal tells it: interactions, decisions, interviews, promises and things done."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, get_args

EntryType = Literal[
    "interaction", "snooze", "pause", "resume", "undo", "interview", "promise", "done", "move", "skip", "calendar",
    "note", "ask", "milestone", "appointment", "wrote", "notice", "goal", "rating", "pace", "sort",
]  # fmt: skip
"""A move puts a follow-up on a day, a skip leaves it out until one (`about` names the obligation, if any); "calendar"
is a change there without effect on the plan. A note is a fact learnt, an ask something to ask about from `until` on, a
milestone something to congratulate on then, an appointment a time `at` with a contact, in place of the one before; if
it has no time, there is none any more. A pause without a contact is of everybody. "wrote": the contact wrote to the
person; "notice": what is said of noticing, or what was noticed before the person agreed to it. "goal": what becomes of
a goal; "rating": how open somebody was, how willing to share, and the chemistry, as three digits in `note`; "pace":
`kind` is HALF or NORMAL for the circle in `about`, or WEEK with the people a week in `note`; "sort": the circle
of somebody unsorted as `kind`, or NOT_KEPT."""
Direction = Literal["gave", "received"]

InterviewState = Literal["candidate", "asked", "booked", "held", "thanked", "outcome", "dropped"]
STATES: tuple[InterviewState, ...] = get_args(InterviewState)
THANKS_WORDS = frozenset({"thanks", "thank-you", "thank you", "tack"})
OUTCOME_WORDS = frozenset({"outcome", "utfall", "resultat"})
"""Kinds of interaction that say thank you, or what came of something."""
UNANSWERED_WORDS = frozenset({"no-answer", "no answer", "unanswered", "obesvarat", "inget svar", "svarade inte"})
"""Kinds of interaction that were an attempt, and no contact."""
MET, SEEN = "met", "seen"
"""Kinds of interaction at an event: with somebody new, and with somebody known."""
CHECK_IN = "check-in"
"""The kind of interaction with each member when a project's check-in is done."""
BY_CALENDAR = "calendar"
"""The `about` of an interview step that the user made by editing the calendar."""
NO_ANSWER, ANSWERED = "no-answer", "answer"
"""Kinds of a skip: the contact did not answer; the user said so, in an answer to a mail. Others were made in the
calendar."""
Source = Literal["mail", "meeting"]
MAIL: Source = "mail"
MEETING: Source = "meeting"
SOURCES: tuple[Source, ...] = (MAIL, MEETING)
"""What contact is noticed in by itself: sent mail, and meetings in a calendar. The kind of an interaction that was; the
`about` of a notice, where none means mail."""
BY_NOTICE, FROM_BEFORE = "noticed", "noticed-before"
"""The `about` of an interaction that was noticed; in the second case before the person agreed to it."""
NOTICED = frozenset({BY_NOTICE, FROM_BEFORE})
YES, NO, KEPT = "yes", "no", "kept"
"""The kinds of a notice: the person agrees to noticing, or does not, or keeps what was noticed though it is off. With a
contact: what was noticed of them was no contact."""
HALF, NORMAL, WEEK = "half", "normal", "week"
"""What is said of the pace: a circle half as often, or as before; so many people a week."""
NOT_KEPT = "no"
"""The kind of a sort entry for somebody with whom the person does not want to keep in touch."""
REACHED, LET_GO, NEW_DATE, KEEP = "reached", "let-go", "new-date", "keep"
"""What becomes of a goal: it is reached, no longer wanted, wanted until another day, or still right."""
PART = "part"
"""The kind of a done entry that ticks one part of a checklist, named in its note."""
_TALKED: frozenset[str] = frozenset({"asked", "held", "thanked", "outcome"})
"""The interview states that count as being in touch: something was said to the contact."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. `day` is a calendar day of the person; `recorded_at` and `at` are instants."""

    id: int
    contact: str
    """Empty for what concerns nobody in particular: a practice, a project, a goal."""
    type: EntryType
    day: date
    recorded_at: datetime
    until: date | None = None
    kind: str | None = None
    """Of an interaction: coffee, call, met …; of an interview: its state."""
    direction: Direction | None = None
    note: str | None = None
    undoes: int | None = None
    about: str | None = None
    """What else it is about: the event of a meeting, the loop or practice that is done."""
    at: datetime | None = None
    """When an interview is booked for; of an event that was moved in the calendar, when it is there."""
    place: str | None = None
    """Where an interview is."""
    known_last: date | None = None
    """Of a snooze, move or skip: the last contact that stood in the book when it was decided; of a goal its date."""

    @property
    def source(self) -> Source:
        """Of a notice, or of contact that was noticed: where."""
        return MEETING if MEETING in (self.about, self.kind) else MAIL

    @property
    def in_touch(self) -> bool:
        """Whether it counts as contact between the user and the contact."""
        if self.type == "interview":
            return self.kind in _TALKED
        if self.type == "interaction":
            return (self.kind or "").casefold() not in UNANSWERED_WORDS
        return self.type == "done" and bool(self.contact)


class Journal(Protocol):
    """The effective entries, in order: without undo entries and without what they took back."""

    def all(self) -> Sequence[Entry]:
        """Every entry."""
        ...

    def of(self, contact: str) -> Sequence[Entry]:
        """The entries of one contact; "" gives those that concern no contact."""
        ...

    def since(self, day: date) -> Sequence[Entry]:
        """Entries of this day and later."""
        ...

    def after(self, number: int) -> Sequence[Entry]:
        """Entries written down after the one with this number."""
        ...

    def entry(self, number: int) -> Entry | None:
        """The entry with this number, if it counts."""
        ...


@dataclass(frozen=True, slots=True)
class ListedJournal:
    """A journal that is at hand as a list."""

    entries: Sequence[Entry]

    def all(self) -> Sequence[Entry]:
        return self.entries

    def of(self, contact: str) -> Sequence[Entry]:
        return [entry for entry in self.entries if entry.contact == contact]

    def since(self, day: date) -> Sequence[Entry]:
        return [entry for entry in self.entries if entry.day >= day]

    def after(self, number: int) -> Sequence[Entry]:
        return [entry for entry in self.entries if entry.id > number]

    def entry(self, number: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.id == number), None)


def by_contact(found: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    """The entries of each contact, in order; under "" those that concern nobody in particular."""
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        grouped[entry.contact].append(entry)
    return grouped
