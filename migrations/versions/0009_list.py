"""What the client list sorts, narrows and shows: city, country and contact; tags; the columns that a person chose."""

import sqlalchemy as sa
from alembic import op

from app.domain.parties.text import fold

revision = "0009"
down_revision = "0008"

ORDERED = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INDEXES = {"ix_party_country": "country", "ix_party_city": "city_key", "ix_party_contact": "contact_key"}
BATCH = 1000
CONTACT_KEYS = """
    UPDATE party SET contact_key = coalesce((
        SELECT person.sort_name FROM contact JOIN party AS person ON person.id = contact.person_id
        WHERE contact.client_id = party.id AND contact.is_primary
    ), '')
"""


def upgrade() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
        sa.UniqueConstraint("key", name="uq_tag_key"),
    )
    op.create_table(
        "party_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_party_tag_party_id_party", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_party_tag_tag_id_tag"),
        sa.PrimaryKeyConstraint("id", name="pk_party_tag"),
        sa.UniqueConstraint("party_id", "tag_id", name="uq_party_tag_party_id_tag_id"),
    )
    op.create_index("ix_party_tag_tag_id", "party_tag", ["tag_id", "party_id"])
    op.add_column("login", sa.Column("columns", sa.JSON(), nullable=True))
    op.add_column("party", sa.Column("city_key", ORDERED, nullable=False, server_default=""))
    op.add_column("party", sa.Column("contact_key", ORDERED, nullable=False, server_default=""))
    op.add_column("import_row", sa.Column("city_key", ORDERED, nullable=False, server_default=""))
    for table in ("party", "import_row"):
        fold_cities(table)
    op.execute(CONTACT_KEYS)
    for name, column in INDEXES.items():
        op.create_index(name, "party", [column, "sort_name", "id"])


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "party")
    op.drop_column("import_row", "city_key")
    op.drop_column("party", "contact_key")
    op.drop_column("party", "city_key")
    op.drop_column("login", "columns")
    op.drop_table("party_tag")
    op.drop_table("tag")


def fold_cities(table: str) -> None:
    """Folding happens in Python, so that both databases sort alike."""
    connection, after = op.get_bind(), 0
    rows = sa.table(table, sa.column("id"), sa.column("city"), sa.column("city_key"))
    read = sa.select(rows.c.id, rows.c.city).where(rows.c.city != "").order_by(rows.c.id).limit(BATCH)
    write = sa.update(rows).where(rows.c.id == sa.bindparam("row")).values(city_key=sa.bindparam("key"))
    while batch := connection.execute(read.where(rows.c.id > after)).all():
        connection.execute(write, [{"row": row.id, "key": fold(row.city)} for row in batch])
        after = batch[-1].id
