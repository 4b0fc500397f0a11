"""An account and each person have an identity of their own; what a round asks at once is kept and indexed.

People who stand in the journal or the calendar already keep their id as identity, so every UID in a calendar stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_KNOWN = """
INSERT INTO people (account, id, slug, seed, emails)
SELECT account, contact, contact, contact, '[]' FROM (
    SELECT account, contact FROM entries WHERE contact <> ''
    UNION SELECT account, contact FROM newcomers
    UNION SELECT account, contact FROM planned
    UNION SELECT account, subject FROM shown WHERE kind IN ('follow-up', 'greeting', 'birthday', 'talk')
    UNION SELECT account, subject FROM calendar_items WHERE kind IN ('follow-up', 'birthday', 'milestone', 'talk')
) AS known
"""


def upgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("identity", sa.String(length=40)))
        accounts.add_column(sa.Column("seed", sa.String(length=300)))
        accounts.add_column(sa.Column("preferences", sa.Text()))
        accounts.add_column(sa.Column("next_due_at", sa.DateTime()))
        accounts.add_column(sa.Column("summaries", sa.String(length=100)))
        accounts.create_index("accounts_by_due", ["next_due_at"])
    op.create_table(
        "people",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("seed", sa.String(length=80), nullable=False),
        sa.Column("emails", sa.Text(), nullable=False),
        sa.Column("vcard_uid", sa.String(length=300)),
        sa.Column("url", sa.Text()),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("account", "id"),
        sa.UniqueConstraint("account", "slug", name="people_once"),
    )
    op.execute(_KNOWN)
    op.create_table(
        "summaries",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("account", "contact"),
    )
    op.create_table(
        "commands",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("account", "key"),
    )
    with op.batch_alter_table("entries") as entries:
        entries.create_index("entries_by_id", ["account", "id"])
        entries.create_index("entries_by_day", ["account", "day"])
        entries.create_index("entries_undone", ["account", "undoes"])
