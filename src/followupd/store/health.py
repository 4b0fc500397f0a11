"""What `doctor` asks of a database: whether it is whole, can be written, and what it holds."""

from dataclasses import dataclass

from sqlalchemy import func, select, text, update

from followupd.store.database import Account
from followupd.store.tables import accounts, entries, outbox


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows of the person's there are."""

    entries: int
    mails: int


def damage(account: Account) -> str | None:
    """What SQLite finds wrong with its file, in its own words; None when all is well."""
    with account.read() as connection:
        found = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
    return None if found == "ok" else found


def write_something(account: Account) -> None:
    """Writes a row as it is. Raises StateError where nothing can be written."""
    with account.write() as connection:
        connection.execute(update(accounts).where(accounts.c.id == account.id).values(name=accounts.c.name))


def counted(account: Account) -> Counted:
    """Counts the journal and the mails."""
    with account.read() as connection:
        many = [
            connection.scalar(select(func.count()).select_from(table).where(table.c.account == account.id)) or 0
            for table in (entries, outbox)
        ]
    return Counted(*many)
