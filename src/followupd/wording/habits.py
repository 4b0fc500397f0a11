"""Habits in words."""

from collections.abc import Iterator, Mapping
from datetime import date

from followupd.domain import durations
from followupd.domain.book import Contact
from followupd.practice.habits import Habit
from followupd.text import catalog
from followupd.text.catalog import _


def title(habit: Habit) -> str:
    """What a habit is called in mail and calendar."""
    if habit.kind == "project":
        return _("Check in: %s") % habit.name
    return _("Find someone: %s") % habit.name if habit.kind == "goal" else habit.name


def lines(habit: Habit, contacts: Mapping[str, Contact], today: date) -> Iterator[str]:
    """What belongs to a habit: its parts, its members."""
    rhythm = catalog.capital(durations.every(habit.cadence))
    yield f"{rhythm}." if habit.last is None else _("%(rhythm)s; last on %(day)s.") % {
        "rhythm": rhythm, "day": catalog.date_of(habit.last, today=today),
    }  # fmt: skip
    if habit.members:
        yield _("With: %s.") % catalog.listing([contacts[who].name for who in habit.members if who in contacts])
    if habit.parts:
        yield _("To look at: %s.") % catalog.listing(habit.left)


def command(habit: Habit) -> str:
    """The command that says it is done."""
    return f"followupd done {habit.handle}"
