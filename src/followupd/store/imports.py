"""What imports told of whom: the records of each source, by key, and who a record is not."""

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from followupd.store.database import Account
from followupd.store.import_tables import imported, refused
from followupd.store.people import ids_of, slug_of


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a source: the id in the book of whoever it is, and what the source told of what it owns."""

    key: str
    contact: str
    owned: Mapping[str, Any]


_FILES = "file"
"""The source of rows that tell of whole files: the newest of each kind, `owned` its hash and how many people it had."""


def was_read(account: Account, digest: str) -> tuple[str, int] | None:
    """The kind of a file, and how many people were in it, if all of it was taken the last time one of its kind was."""
    for record in known(account, _FILES):
        if record.owned["digest"] == digest:
            return record.key, int(record.owned["people"])
    return None


def keep_file(account: Account, kind: str, digest: str, people: int) -> None:
    """Writes down that all of a file was taken."""
    mine = (imported.c.account == account.id) & (imported.c.source == _FILES) & (imported.c.key == kind)
    owned = json.dumps({"digest": digest, "people": people})
    with account.write() as connection:
        connection.execute(delete(imported).where(mine))
        row = {"account": account.id, "source": _FILES, "key": kind, "contact": "", "owned": owned}
        connection.execute(insert(imported).values(row))


def known(account: Account, source: str) -> list[Record]:
    """What was imported from a source so far."""
    query = select(imported.c.key, slug_of(imported.c.contact), imported.c.owned)
    mine = (imported.c.account == account.id) & (imported.c.source == source)
    with account.read() as connection:
        return [Record(key, slug, json.loads(owned)) for key, slug, owned in connection.execute(query.where(mine))]


def not_meant(account: Account, source: str) -> dict[str, frozenset[str]]:
    """Who each record is not, by its key, as the person said."""
    query = select(refused.c.key, slug_of(refused.c.contact))
    mine = (refused.c.account == account.id) & (refused.c.source == source)
    found: dict[str, set[str]] = defaultdict(set)
    with account.read() as connection:
        for key, slug in connection.execute(query.where(mine)):
            found[key].add(slug)
    return {key: frozenset(slugs) for key, slugs in found.items()}


def keep(
    account: Account, source: str, records: Iterable[Record], denied: Iterable[tuple[str, str]],
    present: Container[str] = (),
) -> None:  # fmt: skip
    """Writes down who the records are, in place of what was known of them, and of the same people by keys that are not
    `present` in the source any more; and the pairs of key and id in the book that the person said are two people."""
    records, denied = list(records), list(denied)
    with account.write() as connection:
        ids = ids_of(connection, account, {record.contact for record in records} | {slug for _key, slug in denied})
        mine = (imported.c.account == account.id) & (imported.c.source == source)
        keys, who = {record.key for record in records}, {ids[record.contact] for record in records}
        before = connection.execute(select(imported.c.contact, imported.c.key).where(mine)).all()
        for row in before:
            if row.key in keys or (row.contact in who and row.key not in present):
                connection.execute(delete(imported).where(mine, imported.c.key == row.key))
        if records:
            rows = [{"account": account.id, "source": source, "key": record.key, "contact": ids[record.contact],
                     "owned": json.dumps(record.owned, ensure_ascii=False)}
                    for record in records]  # fmt: skip
            connection.execute(insert(imported), rows)
        for key, slug in denied:
            pair = {"account": account.id, "source": source, "key": key, "contact": ids[slug]}
            which = [refused.c[name] == value for name, value in pair.items()]
            if connection.execute(select(refused.c.key).where(*which)).first() is None:
                connection.execute(insert(refused).values(pair))
