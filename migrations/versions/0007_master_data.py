"""Master data: the currency, and for Italy SDI code and PEC; of parties and of rows on their way in."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = ("party", "import_row")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("sdi_code", sa.String(7), nullable=False, server_default=""))
        op.add_column(table, sa.Column("pec", sa.String(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("currency", sa.String(3), nullable=False, server_default=""))


def downgrade() -> None:
    for table in reversed(TABLES):
        for column in ("currency", "pec", "sdi_code"):
            op.drop_column(table, column)
