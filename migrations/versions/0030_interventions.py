"""Work done for clients: when, by whom, on which equipment, and the reports of it."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "intervention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("equipment_id", sa.Integer(), nullable=True),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_intervention_ends_after_it_began")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_intervention_took_some_time")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_intervention_party_id_party", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["equipment_id"], ["equipment.id"], name="fk_intervention_equipment_id_equipment"),
        sa.PrimaryKeyConstraint("id", name="pk_intervention"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_intervention_party_id", "intervention", ["party_id", "id"])
    op.create_index("ix_intervention_on_card", "intervention", ["party_id", "day", "id"])
    op.create_index("ix_intervention_day", "intervention", ["day"])
    op.create_index("ix_intervention_equipment_id", "intervention", ["equipment_id"])
    create_technician()
    create_report()


def create_technician() -> None:
    op.create_table(
        "intervention_technician",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intervention_id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervention_id"],
            ["intervention.id"],
            name="fk_intervention_technician_intervention_id_intervention",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["login_id"], ["login.id"], name="fk_intervention_technician_login_id_login", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_intervention_technician"),
        sa.UniqueConstraint("intervention_id", "login_id", name="uq_intervention_technician_intervention_id_login_id"),
    )
    op.create_index("ix_intervention_technician_login_id", "intervention_technician", ["login_id"])


def create_report() -> None:
    op.create_table(
        "intervention_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intervention_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("made", sa.String(length=40), nullable=False),
        sa.Column("of_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["intervention_id"],
            ["intervention.id"],
            name="fk_intervention_report_intervention_id_intervention",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_intervention_report_file_id_stored_file"),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name="fk_intervention_report_signature_id_signature"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_intervention_report"),
        sa.UniqueConstraint("signature_id", name="uq_intervention_report_signature_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_intervention_report_intervention_id", "intervention_report", ["intervention_id"])
    op.create_index("ix_intervention_report_file_id", "intervention_report", ["file_id"])


def downgrade() -> None:
    op.drop_table("intervention_report")
    op.drop_table("intervention_technician")
    op.drop_table("intervention")
