"""The journal proper: interactions, decisions and their undoing, one after the other, never changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, bindparam, func, insert, select

from followupd.domain.journal import CHECK_IN, NOTICED, Direction, Entry, EntryType
from followupd.errors import CallError
from followupd.store.accounts import look_soon
from followupd.store.database import Account
from followupd.store.people import id_of, known_id, slug_of
from followupd.store.tables import THIS_ACCOUNT, commands, entries
from followupd.text.catalog import _

_ENTRIES = select(*(slug_of(entries.c.contact) if name == "contact" else entries.c[name] for name in Entry.__slots__))
_UNDOING = entries.alias("undoing")
_UNDONE = select(_UNDOING.c.id).where(_UNDOING.c.account == entries.c.account, _UNDOING.c.undoes == entries.c.id)
_COUNTS = (entries.c.account == THIS_ACCOUNT) & (entries.c.type != "undo") & ~_UNDONE.exists()
_EFFECTIVE = _ENTRIES.where(_COUNTS).order_by(entries.c.id)
_OF_CONTACT = _EFFECTIVE.where(entries.c.contact == known_id(bindparam("contact", type_=String)))
_NEWEST = select(func.max(entries.c.id)).where(entries.c.account == THIS_ACCOUNT)


@dataclass(frozen=True, slots=True)
class New:
    """What is to be written down; `day` is a calendar day of the person."""

    contact: str
    type: EntryType
    day: date
    until: date | None = None
    kind: str | None = None
    direction: Direction | None = None
    note: str | None = None
    about: str | None = None
    at: datetime | None = None
    place: str | None = None
    known_last: date | None = None


def record(
    account: Account, contact: str, type: EntryType, day: date, now: datetime, *, until: date | None = None,
    kind: str | None = None, direction: Direction | None = None, note: str | None = None, about: str | None = None,
    at: datetime | None = None, place: str | None = None, known_last: date | None = None,
) -> int:  # fmt: skip
    """Adds one entry, and returns its number."""
    with account.write() as connection:
        new = New(contact, type, day, until, kind, direction, note, about, at, place, known_last)
        return add(connection, account, new, now)


def add(connection: Connection, account: Account, new: New, now: datetime) -> int:
    """Adds one entry within a transaction, has the account looked at soon, and returns the entry's number."""
    values: dict[str, object] = {name: getattr(new, name) for name in New.__slots__}
    values["contact"] = id_of(connection, account, new.contact)
    look_soon(connection, account)
    return _insert(connection, account, values, now)


def _insert(connection: Connection, account: Account, values: dict[str, object], now: datetime) -> int:
    row = insert(entries).values(account=account.id, recorded_at=now, **values)
    return int(connection.execute(row.returning(entries.c.id)).scalar_one())


def undo(
    connection: Connection, account: Account, contact: str, day: date, now: datetime
) -> tuple[tuple[int, ...], Entry]:
    """Takes back the newest entry, of one contact or of all; it stays in the journal, with the undoing after it.

    Returns the numbers of the undoings, and what was taken back. Raises CallError when there is nothing to undo.
    """
    # What came by itself, from the calendar or the mailbox, is nothing to take back.
    decided = _COUNTS & entries.c.type.not_in(("calendar", "wrote", "notice"))
    decided &= entries.c.about.is_(None) | entries.c.about.not_in(NOTICED)
    if contact:
        decided &= entries.c.contact == known_id(contact)
    if not (last := _read(connection, account, _ENTRIES.where(decided).order_by(entries.c.id.desc()).limit(1))):
        raise CallError(_("there is nothing to undo"))
    taken = _together(connection, account, last[0])
    look_soon(connection, account)
    written = []
    for entry in taken:
        who = id_of(connection, account, entry.contact)
        values = {"contact": who, "type": "undo", "day": day, "undoes": entry.id}
        written.append(_insert(connection, account, values, now))
    return tuple(written), taken[0]


def take_back(
    connection: Connection, account: Account, numbers: Sequence[int], day: date, now: datetime
) -> tuple[int, ...]:
    """Takes back those of these entries that still count, and returns the numbers of what it wrote. Where one is a
    taking back itself, what it undid is written down anew."""
    still = _read(connection, account, _ENTRIES.where(_COUNTS, entries.c.id.in_(list(numbers))).order_by(entries.c.id))
    look_soon(connection, account)
    written = []
    undone = select(entries.c.undoes).where(entries.c.account == THIS_ACCOUNT, entries.c.id.in_(list(numbers)))
    mine = _ENTRIES.where(entries.c.account == THIS_ACCOUNT, entries.c.id.in_(undone))
    for entry in _read(connection, account, mine):
        again = New(*(getattr(entry, name) for name in New.__slots__))
        written.append(add(connection, account, again, now))
    for entry in still:
        who = id_of(connection, account, entry.contact)
        written.append(
            _insert(connection, account, {"contact": who, "type": "undo", "day": day, "undoes": entry.id}, now)
        )
    return tuple(written)


def _together(connection: Connection, account: Account, last: Entry) -> list[Entry]:
    """What was written at once with the last entry: a check-in stands for the project, then for each member."""
    if last.kind != CHECK_IN:
        return [last]
    same = _read(connection, account, _EFFECTIVE.where(entries.c.about == last.about, entries.c.id <= last.id))
    begins = max((entry.id for entry in same if entry.type == "done"), default=last.id)
    return [entry for entry in same if entry.id >= begins]


def applied(connection: Connection, account: Account, key: str) -> tuple[int, ...] | None:
    """What a command with this key wrote down, if it was applied already."""
    query = select(commands.c.entries).where(commands.c.account == account.id, commands.c.key == key)
    found = connection.execute(query).scalar()
    return tuple(json.loads(found)) if found is not None else None


def keep_applied(connection: Connection, account: Account, key: str, written: Sequence[int], now: datetime) -> None:
    """The command with this key has been applied, within its transaction."""
    row = insert(commands).values(account=account.id, key=key, entries=json.dumps(list(written)), applied_at=now)
    connection.execute(row)


def all_entries(account: Account) -> list[Entry]:
    """The whole journal, with what was taken back, in order."""
    with account.read() as connection:
        return _read(connection, account, _ENTRIES.where(entries.c.account == THIS_ACCOUNT).order_by(entries.c.id))


def effective(account: Account, which: ColumnElement[bool] | None = None) -> list[Entry]:
    """What counts: all entries but the undoings and what they took back; or only `which` of them."""
    with account.read() as connection:
        return _read(connection, account, _EFFECTIVE if which is None else _EFFECTIVE.where(which))


def of(connection: Connection, account: Account, contact: str) -> list[Entry]:
    """What counts of one contact; of nobody in particular where `contact` is empty."""
    return _read(connection, account, _OF_CONTACT, contact=contact)


def newest(account: Account) -> int:
    """The number of the newest entry: as long as it stands, nothing new has happened."""
    with account.read() as connection:
        return connection.execute(_NEWEST, {"account": account.id}).scalar() or 0


def _read(connection: Connection, account: Account, query: Select[Any], **values: object) -> list[Entry]:
    # By position: a row is read ten thousand times over.
    return [Entry(*row) for row in connection.execute(query, {"account": account.id, **values})]
