"""What the office does and has in mind: activities, the calendar, the addresses at which it is subscribed to."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

IN_CALENDAR = sa.text("in_calendar")
MOMENT = sa.DateTime(timezone=True)
WORDS = ("call", "meeting", "task", "email", "note")


def upgrade() -> None:
    types = op.create_table(
        "activity_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_activity_type"),
        sa.UniqueConstraint("word", name="uq_activity_type_word"),
    )
    op.bulk_insert(types, [{"word": word, "name": "", "is_hidden": False, "version": 1} for word in WORDS])
    create_activity()
    create_participants()
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("of_everybody", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name="fk_calendar_feed_login_id_login", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_feed"),
        sa.UniqueConstraint("login_id", name="uq_calendar_feed_login_id"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feed_token_hash"),
    )


def create_activity() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("is_all_day", sa.Boolean(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("in_calendar", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_activity_ends_after_it_began")),
        sa.CheckConstraint("party_id IS NOT NULL OR in_calendar", name=op.f("ck_activity_own_is_in_calendar")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_activity_party_id_party", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["type_id"], ["activity_type.id"], name="fk_activity_type_id_activity_type"),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["login.id"], name="fk_activity_assigned_to_id_login", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
        sa.UniqueConstraint("uid", name="uq_activity_uid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_activity_party_id", "activity", ["party_id", "id"])
    op.create_index("ix_activity_type_id", "activity", ["type_id"])
    op.create_index("ix_activity_assigned_to_id", "activity", ["assigned_to_id"])
    op.create_index("ix_activity_on_card", "activity", ["party_id", "is_done", "starts_at", "id"])
    op.create_index(
        "ix_activity_in_calendar",
        "activity",
        ["ends_at", "starts_at"],
        sqlite_where=IN_CALENDAR,
        postgresql_where=IN_CALENDAR,
    )


def create_participants() -> None:
    for table, column, target in (
        ("activity_staff", "login_id", "login"),
        ("activity_contact", "contact_id", "contact"),
    ):
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("activity_id", sa.Integer(), nullable=False),
            sa.Column(column, sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                ["activity_id"], ["activity.id"], name=f"fk_{table}_activity_id_activity", ondelete="CASCADE"
            ),
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.UniqueConstraint("activity_id", column, name=f"uq_{table}_activity_id_{column}"),
        )
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    op.drop_table("calendar_feed")
    op.drop_table("activity_contact")
    op.drop_table("activity_staff")
    op.drop_table("activity")
    op.drop_table("activity_type")
