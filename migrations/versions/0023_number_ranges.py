"""Number ranges that an admin sets: placeholders, restarts, suppliers on their own, accounts in the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

ordered = sa.String().with_variant(sa.String(collation="C"), "postgresql")
HAS_SECOND = sa.text("second_number IS NOT NULL")
UNIQUE = ("second_number", "customer_account", "supplier_account")
# What is new, with its first prefix and digits.
RANGES = {
    "contracts": ("K-", 4),
    "customer_accounts": ("1", 4),
    "supplier_accounts": ("7", 4),
    "suppliers": ("S-", 4),
}


def upgrade() -> None:
    for column in (
        sa.Column("restarts_yearly", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("used_in", sa.Integer(), nullable=True),
        sa.Column("given_to", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("is_gapless", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("former", sa.JSON(), nullable=False, server_default=sa.text("'[]'")),
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
    ):
        op.add_column("number_range", column)
    op.execute("UPDATE number_range SET given_to = next_value")
    for kind, (prefix, padding) in RANGES.items():
        op.execute(
            "INSERT INTO number_range (kind, prefix, padding, next_value) "  # noqa: S608
            f"SELECT '{kind}', '{prefix}', {padding}, 1 "
            f"WHERE NOT EXISTS (SELECT 1 FROM number_range WHERE kind = '{kind}')"
        )
    op.create_table(
        "party_numbering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suppliers_apart", sa.Boolean(), nullable=False),
        sa.Column("customer_accounts", sa.String(length=40), nullable=False),
        sa.Column("supplier_accounts", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_party_numbering"),
    )
    add_numbers()


def add_numbers() -> None:
    for column in (
        sa.Column("is_numbered_as_supplier", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("second_number", sa.String(), nullable=True),
        sa.Column("second_number_key", ordered, nullable=False, server_default=""),
        sa.Column("customer_account", sa.String(), nullable=True),
        sa.Column("supplier_account", sa.String(), nullable=True),
    ):
        op.add_column("party", column)
    for name in UNIQUE:
        op.create_index(f"uq_party_{name}", "party", [name], unique=True)
    op.create_index(
        "ix_party_second_number_key",
        "party",
        ["second_number_key"],
        sqlite_where=HAS_SECOND,
        postgresql_where=HAS_SECOND,
    )


def downgrade() -> None:
    op.drop_index("ix_party_second_number_key", table_name="party")
    for name in UNIQUE:
        op.drop_index(f"uq_party_{name}", table_name="party")
    for name in (
        "supplier_account",
        "customer_account",
        "second_number_key",
        "second_number",
        "is_numbered_as_supplier",
    ):
        op.drop_column("party", name)
    op.drop_table("party_numbering")
    for name in ("version", "former", "is_gapless", "given_to", "used_in", "year", "restarts_yearly"):
        op.drop_column("number_range", name)
