"""The last good book, kept so that a broken file, even after a restart, costs nobody their reminders."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import delete, insert, select, update

from followupd.domain.book import Book, Contact, in_zone
from followupd.errors import Fault
from followupd.store.database import Account
from followupd.store.tables import THIS_ACCOUNT, books


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of the book without reading it: how its files looked, and what is wrong with them."""

    sources: str
    digest: str
    faults: tuple[Fault, ...]
    held_since: datetime | None = None
    """Since when the files hold far fewer people, and the person is asked whether that is meant."""
    held_for: frozenset[str] = frozenset()
    """The ids of those people."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the contacts of a book were read from.

    `marks`: a hash of each contact's text, in the book's order; empty where it was not read as a slice of its own.
    `premises`: a hash of what else the reading depended on (version, own circles, goals).
    """

    premises: str = ""
    marks: tuple[bytes, ...] = ()

    def known(self, book: Book) -> dict[bytes, Contact]:
        """The contacts of the book by the marks of their texts."""
        if len(self.marks) != len(book.contacts):
            return {}
        return {mark: contact for mark, contact in zip(self.marks, book.contacts, strict=True) if mark}


UNKNOWN = Origin()
_KEPT = select(*(books.c[name] for name in Kept.__slots__)).where(books.c.account == THIS_ACCOUNT)
_CONTENT = select(books.c.content).where(books.c.account == THIS_ACCOUNT)
_WITH_ORIGIN = select(books.c.content, books.c.origin).where(books.c.account == THIS_ACCOUNT)


def kept(account: Account) -> Kept | None:
    """What is known of the book in force; None before there was one."""
    with account.read() as connection:
        row = connection.execute(_KEPT, {"account": account.id}).one_or_none()
    if row is None:
        return None
    faults = tuple(Fault(**fault) for fault in json.loads(row.faults))
    return Kept(row.sources, row.digest, faults, row.held_since, frozenset(json.loads(row.held_for or "[]")))


def last_good(account: Account, zone: ZoneInfo) -> Book:
    """The book as it was when its files were read; `zone` is the person's, in which most events are."""
    with account.read() as connection:
        content = connection.execute(_CONTENT, {"account": account.id}).scalar_one()
    return _book(content, zone)


def last_good_with_origin(account: Account, zone: ZoneInfo) -> tuple[Book, Origin] | None:
    """The same with what it was read from; None when there is none, or what is stored cannot be read."""
    with account.read() as connection:  # one row at once: another process may be keeping the next book
        row = connection.execute(_WITH_ORIGIN, {"account": account.id}).one_or_none()
    if row is None:
        return None
    try:
        book = _book(row.content, zone)
    except ValueError:
        return None
    try:
        return book, msgspec.msgpack.decode(row.origin or b"", type=Origin)
    except ValueError:
        return book, UNKNOWN


def _book(content: str, zone: ZoneInfo) -> Book:
    found = msgspec.json.decode(content, type=Book)
    return replace(found, events=tuple(in_zone(event, zone) for event in found.events))


def as_kept(sources: str, book: Book) -> Kept:
    """What would be known of a good book if it were kept."""
    return Kept(sources, _digest(msgspec.json.encode(book)), ())


def keep(account: Account, sources: str, book: Book, origin: Origin = UNKNOWN) -> Kept:
    """A good book takes the place of the one before."""
    encoded = msgspec.json.encode(book)
    digest, content = _digest(encoded), encoded.decode()
    del encoded  # of a hundred thousand people it has 50 MB
    with account.write() as connection:
        connection.execute(delete(books).where(books.c.account == account.id))
        connection.execute(
            insert(books).values(
                account=account.id,
                sources=sources,
                digest=digest,
                content=content,
                faults="[]",
                origin=msgspec.msgpack.encode(origin),
            )
        )
    return Kept(sources, digest, ())


def _digest(encoded: bytes) -> str:
    return hashlib.sha256(encoded).hexdigest()


def keep_faults(
    account: Account, sources: str, faults: tuple[Fault, ...], held_since: datetime | None = None,
    held_for: frozenset[str] = frozenset(),
) -> None:  # fmt: skip
    """Notes that the files as they look now have faults or, with `held_since` and `held_for`, that many people are
    missing and the user is asked whether that is meant. The stored book stays the last good one."""
    with account.write() as connection:
        connection.execute(
            update(books)
            .where(books.c.account == account.id)
            .values(
                sources=sources,
                faults=json.dumps([fault.as_dict() for fault in faults]),
                held_since=held_since,
                held_for=json.dumps(sorted(held_for)),
            )
        )
