"""Those who wait for a day, so that the most urgent of them is found without looking at all of them each day.

How urgent somebody is grows day by day, at a pace of their own. Among those of one pace the order is the same on every
day, whoever is due first; so each pace has a queue, and only the heads of the queues are compared.
"""

from collections.abc import Mapping
from datetime import date
from heapq import heappop, heappush

from followupd.planning.needs import Need

Pace = tuple[bool, date, int, int]


class Queues:
    """Follow-ups without a day. `missed` has the day of those whose digest never went out; they come first."""

    def __init__(self, missed: Mapping[str, date]) -> None:
        self._missed = missed
        self._waiting: dict[str, Need] = {}
        self._queues: dict[Pace, list[tuple[date, date, str]]] = {}

    def put(self, need: Need) -> None:
        """One more who waits."""
        who = need.contact.id
        self._waiting[who] = need
        pace = (not need.chosen, self._missed.get(who, date.max), need.room, need.contact_state.ignored)
        heappush(self._queues.setdefault(pace, []), (need.due, need.limit, who))

    def take(self, who: str) -> Need | None:
        """The follow-up of this contact, which waits no longer; None when it does not wait."""
        return self._waiting.pop(who, None)

    def take_most_urgent(self, day: date) -> Need | None:
        """The most urgent on a day, which waits no longer; None when nobody waits."""
        ranked = (
            (not_chosen, missed, -need.urgency(day), need.limit, need.contact.id)
            for (not_chosen, missed, _room, _ignored), queue in self._queues.items()
            if (need := self._head(queue)) is not None
        )
        first = min(ranked, default=None)
        return self.take(first[-1]) if first is not None else None

    def _head(self, queue: list[tuple[date, date, str]]) -> Need | None:
        while queue and queue[0][-1] not in self._waiting:
            heappop(queue)
        return self._waiting[queue[0][-1]] if queue else None
