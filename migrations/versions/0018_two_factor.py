"""A second factor for signing in, with codes for when it is lost; and whose portal an admin looks at."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "two_factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name="fk_two_factor_login_id_login", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_two_factor"),
        sa.UniqueConstraint("login_id", name="uq_two_factor_login_id"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name="fk_recovery_code_login_id_login", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_login_id", "recovery_code", ["login_id"])
    with op.batch_alter_table("login_session") as table:
        table.add_column(sa.Column("viewing_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_login_session_viewing_id_login", "login", ["viewing_id"], ["id"], ondelete="SET NULL"
        )
        table.create_index("ix_login_session_viewing_id", ["viewing_id"])


def downgrade() -> None:
    with op.batch_alter_table("login_session") as table:
        table.drop_index("ix_login_session_viewing_id")
        table.drop_constraint("fk_login_session_viewing_id_login", type_="foreignkey")
        table.drop_column("viewing_id")
    op.drop_index("ix_recovery_code_login_id", table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_table("two_factor")
