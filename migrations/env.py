"""Run by Alembic: takes the connection that app/base/db opened, and knows all tables."""

from typing import Any, Literal

from alembic import context

from app.base.db import UTCDateTime
from app.tables import METADATA


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our own column type as the database sees it: revisions need no code of ours."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


# SQLite cannot change most things of a table; batch mode copies it instead.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
