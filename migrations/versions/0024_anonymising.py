"""Who was anonymised, and since when; of whom the list beside the backups says so."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("party", sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))
    is_so = sa.text("anonymised_at IS NOT NULL")
    op.create_index("ix_party_anonymised", "party", ["client_role", "id"], sqlite_where=is_so, postgresql_where=is_so)
    op.add_column("erasure", sa.Column("kind", sa.String(40), nullable=False, server_default="deleted"))


def downgrade() -> None:
    op.drop_column("erasure", "kind")
    op.drop_index("ix_party_anonymised", "party")
    op.drop_column("party", "anonymised_at")
