"""Habits in words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from followupd.domain import durations
from followupd.domain.book import Contact
from followupd.practice.habits import Habit
from followupd.text import catalog
from followupd.text.catalog import _

_WEEK = timedelta(days=6)


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


def of_week(several: Iterable[Habit], begins: date) -> list[Habit]:
    """The person's own habits that are due by the end of the week that begins on this Monday."""
    return [habit for habit in several if habit.kind == "practice" and habit.due <= begins + _WEEK]


def in_week(habit: Habit) -> str:
    """A habit on a line, with what is left of its checklist."""
    return f"{habit.name}: {', '.join(habit.left)}" if habit.parts else habit.name


def command(habit: Habit) -> str:
    """The command that says it is done."""
    return f"followupd log {habit.handle}"
