"""Names with an apostrophe are found whichever one is typed.

What is folded is folded to the apostrophe of ASCII from now on, in what is stored as in what is
typed. What searches on PostgreSQL use is written anew after this update in any case.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_APOSTROPHES = "\u2018\u2019\u02b9\u02bb\u02bc\u2032"


def upgrade() -> None:
    found = sa.text(
        "UPDATE awards SET search_text = replace(search_text, :one, :plain)"
        " WHERE search_text LIKE :somewhere"
    )
    for apostrophe in _APOSTROPHES:
        op.execute(found.bindparams(one=apostrophe, plain="'", somewhere=f"%{apostrophe}%"))


def downgrade() -> None:
    """Stays as it is: the version before finds these by what else they say."""
