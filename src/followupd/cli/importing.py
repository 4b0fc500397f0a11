"""import: people from LinkedIn, Google, Outlook, a phone or a table, first shown, then written."""

import argparse
import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from getpass import getpass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from followupd.cli.asking import NO, YES, agrees, answer
from followupd.cli.call import Call
from followupd.cli.proposals import (
    nothing_to_write,
    of_kind,
    show,
    show_all,
    show_changes,
    show_some,
    tell,
    who_is,
    why,
)
from followupd.cli.terminal import say
from followupd.config import types
from followupd.contacts import current
from followupd.domain.book import Book
from followupd.domain.circles import UNSORTED
from followupd.domain.marks import known_by
from followupd.errors import CallError, FollowupdError
from followupd.imports.proposal import Case, matched, new, propose
from followupd.imports.reading import KINDS, Export, content_of, fitted, read_content
from followupd.imports.taking import before, looks, take, target
from followupd.practice.sorting import names as circle_names
from followupd.service.account import AccountService, opened
from followupd.store import forgetting
from followupd.store.imports import keep_file, was_read
from followupd.text.catalog import _, ngettext

CARDDAV = "carddav"


@dataclass
class _Decided:
    """The cases as the person has decided, and who they said somebody is not."""

    cases: list[Case] = field(default_factory=list)
    denied: list[tuple[str, str]] = field(default_factory=list)
    later: bool = False
    """Whether somebody is left to be decided."""


def import_people(parsed: argparse.Namespace) -> int:
    """Reads an export, shows what it would change, asks, and writes it. Exit code 1 when lines could not be read."""
    call = Call(parsed)
    kind, where = _what(parsed.what)
    content = _from_server(where, parsed, call) if kind == CARDDAV else content_of(Path(where).expanduser())
    with opened(call.settings, reading=parsed.dry_run) as service:
        if not parsed.dry_run and not parsed.put_back and _was_taken(service, content):
            return 0
        export = read_content(Path(where).name, content, kind if kind != CARDDAV else "vcard", _watched)
        book, file = _book(service), target(call.settings, parsed.file)
        known, refused = before(service.account, export.kind, book.contacts)
        circles = {*circle_names(book.circles), *UNSORTED}
        export = fitted(export, circles, {goal.id for goal in book.goals}, Path(where).name)
        is_unwanted = forgetting.known(service.account)
        people = [one for one in export.people if not is_unwanted(known_by(one.name, one.emails, one.profile, one.uid))]
        seen, cases = looks(call.settings), propose(people, book, known, refused)
        show(export, cases, put_back=parsed.put_back)
        if unwanted := len(export.people) - len(people):
            said = ngettext("%d whom you wanted forgotten stays out", "%d whom you wanted forgotten stay out", unwanted)
            say("  " + said % unwanted)
        if parsed.dry_run:
            show_all(cases)
            say("\n" + _("Nothing was written."))
            return _code(export)
        decided = _decide(cases, yes=parsed.yes, put_back=parsed.put_back)
        show_changes(decided.cases, ("changed", "match") if parsed.yes else ("changed",))
        writes = any(case.kind == "new" or case.changes for case in decided.cases)
        if writes and not parsed.yes and not _agrees(decided.cases, file):
            say(_("Nothing was written."))
            return _code(export)
        taken = take(service.account, call.settings, export.kind, decided.cases, decided.denied, file,
                     call.now, seen)  # fmt: skip
        is_older = any(case.kind == "older" for case in cases)
        if not export.faults and not decided.later and not is_older:
            keep_file(service.account, export.kind, _digest(content), len(cases))
    left_out = export.faults or decided.later or not cases or is_older or any(case.kind == "gone" for case in cases)
    tell(taken, decided.cases, whole=not left_out)
    return _code(export)


def bring_in(path: str, config: Path, *, yes: bool) -> None:
    """The same for another command: what cannot be imported is said, and keeps nobody from going on."""
    given = argparse.Namespace(what=[path], config=str(config), dry_run=False, yes=yes, put_back=False, file=None)
    try:
        import_people(given)
    except (FollowupdError, OSError) as error:
        say(error, error=True)


