"""The journal proper: interactions, decisions and their undoing, one after the other, never changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select

from followupd.domain.journal import CHECK_IN, Direction, Entry, EntryType
from followupd.errors import CallError
from followupd.store.accounts import look_soon
from followupd.store.database import Account
from followupd.store.people import id_of, known_id, slug_of
from followupd.store.tables import commands, entries
from followupd.text.catalog import _


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
    decided = _effective(account) & (entries.c.type != "calendar")  # notes of calendar changes are nothing to take back
    if contact:
        decided &= entries.c.contact == known_id(account, contact)
    newest = _selected().where(decided).order_by(entries.c.id.desc()).limit(1)
    if not (last := _read(connection, newest)):
        raise CallError(_("there is nothing to undo"))
    taken = _together(connection, account, last[0])
    look_soon(connection, account)
    written = []
    for entry in taken:
        who = id_of(connection, account, entry.contact)
        values = {"contact": who, "type": "undo", "day": day, "undoes": entry.id}
        written.append(_insert(connection, account, values, now))
    return tuple(written), taken[0]


def _together(connection: Connection, account: Account, last: Entry) -> list[Entry]:
    """What was written at once with the last entry: a check-in stands for the project, then for each member."""
    if last.kind != CHECK_IN:
        return [last]
    about = _effective(account) & (entries.c.about == last.about) & (entries.c.id <= last.id)
    same = _read(connection, _selected().where(about).order_by(entries.c.id))
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
        return _read(connection, _selected().where(entries.c.account == account.id).order_by(entries.c.id))


def effective(account: Account, which: ColumnElement[bool] | None = None) -> list[Entry]:
    """What counts: all entries but the undoings and what they took back; or only `which` of them."""
    counts = _effective(account) if which is None else _effective(account) & which
    with account.read() as connection:
        return _read(connection, _selected().where(counts).order_by(entries.c.id))


def of(connection: Connection, account: Account, contact: str) -> list[Entry]:
    """What counts of one contact; of nobody in particular where `contact` is empty."""
    mine = _effective(account) & (entries.c.contact == known_id(account, contact))
    return _read(connection, _selected().where(mine).order_by(entries.c.id))


def newest(account: Account) -> int:
    """The number of the newest entry: as long as it stands, nothing new has happened."""
    with account.read() as connection:
        return connection.execute(select(func.max(entries.c.id)).where(entries.c.account == account.id)).scalar() or 0


def _effective(account: Account) -> ColumnElement[bool]:
    undoing = entries.alias("undoing")
    undone = select(undoing.c.id).where(undoing.c.account == entries.c.account, undoing.c.undoes == entries.c.id)
    return (entries.c.account == account.id) & (entries.c.type != "undo") & ~undone.exists()


def _selected() -> Select[Any]:
    """The fields of Entry, in its order: a row is read ten thousand times over."""
    slug = slug_of(entries.c.contact).label("contact")
    return select(*(slug if name == "contact" else entries.c[name] for name in Entry.__slots__))


def _read(connection: Connection, query: Select[Any]) -> list[Entry]:
    return [Entry(*row) for row in connection.execute(query)]
