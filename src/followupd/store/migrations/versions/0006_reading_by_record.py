"""From which text each contact of the kept book was read, so that only changed ones are read again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("books") as books:
        books.add_column(sa.Column("origin", sa.LargeBinary()))
