"""With a login goes the note whose it is."""

from alembic import op

revision = "0012"
down_revision = "0011"

KEY = "fk_portal_user_login_id_login"


def upgrade() -> None:
    point_to_login(ondelete="CASCADE")


def downgrade() -> None:
    point_to_login(ondelete=None)


def point_to_login(*, ondelete: str | None) -> None:
    with op.batch_alter_table("portal_user") as portal_user:
        portal_user.drop_constraint(KEY, type_="foreignkey")
        portal_user.create_foreign_key(KEY, "login", ["login_id"], ["id"], ondelete=ondelete)
