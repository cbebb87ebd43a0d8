"""What an act on a party's status found, for Undo."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "former_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("status_before", sa.String(40), nullable=True),
        sa.Column("status_act_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_back_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name="fk_former_status_act_id_act"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_former_status_party_id_party", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["status_act_id"], ["act.id"], name="fk_former_status_status_act_id_act"),
        sa.PrimaryKeyConstraint("id", name="pk_former_status"),
        sa.UniqueConstraint("act_id", "party_id", name="uq_former_status_act_id_party_id"),
    )
    op.create_index("ix_former_status_party_id", "former_status", ["party_id"])
    op.create_index("ix_former_status_status_act_id", "former_status", ["status_act_id"])


def downgrade() -> None:
    op.drop_table("former_status")
