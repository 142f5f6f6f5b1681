"""Name who publishes status lists in an issuer's place."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("trust_records", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("list_issuers", sa.JSON(), server_default="[]", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("trust_records", schema=None) as batch_op:
        batch_op.drop_column("list_issuers")
