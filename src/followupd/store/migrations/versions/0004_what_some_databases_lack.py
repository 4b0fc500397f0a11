"""What databases of the first days lack, because revisions were edited after they had been used; and the clock.

Which columns those databases have was read off every schema that a commit has made (tests/schemas).
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _add_missing("outbox", sa.Column("tells", sa.Text(), nullable=False, server_default="[]"))
    _add_missing("outbox", sa.Column("entry", sa.Integer(), nullable=False, server_default="0"))
    _widen_message_id()
    if not {"valid_from", "valid_until", "calendar_written"} <= _columns("plans"):
        _make_plans_anew()
    _add_missing("dav_items", sa.Column("refused_at", sa.DateTime()))
    if "name" not in _columns("dav_items"):
        with op.batch_alter_table("dav_items") as items:
            items.add_column(sa.Column("name", sa.Text(), nullable=False, server_default=""))
        op.execute("UPDATE dav_items SET name = replace(uid, '@followupd', '') || '.ics'")
    with op.batch_alter_table("books") as books:
        books.add_column(sa.Column("held_since", sa.DateTime()))
        books.add_column(sa.Column("held_for", sa.Text()))
    with op.batch_alter_table("entries") as entries:
        entries.add_column(sa.Column("known_last", sa.Date()))
    with op.batch_alter_table("dav_calendars") as calendars:
        calendars.add_column(sa.Column("lacks", sa.Text()))
    op.create_table(
        "clock_jumps",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("before", sa.DateTime(), nullable=False),
        sa.Column("after", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.UniqueConstraint("account", "after"),
    )


def _columns(table: str) -> set[str]:
    return {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}


def _add_missing(table: str, column: "sa.Column[object]") -> None:
    if column.name not in _columns(table):
        with op.batch_alter_table(table) as changed:
            changed.add_column(column)


def _widen_message_id() -> None:
    columns = sa.inspect(op.get_bind()).get_columns("outbox")
    length = next(getattr(column["type"], "length", None) for column in columns if column["name"] == "message_id")
    if length is not None and length < 400:
        with op.batch_alter_table("outbox") as outbox:
            outbox.alter_column("message_id", type_=sa.String(length=400))


def _make_plans_anew() -> None:
    """A plan is worked out again at the next tick, so nothing is lost with it."""
    op.drop_table("plans")
    op.create_table(
        "plans",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.String(length=20), nullable=False),
        sa.Column("valid_until", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("lookahead_end", sa.Date(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("calendar_written", sa.Boolean(), nullable=False),
        sa.Column("wake_at", sa.DateTime()),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("account"),
    )
