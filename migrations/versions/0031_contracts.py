"""What clients and the office agreed on: contracts, their versions, and the files beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

IS_OPEN = sa.text("stage IN ('draft', 'sent')")
HOLDS = sa.text("holds")


def upgrade() -> None:
    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("terminated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("termination_reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(terminated_on IS NULL) = (terminated_at IS NULL)", name=op.f("ck_contract_terminated_since_when")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_contract_party_id_party"),
        sa.PrimaryKeyConstraint("id", name="pk_contract"),
        sa.UniqueConstraint("number", name="uq_contract_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contract_party_id", "contract", ["party_id", "id"])
    create_version()
    create_file()


def create_version() -> None:
    op.create_table(
        "contract_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("interval", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("notice", sa.Integer(), nullable=True),
        sa.Column("notice_unit", sa.String(length=40), nullable=False),
        sa.Column("renews_by", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_contract_version_ends_after_it_began")),
        sa.CheckConstraint(
            "renews_by IS NULL OR ends_on IS NOT NULL", name=op.f("ck_contract_version_what_renews_has_a_term")
        ),
        sa.CheckConstraint(
            "voided_on IS NULL OR signed_on IS NOT NULL", name=op.f("ck_contract_version_voided_was_signed")
        ),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (signed_on IS NOT NULL)", name=op.f("ck_contract_version_closed_when_signed")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name="fk_contract_version_contract_id_contract", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_contract_version_file_id_stored_file"),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name="fk_contract_version_signature_id_signature"),
        sa.PrimaryKeyConstraint("id", name="pk_contract_version"),
        sa.UniqueConstraint("contract_id", "version", name="uq_contract_version_contract_id_version"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contract_version_file_id", "contract_version", ["file_id"])
    op.create_index("ix_contract_version_signature_id", "contract_version", ["signature_id"])
    held = {"sqlite_where": HOLDS, "postgresql_where": HOLDS}
    op.create_index("uq_contract_version_holds", "contract_version", ["contract_id"], unique=True, **held)
    op.create_index("ix_contract_version_stage", "contract_version", ["stage", "ends_on"], **held)
    unsigned = {"sqlite_where": IS_OPEN, "postgresql_where": IS_OPEN}
    op.create_index("uq_contract_version_open", "contract_version", ["contract_id"], unique=True, **unsigned)


def create_file() -> None:
    op.create_table(
        "contract_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("thumbnail_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name="fk_contract_file_contract_id_contract", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_contract_file_file_id_stored_file"),
        sa.ForeignKeyConstraint(["thumbnail_id"], ["stored_file.id"], name="fk_contract_file_thumbnail_id_stored_file"),
        sa.PrimaryKeyConstraint("id", name="pk_contract_file"),
        sqlite_autoincrement=True,
    )
    for column in ("contract_id", "file_id", "thumbnail_id"):
        op.create_index(f"ix_contract_file_{column}", "contract_file", [column])


def downgrade() -> None:
    op.drop_table("contract_file")
    op.drop_table("contract_version")
    op.drop_table("contract")
