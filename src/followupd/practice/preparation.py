"""The card for a talk: purpose, what to learn, questions, the last notes and what is open between the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followupd.domain.book import Contact, DevelopmentGoal
from followupd.practice.loops import Loop
from followupd.practice.summary import Summary


@dataclass(frozen=True, slots=True)
class Card:
    contact: Contact
    goals: tuple[DevelopmentGoal, ...]
    notes: tuple[tuple[date, str], ...]
    """The newest first."""
    open: tuple[Loop, ...]


def card(
    contact: Contact, goals: Sequence[DevelopmentGoal], summary: Summary | None
) -> Card:  # fmt: skip
    """The card for a talk, from the book and what the journal says of the contact."""
    active = tuple(goal for goal in goals if goal.id in contact.goals and goal.is_open)
    if summary is None:
        return Card(contact, active, (), ())
    return Card(contact, active, tuple((day, note) for day, _number, note in summary.notes), summary.open)
