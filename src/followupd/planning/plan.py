"""Book and history → Agenda: everybody who comes up gets a day within the budget, and keeps it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from followupd.domain.agenda import Agenda, ContactState, PlannedDay
from followupd.domain.book import Book, Budget
from followupd.planning.capacity import shortfall
from followupd.planning.celebrations import celebrations, milestones
from followupd.planning.days import Capacity, closed, monday
from followupd.planning.needs import NOTHING_KNOWN, Need, need_of, with_newcomers
from followupd.planning.schedule import Schedule

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
    paused: set[str] = set()
    for contact in book.contacts:
        if (found := need_of(contact, contact_states.get(contact.id, NOTHING_KNOWN), today)) is not None:
            needs.append(_before_days_off(found, budget, today))
        else:
            paused.add(contact.id)
    active = [need.contact for need in needs if not need.contact.unsorted]
    ahead = today + timedelta(days=BIRTHDAYS_AHEAD_DAYS)
    named = [
        *celebrations(active, monday(today), ahead),
        *milestones(book.milestones, active, monday(today), ahead),
    ]
    rests = {need.contact.id: need.rests_until for need in needs if need.rests_until is not None}
    named = [each for each in named if each.day >= rests.get(each.contact.id, each.day)]
    named.sort(key=lambda celebration: (celebration.day, celebration.contact.id, celebration.milestone is not None))
    schedule = Schedule(today, [today + timedelta(days=n) for n in range(HORIZON_DAYS)], Capacity(budget))
    schedule.spend(shown, named)
    short = shortfall(active, budget)
    schedule.place_all(needs, overloaded=short is not None)
    return schedule.agenda(
        needs,
        tuple(celebration for celebration in named if celebration.day >= today),
        short,
        frozenset(paused),
    )


def _before_days_off(need: Need, budget: Budget, today: date) -> Need:
    """A promise whose day is free comes up on the last open day before it, while it can still be kept."""
    obligation = need.obligation
    if obligation is None or obligation.kind != "promise" or need.earliest != obligation.limit or need.fixed:
        return need
    days = (obligation.limit - timedelta(days=n) for n in range((obligation.limit - today).days + 1))
    earliest = next((day for day in days if closed(day, budget) is None), need.earliest)
    return replace(need, earliest=earliest)


def planned_days(agenda: Agenda) -> dict[str, PlannedDay]:
    """The day each contact was given, to be stored, so that the next plan keeps it."""
    return {
        followup.id: PlannedDay(
            followup.last, followup.due, followup.day, followup.moved_from, followup.moved_by, followup.moved_for
        )
        for followup in agenda.followups
        if followup.day is not None
    }
