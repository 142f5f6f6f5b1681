"""Tell holders what happened to their certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passport_notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("passport_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["passport_id"], ["passport.id"], name=op.f("fk_passport_notice_passport_id_passport")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passport_notice")),
    )
    with op.batch_alter_table("passport_notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_passport_notice_passport_id"), ["passport_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("passport_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passport_notice_passport_id"))

    op.drop_table("passport_notice")
