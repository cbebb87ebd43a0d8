"""Fields of the office's own on cards, their choices, and what is written in them."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "custom_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("whose", sa.String(length=40), nullable=False),
        sa.Column("is_required", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_personal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_custom_field"),
        sa.UniqueConstraint("key", name="uq_custom_field_key"),
        sa.UniqueConstraint("name_key", name="uq_custom_field_name_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "custom_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=100), nullable=False),
        sa.Column("word_key", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["field_id"], ["custom_field.id"], name="fk_custom_choice_field_id_custom_field", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_custom_choice"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_custom_choice_field_id", "custom_choice", ["field_id", "word_key"])
    create_values()


def create_values() -> None:
    ordered = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "custom_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), server_default="0", nullable=False),
        sa.Column("choice_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("sort_key", ordered, server_default="", nullable=False),
        sa.ForeignKeyConstraint(["choice_id"], ["custom_choice.id"], name="fk_custom_value_choice_id_custom_choice"),
        sa.ForeignKeyConstraint(["field_id"], ["custom_field.id"], name="fk_custom_value_field_id_custom_field"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_custom_value_party_id_party", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_custom_value"),
        sa.UniqueConstraint("party_id", "field_id", "part", name="uq_custom_value_party_id_field_id_part"),
    )
    op.create_index("ix_custom_value_sort_key", "custom_value", ["field_id", "sort_key", "party_id"])
    op.create_index("ix_custom_value_choice_id", "custom_value", ["choice_id", "party_id"])


def downgrade() -> None:
    op.drop_table("custom_value")
    op.drop_table("custom_choice")
    op.drop_table("custom_field")
