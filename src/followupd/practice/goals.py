"""Development goals against the network: who can help, whom to approach first, and where to look when nobody can."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from followupd.domain.book import Book, Contact, DevelopmentGoal, NetworkingEvent, Ratings
from followupd.practice.relations import WARMTHS, Relation

LOOK_AHEAD = timedelta(days=120)
_MOST_ASKED = 8
"""So many are asked for an introduction, one after the other."""
_MIDDLE = 3
"""What an unknown rating counts as."""


@dataclass(frozen=True, slots=True)
class GoalState:
    """`helpers` are ranked, the first to approach first; the hints say where to look for somebody."""

    goal: DevelopmentGoal
    helpers: tuple[Contact, ...]
    at_events: tuple[NetworkingEvent, ...]
    through: tuple[Contact, ...]

    @property
    def covered(self) -> bool:
        """Whether anybody in the book can help."""
        return bool(self.helpers)


def score(ratings: Ratings) -> float:
    """From 1 to 5. What somebody knows counts double: the others say whether it will be shared."""
    known = ratings.knowledge or _MIDDLE
    others = [number or _MIDDLE for number in (ratings.openness, ratings.trust, ratings.chemistry)]
    return (2 * known + sum(others)) / 5


def goal_state(
    goal: DevelopmentGoal, book: Book, relation: Callable[[Contact], Relation], now: datetime
) -> GoalState:  # fmt: skip
    """Who can help with a goal, the first to approach first, or where to look for somebody."""

    def rank(contact: Contact) -> tuple[float, int, str]:
        return -score(contact.ratings), -WARMTHS.index(relation(contact).warmth), contact.name

    helpers = sorted((contact for contact in book.kept if goal.id in contact.goals), key=rank)
    if helpers:
        return GoalState(goal, tuple(helpers), (), ())
    return GoalState(
        goal, (), tuple(_events(goal, book, now)[:2]), tuple(_introducers(goal, book, relation)[:_MOST_ASKED])
    )


def _events(goal: DevelopmentGoal, book: Book, now: datetime) -> list[NetworkingEvent]:
    """Events of the coming months; those with one of the goal's tags first."""
    ahead = [event for event in book.events if now <= event.starts <= now + LOOK_AHEAD and not event.cancelled]
    return sorted(ahead, key=lambda event: (set(goal.tags).isdisjoint(event.tags), event.starts))


def _introducers(goal: DevelopmentGoal, book: Book, relation: Callable[[Contact], Relation]) -> list[Contact]:
    """Who might know somebody: people with one of the goal's tags, then those you are warmest with."""
    relations = {contact.id: relation(contact) for contact in book.kept}
    near = {who: WARMTHS.index(how.warmth) for who, how in relations.items()}
    # Somebody met once at an event is no friend yet; the book's own `last` says that there was more.
    known = [
        contact
        for contact in book.kept
        if near[contact.id] >= WARMTHS.index("mild") and (contact.last is not None or relations[contact.id].ever > 1)
    ]
    return sorted(known, key=lambda contact: (set(goal.tags).isdisjoint(contact.tags), -near[contact.id], contact.name))
