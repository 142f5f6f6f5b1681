"""Run by Alembic: takes the connection that app/base/db.py opened, and knows all tables."""

from alembic import context

import app.main  # noqa: F401 - every table is known once the composition root is imported
from app.base.db import Base

connection = context.config.attributes["connection"]
# SQLite cannot change most things of a table; batch mode copies it instead.
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
