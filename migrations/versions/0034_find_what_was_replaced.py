"""Find the certificate that another one replaced, and what was written about a case."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_awards_replaced_by",
        "awards",
        ["replaced_by"],
        unique=False,
        sqlite_where=sa.text("replaced_by IS NOT NULL"),
        postgresql_where=sa.text("replaced_by IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_correction_requests_case_id"), "correction_requests", ["case_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_correction_requests_case_id"), table_name="correction_requests")
    op.drop_index("ix_awards_replaced_by", table_name="awards")
