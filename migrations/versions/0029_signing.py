"""Who signed which paper, drawn on a tablet or on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(length=200), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("way <> 'drawn' OR signed_at IS NOT NULL", name=op.f("ck_signature_moment_of_drawing")),
        sa.CheckConstraint("voided_at IS NULL OR voided_by <> ''", name=op.f("ck_signature_voided_by_somebody")),
        sa.CheckConstraint("voided_at IS NOT NULL OR void_reason = ''", name=op.f("ck_signature_reason_of_voiding")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_signature_file_id_stored_file"),
        sa.PrimaryKeyConstraint("id", name="pk_signature"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_signature_file_id", "signature", ["file_id"])


def downgrade() -> None:
    op.drop_table("signature")
