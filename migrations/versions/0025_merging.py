"""Merging: a key by which the same name is known again, who was merged into whom, and who looks alike and is not."""

import sqlalchemy as sa
from alembic import op

from app.domain.parties.text import name_key_of

revision = "0025"
down_revision = "0024"

ORDERED = sa.String().with_variant(sa.String(collation="C"), "postgresql")
BATCH = 1000
# Where a name stands, and the key that follows from it.
NAMES = (("party", "name", "name_key"), ("import_row", "name", "name_key"),
         ("import_row", "contact_name", "contact_name_key"))  # fmt: skip


def upgrade() -> None:
    for table, _name, key in NAMES:
        op.add_column(table, sa.Column(key, ORDERED, nullable=False, server_default=""))
    for table, name, key in NAMES:
        fill_keys(table, name, key)
    op.create_index("ix_party_name_key", "party", ["name_key"])
    op.create_index("ix_party_phone_e164", "party", ["phone_e164"])
    op.create_table(
        "merged_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("former_id", sa.Integer(), nullable=False),
        sa.Column("survivor_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", ORDERED, nullable=False),
        sa.Column("second_number", sa.String(), nullable=False),
        sa.Column("second_number_key", ORDERED, nullable=False),
        sa.Column("customer_account", sa.String(), nullable=False),
        sa.Column("supplier_account", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("born_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_merged_party"),
        sa.UniqueConstraint("former_id", name="uq_merged_party_former_id"),
        sa.ForeignKeyConstraint(
            ["survivor_id"], ["party.id"], name="fk_merged_party_survivor_id_party", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name="fk_merged_party_act_id_act"),
    )
    for column in ("survivor_id", "number_key", "second_number_key", "act_id"):
        op.create_index(f"ix_merged_party_{column}", "merged_party", [column])
    op.create_table(
        "told_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_told_apart"),
        sa.UniqueConstraint("first_id", "second_id", name="uq_told_apart_first_id_second_id"),
        *(
            sa.ForeignKeyConstraint([column], ["party.id"], name=f"fk_told_apart_{column}_party", ondelete="CASCADE")
            for column in ("first_id", "second_id")
        ),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name="fk_told_apart_act_id_act"),
    )
    for column in ("second_id", "act_id"):
        op.create_index(f"ix_told_apart_{column}", "told_apart", [column])


def downgrade() -> None:
    op.drop_table("told_apart")
    op.drop_table("merged_party")
    for name in ("ix_party_phone_e164", "ix_party_name_key"):
        op.drop_index(name, "party")
    for table, _name, key in reversed(NAMES):
        op.drop_column(table, key)


def fill_keys(table: str, name: str, key: str) -> None:
    """Keys are made in Python, so that both databases compare alike."""
    connection, after = op.get_bind(), 0
    rows = sa.table(table, sa.column("id"), sa.column(name), sa.column(key))
    read = sa.select(rows.c.id, rows.c[name]).where(rows.c[name] != "").order_by(rows.c.id).limit(BATCH)
    write = sa.update(rows).where(rows.c.id == sa.bindparam("row")).values({key: sa.bindparam("made")})
    while batch := connection.execute(read.where(rows.c.id > after)).all():
        connection.execute(write, [{"row": id_, "made": name_key_of(each)} for id_, each in batch])
        after = batch[-1].id
