"""What each contact needs: when the next follow-up is due, how late it may be, and from when it may come up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from followupd.domain.agenda import ContactState, FollowUp, Obligation
from followupd.domain.book import Cadence, Contact
from followupd.domain.cadence import after

NOTHING_KNOWN = ContactState()
LONGEST_PAUSE_DAYS = 14
"""Longest pause (days) between reminders of the same obligation."""
PRESSES_FOR = timedelta(days=7)
"""How long an overdue obligation still outranks cadence follow-ups; afterwards it competes with them, or those who
forget a lot would hear of nothing else."""
NO_HURRY_DAYS = 30
"""The least `room` (days) of an obligation, so that one that no longer presses grows urgent slowly."""
LET_GO_AFTER = 3
"""An obligation that mails have told of this often is let go: it asks no more, and stays open in the lists."""
_CLOSE_DAYS = 28
"""With a room of so many days and less, somebody is among the closest."""
_PATIENT = frozenset({"outcome", "remind", "congratulate"})
"""Kinds of obligation that never outrank cadence follow-ups."""


@dataclass(frozen=True, slots=True)
class Need:
    contact: Contact
    contact_state: ContactState
    last: date | None
    due: date
    limit: date
    earliest: date
    """From which day it may come up: not before it is due, nor soon after it was ignored."""
    chosen: bool = False
    obligation: Obligation | None = None
    presses: bool = False
    rests_until: date | None = None
    """The end of a pause that is still on."""
    fixed: date | None = None
    """The very day on which the person put it, in the calendar; neither budget nor days off count then."""

    @property
    def rank(self) -> int:
        """The order of placement: 0 for a date the user chose, 1 for an obligation that presses, 2 for all others."""
        return 0 if self.chosen or self.fixed else 1 if self.presses else 2

    def urgency(self, day: date) -> float:
        """Days overdue by `day`, divided by `room`, and for whoever came up again and again without an answer by more
        each time, so that they don't take the places of those who answer.

        With the default outer limit (twice the cadence) this is the share of a cadence that somebody is overdue. The
        closest weigh more, up to twice as much: among them a delay is felt first.
        """
        closeness = 1 + min(1.0, _CLOSE_DAYS / self.room)
        return closeness * (day - self.due).days / self.room / max(1, self.contact_state.ignored - 1)

    @property
    def room(self) -> int:
        """The days between due and outer limit."""
        return max((self.limit - self.due).days, 1 if self.obligation is None else NO_HURRY_DAYS)


def last_contact(contact: Contact, contact_state: ContactState, today: date) -> date | None:
    """When the person was last in touch, by the book or by the journal."""
    return _later_of(_written(contact, today), contact_state.last)


def _later_of(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def _written(contact: Contact, today: date) -> date | None:
    """`last` as it stands in the book; a future date is taken for a typing error and ignored."""
    return contact.last if contact.last is not None and contact.last <= today else None


def need_of(contact: Contact, contact_state: ContactState, today: date) -> Need | None:
    """The contact's next follow-up; None while paused without an end, and for the unsorted with nothing open."""
    if contact_state.paused and contact_state.paused_until is None:
        return None
    contact_state = _answered_by_the_book(contact_state, _written(contact, today))
    until = _later_of(contact.paused_until, contact_state.paused_until)
    last = last_contact(contact, contact_state, today)
    due, limit = _due_and_limit(contact, contact_state, last, today)
    obligation = talk = None
    if contact_state.obligations:
        obligation = _foremost(contact_state, max(due, today), today)
        talk = _booked_talk(contact_state.obligations, today)
    if obligation is not None:
        due, limit = obligation.due, obligation.limit
    elif talk is not None:  # a talk is booked: nobody needs a greeting before it
        due, limit = max(due, talk.due), max(limit, talk.limit)
    elif (skipped := contact_state.skipped.get("", date.min)) > due:
        due, limit = skipped, max(limit, skipped)
    passed = contact_state.ignored_on is not None and contact_state.ignored_on >= (
        contact_state.snoozed_until or date.max
    )
    chosen = contact_state.snoozed_until is not None and not passed
    if contact_state.snoozed_until is not None:
        due, limit = contact_state.snoozed_until, max(limit, contact_state.snoozed_until)
    if until is not None and until > due:
        limit = max(limit, _later(until, limit - due))
        due, chosen = until, False
    if obligation is not None and due > max(obligation.due, today):
        obligation = None  # put off by the person
    if due == date.max:
        return None
    if limit == date.max:  # nothing else was ever due
        limit = due
    earliest = max(due, today, _pauses_until(contact.cadence, contact_state, obligation))
    presses = obligation is not None and _presses(obligation, today)
    fixed = None if until is not None and until > today else _fixed(contact_state, obligation, today)
    rests = until if until is not None and until > today else None
    return Need(contact, contact_state, last, due, limit, fixed or earliest, chosen, obligation, presses, rests, fixed)


def _answered_by_the_book(contact_state: ContactState, last: date | None) -> ContactState:
    """Contact written into the book (`last`) answers reminders and voids decisions up to that day, as `log` does.

    A pause stays: it is ended by `resume`, not by being in touch.
    """
    if last is None:
        return contact_state
    if contact_state.ignored_on is not None and last >= contact_state.ignored_on:
        contact_state = replace(contact_state, ignored=0, ignored_on=None)
    decided = contact_state.decided_on
    # Contact on the day of the decision counts only if it was not in the book when that was decided.
    if decided is not None and (last > decided or (last == decided and last != contact_state.decided_with)):
        obligations = {name: until for name, until in contact_state.skipped.items() if name}
        contact_state = replace(
            contact_state, snoozed_until=None, moved_to=None, moved_obligation="", skipped=obligations
        )
    return contact_state


