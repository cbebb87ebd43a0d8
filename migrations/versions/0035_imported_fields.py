"""What a list says in fields of the office's own waits with its rows; what stood there before it is kept for Undo."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    nothing = sa.text("'{}'")
    op.add_column("import_row", sa.Column("own", sa.JSON(), nullable=False, server_default=nothing))
    op.add_column("import_former", sa.Column("own", sa.JSON(), nullable=False, server_default=nothing))


def downgrade() -> None:
    op.drop_column("import_former", "own")
    op.drop_column("import_row", "own")
