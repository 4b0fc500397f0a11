"""import: people from LinkedIn, Google, Outlook, a phone or a table, first shown, then written."""

import argparse
import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from followupd.cli.asking import NO, YES, answer
from followupd.cli.call import Call
from followupd.cli.terminal import say
from followupd.contacts import current
from followupd.domain.book import Book, Contact
from followupd.errors import CallError
from followupd.imports.proposal import Case, matched, propose
from followupd.imports.reading import KINDS, Export, content_of, read_content
from followupd.imports.taking import Taken, before, take, target
from followupd.service.account import AccountService, opened
from followupd.store.imports import keep_file, was_read
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.text.sanitize import one_line, shorten

MOST_SHOWN = 8
"""So many of each kind are shown by name, unless every one has to be answered."""
_NAMES = {"linkedin": "LinkedIn", "google": "Google", "outlook": "Outlook", "vcard": "vCard", "csv": "CSV"}


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
    kind, path = _what(parsed.what)
    content = content_of(path)
    with opened(call.settings, reading=parsed.dry_run) as service:
        if not parsed.dry_run and not parsed.put_back and _was_taken(service, content):
            return 0
        export = read_content(path.name, content, kind, _watched)
        book, file = _book(service), target(call.settings, parsed.file)
        known, refused = before(service.account, export.kind)
        cases = propose(export.people, book, known, refused)
        _show(export, cases, put_back=parsed.put_back)
        if parsed.dry_run:
            _show_all(cases)
            say("\n" + _("Nothing was written."))
            return _code(export)
        decided = _decide(cases, yes=parsed.yes, put_back=parsed.put_back)
        writes = any(case.kind == "new" or case.changes for case in decided.cases)
        if writes and not parsed.yes and not _agrees(decided.cases, file):
            say(_("Nothing was written."))
            return _code(export)
        taken = take(service.account, call.settings, export.kind, decided.cases, decided.denied, file, call.now)
        if not export.faults and not decided.later:
            keep_file(service.account, export.kind, _digest(content), len(cases), call.today)
    _tell(taken, decided.cases)
    return _code(export)


def _was_taken(service: AccountService, content: bytes) -> bool:
    """Whether the very same file was taken whole before: then nothing is left to do, and it need not be read again."""
    if (before := was_read(service.account, _digest(content))) is None:
        return False
    kind, many = before
    say(_of_kind(kind, many))
    say(_nothing())
    return True


def _nothing() -> str:
    return _("Nothing to write: your book has all of it.")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _of_kind(kind: str, many: int) -> str:
    said = ngettext("%(kind)s: %(many)d person.", "%(kind)s: %(many)d people.", many)
    return said % {"kind": _NAMES.get(kind, kind), "many": many}


def _what(words: Sequence[str]) -> tuple[str | None, Path]:
    """The kind, if it was said, and the file."""
    if len(words) == 1:
        return None, Path(words[0]).expanduser()
    if len(words) > 2 or words[0] not in KINDS:
        raise CallError(_("write: followupd import FILE, or with one of %s before it") % ", ".join(KINDS))
    return words[0], Path(words[1]).expanduser()


def _book(service: AccountService) -> Book:
    from followupd.errors import InputError

    try:
        return current.current(service.account, service.settings, keep=not service.reading).book()
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


def _show(export: Export, cases: Sequence[Case], *, put_back: bool) -> None:
    say(_of_kind(export.kind, len(cases)))
    for kind, words in (
        ("new", _("%d new")), ("changed", _("%d with news")), ("same", _("%d as before")),
        ("match", _("%d who seem to be in your book already")), ("doubtful", _("%d who may be in your book already")),
        ("gone", _("%d whom you took out of your book; they come back") if put_back
         else _("%d whom you took out of your book; they stay out (--put-back brings them back)")),
    ):  # fmt: skip
        if number := sum(case.kind == kind for case in cases):
            say("  " + words % number)
    if export.nameless:
        said = ngettext("%d record without a name is left out", "%d records without a name are left out",
                        export.nameless)  # fmt: skip
        say("  " + said % export.nameless)
    for fault in export.faults[:MOST_SHOWN]:
        say(f"  {fault}", error=True)
    if (more := len(export.faults) - MOST_SHOWN) > 0:
        say("  " + ngettext("and %d more", "and %d more", more) % more, error=True)


def _show_all(cases: Sequence[Case]) -> None:
    """Everybody with a case of their own to look at; of the new ones the first."""
    for kind in ("match", "doubtful", "changed", "new"):
        several = [case for case in cases if case.kind == kind]
        shown = several[:MOST_SHOWN] if kind == "new" else several
        if shown:
            say()
        for case in shown:
            for line in _lines(case):
                say(line)
        if len(several) > len(shown):
            more = len(several) - len(shown)
            say(ngettext("and %d more", "and %d more", more) % more)


