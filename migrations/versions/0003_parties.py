"""Parties, and how they are found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# Sorted by code point on both databases.
ordered = sa.String().with_variant(sa.String(collation="C"), "postgresql")

# SQLite: a trigram index beside the table, kept by triggers. LIKE with three letters and more is served by it.
SQLITE_SEARCH = (
    """CREATE VIRTUAL TABLE party_search USING fts5(
        search_text, content='party', content_rowid='id', tokenize='trigram')""",
    """CREATE TRIGGER party_search_insert AFTER INSERT ON party BEGIN
        INSERT INTO party_search (rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER party_search_delete AFTER DELETE ON party BEGIN
        INSERT INTO party_search (party_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER party_search_update AFTER UPDATE OF search_text ON party
        WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO party_search (party_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO party_search (rowid, search_text) VALUES (new.id, new.search_text); END""",
)


def upgrade() -> None:
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("sort_name", ordered, nullable=False),
        sa.Column("client_role", sa.String(40), nullable=False),
        sa.Column("is_supplier", sa.Boolean(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("number_key", ordered, nullable=False),
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
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("status_act_id", sa.Integer(), nullable=True),
        sa.Column("status_before", sa.String(40), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_back_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["status_act_id"], ["act.id"], name="fk_party_status_act_id_act"),
        sa.PrimaryKeyConstraint("id", name="pk_party"),
        sa.UniqueConstraint("number", name="uq_party_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_party_archived_at",
        "party",
        ["archived_at", "id"],
        sqlite_where=sa.text("status = 'archived'"),
        postgresql_where=sa.text("status = 'archived'"),
    )
    op.create_index(
        "ix_party_archived_name",
        "party",
        ["sort_name", "id"],
        sqlite_where=sa.text("status = 'archived'"),
        postgresql_where=sa.text("status = 'archived'"),
    )
    op.create_index("ix_party_email_key", "party", ["email_key"])
    op.create_index(
        "ix_party_expected_back",
        "party",
        ["expected_back_on"],
        sqlite_where=sa.text("expected_back_on IS NOT NULL"),
        postgresql_where=sa.text("expected_back_on IS NOT NULL"),
    )
    op.create_index("ix_party_number_key", "party", ["number_key", "id"])
    op.create_index("ix_party_previous_number", "party", ["previous_number"])
    op.create_index("ix_party_since", "party", ["since_key", "id"])
    op.create_index("ix_party_sort_name", "party", ["sort_name", "id"])
    op.create_index("ix_party_status_act_id", "party", ["status_act_id"])
    op.create_index("ix_party_tax_key", "party", ["tax_key"])

    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_SEARCH:
            op.execute(statement)
    else:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX ix_party_search_text ON party USING gin (search_text gin_trgm_ops)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE party_search")
    op.drop_table("party")
