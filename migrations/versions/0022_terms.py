"""How clients pay, and what they are given: payment methods, bonuses, discounts."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

IS_DEFAULT = sa.text("is_default")


def upgrade() -> None:
    op.create_table(
        "payment_method",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("end_of_month", sa.Boolean(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("days >= 0", name=op.f("ck_payment_method_days")),
        sa.PrimaryKeyConstraint("id", name="pk_payment_method"),
        sa.UniqueConstraint("name_key", name="uq_payment_method_name_key"),
    )
    create_agreed_method()
    create_allowance("bonus")
    create_allowance("discount", sa.Column("from_net_minor", sa.BigInteger(), nullable=True))


def create_agreed_method() -> None:
    op.create_table(
        "agreed_method",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("method_id", sa.Integer(), nullable=False),
        sa.Column("mandate", sa.String(), nullable=False),
        sa.Column("mandate_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_agreed_method_party_id_party", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["method_id"], ["payment_method.id"], name="fk_agreed_method_method_id_payment_method"),
        sa.PrimaryKeyConstraint("id", name="pk_agreed_method"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_agreed_method_method_id", "agreed_method", ["method_id"])
    op.create_index("ix_agreed_method_party_id", "agreed_method", ["party_id", "id"])
    op.create_index(
        "uq_agreed_method_default",
        "agreed_method",
        ["party_id"],
        unique=True,
        sqlite_where=IS_DEFAULT,
        postgresql_where=IS_DEFAULT,
    )


def create_allowance(table: str, *more: sa.Column[int]) -> None:
    """A percentage or an amount in a period."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("percent_hundredths", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=f"fk_{table}_party_id_party", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{table}_party_id", table, ["party_id", "id"])


def downgrade() -> None:
    for table in ("discount", "bonus", "agreed_method", "payment_method"):
        op.drop_table(table)
