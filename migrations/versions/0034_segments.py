"""Segments: saved filters over the client list. The discount groups on cards are found without reading every card."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

SAID = sa.text("discount_group <> ''")
SHARED = sa.text("owner_id IS NULL AND word IS NULL")
DEACTIVATED = [{"field": "status", "comparison": "one-of", "values": ["deactivated"]}]


def upgrade() -> None:
    segments = op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("joined", sa.String(length=40), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["login.id"], name="fk_segment_owner_id_login", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
        sa.UniqueConstraint("word", name="uq_segment_word"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_segment_owner_id_name_key", "segment", ["owner_id", "name_key"], unique=True)
    op.create_index(
        "uq_segment_shared_name_key",
        "segment",
        ["name_key"],
        unique=True,
        sqlite_where=SHARED,
        postgresql_where=SHARED,
    )
    ready_made = {"word": "deactivated", "name": "", "name_key": "", "joined": "all", "rules": DEACTIVATED}
    op.bulk_insert(segments, [{**ready_made, "version": 1}])
    op.create_index(
        "ix_party_discount_group", "party", ["discount_group", "id"], sqlite_where=SAID, postgresql_where=SAID
    )


def downgrade() -> None:
    op.drop_index("ix_party_discount_group", "party")
    op.drop_table("segment")
