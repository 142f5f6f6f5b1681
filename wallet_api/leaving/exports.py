"""The two files with which a holder leaves, as answers to be saved."""

from datetime import datetime

from sqlalchemy.orm import Session
from starlette.responses import Response

from app.base.custody import Custody
from wallet_api import passport as passports
from wallet_api.leaving import contents, sealed
from wallet_api.tables import Passport

NAME = "skills-passport"


def plain(session: Session, passport: Passport, *, at: datetime) -> Response:
    """A ZIP of everything in open formats, without the key."""
    archive = contents.as_archive(contents.files_of(session, passport, at=at))
    return _saved(archive, "application/zip", f"{NAME}.zip")


def encrypted(
    session: Session, passport: Passport, passphrase: str, *, custody: Custody, at: datetime
) -> Response:
    """The same with the passport's key, under a passphrase; raises as `sealed.seal` does.

    That the key left is noted, because whoever has it can sign as the holder.
    """
    files = contents.files_of(session, passport, at=at)
    files["key.json"] = contents.key_file(session, passport, custody=custody)
    made = sealed.seal(contents.as_archive(files), passphrase)
    # Last, so that no lock is held while the passphrase is worked on.
    passports.note_key_left(session, passport, at=at)
    return _saved(made, "application/json", f"{NAME}.encrypted.json")


def _saved(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
