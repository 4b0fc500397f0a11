"""Commands that say something about a contact: log, snooze, pause, resume, undo."""

import argparse
from datetime import date, timedelta

from followupd.actions.apply import Applied, apply
from followupd.actions.commands import Log, Pause, Resume, Snooze, Undo
from followupd.cli.call import Call, find
from followupd.cli.doing import close, person_meant
from followupd.cli.terminal import say
from followupd.domain import durations
from followupd.domain.book import Contact
from followupd.domain.cadence import after
from followupd.domain.journal import MET, Entry
from followupd.errors import CallError
from followupd.practice.loops import PROMISE_LENGTH, Loop
from followupd.service.account import AccountService, opened
from followupd.store import people
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, plain
from followupd.wording.loops import still_open


def log(parsed: argparse.Namespace) -> int:
    """Notes that the person was in touch with a contact, and says what stays open and when they come up next; or that
    something open is done."""
    # Here --on is the day of the contact, and what is written down is written now.
    on = parsed.__dict__.pop("on", None)
    call = Call(parsed)
    day = call.day(on) if on else call.today
    if day > call.today:
        raise CallError(_("%s is still to come; give the day on which you were in touch") % day)
    with opened(call.settings) as service:
        contact = person_meant(parsed, service, call)
        if contact is None:
            if parsed.kind or parsed.direction or parsed.promise:
                raise CallError(_("of what is done only --note, --on and --part can be told"))
            close(parsed.contact, day, parsed, service, call)
            return 0
        what, until = _promise(parsed, day, call)
        done = apply(
            service.account,
            Log(
                contact.id, day, one_line(parsed.kind)[:40] if parsed.kind else None, parsed.direction,
                plain(parsed.note) if parsed.note else None, what, until,
            ),
            call.now,
        )  # fmt: skip
        said = {"name": contact.name, "day": catalog.day(day, year=day.year != call.today.year)}
        say(_("Noted: in touch with %(name)s on %(day)s.") % said, next_time(service, contact, call))
    if parsed.direction == "received":
        say(_("Two things stay open until you close them: thanks, and later what came of it (followupd due --open)."))
    if until is not None:
        say(_("You will be reminded of your promise by %s.") % catalog.day(until, year=True))
    for line in still_open([loop for loop in done.open if not _is_of(loop, done)]):
        say(line)
    return 0


def _is_of(loop: Loop, done: Applied) -> bool:
    """Whether it was opened just now."""
    return loop.handle.rpartition("-")[2] in {str(number) for number in done.entries}


def _promise(parsed: argparse.Namespace, day: date, call: Call) -> tuple[str, date] | tuple[None, None]:
    """What was promised, and by when: a week later unless a date or a length of time is given."""
    if parsed.promise is None:
        if parsed.by:
            raise CallError(_("--by belongs to --promise"))
        return None, None
    if not parsed.promise.strip():
        raise CallError(_("what did you promise?"))
    return plain(parsed.promise), _until(parsed.by, call) if parsed.by else day + PROMISE_LENGTH


def snooze(parsed: argparse.Namespace) -> int:
    """Puts a contact off until a day."""
    call = Call(parsed)
    until = _until(parsed.until, call)
    with opened(call.settings) as service:
        contact = find_contact(service, parsed.contact)
        apply(service.account, Snooze(contact.id, call.today, until, contact.last), call.now)
        say(_("%(name)s comes back on %(day)s.") % {"name": contact.name, "day": catalog.day(until, year=True)})
    return 0


def pause(parsed: argparse.Namespace) -> int:
    """Lets a contact rest, with or without an end."""
    call = Call(parsed)
    until = _until(parsed.until, call) if parsed.until else None
    with opened(call.settings) as service:
        contact = find_contact(service, parsed.contact)
        apply(service.account, Pause(contact.id, call.today, until), call.now)
    if until is None:
        say(_("%(name)s rests until you say: followupd resume %(id)s") % {"name": contact.name, "id": contact.id})
    else:
        say(_("%(name)s rests until %(day)s.") % {"name": contact.name, "day": catalog.day(until, year=True)})
    return 0


