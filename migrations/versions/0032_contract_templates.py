"""What contracts are drawn up from: the office's own templates, and one that comes along in each language."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

NAMES = {
    "en": "Virtual office contract",
    "it": "Contratto di ufficio virtuale",
    "pl": "Umowa biura wirtualnego",
}


def upgrade() -> None:
    templates = op.create_table(
        "contract_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("came_as", sa.String(length=40), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contract_template"),
        sa.UniqueConstraint("language", "name_key", name="uq_contract_template_language_name_key"),
    )
    came = {"text": None, "came_as": "virtual_office", "archived_at": None, "version": 1}
    op.bulk_insert(
        templates,
        [{"name": name, "name_key": name.lower(), "language": code, **came} for code, name in NAMES.items()],
    )


def downgrade() -> None:
    op.drop_table("contract_template")
