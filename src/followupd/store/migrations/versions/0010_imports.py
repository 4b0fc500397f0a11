"""What an import told of whom, so that the next one knows them again, and who a record is not."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "imported",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=80), nullable=False),
        sa.Column("owned", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("account", "source", "key"),
    )
    op.create_index("imported_by_contact", "imported", ["account", "contact"])
    op.create_table(
        "refused",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("account", "source", "key", "contact"),
    )
