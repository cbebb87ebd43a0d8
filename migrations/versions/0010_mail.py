"""Mail items with their numbers, and what a client wants done with its mail while it is archived."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ORDERED = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mail_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("state_act_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("thumbnail_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_mail_item_party_id_party"),
        sa.ForeignKeyConstraint(["state_act_id"], ["act.id"], name="fk_mail_item_state_act_id_act"),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_mail_item_file_id_stored_file"),
        sa.ForeignKeyConstraint(["thumbnail_id"], ["stored_file.id"], name="fk_mail_item_thumbnail_id_stored_file"),
        sa.PrimaryKeyConstraint("id", name="pk_mail_item"),
        sa.UniqueConstraint("number", name="uq_mail_item_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mail_item_received_at", "mail_item", ["received_at", "id"])
    op.create_index("ix_mail_item_state", "mail_item", ["state", "received_at", "id"])
    op.create_index("ix_mail_item_party_id", "mail_item", ["party_id", "received_at", "id"])
    op.create_index("ix_mail_item_state_act_id", "mail_item", ["state_act_id"])
    op.create_index("ix_mail_item_file_id", "mail_item", ["file_id"])
    op.create_index("ix_mail_item_thumbnail_id", "mail_item", ["thumbnail_id"])
    op.create_index(
        "ix_mail_item_waiting",
        "mail_item",
        ["party_id"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.add_column("party", sa.Column("archived_mail", sa.String(40), nullable=True))
    op.add_column("party", sa.Column("archived_mail_days", sa.Integer(), nullable=True))
    op.add_column("party", sa.Column("last_mail_key", ORDERED, nullable=False, server_default=""))
    op.create_index("ix_party_last_mail", "party", ["last_mail_key", "sort_name", "id"])
    op.execute(
        "INSERT INTO number_range (kind, prefix, padding, next_value) SELECT 'mail', 'M-', 4, 1 "
        "WHERE NOT EXISTS (SELECT 1 FROM number_range WHERE kind = 'mail')"
    )


def downgrade() -> None:
    # The counter stays: what was numbered once is never numbered so again.
    op.drop_index("ix_party_last_mail", "party")
    op.drop_column("party", "last_mail_key")
    op.drop_column("party", "archived_mail_days")
    op.drop_column("party", "archived_mail")
    op.drop_table("mail_item")
