"""Recurring tasks in words."""

from collections.abc import Iterator, Mapping
from datetime import date

from followupd.domain import durations
from followupd.domain.book import Contact
from followupd.practice.habits import Habit
from followupd.text import catalog
from followupd.text.catalog import _


def title(one: Habit) -> str:
    if one.kind == "project":
        return _("Check in: %s") % one.name
    return _("Find someone: %s") % one.name if one.kind == "goal" else one.name


def lines(one: Habit, contacts: Mapping[str, Contact], today: date) -> Iterator[str]:
    rhythm = catalog.capital(durations.every(one.cadence))
    yield f"{rhythm}." if one.last is None else _("%(rhythm)s; last on %(day)s.") % {
        "rhythm": rhythm, "day": catalog.date_of(one.last, today=today),
    }  # fmt: skip
    if one.members:
        yield _("With: %s.") % catalog.listing([contacts[who].name for who in one.members if who in contacts])
    if one.parts:
        yield _("To look at: %s.") % catalog.listing(one.left)


def command(one: Habit) -> str:
    return f"followupd done {one.handle}"
