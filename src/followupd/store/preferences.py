"""The checked settings, stored with the account, so that an unchanged config is not checked again."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
from sqlalchemy import select, update

from followupd import __version__
from followupd.config.location import config_looks, plain_sqlite, sqlite_uri
from followupd.config.settings import Settings
from followupd.store.database import Account
from followupd.store.tables import accounts


class Kept(msgspec.Struct, frozen=True):
    version: str
    settings: Settings


def known(config: Path) -> Settings | None:
    """The settings of a config that looks as it did when it was checked last; None when anything may have changed.

    Only of a SQLite database that lies where the file says; any doubt takes the long way.
    """
    try:
        if (found := plain_sqlite(config)) is None:
            return None
        with closing(sqlite3.connect(sqlite_uri(found[1], "ro"), uri=True)) as connection:
            row = connection.execute("SELECT preferences FROM accounts WHERE name = 'personal'").fetchone()
        if row is None or row[0] is None:
            return None
        kept = msgspec.json.decode(row[0], type=Kept)
    except (OSError, ValueError, AttributeError, TypeError, RecursionError, sqlite3.Error):
        return None
    held, path = kept.settings, str(config.absolute())
    fresh = kept.version == __version__ and held.config == path and held.seen == config_looks(config)
    return held if fresh else None


def keep(account: Account, settings: Settings) -> None:
    """Writes down the settings that are in force, when others were kept."""
    content = msgspec.json.encode(Kept(__version__, settings)).decode()
    mine = accounts.c.id == account.id
    with account.read() as connection:
        if connection.execute(select(accounts.c.preferences).where(mine)).scalar() == content:
            return
    with account.write() as connection:
        connection.execute(update(accounts).where(mine).values(preferences=content))
