"""What a contact may open in the portal and is told of. Those on file may and are told everything, as until now."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

PERMISSIONS = " contracts estimates invoices mail projects proposals support "
NOTICES = " contract credit_note estimate invoice mail_item project task ticket "


def upgrade() -> None:
    for name in ("permissions", "notices", "declined"):
        op.add_column("contact", sa.Column(name, sa.String(), nullable=False, server_default=""))
    contact = sa.table("contact", sa.column("permissions"), sa.column("notices"))
    op.execute(contact.update().values(permissions=PERMISSIONS, notices=NOTICES))
    op.create_table(
        "contact_defaults",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permissions", sa.String(), nullable=False),
        sa.Column("notices", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact_defaults"),
    )


def downgrade() -> None:
    op.drop_table("contact_defaults")
    op.drop_column("contact", "declined")
    op.drop_column("contact", "notices")
    op.drop_column("contact", "permissions")
