"""The practice of networking: what entries are about, habits, and mails beside the digest."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# SQLite gave the constraint no name, PostgreSQL one of its own; a convention finds it in both.
_UNNAMED = {"uq": "%(table_name)s_unnamed"}


def upgrade() -> None:
    op.create_table(
        "habits",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("habit", sa.String(length=200), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.UniqueConstraint("account", "habit"),
    )
    with op.batch_alter_table("entries") as entries:
        entries.add_column(sa.Column("about", sa.String(length=200)))
        entries.add_column(sa.Column("at", sa.DateTime()))
    with op.batch_alter_table("plans") as plans:
        plans.add_column(sa.Column("wake_at", sa.DateTime()))
    _with_occasion("outbox", ["account", "slot"], "outbox_account_slot_key", "outbox_once")
    _with_occasion("shown", ["account", "slot", "number"], "shown_account_slot_number_key", "shown_once")


def _with_occasion(table: str, key: list[str], postgresql_name: str, name: str) -> None:
    """Several mails can belong to one day: the digest, and beside it a capture or a review."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(table, naming_convention=_UNNAMED) as changed:
        changed.add_column(sa.Column("occasion", sa.String(length=20), nullable=False, server_default="digest"))
        changed.drop_constraint(f"{table}_unnamed" if sqlite else postgresql_name, type_="unique")
        changed.create_unique_constraint(name, [*key[:2], "occasion", *key[2:]])
