"""The database: column types, engines, revisions, and the one place where a transaction commits.

SQLite (one process) and PostgreSQL (several) behave alike for the services above.
"""

from app.base.db import tenancy
from app.base.db.columns import DERIVED, Base, UTCDateTime
from app.base.db.many import insert_for, insert_many
from app.base.db.revisions import migration_config, upgrade
from app.base.db.sessions import RECORDED, Database, before_commit, is_read_only
from app.base.db.tenancy import act_for

tenancy.keep_apart(Base.metadata)

__all__ = [
    "DERIVED",
    "RECORDED",
    "Base",
    "Database",
    "UTCDateTime",
    "act_for",
    "before_commit",
    "insert_for",
    "insert_many",
    "is_read_only",
    "migration_config",
    "upgrade",
]
