"""The stored plan at a glance: what `due` needs on an ordinary day, without loading anything heavy.

When neither the config nor the contacts nor the journal have changed since the plan was made today,
its rows are the answer. Everything here is the standard library, for SQLite only; any doubt is
answered with None, and the caller takes the long way.
"""

import json
import os
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from followupd.book.files import look, looks

_PLAN = """
SELECT p.*, (SELECT coalesce(max(e.id), 0) FROM entries e WHERE e.account = p.account) AS newest
FROM plans p JOIN accounts a ON a.id = p.account WHERE a.name = 'personal'
"""
_ROWS = """
SELECT contact, name, kind, due, day, reason FROM planned
WHERE account = ? AND day <= ? ORDER BY day, kind, due, contact
"""


def config_looks(path: Path) -> str:
    """How the configuration looks: the file, and what the environment overrides. Secrets are no part of it."""
    overrides = {key: value for key, value in os.environ.items() if key.startswith("FOLLOWUPD_") and "__" in key}
    return json.dumps([str(path.absolute()), look(path), sorted(overrides.items())])


@dataclass(frozen=True, slots=True)
class Stored:
    rows: list[dict[str, Any]]
    language: str


def stored_rows(config: Path, now: datetime) -> Stored | None:
    """Today's rows as they were planned, or None when anything may have changed since."""
    try:
        raw = tomllib.loads(config.read_text("utf-8-sig"))
        url = os.environ.get("FOLLOWUPD_STATE__DATABASE") or raw.get("state", {}).get(
            "database", "sqlite:///var/followupd.db"
        )
        files = raw.get("contacts", {}).get("files", ["contacts.toml"])
        if not url.startswith("sqlite:///") or "FOLLOWUPD_CONTACTS__FILES" in os.environ:
            return None
        base = config.absolute().parent
        database = base / Path(url.removeprefix("sqlite:///")).expanduser()
        with closing(_reading(database)) as connection:
            return _rows(connection, config_looks(config), looks(files, base), now)
    except (OSError, ValueError, AttributeError, TypeError, KeyError, sqlite3.Error):
        return None


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True)


def _rows(connection: sqlite3.Connection, config: str, sources: str, now: datetime) -> Stored | None:
    connection.row_factory = sqlite3.Row
    plan = connection.execute(_PLAN).fetchone()
    if plan is None or (plan["config"], plan["sources"], plan["entry"]) != (config, sources, plan["newest"]):
        return None
    today = now.astimezone(ZoneInfo(plan["timezone"])).date()
    if plan["day"] != today.isoformat():
        return None
    rows = connection.execute(_ROWS, (plan["account"], plan["lookahead_end"]))
    return Stored(list(as_rows(map(dict, rows), today)), plan["language"])


def as_rows(lines: Iterable[dict[str, Any]], today: date) -> Iterator[dict[str, Any]]:
    """Plan lines, in order of their days, as `due` shows them: each contact once, with the first thing that comes."""
    seen = set()
    for line in lines:
        if line["contact"] in seen:
            continue
        seen.add(line["contact"])
        due, day = str(line["due"]), str(line["day"])
        status = "upcoming" if day > today.isoformat() else "overdue" if due < today.isoformat() else "due"
        yield {
            "contact": line["contact"], "name": line["name"], "due": due, "planned": day,
            "status": status, "kind": line["kind"], "reason": line["reason"],
        }  # fmt: skip
