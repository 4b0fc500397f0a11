"""Development goals against the network: who can help, whom to approach first, and where to look when nobody can."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from followupd.domain.book import Book, Contact, DevelopmentGoal, NetworkingEvent, Ratings
from followupd.practice.relations import WARMTHS, Relation

LOOK_AHEAD = timedelta(days=120)
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
        return bool(self.helpers)


def score(ratings: Ratings) -> float:
    """From 1 to 5. What somebody knows counts double: the others say whether it will be shared."""
    known = ratings.knowledge or _MIDDLE
    others = [one or _MIDDLE for one in (ratings.openness, ratings.trust, ratings.chemistry)]
    return (2 * known + sum(others)) / 5


def contact_state(
    goal: DevelopmentGoal, book: Book, relation: Callable[[Contact], Relation], now: datetime
) -> GoalState:  # fmt: skip
    def rank(one: Contact) -> tuple[float, int, str]:
        return -score(one.ratings), -WARMTHS.index(relation(one).warmth), one.name

    helpers = sorted((one for one in book.contacts if goal.id in one.goals), key=rank)
    if helpers:
        return GoalState(goal, tuple(helpers), (), ())
    return GoalState(goal, (), tuple(_events(goal, book, now)[:2]), tuple(_introducers(goal, book, relation)[:3]))


def _events(goal: DevelopmentGoal, book: Book, now: datetime) -> list[NetworkingEvent]:
    """Events of the coming months; those with one of the goal's tags first."""
    ahead = [one for one in book.events if now <= one.starts <= now + LOOK_AHEAD and not one.cancelled]
    return sorted(ahead, key=lambda one: (set(goal.tags).isdisjoint(one.tags), one.starts))


def _introducers(goal: DevelopmentGoal, book: Book, relation: Callable[[Contact], Relation]) -> list[Contact]:
    """Who might know somebody: people with one of the goal's tags, then those you are warmest with."""
    relations = {one.id: relation(one) for one in book.contacts}
    near = {who: WARMTHS.index(how.warmth) for who, how in relations.items()}
    # Somebody met once at an event is no friend yet; the book's own `last` says that there was more.
    known = [
        one
        for one in book.contacts
        if near[one.id] >= WARMTHS.index("mild") and (one.last is not None or relations[one.id].ever > 1)
    ]
    return sorted(known, key=lambda one: (set(goal.tags).isdisjoint(one.tags), -near[one.id], one.name))
