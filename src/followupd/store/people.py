"""People by an id of their own: an address, a name and the id in the book only point to them.

Journal, plan and calendar keep the person's id; everybody else speaks of the id in the book (the slug), which is
translated here. So a person who is called otherwise from now on keeps everything.
"""

import json
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import msgspec
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from followupd.domain.book import Contact
from followupd.store import accounts
from followupd.store.database import Account
from followupd.store.import_tables import imported, refused
from followupd.store.tables import (
    THIS_ACCOUNT,
    books,
    calendar_items,
    entries,
    newcomers,
    people,
    planned,
    plans,
    shown,
)

ABOUT_PEOPLE = (
    "follow-up",
    "greeting",
    "birthday",
    "milestone",
    "talk",
    "prepare-talk",
    "finding",
    "appointment",
    "noticed",
    "sort",
)
"""Kinds of what is shown or stands in the calendar whose subject is a person."""
MOST_ASKED = 500
"""For more slugs than this, everybody is read: databases take a limited number of values in a query."""


_SEEDS = select(people.c.slug, people.c.seed).where(people.c.account == THIS_ACCOUNT, people.c.seed != people.c.slug)
_ID_OF = select(people.c.id).where(people.c.account == THIS_ACCOUNT, people.c.slug == bindparam("called", type_=String))


@dataclass(frozen=True, slots=True)
class Person:
    """What points to a person; `emails` are folded. `slug` is the id in the book."""

    id: str
    slug: str
    emails: tuple[str, ...] = ()
    vcard_uid: str | None = None
    url: str | None = None


def pointing_to(contact: Contact, identity: str) -> Person:
    """The person that a contact of the book is, with what the book says of them now."""
    emails = tuple(sorted({address.casefold() for address in contact.emails}))
    return Person(identity, contact.id, emails, contact.vcard_uid, contact.url)


def known(account: Account, slugs: Collection[str] | None = None) -> list[Person]:
    """Everybody who was ever in the book or the journal, or those of them who are called one of the `slugs`."""
    with account.read() as connection:
        return _known(connection, _mine(account) if slugs is None else _called(account, slugs))


def _known(connection: Connection, which: ColumnElement[bool]) -> list[Person]:
    columns = (people.c.id, people.c.slug, people.c.emails, people.c.vcard_uid, people.c.url)
    return [
        Person(identity, slug, msgspec.json.decode(emails, type=tuple[str, ...]), vcard_uid, url)
        for identity, slug, emails, vcard_uid, url in connection.execute(select(*columns).where(which))
    ]


def ids(account: Account, slugs: Collection[str]) -> dict[str, str]:
    """The ids of people by slug: those with one of the `slugs`, and possibly others too."""
    with account.read() as connection:
        rows = connection.execute(select(people.c.slug, people.c.id).where(_called(account, slugs)))
        return {slug: identity for slug, identity in rows}  # noqa: C416 - a row is no pair to dict()


def seeds(account: Account) -> dict[str, str]:
    """What the keys of a person's calendar items are made from: the slug they were first known by, for those who are
    called otherwise now."""
    with account.read() as connection:
        rows = connection.execute(_SEEDS, {"account": account.id})
        return {slug: seed for slug, seed in rows}  # noqa: C416 - a row is no pair to dict()


def _mine(account: Account) -> ColumnElement[bool]:
    return people.c.account == account.id


def _called(account: Account, slugs: Collection[str]) -> ColumnElement[bool]:
    """People by their slugs; everybody, when that is no more work than asking for so many."""
    return and_(_mine(account), people.c.slug.in_(list(slugs))) if len(slugs) <= MOST_ASKED else _mine(account)


def change(account: Account, decide: Callable[[list[Person]], Iterable[Person]]) -> None:
    """Writes down people who are new, or to whom something else points now, as `decide` finds among those known."""
    with account.write() as connection:
        found = _known(connection, _mine(account))
        slugs = {person.id: person.slug for person in found}
        new: list[dict[str, object]] = []
        renamed = False
        for person in decide(found):
            row = {"slug": person.slug, "emails": json.dumps(person.emails), "vcard_uid": person.vcard_uid,
                   "url": person.url}  # fmt: skip
            if person.id in slugs:
                renamed |= slugs[person.id] != person.slug
                connection.execute(update(people).where(_is(account, person.id)).values(row))
            else:
                new.append({"account": account.id, "id": person.id, "seed": person.slug, **row})
        if new:
            connection.execute(insert(people), new)
        if renamed:
            accounts.forget_summaries(connection, account)  # which go by the slug


