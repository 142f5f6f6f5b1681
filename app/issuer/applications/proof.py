"""Whether an applicant holds the domain of the website that it names.

It publishes a line that only its own page tells, at an address that only the holder of the
domain can write to.
"""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.issuer.applications.applying import actor_of, check_undecided, locked, note
from app.issuer.applications.tables import Application
from credentials import ProblemCode, refuse

_PATH = "/.well-known/skills-passport.txt"


def proof_line(application: Application) -> str:
    """The line to publish."""
    return f"skills-passport={application.proof_token}"


def proof_url(application: Application) -> str | None:
    """Where it has to be; None for an applicant without a website."""
    try:
        host = urlsplit(application.url or "").hostname
    except ValueError:
        return None
    return f"https://{host}{_PATH}" if host else None


def prove(
    session: Session, application: Application, published: bytes | None, *, at: datetime
) -> None:
    """Note that the line stands where it has to; `published` is what was read from there.

    Raises `conflict` when it does not stand there, or once the application is decided.
    """
    found = check_undecided(locked(session, application))
    lines = (published or b"").decode("utf-8", errors="replace").split()
    if proof_line(found) not in lines:
        raise refuse(ProblemCode.CONFLICT, "the line is not there", "/proof")
    if found.proved_at is None:
        found.proved_at = at
        note(session, found, "application.domain-proved", actor=actor_of(found), at=at)
