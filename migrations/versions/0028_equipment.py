"""What clients have from the office, or keep there: lockers, lines, printers, access cards."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "equipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("serial", sa.String(length=100), nullable=False),
        sa.Column("serial_key", sa.String(), nullable=True),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("supplier", sa.String(length=200), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=True),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("handed_out_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("warranty_until >= bought_on", name=op.f("ck_equipment_warranty_after_bought")),
        sa.CheckConstraint("returned_on >= handed_out_on", name=op.f("ck_equipment_returned_after_handed_out")),
        sa.CheckConstraint(
            "returned_on IS NULL OR handed_out_on IS NOT NULL", name=op.f("ck_equipment_returned_was_handed_out")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_equipment_party_id_party", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_equipment"),
        sa.UniqueConstraint("serial_key", name="uq_equipment_serial_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_equipment_party_id", "equipment", ["party_id", "id"])
    create_photo()


def create_photo() -> None:
    op.create_table(
        "equipment_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("equipment_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("thumbnail_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["equipment_id"], ["equipment.id"], name="fk_equipment_photo_equipment_id_equipment", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_equipment_photo_file_id_stored_file"),
        sa.ForeignKeyConstraint(
            ["thumbnail_id"], ["stored_file.id"], name="fk_equipment_photo_thumbnail_id_stored_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_equipment_photo"),
        sqlite_autoincrement=True,
    )
    for column in ("equipment_id", "file_id", "thumbnail_id"):
        op.create_index(f"ix_equipment_photo_{column}", "equipment_photo", [column])


def downgrade() -> None:
    op.drop_table("equipment_photo")
    op.drop_table("equipment")
