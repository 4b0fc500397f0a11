"""forget: everything that is kept of a person goes, wherever it is ours to erase; what is not is named."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from followupd.cli.asking import YES, answer
from followupd.cli.call import Call, find, find_among
from followupd.cli.terminal import say
from followupd.config.fingerprint import expand
from followupd.contacts.adding import edit
from followupd.contacts.removal import removed
from followupd.domain.book import Contact
from followupd.domain.circles import DEFAULT_CADENCE
from followupd.domain.marks import known_by
from followupd.errors import AlreadyRunning, Ambiguous, CallError
from followupd.service.account import AccountService, opened
from followupd.store import entries, forgetting, people
from followupd.store.database import Account, compact
from followupd.store.lock import only_one
from followupd.text import catalog
from followupd.text.catalog import _, ngettext

_MOST_NAMED = 5


def forget(parsed: argparse.Namespace) -> int:
    """Asks, and erases. Raises CallError where the calendar on a server cannot be cleared; nothing is erased then."""
    call = Call(parsed)
    with opened(call.settings) as service:
        contact = _whom(service, parsed.contact)
        path = _file_of(contact, service)
        for line in _what_goes(contact, path):
            say(line)
        if not (parsed.yes or _agrees(contact)):
            say(_("Nothing was erased."))
            return 0
        try:
            with only_one(service.account):
                _erase(contact, path, service, call)
        except AlreadyRunning:
            said = _("followupd is at work here: stop it, forget, and start it again. Nothing was erased.")
            raise CallError(said) from None
    return 0


def _whom(service: AccountService, text: str) -> Contact:
    """Somebody of the book, or else one whom only the journal knows, because they were taken out of the book. There
    they have no name, but the id that is made from it."""
    book = service.book()
    try:
        return find(book, text)
    except Ambiguous:
        raise
    except CallError:
        here = {contact.id for contact in book.contacts}
        gone = [Contact(person.slug, person.slug.replace("-", " ").title(), DEFAULT_CADENCE, DEFAULT_CADENCE,
                        emails=person.emails, url=person.url, vcard_uid=person.vcard_uid)
                for person in people.known(service.account) if person.slug not in here]  # fmt: skip
        return find_among(gone, text, _('neither book nor journal know of "%s"') % text)


def _agrees(contact: Contact) -> bool:
    return answer(_("Forget %s for good? [y/N] ") % contact.name, _("Nothing was erased.")) in YES


def _erase(contact: Contact, path: Path | None, service: AccountService, call: Call) -> None:
    _clear_calendars(service, contact, call)
    if path is not None and path.suffix == ".toml":
        edit(service.account, call.settings, path, lambda content: removed(content, contact.id))
    marks = list(known_by(contact.name, contact.emails, contact.url, contact.vcard_uid))
    erased = forgetting.forget(service.account, contact, marks, call.settings.zone)
    _write_calendar(service, call)
    compact(service.account)
    _tell(contact, erased, service.account)


def _file_of(contact: Contact, service: AccountService) -> Path | None:
    settings = service.settings
    files = {name: Path(path) for path, name in expand(settings.contacts.files, settings.config_file.parent)}
    return files.get(contact.file)


def _what_goes(contact: Contact, path: Path | None) -> Iterator[str]:
    said = _("Erased for good: the journal of %s, plans, what was noticed, texts of mails and answers that name them, "
             "and their items in your calendar.")  # fmt: skip
    yield said % contact.name
    if path is not None and path.suffix == ".toml":
        yield _("They are taken out of %s as well, with their milestones.") % path.name
    elif path is not None and path.suffix == ".csv":
        yield (
            _("They stand in %s, which is yours: take them out there too, or they come back as somebody new.")
            % path.name
        )
    elif path is not None:
        yield _("They stay in %s, which another program keeps, and are left out of your book from now on.") % path.name


def _clear_calendars(service: AccountService, contact: Contact, call: Call) -> None:
    """Has their items leave the calendar, on the server first: afterwards nobody would know of them."""
    book = service.book()
    book = replace(book, contacts=tuple(one for one in book.contacts if one.id != contact.id),
                   milestones=tuple(one for one in book.milestones if one.contact != contact.id))  # fmt: skip
    made = service.planner.make(book, call.now)
    service.publisher.publish(service.publisher.items(made), made.practice_state, call.now)
    if call.settings.calendar.parts:
        synced = service.syncer.sync_patiently(call.now)
        if synced.troubles or not synced.finished:
            why = "; ".join(synced.troubles) or _("it takes too long")
            raise CallError(
                _("Nothing was erased: the calendar on the server could not be cleared (%s). Try again.") % why
            )


def _write_calendar(service: AccountService, call: Call) -> None:
    made = service.planner.make(service.book(), call.now)
    service.publisher.publish(service.publisher.items(made), made.practice_state, call.now)


def _tell(contact: Contact, erased: forgetting.Erased, account: Account) -> None:
    said = _("%(name)s is forgotten: %(entries)d entries of the journal, %(mails)d mails, %(answers)d answers, "
             "%(items)d items in the calendar.")  # fmt: skip
    say(said % {"name": contact.name, "entries": erased.entries, "mails": erased.mails, "answers": erased.answers,
                "items": len(erased.uids)})  # fmt: skip
    say(_("No import and no other program brings them back: a mark is kept that tells nothing."))
    if named := [entry for entry in entries.all_entries(account) if entry.id in erased.named_in]:
        many = len(named)
        said = ngettext("%d note about somebody else may name them; it is yours to read:",
                        "%d notes about others may name them; they are yours to read:", many)  # fmt: skip
        say(said % many)
        for entry in named[:_MOST_NAMED]:
            say(f"  {catalog.day(entry.day, year=True)}, {entry.contact}: {entry.note}")
    say(
        _("What was sent lies in your mailbox still, and backups made before have all of it; they are yours to delete.")
    )
