"""The calendar three ways out: items with their text, feeds, and what stands on a CalDAV server."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NO_TEXT = sa.text("''")


def upgrade() -> None:
    with op.batch_alter_table("entries") as entries:
        entries.add_column(sa.Column("place", sa.String(length=200)))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("entry", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("calendar_items") as items:
        items.add_column(sa.Column("key", sa.String(length=64), nullable=False, server_default=_NO_TEXT))
        items.add_column(sa.Column("generation", sa.Integer(), nullable=False, server_default=sa.text("0")))
        for name, length in (("part", 20), ("kind", 20), ("subject", 200), ("claim", 20), ("handle", 40),
                             ("starts", 40), ("ends", 40)):  # fmt: skip
            items.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=_NO_TEXT))
        items.add_column(sa.Column("state", sa.String(length=10), nullable=False, server_default=sa.text("'there'")))
        items.add_column(sa.Column("content", sa.Text(), nullable=False, server_default=_NO_TEXT))
    # A UID was the name of its thing, and stays that of the thing's first item.
    op.execute("UPDATE calendar_items SET key = replace(uid, '@followupd', '')")
    with op.batch_alter_table("calendar_items") as items:
        for name in ("key", "generation", "part", "kind", "subject", "claim", "handle", "starts", "ends", "state",
                     "content"):  # fmt: skip
            items.alter_column(name, server_default=None)
    op.create_table(
        "feeds",
        _account(),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.UniqueConstraint("account", "name"),
    )
    op.create_table(
        "feed_keys",
        _account(),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "dav_calendars",
        _account(),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("token", sa.Text()),
        sa.Column("listed_at", sa.DateTime()),
        sa.Column("next_at", sa.DateTime()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime()),
        sa.Column("trouble", sa.Text()),
        sa.Column("others_at", sa.DateTime()),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.UniqueConstraint("account", "part"),
    )
    op.create_table(
        "dav_items",
        _account(),
        sa.Column("uid", sa.String(length=100), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ours", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("refused_at", sa.DateTime()),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.UniqueConstraint("account", "uid"),
    )


def _account() -> "sa.Column[int]":
    return sa.Column("account", sa.Integer(), nullable=False)
