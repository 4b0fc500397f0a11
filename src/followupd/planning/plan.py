"""Book and history → Agenda: everybody who comes up gets a day within the budget, and keeps it.

The order: the very day to which the person moved somebody in the calendar, whatever the budget says; a date the
person chose; what presses, such as the 48 hours after an event or a promise; then who is most overdue relative to
the cadence. Among these last, whoever would pass the outer limit takes the place of somebody with more time left.
That exchange is the earliest-deadline-first rule, which keeps every limit that can be kept when each follow-up takes
one place (J. R. Jackson, 1955; Horn, "Some simple scheduling algorithms", 1974).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from heapq import nsmallest

from followupd.domain.agenda import Agenda, Celebration, ContactState, FollowUp, MoveCause, PlannedDay, Shortfall
from followupd.domain.book import Book, Budget
from followupd.planning.capacity import shortfall
from followupd.planning.celebrations import celebrations, milestones
from followupd.planning.days import Capacity, monday
from followupd.planning.needs import NOTHING_KNOWN, Need, follow_up, let_pass, need, with_newcomers

HORIZON_DAYS = 28
"""How far ahead days are given: what digest and calendar show of the coming weeks."""

BIRTHDAYS_AHEAD_DAYS = 56
"""Birthdays are known further ahead, so that a digest can announce them in good time."""


def plan(
    book: Book,
    contact_states: Mapping[str, ContactState],
    budget: Budget,
    today: date,
    shown: Iterable[tuple[date, str]] = (),
) -> Agenda:
    """The agenda as of `today`. The same values always give the same agenda.

    `shown` are the (day, contact id) pairs that digests have already named since Monday: their places are
    spent, even when the person has acted on them since.
    """
    contact_states = with_newcomers(book.contacts, contact_states, today)
    needs: list[Need] = []
    resting: set[str] = set()
    for contact in book.contacts:
        if (found := need(contact, contact_states.get(contact.id, NOTHING_KNOWN), today)) is not None:
            needs.append(found)
        else:
            resting.add(contact.id)
    active = [one.contact for one in needs]
    ahead = today + timedelta(days=BIRTHDAYS_AHEAD_DAYS)
    named = [
        *celebrations(active, monday(today), ahead),
        *milestones(book.milestones, active, monday(today), ahead),
    ]
    named.sort(key=lambda one: (one.day, one.contact.id, one.milestone is not None))
    schedule = _Schedule(today, [today + timedelta(days=n) for n in range(HORIZON_DAYS)], Capacity(budget))
    schedule.spend(shown, named)
    schedule.place_all(needs)
    return schedule.agenda(
        needs, tuple(one for one in named if one.day >= today), shortfall(active, budget), frozenset(resting)
    )


@dataclass
class _Schedule:
    """The planning table: who sits on which day."""

    today: date
    days: list[date]
    capacity: Capacity
    time_slots: dict[str, date] = field(default_factory=dict)
    by_day: dict[date, list[Need]] = field(default_factory=dict)
    moved: dict[str, tuple[MoveCause, str | None]] = field(default_factory=dict)
    spent: set[tuple[date, str]] = field(default_factory=set)
    missed: dict[str, date] = field(default_factory=dict)
    """Whose day has passed without a digest that named them: they keep their place before the others."""

    def spend(self, shown: Iterable[tuple[date, str]], celebrations: Iterable[Celebration]) -> None:
        """Birthdays and what was shown this week take their places first; a greeting pays for the follow-up too."""
        self.spent = {(day, who) for day, who in shown if day >= monday(self.today)}
        self.spent |= {(celebration.day, celebration.contact.id) for celebration in celebrations}
        for day, _who in self.spent:
            self.capacity.take(day)

    def place_all(self, needs: list[Need]) -> None:
        waiting = []
        for one in needs:
            if one.fixed is not None:
                self._fix(one, one.fixed)
        for one in sorted((one for one in needs if one.fixed is None), key=self._order):
            if self._keeps_its_day(one):
                continue
            if one.rank == 1:
                self._settle(one)  # nobody with less claim sits anywhere yet
            else:
                waiting.append(one)
        self._fill(waiting)
        late = [one for one in needs if self._too_late(one)]
        for one in sorted(late, key=lambda one: (one.limit, one.contact.id)):
            self._make_room(one)

    def _fix(self, one: Need, day: date) -> None:
        """The person put it there: it takes its place of the budget, and others make way."""
        if (day, one.contact.id) not in self.spent:
            self.capacity.take(day)
        self.time_slots[one.contact.id] = day
        self.by_day.setdefault(day, []).append(one)
        self.moved[one.contact.id] = ("person", None)

    def _order(self, one: Need) -> tuple[int, int, bool, date, int, str, str]:
        """Who takes a place first. Of those that press, who has not come up yet comes before who was let pass, and
        whoever can still be in time before who cannot any more; then the earlier limit; then who was met first."""
        if one.rank != 1 or one.obligation is None:
            return one.rank, 0, False, one.limit, 0, "", one.contact.id
        missed, handle = one.limit < self.today, one.obligation.handle
        return 1, let_pass(one.obligation, one.contact_state), missed, one.limit, len(handle), handle, one.contact.id

    def _keeps_its_day(self, one: Need) -> bool:
        """A planned day stays unless there is a reason that `explain` can name."""
        if (held := _held(one)) is None:
            return False
        cause: MoveCause | None = None
        if held.day < self.today:
            cause = "ignored" if (one.contact_state.ignored_on or date.min) >= held.day else "missed"
            if cause == "missed":
                self.missed[one.contact.id] = held.day
        elif held.day < one.earliest:
            cause = "later"
        elif held.moved_by == "person":
            cause = "sooner"  # the person put it there, and has taken that back
        elif one.earliest < held.day and (one.due < held.due or (one.rank == 1 and held.day > one.limit)):
            cause = "sooner"
        elif not self.capacity.is_open(held.day):
            cause = "closed"
        elif not self._seat(one, held.day):
            cause = "budget"
            if (other := self._pressing_on(held.day)) is not None:
                self.moved[one.contact.id] = ("gave-way", other.contact.name)
        if cause is not None:
            self.moved.setdefault(one.contact.id, (cause, None))
        return cause is None

    def _pressing_on(self, day: date) -> Need | None:
        """Somebody with more claim who took a place on this day."""
        pressing = (one for one in self.by_day.get(day, ()) if one.rank < 2)
        return next((one for one in pressing if (held := _held(one)) is None or held.day != day), None)

    def _seat(self, one: Need, day: date) -> bool:
        already_paid = (day, one.contact.id) in self.spent
        if not already_paid:
            if not self.capacity.left(day):
                return False
            self.capacity.take(day)
        self.time_slots[one.contact.id] = day
        self.by_day.setdefault(day, []).append(one)
        return True

    def _paid(self, one: Need, day: date) -> bool:
        """Whether the place of this contact on this day is spent already: the greeting is the follow-up too."""
        return (day, one.contact.id) in self.spent and self.capacity.is_open(day)

    def _unseat(self, one: Need) -> None:
        day = self.time_slots.pop(one.contact.id)
        self.by_day[day].remove(one)
        if (day, one.contact.id) not in self.spent:
            self.capacity.give_back(day)

    def _fill(self, waiting: list[Need]) -> None:
        """Day after day, the most urgent of those who may come up take the places that are left."""
        entering = sorted(waiting, key=lambda one: one.earliest, reverse=True)
        candidates: dict[str, Need] = {}
        for day in self.days:
            while entering and entering[-1].earliest <= day:
                newcomer = entering.pop()
                candidates[newcomer.contact.id] = newcomer
            for one in [one for one in candidates.values() if self._paid(one, day)]:
                self._seat(one, day)
                del candidates[one.contact.id]
            if not (places := self.capacity.left(day)):
                continue
            # `day` is bound at once: the key is used up within this very line.
            for one in nsmallest(places, candidates.values(), key=lambda one, day=day: self._claim(one, day)):  # type: ignore[misc]
                self._seat(one, day)
                del candidates[one.contact.id]

    def _claim(self, one: Need, day: date) -> tuple[bool, date, float, date, str]:
        missed = self.missed.get(one.contact.id, date.max)
        return (not one.chosen, missed, -one.urgency(day), one.limit, one.contact.id)

    def _latest(self, one: Need) -> date | None:
        """The last day that keeps a promise to this contact, where one within the horizon still can."""
        if one.fixed is not None:
            return None
        if not one.chosen:
            if one.rank == 1:
                return None  # it sits as early as its claim allows
            return one.limit if one.earliest <= one.limit <= self.days[-1] else None
        return next((day for day in self.days if day >= one.earliest and self.capacity.is_open(day)), None)

    def _too_late(self, one: Need) -> bool:
        latest = self._latest(one)
        return latest is not None and self.time_slots.get(one.contact.id, date.max) > latest

    def _make_room(self, one: Need) -> None:
        """Seats somebody in time; whoever gives way moves on in turn, each with more time than the last."""
        late: Need | None = one
        while late is not None:
            moved_on = self._seat_in_time(late)
            late = moved_on if moved_on is not None and self._too_late(moved_on) else None

    def _seat_in_time(self, one: Need) -> Need | None:
        """Takes a free place, or that of whoever has the most time left, who is returned with the next free one."""
        latest = self._latest(one) or date.min
        window = [day for day in self.days if one.earliest <= day <= latest]
        if one.contact.id in self.time_slots:
            self._unseat(one)
        other: Need | None = None
        day = self.capacity.first_free(window)
        if day is None and (other := self._most_patient(one, window)) is not None:
            day = self.time_slots[other.contact.id]
            self._unseat(other)
            self.moved[other.contact.id] = ("gave-way", one.contact.name)
        if day is None:
            self._settle(one)
            return None
        self._seat(one, day)
        self.moved.setdefault(one.contact.id, ("limit", None))
        if other is not None:
            self._settle(other)
        return other

    def _most_patient(self, one: Need, window: list[date]) -> Need | None:
        seated = (
            other
            for day in window
            for other in self.by_day.get(day, ())
            if other.rank == 2 and (day, other.contact.id) not in self.spent and (one.chosen or other.limit > one.limit)
        )
        return max(seated, key=lambda other: (other.limit, other.contact.id), default=None)

    def _settle(self, one: Need) -> None:
        """The first place that is left, if any, or that a birthday has paid for."""
        later = (day for day in self.days if day >= one.earliest)
        if (day := next((day for day in later if self._paid(one, day) or self.capacity.left(day)), None)) is not None:
            self._seat(one, day)

    def agenda(
        self,
        needs: Iterable[Need],
        celebrations: tuple[Celebration, ...],
        short: Shortfall | None,
        resting: frozenset[str],
    ) -> Agenda:
        end = self.days[-1]
        followups = [self._follow_up(one) for one in needs if one.contact.id in self.time_slots or one.earliest <= end]
        seated = sorted((one for one in followups if one.day), key=lambda one: (one.day, one.due, one.id))
        waiting = sorted((one for one in followups if not one.day), key=lambda one: (one.limit, one.id))
        return Agenda(self.today, tuple(seated), tuple(waiting), celebrations, short, resting)

    def _follow_up(self, one: Need) -> FollowUp:
        day = self.time_slots.get(one.contact.id)
        held = _held(one)
        base = follow_up(one, day)
        if one.fixed is not None and (held is None or held.day == day):
            return replace(base, moved_from=held.moved_from if held else None, moved_by="person")
        if held is None:
            return base
        if held.day == day:
            return replace(base, moved_from=held.moved_from, moved_by=held.moved_by, moved_for=held.moved_for)
        cause, whom = self.moved.get(one.contact.id, ("budget", None))
        return replace(base, moved_from=held.day, moved_by=cause, moved_for=whom)


def _held(one: Need) -> PlannedDay | None:
    """The day the plan gave before, if it was for this very follow-up: since then nobody was in touch."""
    held = one.contact_state.planned
    return held if held is not None and held.since == one.last else None


def planned_days(agenda: Agenda) -> dict[str, PlannedDay]:
    """What the journal keeps of an agenda, so that the next one can hold on to it."""
    return {
        one.id: PlannedDay(one.last, one.due, one.day, one.moved_from, one.moved_by, one.moved_for)
        for one in agenda.followups
        if one.day is not None
    }
