"""Commands that say something about a contact: log, snooze, pause, resume, undo, add."""

import argparse
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from followupd import durations, shelf, words
from followupd.book.append import append_contact
from followupd.book.files import expand
from followupd.book.load import load
from followupd.book.schema import slug
from followupd.cli.call import Call, find
from followupd.errors import CallError, InputError
from followupd.files import make_folder, replace
from followupd.house import House, opened
from followupd.journal import books, entries
from followupd.model import Contact
from followupd.planning.cadence import after
from followupd.settings import Settings
from followupd.text import one_line, plain
from followupd.words import _


def log(parsed: argparse.Namespace) -> int:
    # Here --on is the day of the contact, and what is written down is written now.
    on = parsed.__dict__.pop("on", None)
    call = Call(parsed)
    day = call.day(on) if on else call.today
    with opened(call.settings) as house:
        contact = _find(house, parsed.contact)
        note = plain(parsed.note) if parsed.note else None
        kind = one_line(parsed.kind)[:40] if parsed.kind else None
        entries.record(
            house.account, contact.id, "interaction", day, call.now, kind=kind, direction=parsed.direction, note=note
        )
        said = {"name": contact.name, "day": words.day(day, year=day.year != call.today.year)}
        print(_("Noted: in touch with %(name)s on %(day)s.") % said, _next(house, contact, call))
    if day > call.today:
        print(_("That day is still to come; if you did not mean it: followupd undo"))
    return 0


def snooze(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    until = _until(parsed.until, call)
    with opened(call.settings) as house:
        contact = _find(house, parsed.contact)
        entries.record(house.account, contact.id, "snooze", call.today, call.now, until=until)
        print(_("%(name)s comes back on %(day)s.") % {"name": contact.name, "day": words.day(until, year=True)})
    return 0


def pause(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    until = _until(parsed.until, call) if parsed.until else None
    with opened(call.settings) as house:
        contact = _find(house, parsed.contact)
        entries.record(house.account, contact.id, "pause", call.today, call.now, until=until)
    if until is None:
        print(_("%(name)s rests until you say: followupd resume %(id)s") % {"name": contact.name, "id": contact.id})
    else:
        print(_("%(name)s rests until %(day)s.") % {"name": contact.name, "day": words.day(until, year=True)})
    return 0


def resume(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    with opened(call.settings) as house:
        contact = _find(house, parsed.contact)
        entries.record(house.account, contact.id, "resume", call.today, call.now)
        print(_("%s is back.") % contact.name, _next(house, contact, call))
    if contact.paused_until is not None and contact.paused_until > call.today:
        print(
            _("But %(file)s says paused_until = %(day)s; take it out there.")
            % {"file": contact.file, "day": contact.paused_until}
        )
    return 0


def undo(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    with opened(call.settings) as house:
        contact = _find(house, parsed.contact) if parsed.contact else None
        taken = entries.undo(house.account, contact.id if contact else None, call.today, call.now)
        book = shelf.current(house.account, call.settings).book()
    name = next((one.name for one in book.contacts if one.id == taken.contact), taken.contact)
    what = {
        "interaction": _("the contact with %(name)s on %(day)s"),
        "snooze": _("the snooze of %(name)s"),
        "pause": _("the pause of %(name)s"),
        "resume": _("the end of %(name)s's pause"),
    }[taken.type]
    print(
        _("Taken back: %s.")
        % (what % {"name": name, "day": words.day(taken.day, year=taken.day.year != call.today.year)})
    )
    return 0


def add(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    keys: dict[str, str | list[str]] = {"name": one_line(" ".join(parsed.name))}
    for key in (
        "id",
        "email",
        "circle",
        "every",
        "at_most",
        "birthday",
        "company",
        "role",
        "url",
        "channel",
        "language",
        "last",
        "notes",
    ):
        if value := getattr(parsed, key):
            keys[key] = value if isinstance(value, list) else plain(value)
    if "last" in keys:
        last = call.day(str(keys["last"]))
        if last > call.today:
            raise CallError(_("%s is still to come; give the last time you were in touch") % last)
        keys["last"] = str(last)
    identity = str(keys.get("id") or slug(" ".join(parsed.name)))
    settings = call.settings
    with opened(settings) as house:
        made = _begin_book(house)
    try:
        path = _add(keys, identity, settings, parsed.file)
    except BaseException:
        for file in made:
            file.unlink()
        raise
    print(_("%(name)s is in %(file)s now.") % {"name": keys["name"], "file": path.name})
    return 0


def _add(keys: dict[str, str | list[str]], identity: str, settings: Settings, named: str | None) -> Path:
    base = settings.config_file.parent
    with opened(settings) as house:
        if faults := shelf.current(house.account, settings).faults:
            raise InputError(faults)
    before = load(settings.contacts.files, base, settings.zone)
    if any(one.id == identity for one in before.book.contacts):
        raise CallError(_('"%s" is in your book already; give the new one an --id of its own') % identity)
    path = _file_to_add_to(named, [source.path for source in before.sources], settings.path)
    content = path.read_bytes()
    append_contact(path, keys)
    if faults := load(settings.contacts.files, base, settings.zone).faults:
        # What was given does not make a good contact: the file is put back as it was.
        replace(path.resolve(), content)
        raise CallError("\n".join(fault.message for fault in faults))
    return path


def _begin_book(house: House) -> list[Path]:
    """The very first person makes the file, where no book was known that held anybody. Returns what was made."""
    settings, made = house.settings, []
    if books.kept(house.account) is None or not books.last_good(house.account).contacts:
        for name, _called in expand(settings.contacts.files, settings.config_file.parent):
            if name.endswith(".toml") and not os.path.exists(name):
                make_folder(Path(name).parent)
                replace(Path(name), b"")
                made.append(Path(name))
    return made


def _find(house: House, text: str) -> Contact:
    return find(shelf.current(house.account, house.settings).book(), text)


def _next(house: House, contact: Contact, call: Call) -> str:
    """When the contact comes up next, after what was just said."""
    agenda = house.planner.make(shelf.current(house.account, call.settings).book(), call.now)
    turn = house.planner.turn(contact, agenda)
    return (
        "" if turn is None else _("Next time around %s.") % words.day(turn.day or max(turn.due, call.today), year=True)
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


def _file_to_add_to(named: str | None, files: list[Path], resolve: Callable[[str], Path]) -> Path:
    if named is not None:
        wanted = resolve(named)
        if wanted not in files and Path(named).absolute() not in files:
            raise CallError(_("%s is not one of your contacts files") % named)
        return wanted if wanted in files else Path(named).absolute()
    for path in files:
        if path.suffix in (".toml", ".csv"):
            return path
    raise CallError(_("none of your contacts files is a .toml or .csv, so there is nowhere to add to"))
