"""Say who did what for an award, and keep each certificate number to one certificate."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Of earlier certificates with one number, which nothing forbade, the first has it.
_NUMBERS = """
UPDATE awards SET number_key =
  organisation_id || ':' || lower(replace(certificate_number, ' ', ''))
WHERE id IN (
  SELECT min(id) FROM awards
  WHERE certificate_number IS NOT NULL AND state <> 'replaced'
  GROUP BY organisation_id, lower(replace(certificate_number, ' ', ''))
)
"""


def upgrade() -> None:
    op.add_column("awards", sa.Column("attribution", sa.JSON(), nullable=True))
    op.add_column("awards", sa.Column("number_key", sa.String(length=250), nullable=True))
    op.execute(_NUMBERS)
    op.create_index("uq_awards_number_key", "awards", ["number_key"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_awards_number_key", table_name="awards")
    op.drop_column("awards", "number_key")
    op.drop_column("awards", "attribution")
