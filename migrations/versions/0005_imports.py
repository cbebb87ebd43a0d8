"""Lists on their way in: runs and their staged rows."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# Sorted by code point on both databases.
ordered = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("refusal", sa.JSON(), nullable=True),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("delimiter", sa.String(length=1), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("client_role", sa.String(40), nullable=False),
        sa.Column("home_country", sa.String(length=2), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_new", sa.Integer(), nullable=False),
        sa.Column("rows_duplicate", sa.Integer(), nullable=False),
        sa.Column("rows_wrong", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("unknown_countries", sa.JSON(), nullable=False),
        sa.Column("country_answers", sa.JSON(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name="fk_import_run_act_id_act"),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_import_run_file_id_stored_file"),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
        sa.UniqueConstraint("key", name="uq_import_run_key"),
    )
    op.create_index("ix_import_run_act_id", "import_run", ["act_id"])
    op.create_index("ix_import_run_file_id", "import_run", ["file_id"])
    op.create_table(
        "import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("matched", sa.JSON(), nullable=False),
        sa.Column("duplicate_of_row", sa.Integer(), nullable=True),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("namesake_row", sa.Integer(), nullable=True),
        sa.Column("namesake_id", sa.Integer(), nullable=True),
        sa.Column("country_typed", sa.String(), nullable=False),
        sa.Column("phone_unknown", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("sort_name", ordered, nullable=False),
        sa.Column("previous_number", sa.String(), nullable=False),
        sa.Column("tax_id", sa.String(), nullable=False),
        sa.Column("tax_key", sa.String(), nullable=False),
        sa.Column("registration_id", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("house_number", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("post_office", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("phone_e164", sa.String(length=20), nullable=False),
        sa.Column("phone_extension", sa.String(length=20), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("customer_since", sa.Date(), nullable=True),
        sa.Column("since_key", ordered, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_first_name", sa.String(), nullable=False),
        sa.Column("contact_last_name", sa.String(), nullable=False),
        sa.Column("contact_sort_name", ordered, nullable=False),
        sa.Column("contact_position", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_email_key", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("contact_phone_e164", sa.String(length=20), nullable=False),
        sa.Column("contact_phone_extension", sa.String(length=20), nullable=False),
        sa.Column("contact_language", sa.String(length=8), nullable=False),
        sa.Column("contact_words", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("party_number", sa.String(), nullable=True),
        sa.Column("party_number_key", ordered, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name="fk_import_row_run_id_import_run"),
        sa.PrimaryKeyConstraint("id", name="pk_import_row"),
    )
    op.create_index("ix_import_row_email_key", "import_row", ["run_id", "email_key"])
    op.create_index("ix_import_row_previous_number", "import_row", ["run_id", "previous_number"])
    op.create_index("ix_import_row_sort_name", "import_row", ["run_id", "sort_name"])
    op.create_index("ix_import_row_tax_key", "import_row", ["run_id", "tax_key"])
    op.create_index("uq_import_row_number", "import_row", ["run_id", "number"], unique=True)


def downgrade() -> None:
    op.drop_table("import_row")
    op.drop_table("import_run")
