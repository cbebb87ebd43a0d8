"""What is on file of somebody as a customer, and what as a supplier."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

FIELDS = ("discount_group", "our_number", "their_terms")


def upgrade() -> None:
    for name in FIELDS:
        op.add_column("party", sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in reversed(FIELDS):
        op.drop_column("party", name)
