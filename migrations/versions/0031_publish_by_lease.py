"""Make lists and jobs durable at any size."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("status_lists", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lease", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("status_positions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_status_positions_set",
            ["list_id", "index"],
            unique=False,
            sqlite_where=sa.text("value = 1"),
            postgresql_where=sa.text("value"),
        )

    with op.batch_alter_table("token_status_lists", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lease", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("token_status_places", schema=None) as batch_op:
        batch_op.create_index(
            "ix_token_status_places_set",
            ["list_id", "index", "value"],
            unique=False,
            sqlite_where=sa.text("value > 0"),
            postgresql_where=sa.text("value > 0"),
        )


def downgrade() -> None:
    with op.batch_alter_table("token_status_places", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_token_status_places_set",
            sqlite_where=sa.text("value > 0"),
            postgresql_where=sa.text("value > 0"),
        )

    with op.batch_alter_table("token_status_lists", schema=None) as batch_op:
        batch_op.drop_column("leased_until")
        batch_op.drop_column("lease")

    with op.batch_alter_table("status_positions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_status_positions_set",
            sqlite_where=sa.text("value = 1"),
            postgresql_where=sa.text("value"),
        )

    with op.batch_alter_table("status_lists", schema=None) as batch_op:
        batch_op.drop_column("leased_until")
        batch_op.drop_column("lease")
