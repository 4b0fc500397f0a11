"""What is kept of an account itself: its identity, and when a round is to look at it again."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, or_, select, update

from followupd.store.database import Account, named_faults
from followupd.store.tables import accounts, calendar_items


def identity(account: Account, address: str) -> str:
    """What the keys of the account's calendar items begin with. It is made once and never changes.

    Before there was such a thing it was the person's address: where items stand in a calendar already, that of now is
    taken, so that every UID stays.
    """
    with account.read() as connection:
        found = connection.execute(select(accounts.c.identity).where(accounts.c.id == account.id)).scalar()
    if found is not None:
        return str(found)
    with account.write() as connection:
        items = select(calendar_items.c.uid).where(calendar_items.c.account == account.id).limit(1)
        made = address if connection.execute(items).first() is not None else secrets.token_hex(16)
        unmade = (accounts.c.id == account.id) & accounts.c.identity.is_(None)
        connection.execute(update(accounts).where(unmade).values(identity=made))
        return str(connection.execute(select(accounts.c.identity).where(accounts.c.id == account.id)).scalar_one())


def due(engine: Engine, now: datetime) -> Sequence[Account]:
    """The accounts that a round is to look at now: one query by an index, however many accounts there are."""
    come = or_(accounts.c.next_due_at <= now, accounts.c.next_due_at.is_(None))
    with named_faults(engine), engine.connect() as connection:
        return [Account(engine, row.id) for row in connection.execute(select(accounts.c.id).where(come))]


def look_soon(connection: Connection, account: Account) -> None:
    """Something is new: the next round looks at the account at once. Within a transaction."""
    connection.execute(update(accounts).where(accounts.c.id == account.id).values(next_due_at=None))


def set_next_due(account: Account, moment: datetime) -> None:
    """When a round is to look again; it may be early, never late. In UTC."""
    with account.write() as connection:
        connection.execute(update(accounts).where(accounts.c.id == account.id).values(next_due_at=moment))
