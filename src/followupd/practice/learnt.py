"""What the journal has learnt of people: what to congratulate on, and how they were in a talk."""

from collections.abc import Iterable
from dataclasses import replace

from msgspec import structs

from followupd.domain.book import Book, Contact, Milestone, Ratings
from followupd.practice.summary import Summary


def with_learnt(book: Book, summaries: Iterable[Summary]) -> Book:
    """The book with what the journal has learnt of people: milestones, and how they were in a talk."""
    summaries = list(summaries)
    learnt = [Milestone(summary.contact, what, on) for summary in summaries for on, what in summary.milestones]
    known = {(milestone.contact, milestone.what, milestone.on) for milestone in book.milestones}
    new = [one for one in learnt if (one.contact, one.what, one.on) not in known]
    rated = {summary.contact: summary.rated for summary in summaries if summary.rated}
    if rated:
        people = (_rated(contact, rated.get(contact.id, "")) for contact in book.contacts)
        book = replace(book, contacts=tuple(people))
    return replace(book, milestones=(*book.milestones, *new)) if new else book


def _rated(contact: Contact, digits: str) -> Contact:
    """The contact with what was observed in a talk, where the person has not written it into the book."""
    if not digits:
        return contact
    ours, seen = contact.ratings, [int(digit) for digit in digits]
    filled = Ratings(ours.knowledge, ours.openness or seen[0], ours.trust or seen[1], ours.chemistry or seen[2])
    return structs.replace(contact, ratings=filled)
