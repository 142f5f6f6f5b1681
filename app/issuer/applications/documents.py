"""The papers of an application: PDF, PNG or JPEG, sealed, and never shown inside a page."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from app.base.custody import Custody
from app.issuer import people
from app.issuer.applications import store
from app.issuer.applications.applying import actor_of, check_undecided, locked, note
from app.issuer.applications.tables import Application, ApplicationDocument
from credentials import ProblemCode, refuse

MAX_BYTES = 10_000_000
MAX_DOCUMENTS = 20
_SEAL = "application document"
# What the file itself begins with; what its sender calls it counts for nothing.
_KINDS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def add_document(
    session: Session,
    application: Application,
    content: bytes,
    *,
    filename: str,
    custody: Custody,
    at: datetime,
) -> ApplicationDocument:
    """Keep a paper for the operator. They together have ten megabytes at most.

    Raises `bad-value` for no file, `unsupported-media` for another kind, `too-large`, and
    `conflict` once it is decided.
    """
    found = check_undecided(locked(session, application))
    if not content:
        raise refuse(ProblemCode.BAD_VALUE, "no file was chosen", "/file")
    media_type = next((kind for start, kind in _KINDS.items() if content.startswith(start)), None)
    if media_type is None:
        raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "PDF, PNG or JPEG", "/file")
    number, size = store.size_of_documents(session, found.id)
    if number >= MAX_DOCUMENTS or size + len(content) > MAX_BYTES:
        raise refuse(ProblemCode.TOO_LARGE, f"{MAX_BYTES} bytes in all", "/file")
    document_id = secrets.token_hex(16)
    document = ApplicationDocument(
        id=document_id,
        application_id=found.id,
        name=_name(filename),
        media_type=media_type,
        size=len(content),
        sealed=custody.seal_bytes(content, purpose=_SEAL, bound_to=document_id),
        added_at=at,
    )
    session.add(document)
    note(session, found, "application.document-added", actor=actor_of(found), at=at)
    return document


def opened(document: ApplicationDocument, *, custody: Custody) -> bytes:
    """What a paper holds; raises `key-unavailable`."""
    return custody.unseal_bytes(document.sealed, purpose=_SEAL, bound_to=document.id)


def _name(filename: str) -> str:
    """The name of a file as it may be shown: without what cannot be seen, and not too long."""
    last = people.normal_form(filename.replace("\\", "/").rpartition("/")[2])
    seen = "".join(character for character in last if not people.is_deceptive(character))
    return seen[:200] or "-"
