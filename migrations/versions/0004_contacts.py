"""Contacts, and who signs in at the portal."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("is_active OR NOT is_primary", name=op.f("ck_contact_primary_is_active")),
        sa.ForeignKeyConstraint(["client_id"], ["party.id"], name="fk_contact_client_id_party"),
        sa.ForeignKeyConstraint(["person_id"], ["party.id"], name="fk_contact_person_id_party"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("client_id", "person_id", name="uq_contact_client_id_person_id"),
    )
    op.create_index("ix_contact_person_id", "contact", ["person_id"])
    op.create_index(
        "uq_contact_primary",
        "contact",
        ["client_id"],
        unique=True,
        sqlite_where=sa.text("is_primary"),
        postgresql_where=sa.text("is_primary"),
    )
    op.create_table(
        "portal_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name="fk_portal_user_login_id_login"),
        sa.ForeignKeyConstraint(["person_id"], ["party.id"], name="fk_portal_user_person_id_party"),
        sa.PrimaryKeyConstraint("id", name="pk_portal_user"),
        sa.UniqueConstraint("login_id", name="uq_portal_user_login_id"),
        sa.UniqueConstraint("person_id", name="uq_portal_user_person_id"),
    )


def downgrade() -> None:
    op.drop_table("portal_user")
    op.drop_table("contact")
