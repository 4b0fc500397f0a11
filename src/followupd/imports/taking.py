"""Writing what was agreed on: new people and changes into the book's files, who is who into the database."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from followupd.actions.apply import apply
from followupd.actions.commands import Celebrate
from followupd.config.fingerprint import expand
from followupd.config.settings import Settings
from followupd.contacts import current
from followupd.contacts.adding import edit, ready_book
from followupd.contacts.amend import amended
from followupd.contacts.append import Keys, appended
from followupd.contacts.reading import read
from followupd.domain.book import Contact, slug
from followupd.errors import CallError
from followupd.imports.proposal import Case, Known
from followupd.store import imports
from followupd.store.database import Account
from followupd.text.catalog import _

_ORDER = ("name", "id", "email", "phone", "company", "role", "url", "birthday", "circle", "tags", "notes")
UNSORTED = "unsorted"


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written: into which file how many new people, how many changed, and what the person has to change
    themselves, because it stands in a file that is not ours to write."""

    file: Path
    added: int
    changed: int
    by_hand: tuple[tuple[Contact, Mapping[str, Any]], ...]


def before(account: Account, source: str) -> tuple[dict[str, Known], dict[str, frozenset[str]]]:
    """What earlier imports from a source wrote down: who each record is, and who it is not."""
    known = {record.key: Known(record.key, record.contact, record.owned) for record in imports.known(account, source)}
    return known, imports.not_meant(account, source)


def target(settings: Settings, named: str | None) -> Path:
    """The file that new people go to: the one `named`, or the first .toml of the book. Raises CallError."""
    files = [Path(path) for path, _name in expand(settings.contacts.files, settings.config_file.parent)]
    if named is None:
        found = next((path for path in files if path.suffix == ".toml"), None)
        if found is None:
            raise CallError(_("none of your contacts files is a .toml; name one with --file, such as people.toml"))
        return found
    wanted = settings.path(named)
    if wanted.suffix != ".toml":
        raise CallError(_("%s: people are imported into a .toml file") % named)
    if wanted not in files:
        said = _('%(file)s is not one of your contacts files; add "%(file)s" to files under [contacts] in %(config)s')
        raise CallError(said % {"file": named, "config": settings.config_file})
    return wanted


def take(
    account: Account, settings: Settings, source: str, cases: Sequence[Case], denied: Sequence[tuple[str, str]],
    file: Path, now: datetime,
) -> Taken:  # fmt: skip
    """Writes new people and changes. First the files, each whole or not at all; then who is who, so that after a crash
    between the two it is only asked again. Raises CallError or InputError where that makes no good book, OSError."""
    if not denied and all(case.kind == "same" and not case.is_news for case in cases):
        return Taken(file, 0, 0, ())
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
    who = {case.person.key: case.contact.id for case in cases if case.contacts} | ids
    told = [imports.Record(case.person.key, who[case.person.key], case.person.told) for case in cases if case.is_news]
    imports.keep(account, source, told, denied, today)
    for case in cases:
        if case.job and not case.contact.unsorted:
            what = _("new job at %s") % case.job
            apply(account, Celebrate(case.contact.id, today, what, today + timedelta(days=1)), now)
    return Taken(file, len(new), sum(map(len, changes.values())), tuple(by_hand))


def _new(cases: Iterable[Case], taken: set[str]) -> tuple[list[Keys], dict[str, str]]:
    """The contacts to add, and their ids by the keys of the records. Where two share a name, the later one gets an id
    that is made from its record, and so is the same in every installation."""
    found: list[Keys] = []
    ids: dict[str, str] = {}
    for case in cases:
        if case.kind != "new":
            continue
        keys, made = dict(case.person.keys), case.why or slug(case.person.name)[:80]
        if made in taken or made != slug(case.person.name)[:80]:
            mark = hashlib.sha256(case.person.key.encode()).hexdigest()[:6]
            keys["id"] = made = case.why if case.why and case.why not in taken else f"{made[:70]}-{mark}"
        taken.add(made)
        ids[case.person.key] = made
        if not {"circle", "every"} & keys.keys():
            keys["circle"] = UNSORTED
        order = [*_ORDER, *(key for key in keys if key not in _ORDER)]
        found.append({key: keys[key] for key in order if keys.get(key)})
    return found, ids


def _changes(
    cases: Iterable[Case], settings: Settings
) -> tuple[dict[Path, dict[str, Mapping[str, Any]]], list[tuple[Contact, Mapping[str, Any]]]]:  # fmt: skip
    """The keys to set by file and id; and those in files that are only read."""
    paths = {name: Path(path) for path, name in expand(settings.contacts.files, settings.config_file.parent)}
    found: dict[Path, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    by_hand: list[tuple[Contact, Mapping[str, Any]]] = []
    for case in cases:
        if not case.changes:
            continue
        path = paths.get(case.contact.file)
        if path is not None and path.suffix == ".toml":
            found[path][case.contact.id] = {**found[path].get(case.contact.id, {}), **case.changes}
        else:
            by_hand.append((case.contact, case.changes))
    return found, by_hand


def _by_number(path: Path, content: bytes, changes: Mapping[str, Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """The changes by where the contacts stand in the file now."""
    records = read(path, path.name, content).of("contact")
    at = {str(record.data.get("id") or slug(str(record.data.get("name", "")))[:80]): record.number
          for record in records}  # fmt: skip
    return {at[who]: keys for who, keys in changes.items() if who in at}
