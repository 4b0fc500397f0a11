"""All that the database holds of an account, as plain rows: to be taken elsewhere, or put back (`putting_back`)."""

import base64
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, select

from followupd.store.database import Account, named_faults
from followupd.store.import_tables import metadata
from followupd.store.tables import REVISION, accounts

_SECRET_TABLES = frozenset({"feed_keys", "sign_ins"})
_SECRET_COLUMNS = {"accounts": ("secret",)}
Row = dict[str, Any]
"""A row as JSON has it: dates and instants as ISO 8601, bytes as {"base64": …}."""


def dump(account: Account, *, secrets: bool) -> dict[str, list[Row]]:
    """Every table of this account as it was at one moment, whoever writes meanwhile. Without `secrets` the marks by
    which answers are known, the keys of the calendar's addresses and what a sign-in gave are left out: new ones are
    made when needed."""
    with named_faults(account.engine), account.engine.connect() as connection:
        if account.engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        return {
            table.name: list(_rows(connection, table, account, secrets))
            for table in metadata.sorted_tables if secrets or table.name not in _SECRET_TABLES
        }  # fmt: skip


def revision() -> str:
    """Which migration the rows are of."""
    return REVISION


def _rows(connection: Connection, table: Table, account: Account, secrets: bool) -> Iterator[Row]:
    mine = table.c.id == account.id if table is accounts else table.c.account == account.id
    left_out = () if secrets else _SECRET_COLUMNS.get(table.name, ())
    order = list(table.primary_key.columns) or list(table.columns)
    for row in connection.execute(select(table).where(mine).order_by(*order)).mappings():
        yield {name: None if name in left_out else _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return value.isoformat() if isinstance(value, date) else value
