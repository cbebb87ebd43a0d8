"""What stands on a client's card: locations and bank accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

IS_DEFAULT = sa.text("is_default")


def upgrade() -> None:
    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("house_number", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_location_party_id_party", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_location"),
        sqlite_autoincrement=True,
    )
    index_entries("location", "kind")
    op.create_table(
        "bank_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("bic", sa.String(length=11), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_bank_account_party_id_party", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_bank_account"),
        sqlite_autoincrement=True,
    )
    index_entries("bank_account")


def index_entries(table: str, *within: str) -> None:
    """By party, in the order in which they were added; and one default among those that have `within` in common."""
    op.create_index(f"ix_{table}_party_id", table, ["party_id", "id"])
    op.create_index(
        f"uq_{table}_default",
        table,
        ["party_id", *within],
        unique=True,
        sqlite_where=IS_DEFAULT,
        postgresql_where=IS_DEFAULT,
    )


def downgrade() -> None:
    op.drop_table("bank_account")
    op.drop_table("location")