def new_id() -> str:
    """An id that tells nothing, and that nobody else will have."""
    return secrets.token_hex(10)


def id_of(connection: Connection, account: Account, slug: str) -> str:
    """The id of whoever is called this in the book, within a transaction; made for somebody new."""
    if not slug:
        return ""
    if (found := connection.execute(_ID_OF, {"account": account.id, "called": slug}).scalar()) is not None:
        return str(found)
    made = new_id()
    connection.execute(insert(people).values(account=account.id, id=made, slug=slug, seed=slug, emails="[]"))
    return made


def ids_of(connection: Connection, account: Account, slugs: Collection[str]) -> dict[str, str]:
    """The ids of many, as `id_of` gives them one by one."""
    query = select(people.c.slug, people.c.id).where(_called(account, slugs))
    found = {slug: str(known) for slug, known in connection.execute(query)}
    return {slug: found[slug] if slug in found else id_of(connection, account, slug) for slug in slugs}


def known_id(slug: str | BindParameter[str]) -> ColumnElement[str]:
    """The id of whoever is called this in the book of this account, to compare a column with; nobody is made."""
    mine = (people.c.account == THIS_ACCOUNT) & (people.c.slug == slug)
    return func.coalesce(select(people.c.id).where(mine).scalar_subquery(), slug)


@cache
def slug_of(column: Column[str]) -> ColumnElement[str]:
    """What the person in a column is called in the book now."""
    mine = (people.c.account == column.table.c.account) & (people.c.id == column)
    return func.coalesce(select(people.c.slug).where(mine).scalar_subquery(), column)


@cache
def subject_of(table: Table) -> ColumnElement[str]:
    """The subject of what was shown or stands in the calendar: a person's slug, or the id of another record."""
    about_people = table.c.kind.in_(ABOUT_PEOPLE)
    return case((about_people, slug_of(table.c.subject)), else_=table.c.subject).label("subject")


def subject_id(connection: Connection, account: Account, kind: str, subject: str) -> str:
    """What to write down for a subject: the person's id, or the id of an event or a practice as it is."""
    return id_of(connection, account, subject) if kind in ABOUT_PEOPLE else subject


def gone(account: Account, slugs: frozenset[str]) -> Mapping[str, int]:
    """How many journal entries each person has whose slug is not among `slugs`; people without any are left out."""
    query = (
        select(people.c.slug, func.count())
        .join(entries, (entries.c.account == people.c.account) & (entries.c.contact == people.c.id))
        .where(people.c.account == account.id, entries.c.type != "undo")
        .group_by(people.c.slug)
    )
    with account.read() as connection:
        return {slug: many for slug, many in connection.execute(query) if slug not in slugs}


def rename(account: Account, old: str, new: str) -> None:
    """The person with the slug `old` has the slug `new` now; what was noted of `new` meanwhile is theirs too.

    The plan is made anew, and the book is read anew, so that nothing goes by the old name.
    """
    with account.write() as connection:
        kept, merged = id_of(connection, account, old), id_of(connection, account, new)
        noted = (entries.c.account == account.id) & (entries.c.contact == merged)
        connection.execute(update(entries).where(noted).values(contact=kept))
        for table in (planned, newcomers):
            connection.execute(delete(table).where(table.c.account == account.id, table.c.contact == merged))
        for table in (shown, calendar_items):
            mine = (table.c.account == account.id) & (table.c.subject == merged) & table.c.kind.in_(ABOUT_PEOPLE)
            connection.execute(update(table).where(mine).values(subject=kept))
        told = (imported.c.account == account.id) & (imported.c.contact == merged)
        connection.execute(update(imported).where(told).values(contact=kept))
        connection.execute(delete(refused).where(refused.c.account == account.id, refused.c.contact == merged))
        row = connection.execute(select(people).where(_is(account, merged))).one()
        connection.execute(delete(people).where(_is(account, merged)))
        points = {"slug": new, "emails": row.emails, "vcard_uid": row.vcard_uid, "url": row.url}
        connection.execute(update(people).where(_is(account, kept)).values(points))
        connection.execute(delete(plans).where(plans.c.account == account.id))
        accounts.forget_summaries(connection, account)
        connection.execute(update(books).where(books.c.account == account.id).values(sources=""))
        accounts.look_soon(connection, account)


def _is(account: Account, identity: str) -> ColumnElement[bool]:
    return (people.c.account == account.id) & (people.c.id == identity)
