"""A list is taken over in pieces: what was chosen for its duplicates, and how far it is."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("import_run", sa.Column("choice", sa.String(length=40), nullable=False, server_default="skip"))
    op.add_column("import_run", sa.Column("made", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("import_run", "made")
    op.drop_column("import_run", "choice")
