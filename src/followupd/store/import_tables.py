"""The tables of imports: see `store.imports`."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from followupd.store.answer_tables import metadata

__all__ = ["forgotten", "imported", "metadata", "refused"]

imported = Table(
    "imported", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("source", String(20), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("contact", String(80), nullable=False),
    Column("owned", Text, nullable=False),  # what the source told of them: JSON
    Index("imported_by_contact", "account", "contact"),
)  # fmt: skip

refused = Table(
    "refused", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("source", String(20), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("contact", String(80), primary_key=True),  # who the record is not
)  # fmt: skip

forgotten = Table(
    "forgotten", metadata,
    Column("account", Integer, ForeignKey("accounts.id"), primary_key=True),
    Column("mark", String(64), primary_key=True),  # a keyed hash of an address, a profile or a UID
)  # fmt: skip
