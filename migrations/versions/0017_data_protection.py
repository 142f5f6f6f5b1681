"""Data protection: when personal data was deleted, and how long a body keeps it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("awards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minimised_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minimised_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unclaimed_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_column("unclaimed_days")
    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.drop_column("minimised_at")
    with op.batch_alter_table("awards", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
        batch_op.drop_column("minimised_at")
