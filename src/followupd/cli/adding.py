"""Commands that add to the book: add, met, milestone. What is there stays as it was."""

import argparse

from followupd.actions.apply import apply
from followupd.actions.commands import Meet
from followupd.cli.call import Call, find_among
from followupd.cli.deciding import find_contact, next_time
from followupd.cli.terminal import say
from followupd.contacts.adding import add_contact, add_records
from followupd.contacts.append import Keys
from followupd.contacts.records import identity
from followupd.domain.book import Book, Contact, NetworkingEvent
from followupd.domain.journal import MET, SEEN
from followupd.errors import CallError
from followupd.practice.events import last_day
from followupd.service.account import AccountService, opened
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, plain

_KEYS = (
    "id", "email", "circle", "every", "at_most", "birthday", "company", "role", "url", "channel", "phone", "language",
    "last", "tags", "tone", "notes",
)  # fmt: skip


def add(parsed: argparse.Namespace) -> int:
    """Adds a person to the contacts file. Raises CallError for somebody who is there already."""
    call = Call(parsed)
    keys = _keys(parsed)
    if "last" in keys:
        last = call.day(str(keys["last"]))
        if last > call.today:
            raise CallError(_("%s is still to come; give the last time you were in touch") % last)
        keys["last"] = str(last)
    with opened(call.settings) as service:
        path = add_contact(service.account, call.settings, keys, parsed.file)
    say(_("%(name)s is in %(file)s now.") % {"name": keys["name"], "file": path.name})
    return 0


def met(parsed: argparse.Namespace) -> int:
    """Adds a new person and notes the meeting; somebody known is noted only. Doing it twice changes nothing."""
    call = Call(parsed)
    keys = _keys(parsed)
    with opened(call.settings) as service:
        event = find_event(service.book(), parsed.at)
        if event.starts > call.now:
            raise CallError(_("%s has not begun yet") % event.name)
        contact = _known(service.book(), keys)
        if contact is None:
            add_contact(service.account, call.settings, keys, parsed.file)
            contact = find_among(service.book().contacts, identity(keys), "")
        say(_note_meeting(service, contact, event, parsed.note, call))
    return 0


def _note_meeting(
    service: AccountService, contact: Contact, event: NetworkingEvent, note: str | None, call: Call
) -> str:
    practice_state = service.planner.practice_state(service.book(), call.now)
    before = practice_state.of(contact)
    new = contact.last is None and not any(entry.in_touch and entry.about != event.id for entry in before)
    here = {"name": contact.name, "event": event.name}
    if any(entry.about == event.id and entry.kind in (MET, SEEN) for entry in before) and not note:
        return _("%(name)s is noted for %(event)s already.") % here
    day = min(call.today, last_day(event, call.settings.zone))
    apply(service.account, Meet(contact.id, day, event.id, new, plain(note) if note else None), call.now)
    if not new:
        return _("You know %(name)s already: noted that you saw each other at %(event)s.") % here
    noted = _("Noted: you met %(name)s at %(event)s.") % here
    return " ".join([noted, next_time(service, contact, call), _progress(service, event, call)]).strip()


def _progress(service: AccountService, event: NetworkingEvent, call: Call) -> str:
    practice_state = service.planner.practice_state(service.book(), call.now)
    found = next(event_state for event_state in practice_state.events if event_state.event.id == event.id)
    return _("%(met)d of %(goal)d.") % {"met": len(found.met), "goal": event.meet} if event.meet else ""


def milestone(parsed: argparse.Namespace) -> int:
    """Adds something to congratulate a contact on."""
    call = Call(parsed)
    what, on = one_line(" ".join(parsed.what)), call.day(parsed.date) if parsed.date else call.today
    if not what:
        raise CallError(_("what is there to celebrate?"))
    with opened(call.settings) as service:
        contact = find_contact(service, parsed.contact)
        keys: Keys = {"contact": contact.id, "what": what, "on": on}
        if parsed.yearly:
            keys["yearly"] = True
        path = add_records(service.account, call.settings, "milestone", [keys], parsed.file, (".toml",))
    said = {"name": contact.name, "what": what, "day": catalog.day(on, year=True), "file": path.name}
    say(_("%(name)s, %(day)s: %(what)s. It is in %(file)s now.") % said)
    return 0


def find_event(book: Book, text: str) -> NetworkingEvent:
    """An event by id, name or a part of one. Raises CallError, listing the candidates."""
    return find_among(book.events, text, _('there is no event called "%s" in your book') % text)


def _keys(parsed: argparse.Namespace) -> Keys:
    keys: Keys = {"name": one_line(" ".join(parsed.name))}
    if not keys["name"]:
        raise CallError(_("a name is missing"))
    for key in _KEYS:
        if value := getattr(parsed, key, None):
            keys[key] = value if isinstance(value, list) else plain(value)
    return keys


def _known(book: Book, keys: Keys) -> Contact | None:
    """Somebody in the book with this very id or one of these addresses; a part of a name is not enough."""
    addresses, wanted = keys.get("email"), identity(keys)
    theirs = set(addresses) if isinstance(addresses, list) else set()
    return next((contact for contact in book.contacts if contact.id == wanted or theirs & {*contact.emails}), None)
