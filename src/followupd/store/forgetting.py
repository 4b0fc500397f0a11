"""Forgetting a person: everything that the database holds of them goes, and keyed marks stay, by which an import or
another program's file that has them still is known to be unwanted."""

import email
import email.policy
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, or_, select, update

from followupd.domain.book import Contact
from followupd.store import accounts, books
from followupd.store.answer_tables import answers
from followupd.store.database import Account
from followupd.store.import_tables import forgotten, imported, refused
from followupd.store.people import ABOUT_PEOPLE, id_of
from followupd.store.tables import accounts as account_table
from followupd.store.tables import (
    calendar_items,
    dav_items,
    entries,
    feeds,
    newcomers,
    outbox,
    people,
    planned,
    plans,
    shown,
    summaries,
)
from followupd.text.folding import folded

Values = Iterable[tuple[str, str]]
"""What a person may be known by: "email", "url" or "uid" with a value that is written as it is compared."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went: entries of the journal, texts of mails, answers. `uids`: their items in the calendar. `named_in`:
    the numbers of other people's entries whose notes name them, which stay."""

    entries: int
    mails: int
    answers: int
    uids: tuple[str, ...]
    named_in: tuple[int, ...]


def known(account: Account) -> Callable[[Values], bool]:
    """A function that tells whether somebody known by these was to be forgotten."""
    with account.read() as connection:
        marks = frozenset(connection.scalars(select(forgotten.c.mark).where(forgotten.c.account == account.id)))
        key = _key(connection, account) if marks else b""
    if not marks:
        return lambda _values: False
    return lambda values: any(_mark(key, kind, value) in marks for kind, value in values)


def forget(account: Account, contact: Contact, values: Values, zone: ZoneInfo) -> Erased:
    """Erases a person of the book, or of the journal, in one transaction, and remembers `values` as marks."""
    book = books.last_good(account, zone) if books.kept(account) is not None else None
    with account.write() as connection:
        who = id_of(connection, account, contact.id)
        mine = entries.c.account == account.id
        theirs = set(connection.scalars(select(entries.c.id).where(mine, entries.c.contact == who)))
        theirs |= set(connection.scalars(select(entries.c.id).where(mine, entries.c.undoes.in_(theirs))))
        connection.execute(delete(entries).where(mine, entries.c.id.in_(theirs), entries.c.undoes.is_not(None)))
        connection.execute(delete(entries).where(mine, entries.c.id.in_(theirs)))
        erased = Erased(
            len(theirs), _mails(connection, account, who, contact), _answers(connection, account, theirs, contact),
            _items(connection, account, who, contact), _named_in(connection, account, contact),
        )  # fmt: skip
        _rows(connection, account, who, contact.id)
        key = _key(connection, account)
        there = set(connection.scalars(select(forgotten.c.mark).where(forgotten.c.account == account.id)))
        if new := {_mark(key, kind, value) for kind, value in values} - there:
            connection.execute(insert(forgotten), [{"account": account.id, "mark": mark} for mark in sorted(new)])
        accounts.forget_summaries(connection, account)
        accounts.look_soon(connection, account)
    if book is not None:
        books.keep(account, "", replace(book, contacts=tuple(one for one in book.contacts if one.id != contact.id)))
    return erased


def _key(connection: Connection, account: Account) -> bytes:
    query = select(account_table.c.identity).where(account_table.c.id == account.id)
    return str(connection.execute(query).scalar_one()).encode()


def _mark(key: bytes, kind: str, value: str) -> str:
    return hmac.digest(key, f"forgotten/{kind}:{value}".encode(), hashlib.sha256).hex()


