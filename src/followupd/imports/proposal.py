"""What an export would change in the book: who is new, who is known, and what it tells of them. Nothing is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from followupd.domain.book import Book, Contact
from followupd.imports.person import Imported
from followupd.imports.same import Marks, company_of, compare, folded, marks

Kind = Literal["new", "changed", "same", "match", "doubtful", "gone"]
"""`match`: surely somebody of the book, though no import has said so before; `doubtful`: perhaps somebody of the book;
`gone`: imported before, and taken out of the book since (`why` is their id)."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier import wrote down of one record: who it is in the book, and what the source told of them then."""

    key: str
    contact: str
    owned: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One record of the export. `contacts`: who it is, or may be; `changes`: the keys to set in the book; `kept`: what
    differs and stays as the person wrote it; `job`: a new employer."""

    kind: Kind
    person: Imported
    contacts: tuple[Contact, ...] = ()
    why: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    job: str = ""
    is_news: bool = True
    """Whether the source says anything else of them than the last time, or than nothing."""

    @property
    def contact(self) -> Contact:
        """Who it is."""
        return self.contacts[0]


def propose(
    people: Iterable[Imported], book: Book, known: Mapping[str, Known], refused: Mapping[str, frozenset[str]]
) -> list[Case]:
    """A case for each person of the export, in order.

    `known` and `refused` are what earlier imports of this source wrote down, by the record's key: who it is, and who it
    is not (ids in the book).
    """
    several = distinct(people)
    contacts = {contact.id: contact for contact in book.contacts}
    renewed = _renewed(several, known)
    before = {person.key: known.get(person.key) or renewed.get(person.key) for person in several}
    taken = {one.contact for one in before.values() if one is not None}
    index = _Index(book.contacts) if None in before.values() else None
    cases: list[Case] = []
    for person in several:
        if (one := before[person.key]) is None:
            assert index is not None  # noqa: S101 - somebody is unknown
            cases.append(_unknown(person, index, refused.get(person.key, frozenset()), taken))
        elif one.contact in contacts:
            cases.append(_known(person, contacts[one.contact], one))
        else:
            cases.append(Case("gone", person, why=one.contact))
    return cases


def distinct(people: Iterable[Imported]) -> list[Imported]:
    """The people of an export, each once: what two records say of one is put together."""
    found: dict[str, Imported] = {}
    by: dict[tuple[str, str], list[tuple[str, Marks]]] = defaultdict(list)
    for person in people:
        mine = marks_of(person)
        near = (pair for mark in mine.surely() for pair in by[mark])
        twin = person.key if person.key in found else next(
            (key for key, theirs in near if compare(mine, theirs)[0] == "same"), None
        )  # fmt: skip
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
    if (emails := _emails(contact, theirs.get("email", ()), ())) is not None:
        changes["email"] = emails
    if contact.birthday is None and case.person.keys.get("birthday"):
        changes["birthday"] = case.person.keys["birthday"]
    kept = {key: value for key, value in theirs.items()
            if key not in (*changes, "email") and folded(value) != folded(getattr(contact, key))}  # fmt: skip
    return Case("match", case.person, (contact,), case.why, changes, kept)


def _known(person: Imported, contact: Contact, before: Known) -> Case:
    """What the source changed since the last time. What the person has written in its place meanwhile stays."""
    changes: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    theirs = person.owned
    for key, value in theirs.items():
        if value == before.owned.get(key):
            continue
        if key == "email":
            if (emails := _emails(contact, value, before.owned.get(key, ()))) is not None:
                changes[key] = emails
        elif (ours := getattr(contact, key)) in (None, before.owned.get(key)):
            changes[key] = value
        elif ours != value:
            kept[key] = value
    old, new = before.owned.get("company"), theirs.get("company", "")
    job = new if old and new and company_of(old) != company_of(new) else ""
    kind: Kind = "changed" if changes or kept or job else "same"
    is_news = before.owned != person.told or before.key != person.key
    return Case(kind, person, (contact,), "", changes, kept, job, is_news)


def _emails(contact: Contact, theirs: Iterable[str], before: Iterable[str]) -> list[str] | None:
    """The person's addresses with the new ones of the source, without those it no longer has; None for no change."""
    has = {address.casefold() for address in theirs}
    left = {address.casefold() for address in before} - has
    ours = [address for address in contact.emails if address.casefold() not in left]
    known = {address.casefold() for address in ours}
    found = [*ours, *(address for address in theirs if address.casefold() not in known)]
    return found if found != [*contact.emails] else None


def _unknown(person: Imported, index: "_Index", refused: frozenset[str], taken: set[str]) -> Case:
    mine = marks_of(person)
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
    return Case("new", person)


def _renewed(people: Sequence[Imported], known: Mapping[str, Known]) -> dict[str, Known]:
    """Records whose key is new, because an address or a number is, by the name that exactly one record had before."""
    there = {person.key for person in people}
    left: dict[str, list[Known]] = defaultdict(list)
    for key, one in known.items():
        if key not in there and one.owned.get("name"):
            left[folded(one.owned["name"])].append(one)
    fresh: dict[str, list[str]] = defaultdict(list)
    for person in people:
        if person.key not in known:
            fresh[folded(person.name)].append(person.key)
    return {keys[0]: left[name][0] for name, keys in fresh.items() if len(keys) == len(left.get(name, ())) == 1}


def marks_of(person: Imported) -> Marks:
    """The marks of a record of an export."""
    keys = person.keys
    return marks(person.name, person.emails, keys.get("url"), keys.get("phone"), keys.get("company"), uid=person.uid)


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
