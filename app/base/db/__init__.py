"""The database: column types, engines, revisions, and the one place where a transaction commits.

SQLite (one process) and PostgreSQL (several) behave alike for the services above.
"""

from app.base.db.columns import Base, UTCDateTime
from app.base.db.revisions import migration_config, upgrade
from app.base.db.sessions import Database, before_commit

__all__ = ["Base", "Database", "UTCDateTime", "before_commit", "migration_config", "upgrade"]
