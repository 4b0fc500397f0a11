"""What the person has said of the pace: a circle half as often, so many people a week. The book stays as it is."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from followupd.domain.book import Book, Budget
from followupd.domain.journal import HALF, NORMAL, WEEK, Entry


def paced(book: Book, of_nobody: Sequence[Entry]) -> Book:
    """The book with the circles that are to come up half as often."""
    slower: set[str] = set()
    for entry in of_nobody:
        if entry.type == "pace" and entry.kind in (HALF, NORMAL) and entry.about:
            slower = slower | {entry.about} if entry.kind == HALF else slower - {entry.about}
    if not slower:
        return book
    people = (
        structs.replace(contact, cadence=contact.cadence.times(2), at_most=contact.at_most.times(2))
        if contact.circle in slower else contact
        for contact in book.contacts
    )  # fmt: skip
    return replace(book, contacts=tuple(people))


def paced_budget(budget: Budget, of_nobody: Sequence[Entry]) -> Budget:
    """The budget with the number of people a week that was said last, and as many a day as that takes."""
    said = next((entry for entry in reversed(of_nobody) if entry.type == "pace" and entry.kind == WEEK), None)
    if said is None or not (said.note or "").isdecimal():
        return budget
    per_week, open_days = max(1, int(said.note or "1")), max(1, 7 - len(budget.days_off))
    return replace(budget, per_week=per_week, per_day=max(budget.per_day, -(-per_week // open_days)))
