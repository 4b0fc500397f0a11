"""A database made from the rows of `store.dump`: at the migration they are of, and then brought up to date."""

import base64
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Integer, MetaData, Table, delete, func, insert, select, text

from followupd.errors import StateError
from followupd.store.database import connect, lock_path, named_faults, revision, sqlite_path, writing
from followupd.store.dump import Row
from followupd.store.lock import only_one
from followupd.store.opening import migrate, open_account
from followupd.store.tables import REVISION
from followupd.text.catalog import _

ENDING = "before-restore"
"""What a file is called from then on that another one has taken the place of."""
Tables = Mapping[str, Sequence[Row]]


def put_back(url: str, rows_of: str, tables: Tables, *, replace: bool) -> None:
    """Makes the database anew from rows of a migration. What is there already is kept beside, or refused without
    `replace`. Raises StateError, and AlreadyRunning while a followupd is at work there."""
    if rows_of > REVISION:
        raise StateError(_("the backup was made by a newer followupd; install that version or a newer one"))
    path = sqlite_path(url)
    if path is None:
        engine = connect(url)
        with named_faults(engine):
            _fill(engine, rows_of, tables, replace=replace)
        engine.dispose()
        return
    there = path.exists() and path.stat().st_size > 0
    if there and not replace:
        raise StateError(_("%s holds a journal already; --replace puts the backup in its place") % path)
    fresh = path.with_name(f"{path.name}.restored")
    _remove(fresh)
    engine = connect(f"sqlite:///{fresh}")
    with named_faults(engine):
        _fill(engine, rows_of, tables, replace=False)
    engine.dispose()
    if there:
        _set_aside(url, path)
    os.replace(fresh, path)
    _remove(fresh)


def beside(path: Path) -> Path:
    """Where a file that is replaced is kept; what is kept there from earlier times stays."""
    names = (path.with_name(f"{path.name}.{ENDING}{number}") for number in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if not os.path.lexists(name))


def _set_aside(url: str, path: Path) -> None:
    """Nobody may be at work with it; closing it brings everything into the one file."""
    account = open_account(url)
    with only_one(account):
        account.close()
        os.replace(path, beside(path))
        for ending in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                os.unlink(f"{path}{ending}")


def _remove(path: Path) -> None:
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), lock_path(path)):
        with suppress(FileNotFoundError):
            name.unlink()


def _fill(engine: Engine, rows_of: str, tables: Tables, *, replace: bool) -> None:
    with writing(engine) as connection:
        found = revision(connection)
        if found is None:
            migrate(connection, rows_of)
        elif found != rows_of:
            raise StateError(_("the backup is of another version than the database; restore it into a new one"))
        there = MetaData()
        there.reflect(connection)
        ordered = [table for table in there.sorted_tables if table.name in tables]
        if found is not None:
            _empty(connection, there, tables["accounts"], replace=replace)
        for table in ordered:
            if rows := [_typed(table, row) for row in tables[table.name]]:
                connection.execute(insert(table), rows)
                _go_on_counting(connection, table)
        if rows_of != REVISION:
            migrate(connection)


def _empty(connection: Connection, there: MetaData, mine: Sequence[Row], *, replace: bool) -> None:
    """Makes room in a database that has the tables. Numbers in the rows point to rows, so nobody else may be there."""
    several = [table for table in reversed(there.sorted_tables) if table.name != "alembic_version"]
    names = set(connection.scalars(select(there.tables["accounts"].c.name)))
    if names - {str(row["name"]) for row in mine}:
        raise StateError(_("the database holds other people's accounts; restore the backup into a new one"))
    held = any(connection.execute(select(func.count()).select_from(table)).scalar() for table in several
               if table.name != "accounts")  # fmt: skip
    if held and not replace:
        raise StateError(_("the database holds a journal already; --replace puts the backup in its place"))
    for table in several:
        connection.execute(delete(table))


def _typed(table: Table, row: Row) -> dict[str, Any]:
    """A row as the driver wants it. Columns that the table does not have are of no version that could be."""
    return {name: _value(value, table.c[name].type.python_type) for name, value in row.items()}


def _value(value: Any, kind: type) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    if isinstance(value, str) and kind is datetime:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    return date.fromisoformat(value) if isinstance(value, str) and kind is date else value


def _go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL counts apart from the rows; SQLite goes on after the largest."""
    if connection.dialect.name == "postgresql" and "id" in table.c and isinstance(table.c.id.type, Integer):
        name = {"table": table.name}
        sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), name).scalar()
        if sequence is not None:
            newest = connection.execute(select(func.max(table.c.id))).scalar()
            connection.execute(text("SELECT setval(:sequence, :newest)"), {"sequence": sequence, "newest": newest})
