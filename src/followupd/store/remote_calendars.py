"""What we know of a CalDAV server: its calendars, and every item of ours that stands in them."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from followupd.store.database import Account
from followupd.store.tables import THIS_ACCOUNT, dav_calendars, dav_items

Lack = Literal["sync", "tokens"]
"""A server without sync-collection (RFC 6578); one whose sync tokens prove nothing, because it takes any."""
ASK_AGAIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RemoteCalendar:
    """A calendar on the server. `part` says what belongs in it; instants are in UTC."""

    part: str
    address: str
    writer: str
    url: str | None = None
    token: str | None = None
    listed_at: datetime | None = None
    next_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    trouble: str | None = None
    others_at: datetime | None = None
    """When another followupd was last seen to write here."""
    lacks: str | None = None
    """What the server was seen not to do: each with the day on which it was seen, JSON."""

    def does_not(self, what: Lack, today: date) -> bool:
        """Whether it is known that the server does not do this. After a month it is asked again."""
        seen = json.loads(self.lacks or "{}").get(what)
        return seen is not None and today - date.fromisoformat(seen) < ASK_AGAIN

    def lacking(self, what: Lack, today: date) -> "RemoteCalendar":
        """The same, knowing since today that the server does not do this."""
        return replace(self, lacks=json.dumps({**json.loads(self.lacks or "{}"), what: str(today)}))


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """An item on the server. `ours` was written last; `content` stands there now, with the person's changes."""

    uid: str
    part: str
    name: str
    """Of its resource in the calendar."""
    etag: str
    """Empty for what never got there."""
    digest: str
    """Of the item that was written last, or that the server refused."""
    ours: str
    content: str
    state: str = "there"
    refused_at: datetime | None = None
    """When the server last refused to take it, or a change to it."""

    @property
    def stands(self) -> bool:
        """Whether it stands on the server as an item of ours."""
        return self.state == "there" and bool(self.etag)


@dataclass(frozen=True, slots=True)
class Synced:
    """How a command's round went: the calendars, each with its trouble, and `trouble` that belongs to none of them.
    When not `finished`, it still runs in its thread for a moment, and no other may begin."""

    calendars: tuple[RemoteCalendar, ...]
    trouble: str = ""
    finished: bool = True

    @property
    def troubles(self) -> list[str]:
        """What is wrong, in words, the calendars' own last."""
        return [*filter(None, [self.trouble, *(calendar.trouble for calendar in self.calendars)])]


def resource_name(uid: str) -> str:
    """The name of an item's resource in a calendar."""
    return f"{uid.removesuffix('@followupd')}.ics"


_CALENDARS = select(*(dav_calendars.c[name] for name in RemoteCalendar.__slots__)).where(
    dav_calendars.c.account == THIS_ACCOUNT
)
_TAKEN = select(dav_items.c.uid).where(dav_items.c.account == THIS_ACCOUNT, dav_items.c.state.in_(("taken", "left")))


def calendars(account: Account) -> dict[str, RemoteCalendar]:
    """Every calendar that is known, by its part."""
    with account.read() as connection:
        rows = connection.execute(_CALENDARS, {"account": account.id})
        return {row.part: RemoteCalendar(**row._mapping) for row in rows}


def in_trouble(account: Account, parts: Sequence[str]) -> list[RemoteCalendar]:
    """Those of some parts that are in trouble, as the last round left them."""
    return [remote for part, remote in calendars(account).items() if part in parts and remote.trouble]


def calendar(account: Account, part: str, address: str) -> RemoteCalendar:
    """A calendar as it is known; a new one when the config names another server, and nothing is known of its items."""
    known = calendars(account).get(part)
    if known is not None and known.address == address:
        return known
    fresh = RemoteCalendar(part, address, known.writer if known is not None else secrets.token_hex(8))
    with account.write() as connection:
        connection.execute(delete(dav_calendars).where(_calendar(account, part)))
        # What the person deleted stays deleted, also when only the address was mended.
        forgotten = (dav_items.c.account == account.id) & (dav_items.c.part == part) & (dav_items.c.state != "taken")
        connection.execute(delete(dav_items).where(forgotten))
        connection.execute(insert(dav_calendars).values(account=account.id, **_values(fresh)))
    return fresh


