"""What a clock asks for in the evening, whatever the days of the digest: whom one met at an event, a thank-you for a
talk, the 48 hours after an event, a promise whose day it is."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from followupd.domain.agenda import Agenda, FollowUp, Obligation
from followupd.domain.book import NetworkingEvent
from followupd.planning.slots import instant
from followupd.practice.captures import HOME, LATEST, asked_about, evening_at
from followupd.practice.events import first_day
from followupd.practice.interviews import LENGTH
from followupd.practice.snapshot import Snapshot
from followupd.practice.state import PracticeState

CLOCKED = frozenset({"met", "thanks", "report", "promise"})
"""Kinds of obligation with a clock: a day later is worth less."""
_OF_TODAY = frozenset({"report", "thanks", "appointment"})


@dataclass(frozen=True, slots=True)
class Evening:
    """What the short mail of an evening is about. `people` are follow-ups, each with the obligation it is for."""

    day: date
    at: datetime
    events: tuple[NetworkingEvent, ...]
    people: tuple[FollowUp, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.events or self.people)


def evening(made: Snapshot, day: date, named: Collection[str], told: Collection[str]) -> Evening:
    """The evening of a day; `named` are contacts that a mail has named that day, `told` obligations of which one has
    told ("anna/promise-12")."""
    state = made.practice_state
    events = asked_about(state.book.events, day, state.zone)
    people = sorted(_people(made.agenda, state, day, named, told), key=lambda followup: followup.times)
    return Evening(day, evening_moment(state, day), tuple(events), tuple(people))


def evening_moment(state: PracticeState, day: date) -> datetime:
    """When the mail of an evening comes, if there is one, in UTC."""
    events = asked_about(state.book.events, day, state.zone)
    ends = [event.ends for event in events if event.ends.astimezone(state.zone).date() <= day]
    ends += [at + LENGTH for at in _talks(state) if at.astimezone(state.zone).date() == day]
    return evening_at(ends, day, state.zone)


def evenings_ahead(made: Snapshot, digest_days: frozenset[int]) -> Iterator[date]:
    """Days that may have an evening mail: those of events, of talks, and of what has a clock and no digest."""
    state, zone = made.practice_state, made.practice_state.zone
    for event in state.book.events:
        first, last = first_day(event, zone), event.ends.astimezone(zone).date()
        yield from (first + timedelta(days=n) for n in range(min((last - first).days, 5) + 1))
    yield from (at.astimezone(zone).date() for at in _talks(state))
    for followup in made.agenda.followups:
        if has_clock(followup) and followup.day is not None and followup.day.weekday() not in digest_days:
            yield followup.day


def has_clock(followup: FollowUp) -> bool:
    """Whether it is worth less a day later."""
    return followup.obligation is not None and followup.obligation.kind in CLOCKED


def _talks(state: PracticeState) -> Iterator[datetime]:
    yield from (talk.at for talk in state.interviews.values() if talk.state == "booked" and talk.at is not None)
    yield from (at for _loop, at in state.appointments)


def _people(
    agenda: Agenda, state: PracticeState, day: date, named: Collection[str], told: Collection[str]
) -> Iterator[FollowUp]:
    """Those of a talk that was today, and whoever was planned for today because of a clock."""
    known = {followup.id: followup for followup in agenda.everybody}
    for who, several in sorted(state.obligations.items()):
        contact = state.contacts.get(who)
        if contact is None or who in agenda.paused:
            continue
        followup = known.get(who)
        if (talked := next((one for one in several if _was_today(who, one, state, day)), None)) is not None:
            if f"{who}/{talked.name}" in told:
                continue
            last = followup.last if followup is not None else None
            yield FollowUp(contact, day, talked.limit, day, last, obligation=talked)
        elif followup is not None and followup.day == day and who not in named and has_clock(followup):
            yield followup


def _was_today(who: str, obligation: Obligation, state: PracticeState, day: date) -> bool:
    """Whether it is about a talk, or a time together, that was this very day and is over."""
    if obligation.kind == "appointment":
        times = {loop.handle: at for loop, at in state.appointments}
        at = times.get(obligation.handle)
        return at is not None and _is_early_enough(at, state, day)
    of_talk = obligation.handle == "interview" and obligation.kind in _OF_TODAY
    talk = state.interviews.get(who)
    early = talk is None or talk.at is None or talk.state != "booked" or _is_early_enough(talk.at, state, day)
    return of_talk and early and obligation.since == day and obligation.due <= day


def _is_early_enough(at: datetime, state: PracticeState, day: date) -> bool:
    """Whether a talk is over, and ended early enough for the mail of its evening; a later one is for the morning."""
    ends = at + LENGTH
    is_today = at.astimezone(state.zone).date() == day
    return is_today and ends <= state.now and ends + HOME <= instant(day, LATEST, state.zone)
