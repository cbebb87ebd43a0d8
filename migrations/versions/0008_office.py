"""The office's own settings, what new clients begin with, how long records are kept; events by time and by person."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "client_defaults",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("client_role", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_client_defaults"),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("public_address", sa.String(), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("archived_mail", sa.String(40), nullable=False),
        sa.Column("archived_mail_days", sa.Integer(), nullable=False),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["logo_id"], ["stored_file.id"], name="fk_office_logo_id_stored_file"),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
    )
    op.create_index("ix_office_logo_id", "office", ["logo_id"])
    op.create_table(
        "retention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_retention"),
        sa.UniqueConstraint("country", "kind", name="uq_retention_country_kind"),
    )
    op.create_index("ix_event_at", "event", ["at", "id"])
    op.create_index("ix_act_by_id", "act", ["by_id"])


def downgrade() -> None:
    op.drop_index("ix_act_by_id", table_name="act")
    op.drop_index("ix_event_at", table_name="event")
    op.drop_table("retention")
    op.drop_table("office")
    op.drop_table("client_defaults")
