"""Birthdays: the fixed dates of other people."""

from collections.abc import Iterable, Iterator
from datetime import date

from followupd.model import Birthday, Celebration, Contact


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
