"""Who gets which day.

The order: the very day to which the person moved somebody in the calendar, whatever the budget says; a date the
person chose; what presses, such as the 48 hours after an event or a promise; then who is most overdue relative to
the cadence. Among these last, whoever would pass the outer limit takes the place of somebody with more time left.
That exchange is the earliest-deadline-first rule, which keeps every limit that can be kept when each follow-up takes
one place (J. R. Jackson, 1955; Horn, "Some simple scheduling algorithms", 1974).
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from followupd.domain.agenda import Agenda, Celebration, FollowUp, MoveCause, PlannedDay, Shortfall
from followupd.planning.days import Capacity, monday
from followupd.planning.needs import Need, follow_up, times_told
from followupd.planning.queues import Queues


@dataclass
class Schedule:
    """Mutable state of one planning run: who has which day, and what capacity is left."""

    today: date
    days: list[date]
    capacity: Capacity
    assigned: dict[str, date] = field(default_factory=dict)
    by_day: dict[date, list[Need]] = field(default_factory=dict)
    moved: dict[str, tuple[MoveCause, str | None]] = field(default_factory=dict)
    spent: set[tuple[date, str]] = field(default_factory=set)
    missed: dict[str, date] = field(default_factory=dict)
    """Contacts whose planned day (the value) passed without a digest that named them: they go before the others."""

    def spend(self, shown: Iterable[tuple[date, str]], celebrations: Iterable[Celebration]) -> None:
        """Takes the places that birthdays and what mails named since Monday use up; a follow-up on the same day as its
        contact's birthday needs no place of its own."""
        self.spent = {(day, who) for day, who in shown if day >= monday(self.today)}
        self.spent |= {(celebration.day, celebration.contact.id) for celebration in celebrations}
        for day, _who in self.spent:
            self.capacity.take(day)

    def place_all(self, needs: list[Need], *, overloaded: bool = False) -> None:
        """Gives everybody a day who can have one, in the order that the module describes. When it is `overloaded`, the
        outer limits cannot all be kept, and nobody takes another's place because of theirs: whoever is late by the
        largest share of their cadence comes first, or those met once a year would push aside those met every month."""
        waiting: list[Need] = []
        first: list[Need] = []
        for need in needs:
            if need.fixed is not None:
                self._fix(need, need.fixed)
            else:
                (first if need.rank == 1 or _held(need) is not None else waiting).append(need)
        for need in sorted(first, key=self._order):
            if self._keeps_its_day(need):
                continue
            if need.rank == 1:
                self._settle(need)  # nobody less urgent has a day yet
            else:
                waiting.append(need)
        self._fill(waiting)
        late = [need for need in needs if self._too_late(need) and (need.chosen or not overloaded)]
        for need in sorted(late, key=lambda need: (need.limit, need.contact.id)):
            self._make_room(need)

    def _fix(self, need: Need, day: date) -> None:
        """Gives it the day the user chose in the calendar, even beyond the budget; others make way."""
        if (day, need.contact.id) not in self.spent:
            self.capacity.take(day)
        self.assigned[need.contact.id] = day
        self.by_day.setdefault(day, []).append(need)
        self.moved[need.contact.id] = ("person", None)

    def _order(self, need: Need) -> tuple[int, int, bool, date, int, str, str]:
        """Sort key: who takes a place first. Of obligations that press: the fewest times told, then those still
        within their limit, then the earlier limit, then the older one (by the number in its handle)."""
        if need.rank != 1 or need.obligation is None:
            return need.rank, 0, False, need.limit, 0, "", need.contact.id
        missed, handle = need.limit < self.today, need.obligation.handle
        return (
            1,
            times_told(need.obligation, need.contact_state),
            missed,
            need.limit,
            len(handle),
            handle,
            need.contact.id,
        )

    def _keeps_its_day(self, need: Need) -> bool:
        """A planned day stays unless there is a reason that `explain` can name."""
        if (held := _held(need)) is None:
            return False
        cause: MoveCause | None = None
        if held.day < self.today:
            cause = "ignored" if (need.contact_state.ignored_on or date.min) >= held.day else "missed"
            if cause == "missed":
                self.missed[need.contact.id] = held.day
        elif held.day < need.earliest:
            cause = "later"
        elif held.moved_by == "person":
            cause = "sooner"  # the person put it there, and has taken that back
        elif need.earliest < held.day and (need.due < held.due or (need.rank == 1 and held.day > need.limit)):
            cause = "sooner"
        elif not self.capacity.is_open(held.day):
            cause = "closed"
        elif not self._assign(need, held.day):
            cause = "budget"
            if (other := self._pressing_on(held.day)) is not None:
                self.moved[need.contact.id] = ("gave-way", other.contact.name)
        if cause is not None:
            self.moved.setdefault(need.contact.id, (cause, None))
        return cause is None

    def _pressing_on(self, day: date) -> Need | None:
        """Somebody more urgent who took a place on this day."""
        pressing = (need for need in self.by_day.get(day, ()) if need.rank < 2)
        return next((need for need in pressing if (held := _held(need)) is None or held.day != day), None)

    def _assign(self, need: Need, day: date) -> bool:
        already_paid = (day, need.contact.id) in self.spent
        if not already_paid:
            if not self.capacity.left(day):
                return False
            self.capacity.take(day)
        self.assigned[need.contact.id] = day
        self.by_day.setdefault(day, []).append(need)
        return True

    def _paid(self, need: Need, day: date) -> bool:
        """Whether this contact has a place on this day already (a birthday, or a mail that named them)."""
        return (day, need.contact.id) in self.spent and self.capacity.is_open(day)

    def _unassign(self, need: Need) -> None:
        day = self.assigned.pop(need.contact.id)
        self.by_day[day].remove(need)
        if (day, need.contact.id) not in self.spent:
            self.capacity.give_back(day)

    def _fill(self, waiting: list[Need]) -> None:
        """Day after day, the most urgent of those who may come up take the places that are left. A week that has more
        of them than places is filled evenly; in any other nobody waits."""
        entering = sorted(waiting, key=lambda need: need.earliest, reverse=True)
        order, placed = [need.earliest for need in reversed(entering)], len(self.assigned)
        queues = Queues(self.missed)
        for day in self.days:
            while entering and entering[-1].earliest <= day:
                queues.put(entering.pop())
            by_sunday = bisect_right(order, monday(day) + timedelta(days=6)) - (len(self.assigned) - placed)
            room = self.capacity.level if by_sunday >= self.capacity.left_in_week(day) else self.capacity.left
            for who in sorted(who for paid, who in self.spent if paid == day and self.capacity.is_open(day)):
                if (need := queues.take(who)) is not None:
                    self._assign(need, day)
            while room(day) and (need := queues.take_most_urgent(day)) is not None:
                self._assign(need, day)

    def _latest(self, need: Need) -> date | None:
        """The last day in time: the outer limit or, for a date the user chose, the first open day from then on. None
        when it has no deadline here, or none that can be met within the horizon."""
        if need.fixed is not None:
            return None
        if not need.chosen:
            if need.rank == 1:
                return None  # it has the earliest day its obligation allows
            return need.limit if need.earliest <= need.limit <= self.days[-1] else None
        return next((day for day in self.days if day >= need.earliest and self.capacity.is_open(day)), None)

    def _too_late(self, need: Need) -> bool:
        latest = self._latest(need)
        return latest is not None and self.assigned.get(need.contact.id, date.max) > latest

    def _make_room(self, need: Need) -> None:
        """Gives somebody a day in time; whoever gives way moves on in turn, each with more time than the last."""
        late: Need | None = need
        while late is not None:
            moved_on = self._assign_in_time(late)
            late = moved_on if moved_on is not None and self._too_late(moved_on) else None

    def _assign_in_time(self, need: Need) -> Need | None:
        """Takes a free place, or that of whoever has the most time left, who is returned with the next free one."""
        latest = self._latest(need) or date.min
        window = [day for day in self.days if need.earliest <= day <= latest]
        if need.contact.id in self.assigned:
            self._unassign(need)
        other: Need | None = None
        day = self.capacity.first_free(window)
        if day is None and (other := self._most_patient(need, window)) is not None:
            day = self.assigned[other.contact.id]
            self._unassign(other)
            self.moved[other.contact.id] = ("gave-way", need.contact.name)
        if day is None:
            self._settle(need)
            return None
        self._assign(need, day)
        self.moved.setdefault(need.contact.id, ("limit", None))
        if other is not None:
            self._settle(other)
        return other

    def _most_patient(self, need: Need, window: list[date]) -> Need | None:
        assigned = (
            other
            for day in window
            for other in self.by_day.get(day, ())
            if other.rank == 2
            and (day, other.contact.id) not in self.spent
            and (need.chosen or other.limit > need.limit)
        )
        return max(assigned, key=lambda other: (other.limit, other.contact.id), default=None)

    def _settle(self, need: Need) -> None:
        """Gives it the first day with a free place, or on which it has one already (`_paid`); else no day."""
        later = (day for day in self.days if day >= need.earliest)
        if (day := next((day for day in later if self._paid(need, day) or self.capacity.left(day)), None)) is not None:
            self._assign(need, day)

    def agenda(
        self,
        needs: Iterable[Need],
        celebrations: tuple[Celebration, ...],
        short: Shortfall | None,
        paused: frozenset[str],
    ) -> Agenda:
        """What was decided, as values; whoever has no day waits."""
        end = self.days[-1]
        assigned: list[FollowUp] = []
        waiting: list[Need] = []
        for need in needs:
            if need.contact.id in self.assigned:
                assigned.append(self._follow_up(need))
            elif need.earliest <= end:
                waiting.append(need)
        assigned.sort(key=lambda followup: (followup.day or end, followup.due, followup.id))
        waiting.sort(key=lambda need: (need.limit, need.contact.id))
        later = _Waiting(waiting, self._follow_up)
        return Agenda(self.today, tuple(assigned), later, celebrations, short, paused)

    def _follow_up(self, need: Need) -> FollowUp:
        day = self.assigned.get(need.contact.id)
        held = _held(need)
        base = follow_up(need, day)
        if need.fixed is not None and (held is None or held.day == day):
            return replace(base, moved_from=held.moved_from if held else None, moved_by="person")
        if held is None:
            return base
        if held.day == day:
            return replace(base, moved_from=held.moved_from, moved_by=held.moved_by, moved_for=held.moved_for)
        cause, whom = self.moved.get(need.contact.id, ("budget", None))
        return replace(base, moved_from=held.day, moved_by=cause, moved_for=whom)


class _Waiting(Collection[FollowUp]):
    """The follow-ups without a day, made when somebody asks for them: of a large book most wait."""

    def __init__(self, needs: Sequence[Need], follow_up_of: Callable[[Need], FollowUp]) -> None:
        self._needs, self._follow_up_of = needs, follow_up_of

    @cached_property
    def _followups(self) -> list[FollowUp]:
        return [self._follow_up_of(need) for need in self._needs]

    def __len__(self) -> int:
        return len(self._needs)

    def __iter__(self) -> Iterator[FollowUp]:
        return iter(self._followups)

    def __contains__(self, followup: object) -> bool:
        return followup in self._followups

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Waiting) and self._followups == other._followups


def _held(need: Need) -> PlannedDay | None:
    """The day the plan gave before, if it was for this very follow-up: since then nobody was in touch."""
    held = need.contact_state.planned
    return held if held is not None and held.since == need.last else None
