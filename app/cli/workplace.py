"""What a command works with: the settings, the database, the keys and the time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.base import custody, engine
from app.base.clock import wall_clock
from app.base.custody import Custody
from app.base.db import Database
from app.base.settings import Settings
from app.issuer import service as issuer
from app.issuer.service import Desk

ACTOR = "command-line"


@dataclass(frozen=True, slots=True)
class Workplace:
    """The same database and keys that a running server uses; both may work at once."""

    settings: Settings
    database: Database
    custody: Custody
    clock: Callable[[], datetime]

    @property
    def desk(self) -> Desk:
        """What issuing needs."""
        return Desk(
            custody=self.custody,
            public_url=self.settings.public_url,
            verifies_all=self.settings.verify_all,
        )


def open_workplace(*, for_reading: bool = False) -> Workplace:
    """Open what the settings name; made on the first use.

    Raises StartError for settings that must not be, a wrong key file, and an address other
    than the one that earlier certificates name, unless nothing will be issued.
    """
    settings = Settings.from_environment()
    settings.check()
    database = Database(settings.effective_database_url)
    database.upgrade()
    if settings.jobs == "procrastinate":
        engine.use(database)
    with database.session() as session:
        keys = custody.open_key_file(settings.data_dir, may_make=not custody.is_known(session))
        keys.confirm(session)
    if not for_reading:
        with database.reading() as session:
            issuer.check_public_address(session, settings)
    return Workplace(settings, database, keys, wall_clock)
