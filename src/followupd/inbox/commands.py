"""What an answer does, as commands: each deed with what the practice knows beside it."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta

from followupd.actions.commands import (
    Appoint,
    Ask,
    Celebrate,
    Close,
    Command,
    Decide,
    DoHabit,
    InterviewStep,
    Log,
    Meet,
    Note,
    Pace,
    Pause,
    Promise,
    Rate,
    RestAll,
    Resume,
    Skip,
    Snooze,
    Sort,
    TakeBack,
)
from followupd.actions.notices import Believe, Forget, Refuse
from followupd.answers.deeds import Deed
from followupd.domain.cadence import after
from followupd.domain.journal import ANSWERED, BY_NOTICE, KEPT, MAIL, MEETING, NO, NO_ANSWER, NOT_KEPT, YES, Source
from followupd.planning.needs import NOTHING_KNOWN
from followupd.practice.sorting import LATER
from followupd.practice.state import PracticeState

_ON_THE_WAY = ("candidate", "asked", "booked")
OBLIGATION_SKIPPED = timedelta(weeks=1)
"""How long an obligation stays away that was skipped this time."""


def commands(deed: Deed, practice_state: PracticeState) -> Iterator[Command]:
    """The commands that carry a deed out; none for an explanation or an undo, which is no command of its own."""
    today, who = practice_state.today, deed.contact
    on, note, what = deed.on or today, deed.note, deed.what or ""
    match deed.action:
        case "log":
            yield Log(who, on, deed.kind, deed.direction, note)
        case "thanks" | "outcome":
            yield Log(who, on, deed.action, None, note)
        case "kept-promise":
            yield Close(who, on, deed.handle, note)
        case "note":
            yield Note(who, today, note or "")
        case "promise":
            yield Promise(who, today, what, deed.by or today)
        case "ask":
            yield Ask(who, today, what, on)
        case "milestone":
            yield Celebrate(who, today, what, on)
        case "pause":
            yield Pause(who, today, deed.until)
        case "resume":
            yield Resume(who, today)
        case "met":
            yield _meet(deed, practice_state)
        case "practice":
            yield _habit(deed, practice_state)
        case "goal":
            yield Decide(today, deed.handle, deed.kind or "", deed.until, practice_state.written_by(deed.handle))
        case "pace":
            yield Pace(today, deed.kind or "", what)
        case "rate":
            yield Rate(who, today, what)
        case "sort" if deed.kind != LATER:
            yield Sort(who, today, deed.kind or NOT_KEPT)
        case "notice":
            yield from _notice(deed, practice_state)
        case "pause-all" | "resume-all":
            yield RestAll(today, deed.until)
        case "snooze" | "skip" | "no-answer" | "appointment":
            yield from _later(deed, practice_state)


def _later(deed: Deed, practice_state: PracticeState) -> Iterator[Command]:
    today, contact = practice_state.today, practice_state.contacts[deed.contact]
    if deed.action == "snooze" and deed.until is not None:
        yield Snooze(contact.id, today, deed.until, contact.last)
        return
    if deed.action == "appointment" and deed.at is not None:
        interview = practice_state.interviews.get(contact.id)
        if interview is not None and interview.state in _ON_THE_WAY:
            yield InterviewStep(contact.id, today, "booked", deed.at.astimezone(UTC), note=deed.what, name=contact.name)
        else:
            day = deed.at.astimezone(practice_state.zone).date()
            yield Appoint(contact.id, today, deed.at.astimezone(UTC), day, deed.kind, deed.what)
        return
    obligations = practice_state.contact_states.get(contact.id, NOTHING_KNOWN).obligations
    due = [obligation for obligation in obligations if obligation.due <= today]
    about = due[0].name if due else None
    if deed.action == "no-answer":
        yield Skip(contact.id, today, deed.until or today, about, contact.last, NO_ANSWER)
        if deed.note:
            yield Note(contact.id, today, deed.note)
    else:
        until = today + OBLIGATION_SKIPPED if due else after(today, contact.cadence)
        yield Skip(contact.id, today, until, about, contact.last, ANSWERED)


def _notice(deed: Deed, practice_state: PracticeState) -> Iterator[Command]:
    today, yes = practice_state.today, deed.kind == YES
    if deed.contact:
        after, upto = map(int, deed.handle.split("-"))
        noticed = [entry for entry in practice_state.journal.of(deed.contact)
                   if entry.about == BY_NOTICE and after < entry.id <= upto]  # fmt: skip
        if noticed and not yes:
            yield TakeBack(today, tuple(entry.id for entry in noticed))
            for entry in noticed:
                yield Refuse(deed.contact, today, entry.source, entry.day)
        return
    asked, *about, newest = deed.handle.split("-")
    source = MEETING if MEETING in about else MAIL
    if asked == "first":
        seen, later = _waiting(practice_state, source, int(newest))
        yield Believe(today, YES if yes else NO, source, seen, later)
    else:
        yield Believe(today, KEPT, source) if yes else Forget(today, source)


def _waiting(
    practice_state: PracticeState, source: Source, upto: int
) -> tuple[list[tuple[str, date]], list[tuple[str, date]]]:
    """Contacts and days that the mail showed, which knew the journal up to an entry; and those noticed after it."""
    seen, later = [], []
    for who, newest in practice_state.waiting_notices(source):
        notices = [entry for entry in practice_state.journal.of(who) if entry.type == "notice" and entry.id <= upto]
        days = [entry.day for entry in notices if entry.source == source and entry.kind != NO]
        seen += [(who, max(days))] if days else []
        later += [(who, newest)] if newest not in days else []
    return seen, later


def _meet(deed: Deed, practice_state: PracticeState) -> Command:
    """Somebody is new who was never in touch before the event."""
    contact = practice_state.contacts.get(deed.contact)
    before = practice_state.journal.of(deed.contact)
    written = contact is not None and contact.last is not None
    new = not written and not any(entry.in_touch and entry.about != deed.event for entry in before)
    return Meet(deed.contact, deed.on or practice_state.today, deed.event, new, deed.note)


def _habit(deed: Deed, practice_state: PracticeState) -> Command:
    habit = next((habit for habit in practice_state.habits if habit.key == deed.handle), None)
    members = tuple(who for who in habit.members if who in practice_state.contacts) if habit is not None else ()
    return DoHabit(deed.on or practice_state.today, deed.handle, members, note=deed.note)
