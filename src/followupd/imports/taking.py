"""Writing what was agreed on: new people and changes into the book's files, who is who into the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from followupd.actions.apply import apply
from followupd.actions.commands import Celebrate
from followupd.config.fingerprint import expand, fingerprints
from followupd.config.settings import Settings
from followupd.contacts import current
from followupd.contacts.adding import edit, ready_book
from followupd.contacts.amend import amended
from followupd.contacts.append import Keys, appended
from followupd.contacts.identities import recognised
from followupd.contacts.reading import read
from followupd.contacts.records import identity
from followupd.domain.book import Contact, id_from, slug, told_apart
from followupd.domain.circles import AS_UNSORTED
from followupd.errors import CallError
from followupd.imports.proposal import Case
from followupd.store import imports, people
from followupd.store.database import Account
from followupd.text.catalog import _

_ORDER = ("name", "id", "email", "phone", "company", "role", "url", "birthday", "circle", "tags", "notes")


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written: into which file how many new people, how many changed, and what the person has to change
    themselves, because it stands in a file that is not ours to write."""

    file: Path
    added: int
    changed: int
    by_hand: tuple[Case, ...]


def before(
    account: Account, source: str, contacts: Sequence[Contact]
) -> tuple[dict[str, imports.Record], dict[str, frozenset[str]]]:  # fmt: skip
    """What earlier imports from a source wrote down: who each record is, and who it is not; by the ids that people have
    in the book now, even when it was only looked at since they were renamed."""
    now = {person.slug: slug for slug, person in recognised(contacts, people.known(account)).items()}
    records = [replace(record, contact=now.get(record.contact, record.contact))
               for record in imports.known(account, source)]  # fmt: skip
    refused = {key: frozenset(now.get(who, who) for who in several)
               for key, several in imports.not_meant(account, source).items()}  # fmt: skip
    return {record.key: record for record in records}, refused


def target(settings: Settings, named: str | None) -> Path:
    """The file that new people go to: the one `named`, or the first .toml of the book. Raises CallError."""
    files = [Path(path) for path, _name in expand(settings.contacts.files, settings.config_file.parent)]
    if named is None:
        found = next((path for path in files if path.suffix == ".toml"), None)
        if found is None:
            said = _("people are imported into a .toml file, and none of your contacts files is one: make an empty "
                     "people.toml beside %s, add it to files under [contacts] there, and import again")  # fmt: skip
            raise CallError(said % settings.config_file)
        return found
    wanted = settings.path(named)
    if wanted.suffix != ".toml":
        raise CallError(_("%s: people are imported into a .toml file") % named)
    if wanted not in files:
        said = _('%(file)s is not one of your contacts files; add "%(file)s" to files under [contacts] in %(config)s')
        raise CallError(said % {"file": named, "config": settings.config_file})
    return wanted


def looks(settings: Settings) -> str:
    """How the book's files look, to see whether they have been changed since something was proposed."""
    return fingerprints(settings.contacts.files, settings.config_file.parent)


def take(
    account: Account, settings: Settings, source: str, cases: Sequence[Case], denied: Sequence[tuple[str, str]],
    file: Path, now: datetime, seen: str,
) -> Taken:  # fmt: skip
    """Writes new people and changes. First the files, each whole or not at all; then who is who, so that after a crash
    between the two it is only asked again. Raises CallError or InputError where that makes no good book, or the files
    do not look as they were `seen` any more; OSError."""
    if not denied and not any(case.is_news or case.changes for case in cases):
        return Taken(file, 0, 0, ())
    if looks(settings) != seen:
        raise CallError(_("Your contacts files were changed meanwhile, so nothing was written. Import once more."))
    ready_book(account, settings)
    new, ids = _new(cases, {contact.id for contact in current.current(account, settings).book().contacts})
    changes, by_hand = _changes(cases, settings)
    for path in dict.fromkeys([*changes, *([file] if new else [])]):

        def change(content: bytes, path: Path = path) -> bytes:
            fresh = amended(content, _by_number(path, content, changes[path])) if path in changes else content
            return appended(path, fresh, "contact", new) if path == file and new else fresh

        edit(account, settings, path, change)
    current.current(account, settings)  # gives everybody an id
    today = now.astimezone(settings.zone).date()
    for case in cases:
        if case.job and not case.contact.unsorted:
            what, key = (
                _("new job at %s") % case.job,
                f"import/{source}/{sha256(case.person.key.encode()).hexdigest()[:32]}",
            )
            congratulate = Celebrate(case.contact.id, today, what, today + timedelta(days=1))
            apply(account, congratulate, now, f"{key}/{slug(case.job)[:60]}")
    who = {case.person.key: case.contact.id for case in cases if case.contacts} | ids
    written = [case for case in cases if case.is_news and case not in by_hand]
    records = [imports.Record(case.person.key, who[case.person.key], case.told) for case in written]
    imports.keep(account, source, records, denied, {case.person.key for case in cases})
    return Taken(file, len(new), sum(map(len, changes.values())), tuple(by_hand))


def _new(cases: Iterable[Case], taken: set[str]) -> tuple[list[Keys], dict[str, str]]:
    """The contacts to add, and their ids by the keys of the records. Where two share a name, the later one gets an id
    that is made from its record, and so is the same in every installation."""
    found: list[Keys] = []
    ids: dict[str, str] = {}
    for case in cases:
        if case.kind != "new":
            continue
        keys, plain = dict(case.person.keys), id_from(case.person.name)
        made = str(case.was or keys.get("id") or plain)
        if made in taken:
            made = told_apart(made, case.person.key)
        keys["id"] = made if made != plain else None
        taken.add(made)
        ids[case.person.key] = made
        if not {"circle", "every"} & keys.keys():
            keys["circle"] = AS_UNSORTED
        order = [*_ORDER, *(key for key in keys if key not in _ORDER)]
        found.append({key: keys[key] for key in order if keys.get(key)})
    return found, ids


def _changes(
    cases: Iterable[Case], settings: Settings
) -> tuple[dict[Path, dict[str, Mapping[str, Any]]], list[Case]]:  # fmt: skip
    """The keys to set by file and id; and the cases of those in files that are only read."""
    paths = {name: Path(path) for path, name in expand(settings.contacts.files, settings.config_file.parent)}
    found: dict[Path, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    by_hand: list[Case] = []
    for case in cases:
        if not case.changes:
            continue
        path = paths.get(case.contact.file)
        if path is not None and path.suffix == ".toml":
            found[path][case.contact.id] = _together(found[path].get(case.contact.id, {}), case.changes)
        else:
            by_hand.append(case)
    return found, by_hand


def _together(first: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """The changes that two records make to one contact: addresses of both."""
    emails = dict.fromkeys([*first.get("email", ()), *more.get("email", ())])
    return {**first, **more, **({"email": list(emails)} if emails else {})}


def _by_number(path: Path, content: bytes, changes: Mapping[str, Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """The changes by where the contacts stand in the file now. Raises CallError when one stands there no more."""
    records = read(path, path.name, content).of("contact")
    at = {identity(record.data): record.number for record in records}
    if gone := [who for who in changes if who not in at]:
        raise CallError(
            _("%(who)s was not found in %(file)s, so nothing was written.") % {"who": gone[0], "file": path}
        )
    return {at[who]: keys for who, keys in changes.items()}
