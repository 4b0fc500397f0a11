"""The journal proper: interactions, decisions and their undoing, one after the other, never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select

from followupd.domain.journal import CHECK_IN, Direction, Entry, EntryType
from followupd.errors import CallError
from followupd.store.database import Account
from followupd.store.people import id_of, slug_of
from followupd.store.tables import entries
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
    """Adds one entry within a transaction, and returns its number."""
    values = {name: getattr(new, name) for name in New.__slots__}
    values["contact"] = id_of(connection, account, new.contact)
    added = connection.execute(
        insert(entries).values(account=account.id, recorded_at=now, **values).returning(entries.c.id)
    )
    return int(added.scalar_one())


def habit_done(habit: str, members: Iterable[str], day: date, note: str | None = None) -> list[New]:
    """A task is done; a check-in is contact with every member the project has now."""
    with_members = [New(who, "interaction", day, kind=CHECK_IN, note=note, about=habit) for who in members]
    return [New("", "done", day, note=note, about=habit), *with_members]


def undo(account: Account, contact: str | None, day: date, now: datetime) -> Entry:
    """Takes back the newest entry, of one contact or of all; it stays in the journal, with the undoing after it.

    Raises CallError when there is nothing left to undo.
    """
    found = [entry for entry in effective(account) if entry.type != "calendar"]  # of which nobody decided anything
    contact_state = [entry for entry in found if contact is None or entry.contact == contact]
    if not contact_state:
        raise CallError(_("there is nothing to undo"))
    taken = _together(found, contact_state[-1])
    with account.write() as connection:
        for entry in taken:
            connection.execute(
                insert(entries).values(
                    account=account.id,
                    contact=id_of(connection, account, entry.contact),
                    type="undo",
                    day=day,
                    recorded_at=now,
                    undoes=entry.id,
                )
            )
    return taken[0]


def _together(found: list[Entry], last: Entry) -> list[Entry]:
    """What was written at once with the last entry: a check-in stands for the project, then for each member."""
    if last.kind != CHECK_IN:
        return [last]
    same = [entry for entry in found if entry.about == last.about and entry.id <= last.id]
    begins = max((entry.id for entry in same if entry.type == "done"), default=last.id)
    return [entry for entry in found if entry.about == last.about and entry.id >= begins]


def all_entries(account: Account) -> list[Entry]:
    columns: list[ColumnElement[Any]] = [column for column in entries.c if column.name not in ("account", "contact")]
    columns.append(slug_of(entries.c.contact).label("contact"))
    with account.read() as connection:
        rows = connection.execute(select(*columns).where(entries.c.account == account.id).order_by(entries.c.id))
        return [_entry(row) for row in rows]


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(**row._mapping)


def effective(account: Account) -> list[Entry]:
    """What counts: all entries but the undoings and what they took back."""
    found = all_entries(account)
    undone = {entry.undoes for entry in found if entry.type == "undo"}
    return [entry for entry in found if entry.type != "undo" and entry.id not in undone]


def newest(account: Account) -> int:
    """The number of the newest entry: as long as it stands, nothing new has happened."""
    with account.read() as connection:
        return connection.execute(select(func.max(entries.c.id)).where(entries.c.account == account.id)).scalar() or 0