def _lines(case: Case) -> Iterator[str]:
    who = _who(case.person.name, case.person.keys.get("company"))
    if case.kind == "new":
        yield _("new: %s") % who
    elif case.kind == "doubtful":
        others = catalog.listing([_who(contact.name, contact.company) for contact in case.contacts])
        yield _("perhaps the same: %(who)s and %(others)s (%(why)s)") % {
            "who": who,
            "others": others,
            "why": _why(case),
        }
    elif case.kind == "match":
        other = _who(case.contact.name, case.contact.company)
        yield _("the same: %(who)s and %(others)s (%(why)s)") % {"who": who, "others": other, "why": _why(case)}
    else:
        yield _("%s has news") % _who(case.contact.name, case.contact.company)
    for key, value in case.changes.items():
        yield f"    {key}: {_value(value)}"
    for key, value in case.kept.items():
        facts = {"key": key, "value": _value(value), "yours": _value(getattr(case.contact, key))}
        yield "    " + _("%(key)s: %(value)s there; yours stays: %(yours)s") % facts


def _why(case: Case) -> str:
    return {"uid": _("the same card"), "profile": _("same profile"), "address": _("same address"),
            "phone": _("same number"), "name": _("same name")}.get(case.why, case.why)  # fmt: skip


def _who(name: str, company: str | None) -> str:
    return f"{name} ({company})" if company else name


def _value(value: object) -> str:
    return shorten(one_line(", ".join(value) if isinstance(value, list) else str(value)), 80)


def _decide(cases: Sequence[Case], *, yes: bool, put_back: bool) -> _Decided:
    """Asks who is who. With `yes` those who surely are the same count as that, and the doubtful are left for later."""
    decided = _Decided()
    matches = [case for case in cases if case.kind == "match"]
    together = None if yes or not matches else _ask_of_all(matches)
    for case in cases:
        if case.kind == "doubtful" or (case.kind == "match" and together is False):
            _ask_of_one(case, decided, yes=yes)
        elif case.kind == "gone":
            decided.cases += [replace(case, kind="new")] if put_back else []
        else:
            decided.cases.append(case)
    return decided


def _ask_of_all(matches: Sequence[Case]) -> bool:
    """Whether all of these are the same; False: they are asked about one by one."""
    say()
    for case in matches[:MOST_SHOWN]:
        for line in _lines(case):
            say(line)
    if (more := len(matches) - MOST_SHOWN) > 0:
        say(ngettext("and %d more", "and %d more", more) % more)
    question = ngettext(
        "Is this the same person? [Y/n] ", "Are these the same people? [Y/n: one by one] ", len(matches)
    )
    return _answer(question) not in NO


def _ask_of_one(case: Case, decided: _Decided, *, yes: bool) -> None:
    who = _who(case.person.name, case.person.keys.get("company"))
    for contact in case.contacts:
        said = {"who": who, "other": _who(contact.name, contact.company), "why": _why(case)}
        if yes:
            say(_("%(who)s is left out until you have said whether that is %(other)s (%(why)s)") % said)
            decided.later = True
            return
        reply = _answer(_("Is %(who)s the same as %(other)s (%(why)s)? [y/n, Enter: later] ") % said)
        if reply in YES:
            decided.cases.append(matched(case, contact))
            return
        if reply not in NO:
            decided.later = True
            return
        decided.denied.append((case.person.key, contact.id))
    decided.cases.append(Case("new", case.person))


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
    return _answer(_("Write it? [Y/n] ")) not in NO


def _answer(question: str) -> str:
    missing = _("Nothing was written: nobody is there to answer. --yes takes what is sure, --dry-run looks.")
    return answer(question, missing)


def _tell(taken: Taken, cases: Sequence[Case]) -> None:
    for contact, keys in taken.by_hand:
        wanted = ", ".join(f"{key} = {_value(value)}" for key, value in keys.items())
        facts = {"name": contact.name, "file": contact.file, "wanted": wanted}
        say(_("%(name)s stands in %(file)s, which is only read here; change it there: %(wanted)s") % facts)
    jobs = [_congratulated(case.contact, case.job) for case in cases if case.job and not case.contact.unsorted]
    for line in jobs:
        say(line)
    if not taken.added and not taken.changed:
        say(_nothing())
        return
    said = _("%(file)s: %(added)d added, %(changed)d changed.")
    say(said % {"file": taken.file.name, "added": taken.added, "changed": taken.changed})
    if taken.added:
        say(_("Next: followupd sort asks how often, one person at a time. A few a week come in the mail, too."))


def _congratulated(contact: Contact, job: str) -> str:
    return _("%(name)s has a new job at %(job)s: the next mail reminds you to congratulate.") % {
        "name": contact.name, "job": job,
    }  # fmt: skip


def _code(export: Export) -> int:
    return 1 if export.faults else 0
