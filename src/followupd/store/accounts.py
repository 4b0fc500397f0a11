"""What is kept of an account itself: what its calendar goes by, and when a round is to look at it again."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, or_, select, update

from followupd.store.database import Account, named_faults
from followupd.store.tables import THIS_ACCOUNT, accounts, entries

_SECRET = select(accounts.c.secret).where(accounts.c.id == THIS_ACCOUNT)
_SEED = select(accounts.c.seed).where(accounts.c.id == THIS_ACCOUNT)


def seed(account: Account, address: str) -> str:
    """What the keys of the account's calendar items are made from: the person's address when it was first asked for.

    It stays when the address changes, and so do the items. A second machine with the same address and the same calendar
    makes the same keys, and no doubles.
    """
    with account.read() as connection:
        found = connection.execute(_SEED, {"account": account.id}).scalar()
    if found is not None:
        return str(found)
    with account.write() as connection:
        unmade = (accounts.c.id == account.id) & accounts.c.seed.is_(None)
        connection.execute(update(accounts).where(unmade).values(seed=address))
        return str(connection.execute(_SEED, {"account": account.id}).scalar_one())


def secret(account: Account) -> str:
    """What tokens and Message-IDs of the account are keyed with; empty before there is a mail."""
    with account.read() as connection:
        return str(connection.execute(_SECRET, {"account": account.id}).scalar() or "")


def make_secret(account: Account) -> None:
    """Makes the secret, once."""
    if not secret(account):
        unmade = (accounts.c.id == account.id) & accounts.c.secret.is_(None)
        with account.write() as connection:
            connection.execute(update(accounts).where(unmade).values(secret=secrets.token_hex(32)))


LOOK_EVERY = timedelta(hours=1)
"""Every account is looked at this often, whatever is known of it; so nothing that was forgotten waits for longer."""


def due(engine: Engine, now: datetime) -> Sequence[Account]:
    """The accounts that a round is to look at now: one query by an index, however many accounts there are."""
    # What lies farther ahead was written by a clock that was ahead.
    ahead = accounts.c.next_due_at > now + LOOK_EVERY
    come = or_(accounts.c.next_due_at <= now, accounts.c.next_due_at.is_(None), ahead)
    with named_faults(engine), engine.connect() as connection:
        return [Account(engine, row.id) for row in connection.execute(select(accounts.c.id).where(come))]


def look_soon(connection: Connection, account: Account) -> None:
    """Something is new: the next round looks at the account at once. Within a transaction."""
    connection.execute(update(accounts).where(accounts.c.id == account.id).values(next_due_at=None))


def set_next_due(account: Account, moment: datetime, entry: int) -> None:
    """When a round is to look again, in UTC; it may be early, never late. `entry` is the newest that the round knew:
    when something was written down meanwhile, the account stays due."""
    known = select(func.coalesce(func.max(entries.c.id), 0)).where(entries.c.account == account.id).scalar_subquery()
    with account.write() as connection:
        connection.execute(
            update(accounts).where(accounts.c.id == account.id, known <= entry).values(next_due_at=moment)
        )


def forget_summaries(connection: Connection, account: Account) -> None:
    """Has every summary made anew: past entries were corrected or a contact was renamed. Within a transaction."""
    connection.execute(update(accounts).where(accounts.c.id == account.id).values(summaries=None))
