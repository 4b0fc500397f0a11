"""Birthdays and milestones: the fixed dates of other people."""

from collections.abc import Iterable, Iterator
from datetime import date

from followupd.domain.agenda import Celebration
from followupd.domain.book import Birthday, Contact, Milestone


def in_year(birthday: Birthday, year: int) -> date:
    """The day it is celebrated; 29 February on 28 February where the year has none."""
    try:
        return date(year, birthday.month, birthday.day)
    except ValueError:
        return date(year, 2, 28)


def celebrations(contacts: Iterable[Contact], first: date, last: date) -> Iterator[Celebration]:
    """The birthdays from `first` to `last`, both included."""
    for contact in contacts:
        if contact.birthday is None:
            continue
        for year in range(first.year, last.year + 1):
            day = in_year(contact.birthday, year)
            if first <= day <= last:
                born = contact.birthday.year
                yield Celebration(contact, day, year - born if born and born < year else None)


def milestones(
    known: Iterable[Milestone], contacts: Iterable[Contact], first: date, last: date
) -> Iterator[Celebration]:  # fmt: skip
    """The milestones from `first` to `last`, both included: each on its day, the yearly ones on each of their days."""
    people = {contact.id: contact for contact in contacts}
    for milestone in known:
        if (contact := people.get(milestone.contact)) is None:
            continue
        if first <= milestone.on <= last:
            yield Celebration(contact, milestone.on, None, milestone)
        for year in range(max(first.year, milestone.on.year + 1), last.year + 1) if milestone.yearly else ():
            day = in_year(Birthday(milestone.on.month, milestone.on.day), year)
            if first <= day <= last:
                yield Celebration(contact, day, year - milestone.on.year, milestone)
