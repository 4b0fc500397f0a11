"""A mail is sent once more only once; and a mailbox is read for several uses.

Some databases have both already, because revision 0007 was edited after it had been used (tests/schemas).
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    if "resent" not in _columns("outbox"):
        with op.batch_alter_table("outbox") as outbox:
            outbox.add_column(sa.Column("resent", sa.Boolean(), nullable=False, server_default=sa.false()))
    if "use" not in _columns("mailboxes"):
        _read_for_several_uses()


def _columns(table: str) -> set[str]:
    return {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}


def _read_for_several_uses() -> None:
    """What was read so far was read for answers. One row for each account: they are carried over by hand."""
    before = sa.Table("mailboxes", sa.MetaData(), autoload_with=op.get_bind())
    rows = [{**row, "use": "answers"} for row in op.get_bind().execute(sa.select(before)).mappings()]
    op.drop_table("mailboxes")
    made = op.create_table(
        "mailboxes",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("use", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime()),
        sa.Column("failing_since", sa.DateTime()),
        sa.Column("trouble", sa.Text()),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("account", "use"),
    )
    op.bulk_insert(made, rows)