def _from_server(address: str, parsed: argparse.Namespace, call: Call) -> bytes:
    """The cards of an address book; user and password as they were said, or those of the calendar on that server."""
    from followupd.config.secrets import password

    try:
        from followupd.dav.connection import Connection
        from followupd.dav.discovery import ADDRESS_BOOKS
        from followupd.imports.carddav import cards_of
    except ImportError:
        raise CallError(_("CardDAV needs one more part: pip install 'followupd[caldav]'")) from None
    try:
        address = types.read_dav_url(address)
    except ValueError as error:
        raise CallError(str(error)) from None
    known = call.settings.calendar.caldav
    same = known is not None and known.url is not None and urlsplit(known.url).hostname == urlsplit(address).hostname
    username = parsed.username or (known.username if same and known is not None else None)
    username = username or (address if "@" in address and "://" not in address else None)
    file = parsed.password_file or (known.password_file if same and known is not None else None)
    found = call.settings.path(file) if file else None
    ca_file = call.settings.path(known.ca_file) if same and known is not None and known.ca_file else None

    def secret() -> str:
        if found is None and sys.stdin.isatty():
            return getpass(_("Password of %s: ") % username)
        return password("CardDAV", found)

    return cards_of(Connection(address, username, secret, ca_file, wanted=ADDRESS_BOOKS))


def _was_taken(service: AccountService, content: bytes) -> bool:
    """Whether the very same file was taken whole before: then nothing is left to do, and it need not be read again."""
    if (before := was_read(service.account, _digest(content))) is None:
        return False
    kind, many = before
    say(of_kind(kind, many))
    say(nothing_to_write())
    return True


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _what(words: Sequence[str]) -> tuple[str | None, str]:
    """The kind, if it was said, and the file or the address."""
    if len(words) == 1:
        return None, words[0]
    if len(words) > 2 or words[0] not in (*KINDS, CARDDAV):
        raise CallError(_("write: followupd import FILE, or with one of %s before it") % ", ".join((*KINDS, CARDDAV)))
    return words[0], words[1]


def _book(service: AccountService) -> Book:
    from followupd.errors import InputError

    try:
        found = current.current(service.account, service.settings, keep=not service.reading)
        if found.faults:
            raise InputError(found.faults)
        return found.book()
    except InputError:
        if any(Path(path).exists() for path in map(service.settings.path, service.settings.contacts.files)):
            raise
        return Book()


def _watched(things: Iterable[Any]) -> Iterator[Any]:
    """With a bar in a terminal, when there are many."""
    several = list(things) if sys.stdout.isatty() else things
    if not isinstance(several, list) or len(several) < 500:
        yield from several
        return
    from rich.progress import track

    yield from track(several, description=_("Reading"), transient=True)


def _decide(cases: Sequence[Case], *, yes: bool, put_back: bool) -> _Decided:
    """Asks who is who. With `yes` those who surely are the same count as that, and the doubtful are left for later."""
    decided = _Decided()
    matches = [case for case in cases if case.kind == "match"]
    together = None if yes or not matches else _ask_of_all(matches)
    for case in cases:
        if case.kind == "doubtful" or (case.kind == "match" and together is False):
            _ask_of_one(case, decided, yes=yes)
        elif case.kind == "gone":
            decided.cases += [new(case.person, case.was)] if put_back else []
        else:
            decided.cases.append(case)
    return decided


def _ask_of_all(matches: Sequence[Case]) -> bool:
    """Whether all of these are the same; False: they are asked about one by one."""
    show_some(matches)
    question = ngettext(
        "Is this the same person? [Y/n] ", "Are these the same people? [Y/n: one by one] ", len(matches)
    )
    return agrees(question, _nobody())


def _ask_of_one(case: Case, decided: _Decided, *, yes: bool) -> None:
    who = who_is(case.person.name, case.person.keys.get("company"))
    for contact in case.contacts:
        said = {"who": who, "other": who_is(contact.name, contact.company), "why": why(case)}
        if yes:
            say(_("%(who)s is left out until you have said whether that is %(other)s (%(why)s)") % said)
            decided.later = True
            return
        reply = answer(_("Is %(who)s the same as %(other)s (%(why)s)? [y/n, Enter: later] ") % said, _nobody())
        if reply in YES:
            decided.cases.append(matched(case, contact))
            return
        if reply not in NO:
            decided.later = True
            return
        decided.denied.append((case.person.key, contact.id))
    decided.cases.append(new(case.person))


def _agrees(cases: Sequence[Case], file: Path) -> bool:
    new, changed = sum(case.kind == "new" for case in cases), sum(bool(case.changes) for case in cases)
    say()
    if new:
        say(ngettext("%(many)d new person goes into %(file)s, unsorted: no turn comes before you say how often.",
                     "%(many)d new people go into %(file)s, unsorted: no turn comes before you say how often.",
                     new) % {"many": new, "file": file.name})  # fmt: skip
    if changed:
        said = ngettext("%d person of your book is changed.", "%d people of your book are changed.", changed)
        say(said % changed)
    return agrees(_("Write it? [Y/n] "), _nobody())


def _nobody() -> str:
    return _("Nothing was written: nobody is there to answer. --yes takes what is sure, --dry-run looks.")


def _code(export: Export) -> int:
    return 1 if export.faults else 0
