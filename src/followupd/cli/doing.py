"""Commands that say what was done: done, interview."""

import argparse
import re
from dataclasses import dataclass
from datetime import date

from followupd.actions.apply import apply
from followupd.actions.commands import Close, DoHabit, InterviewStep
from followupd.cli.call import Call, find, find_among, parse_local_instant
from followupd.cli.terminal import say
from followupd.domain.book import Contact
from followupd.domain.journal import InterviewState
from followupd.errors import Ambiguous, CallError
from followupd.practice.habits import Habit
from followupd.practice.state import PracticeState
from followupd.service.account import AccountService, opened
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, plain
from followupd.wording import habits, talks

_HANDLE = re.compile(r"(thanks|outcome|promise|question|appointment)-\d+")


@dataclass(frozen=True, slots=True)
class Doable:
    """Something that can be done: its short name, and how it reads. `contact` is empty for a habit."""

    id: str
    name: str
    contact: str = ""
    habit: Habit | None = None


def done(parsed: argparse.Namespace) -> int:
    """Closes a loop or notes that a habit was kept. Raises CallError for what is not open."""
    # Here --on is the day on which it was done, and what is written down is written now.
    on = parsed.__dict__.pop("on", None)
    call = Call(parsed)
    day = call.day(on) if on else call.today
    if day > call.today:
        raise CallError(_("%s is still to come") % day)
    with opened(call.settings) as service:
        close(parsed.what, day, parsed, service, call)
    return 0


def close(text: str, day: date, parsed: argparse.Namespace, service: AccountService, call: Call) -> None:
    """Closes a loop, or notes that a habit was kept, and says so. Raises CallError for what is not open."""
    note = plain(parsed.note) if parsed.note else None
    practice_state = _practice_state(service, call)
    if (loop := practice_state.loop(text)) is not None and loop.closed:
        say(_("That is closed already."))
        return
    what = _find(practice_state, text)
    if what.habit is None:
        apply(service.account, Close(what.contact, day, what.id, note), call.now)
        say(_("Done: %s.") % what.name)
        return
    parts = tuple(_parts(what.habit, parsed.part or []))
    apply(service.account, DoHabit(day, what.habit.key, what.habit.members, parts, note), call.now)
    say(_after(_practice_state(service, call), what.habit))


def person_meant(parsed: argparse.Namespace, service: AccountService, call: Call) -> Contact | None:
    """Who of the book is meant; None for an open loop or a habit. Raises CallError for what is none of these, and for
    what several people are called."""
    text = parsed.contact
    if parsed.part or _HANDLE.fullmatch(text):
        return None
    try:
        return find(service.book(), text)
    except Ambiguous:
        raise
    except CallError:
        kept = _practice_state(service, call).habits
        if not any(text.casefold() in f"{habit.handle} {habit.name}".casefold() for habit in kept):
            raise
    return None


def _find(practice_state: PracticeState, text: str) -> Doable:
    """An open loop by its handle, which must be exact; anything else also by a part of its name."""
    unknown = _('there is nothing open called "%s"') % text
    found = _doables(practice_state)
    if exact := [thing for thing in found if thing.habit is not None and thing.habit.key == text]:
        return exact[0]
    if _HANDLE.fullmatch(text):
        found = [thing for thing in found if thing.id == text]
    return find_among(found, text, unknown)


def _doables(practice_state: PracticeState) -> list[Doable]:
    found = [Doable(habit.handle, habit.name, habit=habit) for habit in practice_state.habits]
    for loop in practice_state.open_loops:
        if contact := practice_state.contacts.get(loop.contact):
            found.append(Doable(loop.handle, f"{contact.name}, {talks.loop_words(loop)}", contact.id))
    return found


def _parts(habit: Habit, given: list[str]) -> list[str]:
    """The named parts as the checklist writes them."""
    by_name = {part.casefold(): part for part in habit.parts}
    if unknown := [part for part in given if part.casefold() not in by_name]:
        raise CallError(
            _('"%(part)s" is not on the list of %(name)s: %(parts)s')
            % {"part": unknown[0], "name": habit.name, "parts": ", ".join(habit.parts) or "–"}
        )
    return [by_name[part.casefold()] for part in given]


def _after(practice_state: PracticeState, before: Habit) -> str:
    now = next((habit for habit in practice_state.habits if habit.key == before.key), before)
    if now.ticked:
        return _("Ticked. Left: %s.") % catalog.listing(now.left)
    said = _("Done: %s.") % habits.title(now)
    if now.members:
        names = [practice_state.contacts[who].name for who in now.members if who in practice_state.contacts]
        said += " " + _("That counts as contact with %s.") % catalog.listing(names)
    return f"{said} " + _("Next time around %s.") % catalog.day(now.day or now.due, year=True)


def interview(parsed: argparse.Namespace) -> int:
    """Notes the next step of an informational interview."""
    call = Call(parsed)
    state: InterviewState = parsed.state
    with opened(call.settings) as service:
        contact = find(service.book(), parsed.contact)
        at = parse_local_instant(parsed.at, call.settings.zone) if parsed.at else None
        if state != "booked" and at is not None and at > call.now:
            raise CallError(_("that is still to come; only a booked talk has a time ahead"))
        day = at.astimezone(call.settings.zone).date() if at and state != "booked" else call.today
        step = InterviewStep(
            contact.id, day, state, at if state == "booked" else None,
            one_line(parsed.place)[:200] if parsed.place else None, plain(parsed.note) if parsed.note else None,
            name=contact.name,
        )  # fmt: skip
        apply(service.account, step, call.now)
        after = _practice_state(service, call).interviews[contact.id]
        said = _("%(name)s: %(state)s.") % {"name": contact.name, "state": talks.state_word(after, call.today)}
        say(said, talks.next_step(after, call.today, call.settings.zone))
    return 0


def _practice_state(service: AccountService, call: Call) -> PracticeState:
    return service.planner.practice_state(service.book(), call.now)
