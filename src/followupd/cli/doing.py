"""Commands that say what was done: done, interview."""

import argparse
from dataclasses import dataclass
from datetime import datetime

from followupd import shelf, words
from followupd.cli.call import Call, find, find_among, parse_local_instant
from followupd.errors import CallError
from followupd.history import InterviewState
from followupd.house import House, opened
from followupd.journal import entries
from followupd.model import Contact
from followupd.practice.habits import Habit
from followupd.practice.interviews import NEXT, Interview
from followupd.practice.outlook import Outlook
from followupd.telling import habits, talks
from followupd.text import plain
from followupd.words import _


@dataclass(frozen=True, slots=True)
class Doable:
    """Something that can be done: its short name, and how it reads. `contact` is empty for a habit."""

    id: str
    name: str
    contact: str = ""
    habit: Habit | None = None


def done(parsed: argparse.Namespace) -> int:
    # Here --on is the day on which it was done, and what is written down is written now.
    on = parsed.__dict__.pop("on", None)
    call = Call(parsed)
    day = call.day(on) if on else call.today
    with opened(call.settings) as house:
        outlook = _outlook(house, call)
        if any(loop.handle == parsed.what and loop.closed for loop in outlook.all_loops):
            print(_("That is closed already."))
            return 0
        what = find_among(_doables(outlook), parsed.what, _('there is nothing open called "%s"') % parsed.what)
        if what.habit is None:
            note = plain(parsed.note) if parsed.note else None
            entries.record(house.account, what.contact, "done", day, call.now, about=what.id, note=note)
            print(_("Done: %s.") % what.name)
            return 0
        for part in _parts(what.habit, parsed.part):
            entries.record(house.account, "", "done", day, call.now, about=what.habit.key, note=part)
        print(_after(_outlook(house, call), what.habit))
    return 0


def _doables(outlook: Outlook) -> list[Doable]:
    found = [Doable(one.id, one.name, habit=one) for one in outlook.habits]
    for loop in outlook.open_loops:
        if contact := outlook.contacts.get(loop.contact):
            found.append(Doable(loop.handle, f"{contact.name}, {talks.loop_words(loop)}", contact.id))
    return found


def _parts(habit: Habit, given: list[str] | None) -> list[str | None]:
    """What to tick: the named parts of a checklist, or all of it at once."""
    if not given:
        return [None]
    by_name = {part.casefold(): part for part in habit.parts}
    if unknown := [part for part in given if part.casefold() not in by_name]:
        raise CallError(
            _('"%(part)s" is not on the list of %(name)s: %(parts)s')
            % {"part": unknown[0], "name": habit.name, "parts": ", ".join(habit.parts) or "–"}
        )
    return [by_name[part.casefold()] for part in given]


def _after(outlook: Outlook, before: Habit) -> str:
    now = next((one for one in outlook.habits if one.key == before.key), before)
    if now.ticked:
        return _("Ticked. Left: %s.") % words.listing(now.left)
    said = _("Done: %s.") % habits.title(now)
    if now.members:
        names = [outlook.contacts[who].name for who in now.members if who in outlook.contacts]
        said += " " + _("That counts as contact with %s.") % words.listing(names)
    return f"{said} " + _("Next time around %s.") % words.day(now.day or now.due, year=True)


def interview(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    state: InterviewState = parsed.state
    with opened(call.settings) as house:
        contact = find(shelf.current(house.account, call.settings).book(), parsed.contact)
        at = parse_local_instant(parsed.at, call.settings.zone) if parsed.at else None
        before = _outlook(house, call).interviews.get(contact.id)
        _check(before, state, at, contact, call)
        day = at.astimezone(call.settings.zone).date() if at and state != "booked" else call.today
        note = plain(parsed.note) if parsed.note else None
        booked = at if state == "booked" else None
        entries.record(house.account, contact.id, "interview", day, call.now, kind=state, note=note, at=booked)
        after = _outlook(house, call).interviews[contact.id]
        said = _("%(name)s: %(state)s.") % {"name": contact.name, "state": talks.state_word(after, call.today)}
        print(said, talks.next_step(after, call.today, call.settings.zone))
    return 0


def _check(before: Interview | None, state: InterviewState, at: datetime | None, contact: Contact, call: Call) -> None:
    """Raises CallError for a step that cannot be the next one, or a time that cannot be meant."""
    allowed = NEXT[before.state if before else None]
    if state not in allowed:
        now = talks.state_word(before, call.today) if before else _("nothing yet")
        raise CallError(
            _("%(name)s: now %(now)s; next can be %(next)s")
            % {"name": contact.name, "now": now, "next": ", ".join(allowed)}
        )
    if state == "booked" and at is None:
        raise CallError(_("when is it? Add --at 2026-12-03T10:00"))
    if state == "booked" and at is not None and at < call.now:
        raise CallError(_("that time has passed; if you have talked: followupd interview %s held") % contact.id)
    if state != "booked" and at is not None and at > call.now:
        raise CallError(_("that is still to come; only a booked talk has a time ahead"))


def _outlook(house: House, call: Call) -> Outlook:
    return house.planner.outlook(shelf.current(house.account, call.settings).book(), call.now)
