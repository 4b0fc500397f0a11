"""What an export would change in the book: who is new, who is known, and what it tells of them. Nothing is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from followupd.domain.book import Book, Contact
from followupd.imports.person import Imported
from followupd.imports.same import Marks, company_of, compare, marks
from followupd.store.imports import Record
from followupd.text.folding import folded

_MOST_ALIKE = 50
"""So many who share a number or a name are compared; of a switchboard with thousands, no more."""
Kind = Literal["new", "changed", "same", "match", "doubtful", "gone", "older"]
"""`match`: surely somebody of the book, though no import has said so before; `doubtful`: perhaps somebody of the book;
`gone`: imported before, and taken out of the book since; `older`: with a job that an export told before a newer one."""
_EARLIER_JOBS = 5
"""So many are remembered of a record, to know an older export by."""


@dataclass(frozen=True, slots=True)
class Case:
    """One record of the export. `contacts`: who it is, or may be; `changes`: the keys to set in the book; `kept`: what
    differs and stays as the person wrote it; `job`: a new employer."""

    kind: Kind
    person: Imported
    contacts: tuple[Contact, ...] = ()
    why: str = ""
    """By what they were known: "uid", "profile", "address", "phone" or "name"."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    job: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    """What is remembered of the record from now on."""
    is_news: bool = True
    """Whether that is anything else than before."""
    was: str = ""
    """The id they had in the book before they were taken out of it."""

    @property
    def contact(self) -> Contact:
        """Who it is."""
        return self.contacts[0]


def propose(
    people: Iterable[Imported], book: Book, known: Mapping[str, Record], refused: Mapping[str, frozenset[str]]
) -> list[Case]:
    """A case for each person of the export, in order.

    `known` and `refused` are what earlier imports of this source wrote down, by the record's key: who it is, and who it
    is not (ids in the book).
    """
    several = distinct(people)
    contacts = {contact.id: contact for contact in book.contacts}
    keys = {person.key for person in several}
    taken = {one.contact for key, one in known.items() if key in keys}
    index = _Index(book.contacts) if keys - known.keys() else _Index(())
    left = _Told([one for key, one in known.items() if key not in keys]) if keys - known.keys() else _Told(())
    cases: list[Case] = []
    for person in several:
        before = known.get(person.key) or left.same(person)
        if before is None:
            cases.append(_unknown(person, index, refused.get(person.key, frozenset()), taken))
        elif before.contact in contacts:
            cases.append(_known(person, contacts[before.contact], before))
        else:
            cases.append(Case("gone", person, told=_told(person, person.emails), was=before.contact))
    return cases


def distinct(people: Iterable[Imported]) -> list[Imported]:
    """The people of an export, each once: what two records say of one is put together."""
    found: dict[str, Imported] = {}
    by: dict[tuple[str, str], list[tuple[str, Marks]]] = defaultdict(list)
    for person in people:
        mine = person.marks
        near = (pair for mark in mine.surely() for pair in by[mark][:_MOST_ALIKE])
        twin = next((key for key, theirs in near if compare(mine, theirs)[0] == "same"), None)
        twin = person.key if twin is None and person.key in found else twin
        if twin is not None:
            found[twin] = found[twin].with_more(person)
            continue
        found[person.key] = person
        for mark in mine.surely():
            by[mark].append((person.key, mine))
    return list(found.values())


def matched(case: Case, contact: Contact) -> Case:
    """The case when the person says who it is: the source fills what the book has not, and adds addresses."""
    theirs = case.person.owned
    changes = {key: value for key, value in theirs.items() if key != "email" and not getattr(contact, key)}
    emails, added = _emails(contact, theirs.get("email", ()), ())
    if emails != [*contact.emails]:
        changes["email"] = emails
    if contact.birthday is None and case.person.keys.get("birthday"):
        changes["birthday"] = case.person.keys["birthday"]
    kept = {key: value for key, value in theirs.items()
            if key not in (*changes, "email") and folded(value) != folded(getattr(contact, key))}  # fmt: skip
    return Case("match", case.person, (contact,), case.why, changes, kept, told=_told(case.person, added))


def _known(person: Imported, contact: Contact, before: Record) -> Case:
    """What the source changed since the last time. What the person has written in its place meanwhile stays."""
    changes: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    theirs, added = person.owned, before.owned.get("added", ())
    jobs, told_before = before.owned.get("earlier", ()), _job(before.owned)
    if _job(theirs) in jobs:
        return Case("older", person, (contact,), told=before.owned, is_news=False)
    for key, value in theirs.items():
        if value == before.owned.get(key):
            continue
        if key == "email":
            emails, added = _emails(contact, value, added)
            changes |= {key: emails} if emails != [*contact.emails] else {}
        elif (ours := getattr(contact, key)) in (None, before.owned.get(key)):
            changes[key] = value
        elif ours != value:
            kept[key] = value
    old, new = before.owned.get("company"), changes.get("company")
    job = new if old and new and company_of(old) != company_of(new) else ""
    kind: Kind = "changed" if changes or kept else "same"
    told = _told(person, added)
    if jobs := [*jobs, *([told_before] if any(told_before) and told_before != _job(theirs) else ())][-_EARLIER_JOBS:]:
        told["earlier"] = jobs
    return Case(
        kind, person, (contact,), "", changes, kept, job, told, told != before.owned or person.key != before.key
    )


def _job(owned: Mapping[str, Any]) -> list[str]:
    return [owned.get("company", ""), owned.get("role", "")]


def _told(person: Imported, added: Iterable[str]) -> dict[str, Any]:
    """What is remembered of a record: what its source told, and which addresses came into the book by it."""
    return {**person.told, **({"added": sorted({one.casefold() for one in added})} if added else {})}


def _emails(contact: Contact, theirs: Iterable[str], added: Iterable[str]) -> tuple[list[str], list[str]]:
    """The person's addresses with the new ones of the source, without those that came by it and that it no longer has;
    and those that came by it. What the person wrote stays."""
    has = {address.casefold() for address in theirs}
    left = {address.casefold() for address in added} - has
    ours = [address for address in contact.emails if address.casefold() not in left]
    known = {address.casefold() for address in ours}
    new = [address for address in theirs if address.casefold() not in known]
    return [*ours, *new], [*(one for one in added if one.casefold() in has), *new]


def _unknown(person: Imported, index: "_Index", refused: frozenset[str], taken: set[str]) -> Case:
    mine = person.marks
    sure: list[tuple[Contact, str]] = []
    perhaps: list[tuple[Contact, str]] = []
    for contact, theirs in index.near(mine):
        verdict, why = compare(mine, theirs)
        if contact.id in refused or verdict == "other":
            continue
        (sure if verdict == "same" and contact.id not in taken else perhaps).append((contact, why))
    if len(sure) == 1:
        contact, why = sure[0]
        taken.add(contact.id)
        return matched(Case("match", person, why=why), contact)
    if several := [*sure, *perhaps]:
        return Case("doubtful", person, tuple(contact for contact, _why in several[:5]), several[0][1])
    return new(person)


def new(person: Imported, was: str = "") -> Case:
    """Somebody who comes into the book, or who comes back into it under the id they had."""
    return Case("new", person, told=_told(person, person.emails), was=was)


class _Index:
    """The people of the book by what they can be found by."""

    def __init__(self, contacts: Iterable[Contact]) -> None:
        self._by: dict[tuple[str, str], list[tuple[Contact, Marks]]] = defaultdict(list)
        for one in contacts:
            theirs = marks(one.name, one.emails, one.url, one.phone, one.company, one.birthday, one.vcard_uid)
            for mark in theirs.shares():
                self._by[mark].append((one, theirs))

    def near(self, mine: Marks) -> list[tuple[Contact, Marks]]:
        """Everybody who shares anything with a record, in the order of the book."""
        found = {contact.id: (contact, theirs) for mark in mine.shares() for contact, theirs in self._by.get(mark, ())}
        return list(found.values())


class _Told:
    """Records of before whose keys the export does not have any more: one that gave another address or number since is
    known by the rest."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by: dict[tuple[str, str], list[tuple[Record, Marks]]] = defaultdict(list)
        for one in records:
            told = one.owned
            uid = one.key.removeprefix("uid:") if one.key.startswith("uid:") else None
            theirs = marks(told["name"], told.get("email", ()), told.get("url"), told.get("phone"), told.get("company"),
                           uid=uid)  # fmt: skip
            for mark in theirs.surely():
                self._by[mark].append((one, theirs))

    def same(self, person: Imported) -> Record | None:
        """The one record that surely is the same person's, by an address, a number or a profile."""
        mine = person.marks
        near = {
            one.key: (one, theirs) for mark in mine.surely() for one, theirs in self._by.get(mark, ())[:_MOST_ALIKE]
        }
        found = [one for one, theirs in near.values()
                 if (verdict := compare(mine, theirs))[0] == "same" and verdict[1] != "name"]  # fmt: skip
        return found[0] if len(found) == 1 else None
