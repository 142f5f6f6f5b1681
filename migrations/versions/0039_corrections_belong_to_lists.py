"""A corrected certificate belongs to the class list of the one that it replaces.

So it is among the list's slips, counts and files, in which the old one is no more. What the
version before issues while it still serves beside this one is named by `fsck`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of a chain each turn reaches the next.
    step = sa.text(
        "UPDATE awards SET batch_id = (SELECT old.batch_id FROM awards AS old"
        " WHERE old.replaced_by = awards.id) WHERE batch_id IS NULL AND id IN"
        " (SELECT replaced_by FROM awards WHERE replaced_by IS NOT NULL AND batch_id IS NOT NULL)"
    )
    while op.get_bind().execute(step).rowcount:
        pass


def downgrade() -> None:
    op.execute(
        "UPDATE awards SET batch_id = NULL"
        " WHERE id IN (SELECT replaced_by FROM awards WHERE replaced_by IS NOT NULL)"
    )
