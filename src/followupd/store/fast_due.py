"""The stored plan, fast: what `due` needs on an ordinary day, without loading anything heavy.

When neither the config nor the contacts nor the journal have changed since the plan was made today,
its rows are the answer. Everything here is the light part of the standard library, and for SQLite
only; any doubt is answered with None, and the caller takes the long way.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator

from followupd.config.fingerprint import fingerprints
from followupd.config.location import config_looks, plain_sqlite, sqlite_uri

Row = dict[str, str]

_PLAN = """
SELECT p.*, (SELECT coalesce(max(e.id), 0) FROM entries e WHERE e.account = p.account) AS newest,
    (SELECT b.faults FROM books b WHERE b.account = p.account) AS faults
FROM plans p JOIN accounts a ON a.id = p.account WHERE a.name = 'personal'
"""
_ROWS = """
SELECT coalesce(p.slug, d.contact) AS contact, d.name, d.kind, d.due, d.day, d.reason FROM planned d
LEFT JOIN people p ON p.account = d.account AND p.id = d.contact
WHERE d.account = ? AND d.day <= ? ORDER BY d.day, d.kind DESC, d.due, 1
"""


def stored_rows(config: str, now: str) -> tuple[list[Row], str] | None:
    """Today's rows as they were planned and the language of their words, or None when anything may have changed.

    `now` is in UTC and written as in the plan: "2026-11-23T07:00:00Z".
    """
    try:
        if (found := plain_sqlite(config)) is None:
            return None
        raw, database = found
        base = os.path.dirname(os.path.abspath(config))
        sources = fingerprints(raw.get("contacts", {}).get("files", ["contacts.toml"]), base)
        connection = sqlite3.connect(sqlite_uri(database, "ro"), uri=True)
        try:
            return _rows(connection, config_looks(config), sources, now)
        finally:
            connection.close()
    except (OSError, ValueError, AttributeError, TypeError, RecursionError, sqlite3.Error):
        return None


def _rows(connection: sqlite3.Connection, config: str, sources: str, now: str) -> tuple[list[Row], str] | None:
    connection.row_factory = sqlite3.Row
    plan = connection.execute(_PLAN).fetchone()
    if (
        plan is None
        or plan["faults"] != "[]"
        or (plan["config"], plan["sources"], plan["entry"]) != (config, sources, plan["newest"])
    ):
        return None
    if not plan["valid_from"] <= now < plan["valid_until"]:
        return None
    rows = connection.execute(_ROWS, (plan["account"], plan["lookahead_end"]))
    return list(as_rows(map(dict, rows), plan["day"])), plan["language"]


def as_rows(lines: Iterable[dict[str, object]], today: str) -> Iterator[Row]:
    """Plan lines, in order of their days, as `due` shows them: each contact once, with the first thing that comes."""
    seen = set()
    for line in lines:
        if line["contact"] in seen:
            continue
        seen.add(line["contact"])
        due, day = str(line["due"]), str(line["day"])
        status = "upcoming" if day > today else "overdue" if due < today else "due"
        shown = {"contact": line["contact"], "name": line["name"], "due": due, "planned": day}
        shown |= {"status": status, "kind": line["kind"], "reason": line["reason"]}
        yield {key: str(value) for key, value in shown.items()}
