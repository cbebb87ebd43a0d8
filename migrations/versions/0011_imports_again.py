"""Imports: sheets, remembered columns, roles and numbers of rows, duplicates that are more than left out, Undo."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ordered = sa.String().with_variant(sa.String(collation="C"), "postgresql")
nothing = sa.text("'[]'")


def upgrade() -> None:
    op.add_column("import_run", sa.Column("sheet", sa.String(), nullable=False, server_default=""))
    op.add_column("import_run", sa.Column("sheets", sa.JSON(), nullable=False, server_default=nothing))
    op.add_column("import_row", sa.Column("number_taken", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("import_row", sa.Column("gives", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("import_row", sa.Column("client_role", sa.String(40), nullable=False, server_default="customer"))
    op.add_column("import_row", sa.Column("is_supplier", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("import_row", sa.Column("kept_number", sa.String(), nullable=False, server_default=""))
    op.add_column("import_row", sa.Column("kept_number_key", ordered, nullable=False, server_default=""))
    op.add_column("import_row", sa.Column("fate", sa.String(40), nullable=True))
    op.create_index("ix_import_row_kept_number_key", "import_row", ["run_id", "kept_number_key"])
    # Until now the whole list had one role, and every new row of a list that was taken over came in.
    op.execute(
        "UPDATE import_row SET client_role ="
        " (SELECT client_role FROM import_run WHERE import_run.id = import_row.run_id)"
    )
    op.execute("UPDATE import_row SET fate = 'created' WHERE party_id IS NOT NULL")
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("headers", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_mapping"),
        sa.UniqueConstraint("headers", name="uq_import_mapping_headers"),
    )
    op.create_table(
        "import_former",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(40), nullable=True),
        sa.Column("status_before", sa.String(40), nullable=True),
        sa.Column("status_act_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_back_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name="fk_import_former_act_id_act"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_import_former_party_id_party", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["status_act_id"], ["act.id"], name="fk_import_former_status_act_id_act"),
        sa.PrimaryKeyConstraint("id", name="pk_import_former"),
        sa.UniqueConstraint("act_id", "party_id", name="uq_import_former_act_id_party_id"),
    )
    op.create_index("ix_import_former_party_id", "import_former", ["party_id"])
    op.create_index("ix_import_former_status_act_id", "import_former", ["status_act_id"])


def downgrade() -> None:
    op.drop_table("import_former")
    op.drop_table("import_mapping")
    op.drop_index("ix_import_row_kept_number_key", table_name="import_row")
    for column in ("fate", "kept_number_key", "kept_number", "is_supplier", "client_role", "gives", "number_taken"):
        op.drop_column("import_row", column)
    # What is not staged yet cannot be said without the columns; who wants it chooses the file again.
    op.execute(
        "UPDATE import_run SET state = 'refused', refusal ="
        """ '{"msgid": "The file could not be read to its end. Nothing was brought in.", "values": {}}'"""
        " WHERE state = 'mapping' OR (sheet <> '' AND state IN ('staging', 'ready'))"
    )
    op.execute("UPDATE import_run SET state = 'taken' WHERE state = 'undone'")
    op.drop_column("import_run", "sheets")
    op.drop_column("import_run", "sheet")
