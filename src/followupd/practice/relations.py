"""How warm a relation is, and who gave and who received: what suggestions, map and review go by."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from followupd.domain.book import Contact
from followupd.practice.summary import YEAR, Summary

Warmth = Literal["new", "cool", "mild", "warm", "close"]
WARMTHS: tuple[Warmth, ...] = ("new", "cool", "mild", "warm", "close")
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
        _warmth(contact, last, touches, today), last, touches, ever,
        sum(day > today - YEAR for day in gave), sum(day > today - YEAR for day in received),
    )  # fmt: skip


def _may_be_known(day: date, summary: Summary) -> bool:
    """Whether the journal may have this day of contact among those too old to be kept one by one."""
    return summary.first is not None and summary.first <= day <= summary.newest - YEAR


def _warmth(contact: Contact, last: date | None, touches: int, today: date) -> Warmth:
    """By the last year: several contacts and not too long ago. Never met is new; beyond the outer limit is cool."""
    if last is None:
        return "new"
    since = (today - last).days
    if since > contact.at_most.days:
        return "cool"
    if touches >= 6 and since <= contact.cadence.days * 1.25:
        return "close"
    return "warm" if touches >= 3 or contact.circle in _CLOSE_CIRCLES else "mild"