def _rows(connection: Connection, account: Account, who: str, slug: str) -> None:
    """Plan, what mails named, what imports told, and the person themselves."""
    by_contact: tuple[Table, ...] = (planned, newcomers, imported, refused, summaries)
    for table in by_contact:
        connection.execute(delete(table).where(table.c.account == account.id, table.c.contact == who))
    pairs = or_(shown.c.subject == slug, shown.c.subject.startswith(f"{slug}/", autoescape=True),
                shown.c.subject.endswith(f"/{slug}", autoescape=True))  # fmt: skip
    about = shown.c.kind.in_(ABOUT_PEOPLE) & (shown.c.subject == who)
    connection.execute(delete(shown).where(shown.c.account == account.id, or_(about, pairs)))
    connection.execute(delete(plans).where(plans.c.account == account.id))
    connection.execute(delete(feeds).where(feeds.c.account == account.id))  # made anew without them
    connection.execute(delete(people).where(people.c.account == account.id, people.c.id == who))


def _mails(connection: Connection, account: Account, who: str, contact: Contact) -> int:
    """The texts and subjects of mails that named them; that there was a mail, and when, stays."""
    named = select(shown.c.slot, shown.c.occasion).where(
        shown.c.account == account.id, shown.c.kind.in_(ABOUT_PEOPLE), shown.c.subject == who
    )
    pairs = {(row.slot, row.occasion) for row in connection.execute(named)}
    columns = (outbox.c.id, outbox.c.slot, outbox.c.occasion, outbox.c.subject, outbox.c.content)
    rows = connection.execute(select(*columns).where(outbox.c.account == account.id)).all()
    found = [row.id for row in rows if (row.content is not None or row.subject) and (
        (row.slot, row.occasion) in pairs or _names(f"{row.subject} {_text(row.content)}", contact))]  # fmt: skip
    mine: ColumnElement[bool] = outbox.c.id.in_(found)
    connection.execute(update(outbox).where(mine, outbox.c.state == "pending").values(state="superseded"))
    connection.execute(update(outbox).where(mine).values(content=None, subject=None))
    return len(found)


def _text(content: bytes | None) -> str:
    if content is None:
        return ""
    parts = email.message_from_bytes(bytes(content), policy=email.policy.default).walk()
    return " ".join(str(part.get_content()) for part in parts if part.get_content_type() == "text/plain")


def _names(text: str, contact: Contact) -> bool:
    said = folded(" ".join(text.split()))  # of somebody who was taken out of the book only "asa-oberg" is known
    return any(folded(one) in said for one in (contact.name, contact.id, *contact.emails) if len(one) > 3)


def _answers(connection: Connection, account: Account, theirs: set[int], contact: Contact) -> int:
    columns = (answers.c.id, answers.c.text, answers.c.entries)
    rows = connection.execute(select(*columns).where(answers.c.account == account.id))
    found = [row.id for row in rows
             if _names(row.text, contact) or not theirs.isdisjoint(json.loads(row.entries))]  # fmt: skip
    connection.execute(update(answers).where(answers.c.id.in_(found)).values(text="", asked="[]"))
    return len(found)


def _items(connection: Connection, account: Account, who: str, contact: Contact) -> tuple[str, ...]:
    """Their items, and what has left the calendar and names them; what stands there is made anew without them."""
    mine = (calendar_items.c.subject == who) & calendar_items.c.kind.in_(ABOUT_PEOPLE)
    query = select(calendar_items.c.uid, calendar_items.c.content, mine.label("theirs"))
    here = (calendar_items.c.account == account.id) & (mine | (calendar_items.c.state == "gone"))
    rows = connection.execute(query.where(here))
    uids = tuple(row.uid for row in rows if row.theirs or _names(row.content.replace("\r\n ", ""), contact))
    found = (calendar_items.c.account == account.id) & calendar_items.c.uid.in_(uids)
    connection.execute(delete(calendar_items).where(found))
    connection.execute(delete(dav_items).where(dav_items.c.account == account.id, dav_items.c.uid.in_(uids)))
    return uids


def _named_in(connection: Connection, account: Account, contact: Contact) -> tuple[int, ...]:
    first = contact.name.split()[0] if contact.name.split() else contact.name
    noted = func.lower(entries.c.note).contains(first.lower(), autoescape=True)
    query = select(entries.c.id).where(entries.c.account == account.id, noted).order_by(entries.c.id)
    return tuple(connection.scalars(query))