def resume(parsed: argparse.Namespace) -> int:
    """Ends a pause."""
    call = Call(parsed)
    with opened(call.settings) as service:
        contact = find_contact(service, parsed.contact)
        state = service.state_in_force(call.now).contact_states.get(contact.id)
        if state is None or not state.paused:
            say(_("%s is not paused.") % contact.name, next_time(service, contact, call))
        else:
            apply(service.account, Resume(contact.id, call.today), call.now)
            say(_("%s is back.") % contact.name, next_time(service, contact, call))
    if contact.paused_until is not None and contact.paused_until > call.today:
        say(
            _("But %(file)s says paused_until = %(day)s; take it out there.")
            % {"file": contact.file, "day": contact.paused_until}
        )
    return 0


def undo(parsed: argparse.Namespace) -> int:
    """Takes the newest entry back, of all or of one contact."""
    call = Call(parsed)
    with opened(call.settings) as service:
        contact = find_contact(service, parsed.contact) if parsed.contact else None
        taken = apply(service.account, Undo(call.today, contact.id if contact else ""), call.now).taken_back
        assert taken is not None  # noqa: S101 - or there was nothing to undo, and that was raised
        book = service.book()
    name = next(
        (contact.name for contact in book.contacts if contact.id == taken.contact), taken.contact or _habit(taken)
    )
    what = {
        "interaction": _("the contact with %(name)s on %(day)s"),
        "snooze": _("the snooze of %(name)s"),
        "pause": _("the pause of %(name)s") if taken.contact else _("the pause of everything"),
        "resume": _("the end of %(name)s's pause") if taken.contact else _("the end of the pause"),
        "interview": _("the last step of the talk with %(name)s"),
        "promise": _("your promise to %(name)s"),
        "done": _("what you said was done (%(name)s)"),
        "move": _("your moving %(name)s in the calendar"),
        "skip": _("your skipping %(name)s"),
        "note": _("your note about %(name)s"),
        "ask": _("what you wanted to ask %(name)s about"),
        "milestone": _("the milestone of %(name)s"),
        "appointment": _("your time with %(name)s"),
        "goal": _("what you said of your goal (%(name)s)"),
        "sort": _("what you said of keeping in touch with %(name)s"),
        "rating": _("how the talk with %(name)s was"),
        "pace": _("what you said of the pace (%(name)s)"),
        "calendar": _("a change in the calendar"),
        "wrote": _("that %(name)s wrote"),
        "notice": _("what you said of noticing"),
        "undo": _("what you had taken back"),
    }[taken.type]
    say(
        _("Taken back: %s.")
        % (what % {"name": name, "day": catalog.day(taken.day, year=taken.day.year != call.today.year)})
    )
    if taken.kind == MET:
        say(_("%s stays in your book.") % name)
    return 0


def rename(parsed: argparse.Namespace) -> int:
    """Gives a contact whose id in the book has changed the history that was noted under the old one."""
    call = Call(parsed)
    with opened(call.settings) as service:
        book = service.book()
        if any(contact.id == parsed.old for contact in book.contacts):
            raise CallError(
                _('"%s" is still in your book; rename is for whoever is called otherwise there now') % parsed.old
            )
        if parsed.old not in people.ids(service.account, [parsed.old]):
            raise CallError(_('the journal knows nobody called "%s"') % parsed.old)
        contact = find(book, parsed.new)
        people.rename(service.account, parsed.old, contact.id)
    say(_("%(old)s is %(name)s (%(new)s) from now on, with everything that was noted.")
        % {"old": parsed.old, "name": contact.name, "new": contact.id})  # fmt: skip
    return 0


def _habit(taken: Entry) -> str:
    return (taken.about or "").rpartition("/")[2]


def find_contact(service: AccountService, text: str) -> Contact:
    """A contact of the book in force. Raises CallError, listing the candidates."""
    return find(service.book(), text)


def next_time(service: AccountService, contact: Contact, call: Call) -> str:
    """When the contact comes up next, after what was just said."""
    turn = service.planner.next_follow_up(contact, service.book(), call.now)
    return (
        ""
        if turn is None
        else _("Next time around %s.") % catalog.day(turn.day or max(turn.due, call.today), year=True)
    )


def _until(text: str, call: Call) -> date:
    """A date, or a duration from today. Raises CallError for what is neither or has passed."""
    try:
        until = call.day(text)
    except CallError:
        try:
            until = after(call.today, durations.parse(text))
        except ValueError:
            raise CallError(_('"%s": write for example 2w, "3 weeks" or 2027-01-15') % text) from None
    if until <= call.today:
        raise CallError(_("%s is not in the future") % until)
    if until > call.today + timedelta(days=20 * 366):
        raise CallError(_("%s is too far away") % until)
    return until
