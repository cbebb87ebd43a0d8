"""Lists are walked role by role, counts read one narrow index, and every word of a search is served by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

SORTED_BY = {
    "name": ["sort_name"],
    "number": ["number_key"],
    "since": ["since_key"],
    "city": ["city_key", "sort_name"],
    "country": ["country", "sort_name"],
    "contact": ["contact_key", "sort_name"],
    "mail": ["last_mail_key", "sort_name"],
}
# Served from now on by the index behind the role.
REPLACED = {
    "ix_party_since": ["since_key", "id"],
    "ix_party_contact": ["contact_key", "sort_name", "id"],
    "ix_party_last_mail": ["last_mail_key", "sort_name", "id"],
}
# What a search looks through has two blanks before each word; it had one.
SEARCHED = {"party": ["words", "search_text"], "import_row": ["words", "contact_words"], "mail_item": ["words"]}


def upgrade() -> None:
    for name in REPLACED:
        op.drop_index(name, "party")
    for name, columns in SORTED_BY.items():
        op.create_index(f"ix_party_role_{name}", "party", ["client_role", *columns, "id"])
        op.create_index(
            f"ix_party_supplier_{name}",
            "party",
            [*columns, "id"],
            sqlite_where=sa.text("is_supplier = 1"),
            postgresql_where=sa.text("is_supplier"),
        )
    op.create_index("ix_party_counted", "party", ["client_role", "status"])
    put_before_each_word("  ", instead_of=" ")


def downgrade() -> None:
    put_before_each_word(" ", instead_of="  ")
    op.drop_index("ix_party_counted", "party")
    for name in SORTED_BY:
        op.drop_index(f"ix_party_supplier_{name}", "party")
        op.drop_index(f"ix_party_role_{name}", "party")
    for name, columns in REPLACED.items():
        op.create_index(name, "party", columns)


def put_before_each_word(blanks: str, *, instead_of: str) -> None:
    """Folded words hold no blanks of their own, so that this can be taken back."""
    for table, columns in SEARCHED.items():
        searched = sa.table(table, *map(sa.column, columns))
        changed = {name: sa.func.replace(searched.c[name], instead_of, blanks) for name in columns}
        op.execute(sa.update(searched).values(changed))
