"""Email: templates and their wordings, the outbox, addresses that bounce, and a pause of all sending."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

LIVE = sa.text("state IN ('queued', 'sending', 'unknown')")


def upgrade() -> None:
    op.create_table(
        "email_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_email_template"),
        sa.UniqueConstraint("key", name="uq_email_template_key"),
    )
    op.create_table(
        "email_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("inlined", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_is_own", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_email_wording"),
        sa.UniqueConstraint("key", "language", "number", name="uq_email_wording_key_language_number"),
    )
    create_outbox()
    op.create_table(
        "bouncing_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("refusal", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bouncing_address"),
        sa.UniqueConstraint("email_key", name="uq_bouncing_address_email_key"),
    )
    op.create_table(
        "sending_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sending_pause"),
    )
    op.add_column("job", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))


def create_outbox() -> None:
    op.create_table(
        "email",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("login_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("record", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(length=120), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handed_over", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("refusal", sa.String(length=200), nullable=True),
        sa.Column("waits_for_server", sa.Boolean(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name="fk_email_login_id_login", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["link_id"], ["one_use_link.id"], name="fk_email_link_id_one_use_link", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name="fk_email_act_id_act"),
        sa.PrimaryKeyConstraint("id", name="pk_email"),
        sa.UniqueConstraint("message_id", name="uq_email_message_id"),
        sa.UniqueConstraint("once", name="uq_email_once"),
    )
    op.create_index("ix_email_due", "email", ["due_at", "id"], sqlite_where=LIVE, postgresql_where=LIVE)
    for name, columns in INDEXES.items():
        op.create_index(name, "email", columns)


INDEXES = {
    "ix_email_act_id": ["act_id"],
    "ix_email_link_id": ["link_id"],
    "ix_email_login_id": ["login_id", "id"],
    "ix_email_party_id": ["party_id", "id"],
    "ix_email_refusal": ["refusal", "settled_at"],
    "ix_email_state": ["state", "id"],
    "ix_email_template": ["template", "queued_at"],
}


def downgrade() -> None:
    op.drop_column("job", "ended_at")
    op.drop_table("sending_pause")
    op.drop_table("bouncing_address")
    for name in ("ix_email_due", *INDEXES):
        op.drop_index(name, table_name="email")
    op.drop_table("email")
    op.drop_table("email_wording")
    op.drop_table("email_template")
