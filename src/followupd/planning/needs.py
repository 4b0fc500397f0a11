"""What each contact needs: when the next follow-up is due, how late it may be, and from when it may come up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from followupd.domain.agenda import Claim, FollowUp, Standing
from followupd.domain.book import Cadence, Contact
from followupd.domain.cadence import after

NOTHING_KNOWN = Standing()
LONGEST_REST_DAYS = 14
"""Of what presses, after it was let pass."""
PRESSES_FOR = timedelta(days=7)
"""So long after its limit a claim still comes before the cadences; then it takes its turn among them, or those who
forget a lot would hear of nothing else."""
NO_HURRY_DAYS = 30
_PATIENT = frozenset({"outcome", "remind", "congratulate"})


@dataclass(frozen=True, slots=True)
class Need:
    contact: Contact
    standing: Standing
    last: date | None
    due: date
    limit: date
    earliest: date
    """From which day it may come up: not before it is due, nor soon after it was ignored."""
    chosen: bool = False
    claim: Claim | None = None
    presses: bool = False
    fixed: date | None = None
    """The very day on which the person put it, in the calendar; neither budget nor days off count then."""

    @property
    def rank(self) -> int:
        """Whose turn comes first: a date the person chose, then what presses, then the cadences."""
        return 0 if self.chosen or self.fixed else 1 if self.presses else 2

    def urgency(self, day: date) -> float:
        """Overdue relative to the time there is between due and outer limit; who was let pass steps back a little.

        With the default outer limit (twice the cadence) this is the share of a cadence that somebody is overdue.
        """
        room = max((self.limit - self.due).days, 1 if self.claim is None else NO_HURRY_DAYS)
        return (day - self.due).days / room / (1 + self.standing.ignored)


def last_contact(contact: Contact, standing: Standing, today: date) -> date | None:
    """When the person was last in touch, by the book or by the journal."""
    return max(filter(None, (_written(contact, today), standing.last)), default=None)


def _written(contact: Contact, today: date) -> date | None:
    """The last contact that stands in the book; a day to come is a slip of the year."""
    return contact.last if contact.last is not None and contact.last <= today else None


def need(contact: Contact, standing: Standing, today: date) -> Need | None:
    """The contact's next follow-up, or None while paused without an end."""
    if standing.paused and standing.paused_until is None:
        return None
    standing = _answered_by_the_book(standing, _written(contact, today))
    until = max(filter(None, (contact.paused_until, standing.paused_until)), default=None)
    last = last_contact(contact, standing, today)
    due, limit = _due_and_limit(contact, standing, last, today)
    open_claims = [one for one in standing.claims if standing.skipped.get(one.name, today) <= today]
    claim = _foremost(open_claims, max(due, today), today)
    talk = next((one for one in standing.claims if one.kind == "report" and one.due > today), None)
    if claim is not None:
        due, limit = claim.due, claim.limit
    elif talk is not None:  # a talk is booked: nobody needs a greeting before it
        due, limit = max(due, talk.due), max(limit, talk.limit)
    elif (skipped := standing.skipped.get("", date.min)) > due:
        due, limit = skipped, max(limit, skipped)
    passed = standing.ignored_on is not None and standing.ignored_on >= (standing.snoozed_until or date.max)
    chosen = standing.snoozed_until is not None and not passed
    if standing.snoozed_until is not None:
        due, limit = standing.snoozed_until, max(limit, standing.snoozed_until)
    if until is not None and until > due:
        limit = max(limit, _later(until, limit - due))
        due, chosen = until, False
    if claim is not None and due > max(claim.due, today):
        claim = None  # put off by the person
    earliest = max(due, today, _quiet_until(contact.cadence, standing, claim))
    presses = claim is not None and _presses(claim, today)
    fixed = None if until is not None and until > today else _fixed(standing, claim, today)
    return Need(contact, standing, last, due, limit, fixed or earliest, chosen, claim, presses, fixed)


def _answered_by_the_book(standing: Standing, last: date | None) -> Standing:
    """A contact that the person wrote into the book answers what came up or was decided till then, as `log` does.

    A pause stays: it is ended by `resume`, not by being in touch.
    """
    if last is None:
        return standing
    if standing.ignored_on is not None and last >= standing.ignored_on:
        standing = replace(standing, ignored=0, ignored_on=None, let_pass=())
    decided = standing.decided_on
    # On the very day it counts when it was not in the book yet.
    if decided is not None and (last > decided or (last == decided and last != standing.decided_with)):
        claims = {name: until for name, until in standing.skipped.items() if name}
        standing = replace(standing, snoozed_until=None, moved_to=None, moved_claim="", skipped=claims)
    return standing


