"""What a mail has shown may be about two things at once, such as a goal and who can help; both names have room."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for table, column, before, length in (("shown", "subject", 80, 255), ("calendar_items", "handle", 40, 120)):
        with op.batch_alter_table(table) as changed:
            changed.alter_column(
                column, existing_type=sa.String(before), type_=sa.String(length), existing_nullable=False
            )