def _fixed(contact_state: ContactState, obligation: Obligation | None, today: date) -> date | None:
    """The day the person moved this follow-up to; today, when that day has passed and no digest named it."""
    day = contact_state.moved_to
    if day is None or contact_state.moved_obligation != (obligation.name if obligation is not None else ""):
        return None
    return None if contact_state.ignored_on is not None and contact_state.ignored_on >= day else max(day, today)


def _foremost(contact_state: ContactState, until: date, today: date) -> Obligation | None:
    """The obligation to show, of those due by `until` and not skipped: the one due first (overdue ones count as due
    today), then one that presses, then the earliest limit."""
    unskipped = (
        obligation
        for obligation in contact_state.obligations
        if contact_state.skipped.get(obligation.name, today) <= today
        and times_told(obligation, contact_state) < LET_GO_AFTER
    )

    def order(obligation: Obligation) -> tuple[date, bool, date, date, str]:
        return (
            max(obligation.due, today),
            not _presses(obligation, today),
            obligation.limit,
            obligation.due,
            obligation.handle,
        )

    return min((obligation for obligation in unskipped if obligation.due <= until), key=order, default=None)


def _booked_talk(obligations: Iterable[Obligation], today: date) -> Obligation | None:
    reports = (obligation for obligation in obligations if obligation.kind in ("report", "appointment"))
    return next((report for report in reports if report.due > today), None)


def _presses(obligation: Obligation, today: date) -> bool:
    return obligation.kind not in _PATIENT and today <= _later(obligation.limit, PRESSES_FOR)


def _due_and_limit(contact: Contact, contact_state: ContactState, last: date | None, today: date) -> tuple[date, date]:
    if contact.unsorted:
        return date.max, date.max
    if last is not None:
        due = after(last, contact.cadence)
        # Lengths of months differ: 30 days after 1 February come later than a month after it.
        return due, max(due, after(last, contact.at_most))
    seen = contact_state.first_seen or today
    due = min(contact_state.first_due or seen, after(seen, contact.cadence))  # a cadence may have been shortened since
    return due, max(due, after(seen, contact.at_most))


def _later(day: date, by: timedelta) -> date:
    """A day moved on, and not past the end of the calendar."""
    return day + by if by < date.max - day else date.max


def _pauses_until(cadence: Cadence, contact_state: ContactState, obligation: Obligation | None) -> date:
    """From when an ignored follow-up may come up again: a sixth of the cadence later, then a third, then half.

    So it comes up three times before the default outer limit, and nobody holds a place others wait for. An obligation
    pauses for its own `rest` (days), then three times that, then six times; at most for LONGEST_PAUSE_DAYS, or `rest`
    if that is longer.
    """
    if obligation is not None:
        told = contact_state.owed_days.get(obligation.name, ())
        times = len(told)
        longer = min(obligation.rest * times * (times + 1) // 2, max(obligation.rest, LONGEST_PAUSE_DAYS))
        return _later(told[-1], timedelta(days=longer)) if told else date.min
    if contact_state.ignored_on is None:
        return date.min
    rest = max(1, round(cadence.days * min(contact_state.ignored, 3) / 6))
    return _later(contact_state.ignored_on, timedelta(days=rest))


def times_told(obligation: Obligation, contact_state: ContactState) -> int:
    """On how many days mails have told of it."""
    return len(contact_state.owed_days.get(obligation.name, ()))


def first_dues(newcomers: Iterable[Contact], today: date) -> Iterator[tuple[str, date]]:
    """A first day for each contact who was never contacted, spread evenly over the first interval of their cadence.

    Of n with the same cadence, the k-th (by id) gets the middle of the k-th n-th, so that a large import is
    no flood and a single newcomer waits half an interval.
    """
    by_length: dict[float, list[Contact]] = {}
    for contact in sorted(newcomers, key=lambda contact: contact.id):
        by_length.setdefault(contact.cadence.days, []).append(contact)
    for days, contacts in by_length.items():
        for k, contact in enumerate(contacts):
            yield contact.id, _later(today, timedelta(days=int(days * (k + 0.5) / len(contacts))))


def with_first_dues(
    contacts: Iterable[Contact], contact_states: Mapping[str, ContactState], today: date
) -> dict[str, date]:
    """The first days for those the journal has not seen yet."""
    return dict(
        first_dues((contact for contact in contacts if _is_new(contact, contact_states.get(contact.id))), today)
    )


def _is_new(contact: Contact, contact_state: ContactState | None) -> bool:
    return (
        contact.last is None
        and not contact.unsorted
        and (contact_state is None or (contact_state.last is None and contact_state.first_due is None))
    )


def with_newcomers(
    contacts: Iterable[Contact], contact_states: Mapping[str, ContactState], today: date
) -> dict[str, ContactState]:
    """The contact states; those never contacted and not seen before get `first_seen` (today) and `first_due`."""
    firsts = with_first_dues(contacts, contact_states, today)
    new = {
        who: replace(contact_states.get(who, NOTHING_KNOWN), first_seen=today, first_due=day)
        for who, day in firsts.items()
    }
    return {**contact_states, **new}


def follow_up(need: Need, day: date | None) -> FollowUp:
    """The need as the agenda shows it, with the day it was given, if any."""
    return FollowUp(
        need.contact,
        need.due,
        need.limit,
        day,
        need.last,
        need.contact_state.last_note,
        need.chosen,
        need.contact_state.ignored,
        need.contact_state.ignored_on,
        times_told(need.obligation, need.contact_state) if need.obligation else need.contact_state.ignored,
        obligation=need.obligation,
        fixed=need.fixed is not None,
        skipped=need.obligation is None and need.contact_state.skipped.get("") == need.due,
    )
