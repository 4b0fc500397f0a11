"""What the journal has learnt of people: their circle, what to congratulate on, and how they were in a talk."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from msgspec import structs

from followupd.domain.book import Book, Circle, Contact, Milestone, Ratings
from followupd.domain.circles import BUILT_IN, FORMAL
from followupd.practice.summary import Summary


def with_learnt(book: Book, summaries: Iterable[Summary]) -> Book:
    """The book with what the journal has learnt of people: circles of the unsorted, milestones, and how they were in a
    talk."""
    summaries = list(summaries)
    learnt = [Milestone(summary.contact, what, on) for summary in summaries for on, what in summary.milestones]
    known = {(milestone.contact, milestone.what, milestone.on) for milestone in book.milestones}
    new = [one for one in learnt if (one.contact, one.what, one.on) not in known]
    said = {summary.contact: summary for summary in summaries if summary.rated or summary.sorted_into}
    if said:
        circles = BUILT_IN | {circle.id: circle for circle in book.circles}
        people = (_learnt(contact, said.get(contact.id), circles) for contact in book.contacts)
        book = replace(book, contacts=tuple(people))
    return replace(book, milestones=(*book.milestones, *new)) if new else book


def _learnt(contact: Contact, said: Summary | None, circles: Mapping[str, Circle]) -> Contact:
    return _rated(_sorted(contact, circles.get(said.sorted_into)), said.rated) if said is not None else contact


def _sorted(contact: Contact, circle: Circle | None) -> Contact:
    """Somebody unsorted with the cadence of a circle; what the person has written into the book since goes before."""
    if not contact.unsorted or circle is None:
        return contact
    limit = circle.at_most or circle.cadence.times(2)
    tone = "formal" if circle.id in FORMAL else contact.tone
    return structs.replace(
        contact, circle=circle.id, cadence=circle.cadence, at_most=limit, tone=tone, unsorted=False
    )  # fmt: skip


def _rated(contact: Contact, digits: str) -> Contact:
    """The contact with what was observed in a talk, where the person has not written it into the book."""
    if not digits:
        return contact
    ours, seen = contact.ratings, [int(digit) for digit in digits]
    filled = Ratings(ours.knowledge, ours.openness or seen[0], ours.trust or seen[1], ours.chemistry or seen[2])
    return structs.replace(contact, ratings=filled)
