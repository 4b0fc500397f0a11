"""The database: SQLite in a private file, or PostgreSQL by URL; its transactions, and its faults in words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from followupd.config.atomic import give_to_owner, make_folder
from followupd.config.location import sqlite_uri
from followupd.errors import StateError
from followupd.store.import_tables import metadata
from followupd.text.catalog import _
from followupd.text.causes import cause

PERSONAL = "personal"
Transaction = Connection
"""A transaction of `Account.write`, to be handed on by rooms that do not speak SQL themselves."""
_WRITERS = 0x77726974  # "writ": with the account, our write lock in PostgreSQL


@dataclass(frozen=True, slots=True)
class Account:
    """One person's share of a database. Everything read or written goes through an account."""

    engine: Engine
    id: int

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL."""
        url = self.engine.url  # as a text it would have other letters in the place of "å"
        return Path(url.database or "") if self.engine.dialect.name == "sqlite" else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read by. Raises StateError in words, as every access does."""
        with named_faults(self.engine), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it or nothing."""
        with named_faults(self.engine), writing(self.engine, self.id) as connection:
            yield connection

    def close(self) -> None:
        """Ends the connections of the engine."""
        self.engine.dispose()


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite database by its URL; None for another."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def lock_path(database: Path) -> Path:
    """The file by which one followupd keeps others away. It stays, and so tells that there has been a database."""
    return database.with_name(f"{database.name}.lock")


def lacking(account: Account) -> list[str]:
    """The tables and columns that this version needs and the database lacks, as "outbox" or "outbox.tells"."""
    with account.read() as connection:
        found = inspect(connection)
        there = {name: {column["name"] for column in found.get_columns(name)} for name in found.get_table_names()}
    missing = []
    for table in metadata.sorted_tables:
        if table.name not in there:
            missing.append(table.name)
        else:
            missing += [f"{table.name}.{column.name}" for column in table.c if column.name not in there[table.name]]
    return missing


def connect(url: str) -> Engine:
    """The engine of a database. Raises StateError for an address or a file that cannot be used."""
    path = sqlite_path(url)
    try:
        if path is not None:
            _refuse_emptied(path)
            _make_private(path)
        return _engine(url)
    except (ArgumentError, ValueError):
        raise StateError(_("state.database is not an address that can be used")) from None
    except (NoSuchModuleError, ModuleNotFoundError):
        raise StateError(_("PostgreSQL needs one more part: pip install 'followupd[postgresql]'")) from None
    except OSError as error:
        raise StateError(f"{error.filename}: {cause(error)}; " + _("check what it is and whose it is")) from None


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    """One for a database in a process: it keeps what it has compiled; `Account.close` ends its idle connections."""
    if sqlite_path(url) is None:
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 10, "isolation_level": None})
    event.listen(engine, "do_connect", _open_what_is_there)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_what_is_there(_dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
    """SQLite would make a file anew that was deleted under a daemon, and nobody would notice that all is gone."""
    arguments[0] = sqlite_uri(arguments[0], "rw")
    options["uri"] = True


def _refuse_emptied(path: Path) -> None:
    """A database that was here and holds nothing now is not replaced in silence: with a new one the digest of today
    would come again, and everything that was noted would be gone. Raises StateError."""
    if path.exists() and not path.is_file():
        raise StateError(f"{path}: " + _("not an ordinary file"))
    if not lock_path(path).exists() or (path.exists() and path.stat().st_size):
        return
    raise StateError(
        _("%(path)s is empty or gone, and it held your journal. Put a copy back; or, to begin anew: rm %(lock)s")
        % {"path": path, "lock": lock_path(path)}
    )


def _make_private(path: Path) -> None:
    """The database is its owner's alone (0600), and so are the -wal and -shm beside it, which inherit the mode."""
    make_folder(path.parent)
    new = not path.exists()
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    if new:
        give_to_owner(path.parent, handle)
    os.close(handle)


@contextmanager
def writing(engine: Engine, account: int = 0) -> Iterator[Connection]:
    """A transaction. One writer of an account at a time: SQLite, which has one writer in all, by BEGIN IMMEDIATE;
    PostgreSQL by an advisory lock that ends with the transaction. Account 0 is the database itself."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            turn = {"key": _WRITERS, "account": account}
            connection.execute(text("SELECT pg_advisory_xact_lock(:key, :account)"), turn)
        yield connection


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # FULL: a committed row survives a power cut. The outbox's promises rest on it.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers take their turn at the start, not in the middle, where SQLite could only refuse them."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def compact(account: Account) -> None:
    """Has SQLite write its file anew, so that nothing deleted lies about in it; PostgreSQL does so by itself."""
    if account.file is None:
        return
    with named_faults(account.engine), closing(sqlite3.connect(account.file, timeout=10)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_beside(path: Path, ending: str) -> None:
    """The whole database as it is committed now, private like itself. A copy of an earlier attempt is replaced.

    Raises StateError where there is no room for it.
    """
    beside = path.with_name(f"{path.name}.{ending}")
    try:
        _make_private(beside)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(beside)) as copy:
            source.backup(copy)
    except (sqlite3.Error, OSError) as error:
        raise StateError(f"{beside}: {_mend(str(error))}") from None


def revision(connection: Connection) -> str | None:
    """The newest migration that a database has had; None for one without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def named_faults(engine: Engine) -> Iterator[None]:
    """Raises StateError for an error of the driver, in words that name the database and the mend, never a password."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise StateError(f"{shown(engine)}: {_mend(str(error.orig))}") from error
    except SQLAlchemyError as error:
        raise StateError(f"{shown(engine)}: {error}") from error


def shown(engine: Engine) -> str:
    """The database's address for people: a file's path, or the URL without anything that may be secret."""
    url = engine.url
    return url.database or "" if engine.dialect.name == "sqlite" else url.set(query={}).render_as_string()


def _mend(said: str) -> str:
    said = said.strip().splitlines()[0] if said.strip() else ""
    if "malformed" in said or "not a database" in said:
        mend = _("It was left as it is: move it aside, and put a copy back or start anew.")
        return _("the database is damaged (%s).") % said + " " + mend
    if "full" in said:
        return _("the disk is full (%s). Nothing is lost; free some space") % said
    if "locked" in said:
        return _("another program holds the database (%s); try again in a moment") % said
    return _("the database cannot be used: %s") % said
