"""How warm a relation is, and who gave and who received: what suggestions, map and review go by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from followupd.domain.book import Contact
from followupd.domain.journal import Entry

Warmth = Literal["new", "cool", "mild", "warm", "close"]
WARMTHS: tuple[Warmth, ...] = ("new", "cool", "mild", "warm", "close")
_CLOSE_CIRCLES = frozenset({"family", "familj", "friends", "vänner", "close", "nära"})
YEAR = timedelta(days=365)


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
        """You have been the one who receives: time to give first."""
        return self.received >= 2 and self.received - self.gave >= 2


def relation(contact: Contact, history: Sequence[Entry], today: date) -> Relation:
    days = {entry.day for entry in history if entry.in_touch and entry.day <= today}
    if contact.last is not None and contact.last <= today:
        days.add(contact.last)
    year = [entry for entry in history if today - YEAR < entry.day <= today]
    last = max(days, default=None)
    touches = sum(day > today - YEAR for day in days)
    gave = sum(entry.direction == "gave" or (entry.about or "").startswith("promise-") for entry in year)
    received = sum(entry.direction == "received" or (entry.type, entry.kind) == ("interview", "held") for entry in year)
    return Relation(_warmth(contact, last, touches, today), last, touches, len(days), gave, received)


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
