"""How warm a relation is, and who gave and who received: what suggestions, map and review go by."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from followupd.domain.book import Contact
from followupd.practice.summary import YEAR, Summary

Warmth = Literal["new", "cool", "mild", "warm", "close"]
WARMTHS: tuple[Warmth, ...] = ("new", "cool", "mild", "warm", "close")
_WARM_FROM, _CLOSE_FROM = 3, 6
"""Days in touch, of all time and at most of the last year."""
_CLOSE_CIRCLES = frozenset({"family", "familj", "friends", "vänner", "close", "nära"})


@dataclass(frozen=True, slots=True)
class Relation:
    """`gave` and `received` count the last year; `touches` are its days of contact, `ever` those of all time."""

    warmth: Warmth
    last: date | None
    touches: int
    ever: int
    gave: int
    received: int

    @property
    def asking(self) -> bool:
        """Whether the user was helped at least two times more than they gave help, within a year: time to give."""
        return self.received >= 2 and self.received - self.gave >= 2


def relation(contact: Contact, summary: Summary | None, today: date) -> Relation:
    """`summary` is what the journal says of the contact as of `today`, if anything."""
    days = set(summary.touched) if summary is not None else set()
    ever, last = (summary.ever, summary.decided.last) if summary is not None else (0, None)
    if contact.last is not None and contact.last <= today and contact.last not in days:
        ever += summary is None or not _may_be_known(contact.last, summary)
        days.add(contact.last)
    last = max(filter(None, (last, contact.last if contact.last in days else None)), default=None)
    touches = sum(day > today - YEAR for day in days)
    gave, received = (summary.gave, summary.received) if summary is not None else ((), ())
    return Relation(
        _warmth(contact, last, touches, ever, today), last, touches, ever,
        sum(day > today - YEAR for day in gave), sum(day > today - YEAR for day in received),
    )  # fmt: skip


def _may_be_known(day: date, summary: Summary) -> bool:
    """Whether the journal may have this day of contact among those too old to be kept one by one."""
    return summary.first is not None and summary.first <= day <= summary.newest - YEAR


def _warmth(contact: Contact, last: date | None, touches: int, ever: int, today: date) -> Warmth:
    """By the years and the last one, against the cadence: who is met once a year can be warm too, after some years.

    Never met is new; beyond the outer limit is cool. `wanted` is how often a year the cadence asks for.
    """
    if last is None:
        return "new"
    since, wanted = (today - last).days, 365 / contact.cadence.days
    if since > contact.at_most.days:
        return "cool"
    in_time = since <= contact.cadence.days * 1.25
    seen = max(touches, 1) if in_time else touches
    if ever >= _CLOSE_FROM and in_time and seen >= min(_CLOSE_FROM, round(wanted)):
        return "close"
    warm = ever >= _WARM_FROM and seen >= min(_WARM_FROM, max(1, round(0.75 * wanted)))
    return "warm" if warm or contact.circle in _CLOSE_CIRCLES else "mild"
