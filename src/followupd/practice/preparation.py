"""The card for a talk: purpose, what to learn, questions, the last notes and what is open between the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followupd.domain.book import Contact, DevelopmentGoal
from followupd.domain.journal import Entry
from followupd.practice.loops import Loop

MOST_NOTES = 3


@dataclass(frozen=True, slots=True)
class Card:
    contact: Contact
    goals: tuple[DevelopmentGoal, ...]
    notes: tuple[tuple[date, str], ...]
    """The newest first."""
    open: tuple[Loop, ...]


def card(
    contact: Contact, goals: Sequence[DevelopmentGoal], history: Sequence[Entry], open_loops: Sequence[Loop]
) -> Card:  # fmt: skip
    active = tuple(goal for goal in goals if goal.id in contact.goals and goal.reached is None)
    noted = sorted(
        ((entry.day, entry.id, entry.note) for entry in history if entry.note and entry.in_touch), reverse=True
    )
    notes = tuple((day, note) for day, _id, note in noted[:MOST_NOTES])
    return Card(contact, active, notes, tuple(loop for loop in open_loops if loop.contact == contact.id))
