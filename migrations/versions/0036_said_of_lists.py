"""Which sign stands before the decimals of a list; and a row that names a choice which only its card keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    nothing = sa.text("''")
    op.add_column("import_run", sa.Column("decimal_sign", sa.String(1), nullable=False, server_default=nothing))
    op.add_column("import_mapping", sa.Column("decimal_sign", sa.String(1), nullable=False, server_default=nothing))
    op.add_column("import_row", sa.Column("names_retired", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("import_row", "names_retired")
    op.drop_column("import_mapping", "decimal_sign")
    op.drop_column("import_run", "decimal_sign")