def _fixed(standing: Standing, claim: Claim | None, today: date) -> date | None:
    """The day the person moved this follow-up to; today, when that day has passed and no digest named it."""
    day = standing.moved_to
    if day is None or standing.moved_claim != (claim.name if claim is not None else ""):
        return None
    return None if standing.ignored_on is not None and standing.ignored_on >= day else max(day, today)


def _foremost(claims: Iterable[Claim], until: date, today: date) -> Claim | None:
    """Of the claims due by a day the one to name: what is due, of that what presses, then the earlier limit."""

    def order(one: Claim) -> tuple[date, bool, date, date, str]:
        return max(one.due, today), not _presses(one, today), one.limit, one.due, one.handle

    return min((one for one in claims if one.due <= until), key=order, default=None)


def _presses(one: Claim, today: date) -> bool:
    return one.kind not in _PATIENT and today <= _later(one.limit, PRESSES_FOR)


def _due_and_limit(contact: Contact, standing: Standing, last: date | None, today: date) -> tuple[date, date]:
    if last is not None:
        due = after(last, contact.cadence)
        # Lengths of months differ: 30 days after 1 February come later than a month after it.
        return due, max(due, after(last, contact.at_most))
    seen = standing.first_seen or today
    due = min(standing.first_due or seen, after(seen, contact.cadence))  # a cadence may have been shortened since
    return due, max(due, after(seen, contact.at_most))


def _later(day: date, by: timedelta) -> date:
    """A day moved on, and not past the end of the calendar."""
    return day + by if by < date.max - day else date.max


def _quiet_until(cadence: Cadence, standing: Standing, claim: Claim | None) -> date:
    """After a follow-up was let pass, the contact rests: a sixth of the cadence first, then a third, then half.

    Three offers fit before the default outer limit, and nobody holds a place others wait for. What presses
    rests for days only: for its own rest, then three times that, then six times.
    """
    if standing.ignored_on is None:
        return date.min
    if claim is not None:
        times = let_pass(claim, standing)
        longer = min(claim.rest * times * (times + 1) // 2, max(claim.rest, LONGEST_REST_DAYS))
        return _later(standing.ignored_on, timedelta(days=longer)) if times else date.min
    rest = max(1, round(cadence.days * min(standing.ignored, 3) / 6))
    return _later(standing.ignored_on, timedelta(days=rest))


def let_pass(claim: Claim, standing: Standing) -> int:
    """On how many days the contact came up since the claim was due, without an answer."""
    return sum(day >= claim.due for day in standing.let_pass)


def first_dues(newcomers: Iterable[Contact], today: date) -> Iterator[tuple[str, date]]:
    """A first day for each contact who was never contacted, spread evenly over the first interval of their cadence.

    Of n with the same cadence, the k-th (by id) gets the middle of the k-th n-th, so that a large import is
    no flood and a single newcomer waits half an interval.
    """
    by_length: dict[float, list[Contact]] = {}
    for contact in sorted(newcomers, key=lambda one: one.id):
        by_length.setdefault(contact.cadence.days, []).append(contact)
    for days, contacts in by_length.items():
        for k, contact in enumerate(contacts):
            yield contact.id, _later(today, timedelta(days=int(days * (k + 0.5) / len(contacts))))


def with_first_dues(contacts: Iterable[Contact], standings: Mapping[str, Standing], today: date) -> dict[str, date]:
    """The first days for those the journal has not seen yet."""
    return dict(first_dues((one for one in contacts if _is_new(one, standings.get(one.id))), today))


def _is_new(contact: Contact, standing: Standing | None) -> bool:
    return contact.last is None and (standing is None or (standing.last is None and standing.first_due is None))


def with_newcomers(contacts: Iterable[Contact], standings: Mapping[str, Standing], today: date) -> dict[str, Standing]:
    """The standings, and for those the journal has not seen yet the one that they get today."""
    firsts = with_first_dues(contacts, standings, today)
    new = {
        who: replace(standings.get(who, NOTHING_KNOWN), first_seen=today, first_due=day) for who, day in firsts.items()
    }
    return {**standings, **new}


def follow_up(one: Need, day: date | None) -> FollowUp:
    """The need as the agenda shows it, with the day it was given, if any."""
    return FollowUp(
        one.contact, one.due, one.limit, day, one.last, one.standing.last_note,
        one.chosen, one.standing.ignored, one.standing.ignored_on, claim=one.claim,
        fixed=one.fixed is not None, skipped=one.claim is None and one.standing.skipped.get("") == one.due,
    )  # fmt: skip
