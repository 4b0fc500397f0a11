"""What happened, as the journal tells it: interactions, decisions, interviews, promises and things done."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from followupd.model import Project

EntryType = Literal["interaction", "snooze", "pause", "resume", "undo", "interview", "promise", "done"]
Direction = Literal["gave", "received"]

InterviewState = Literal["candidate", "asked", "booked", "held", "thanked", "outcome", "dropped"]
_TALKED: frozenset[str] = frozenset({"asked", "held", "thanked", "outcome"})
"""The steps of an interview at which something was said to the person."""


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
    """When an interview is booked for."""

    @property
    def in_touch(self) -> bool:
        """Whether it means that something passed between the two."""
        if self.type == "interview":
            return self.kind in _TALKED
        return self.type == "interaction" or (self.type == "done" and bool(self.contact))


def by_contact(found: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for one in found:
        grouped[one.contact].append(one)
    return grouped


def with_check_ins(history: Sequence[Entry], projects: Iterable[Project]) -> list[Entry]:
    """The history in which a project's check-in stands for each member too."""
    members = {f"project/{one.id}": one.members for one in projects}

    def each(entry: Entry) -> Iterator[Entry]:
        yield entry
        if entry.type == "done" and not entry.contact:
            for who in members.get(entry.about or "", ()):
                yield replace(entry, contact=who, type="interaction", kind="check-in", note=None)

    return [one for entry in history for one in each(entry)]
