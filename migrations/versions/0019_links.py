"""Links that set a password, once."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "one_use_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name="fk_one_use_link_login_id_login", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_one_use_link"),
        sa.UniqueConstraint("token_hash", name="uq_one_use_link_token_hash"),
    )
    op.create_index("ix_one_use_link_login_id", "one_use_link", ["login_id"])


def downgrade() -> None:
    op.drop_index("ix_one_use_link_login_id", table_name="one_use_link")
    op.drop_table("one_use_link")