def rename(account: Account, part: str, new: str) -> None:
    """The calendar of one part becomes that of another, with everything in it."""
    with account.write() as connection:
        for table in (dav_calendars, dav_items):
            mine = (table.c.account == account.id) & (table.c.part == part)
            connection.execute(update(table).where(mine).values(part=new))


def leave(account: Account, part: str) -> None:
    """Forgets a calendar that the config wants no more. What stands in it stays there."""
    with account.write() as connection:
        for table in (dav_calendars, dav_items):
            connection.execute(delete(table).where(table.c.account == account.id, table.c.part == part))


def keep_calendar(account: Account, remote: RemoteCalendar) -> None:
    """Writes down how a calendar stands."""
    with account.write() as connection:
        connection.execute(update(dav_calendars).where(_calendar(account, remote.part)).values(_values(remote)))


def request_sync(account: Account, now: datetime, *, failing: bool = False) -> None:
    """Has the calendars synchronised at once, because something is new here. A failing one keeps its retry time, unless
    `failing` is set: what was wrong may have been fixed."""
    mine = (dav_calendars.c.account == account.id) & ((dav_calendars.c.failures == 0) | failing)
    with account.write() as connection:
        connection.execute(update(dav_calendars).where(mine).values(next_at=now))


def items(account: Account, part: str) -> dict[str, RemoteItem]:
    """Everything of ours in a calendar, by UID."""
    return _items(account, dav_items.c.part == part)


def elsewhere(account: Account, part: str) -> dict[str, RemoteItem]:
    """Everything of ours in the other calendars, by UID."""
    return _items(account, dav_items.c.part != part)


def _items(account: Account, which: ColumnElement[bool]) -> dict[str, RemoteItem]:
    columns = [dav_items.c[name] for name in RemoteItem.__slots__]
    query = select(*columns).where(dav_items.c.account == account.id, which)
    with account.read() as connection:
        return {row.uid: RemoteItem(**row._mapping) for row in connection.execute(query)}


def taken(account: Account) -> set[str]:
    """The UIDs of items we no longer write: the user deleted them on the server, or they are over and left there."""
    with account.read() as connection:
        return set(connection.scalars(_TAKEN, {"account": account.id}))


def keep(connection: Connection, account: Account, item: RemoteItem) -> None:
    """Writes down an item, new or known, within a transaction."""
    mine = (dav_items.c.account == account.id) & (dav_items.c.uid == item.uid)
    values = {name: getattr(item, name) for name in RemoteItem.__slots__}
    if not connection.execute(update(dav_items).where(mine).values(values)).rowcount:
        connection.execute(insert(dav_items).values(account=account.id, **values))


def forget(account: Account, uid: str) -> None:
    """Forgets an item that we deleted, or that never got to the server."""
    with account.write() as connection:
        connection.execute(delete(dav_items).where(dav_items.c.account == account.id, dav_items.c.uid == uid))


def forget_all(connection: Connection, account: Account, part: str) -> None:
    """Nothing of ours stands in the calendar any more, within a transaction; what the person deleted stays deleted."""
    mine = (dav_items.c.account == account.id) & (dav_items.c.part == part) & (dav_items.c.state != "taken")
    connection.execute(delete(dav_items).where(mine))


def _calendar(account: Account, part: str) -> ColumnElement[bool]:
    return (dav_calendars.c.account == account.id) & (dav_calendars.c.part == part)


def _values(remote: RemoteCalendar) -> dict[str, object]:
    return {name: getattr(remote, name) for name in RemoteCalendar.__slots__}
