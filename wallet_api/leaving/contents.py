"""Everything in a passport as files in open formats: what was signed byte for byte, the rest JSON.

The format is described in docs/passport-export.md.
"""

import base64
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session

from app.base.custody import Custody
from credentials import MediaType
from wallet_api import store, trail
from wallet_api.records import store as record_store
from wallet_api.sharing import store as reader_store
from wallet_api.tables import Passport

FORMAT = "skills-passport-export"
VERSION = 1
_README = """\
This is everything that your skills passport held, in open formats.

manifest.json      what is here
certificates/      each certificate exactly as it was signed; check it on any verifier
entries.json       what you said of yourself, and what others confirmed
passport.json      your identity (a did:key) and what the passport says about you
shares.json        the links that you gave out; the links themselves are not here

A certificate stays genuine without the passport. The format is described in the
documentation of the service, docs/passport-export.md.
"""

# A part of a passport as named files; the parts are put together in this order.
Part = Callable[[Session, Passport], Iterator[tuple[str, bytes]]]


def files_of(session: Session, passport: Passport, *, at: datetime) -> dict[str, bytes]:
    """Every file of a passport by its name, the manifest first."""
    files = dict(pair for part in PARTS for pair in part(session, passport))
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "exported": at.isoformat(),
        "holder": passport.holder_did,
        "files": sorted(files),
    }
    return {"manifest.json": as_json(manifest), "README.txt": _README.encode(), **files}


def key_file(session: Session, passport: Passport, *, custody: Custody) -> bytes:
    """The passport's private keys (JWK, RFC 8037), which leave with the encrypted export only."""
    keys = custody.keys(session, owner=trail.owner(passport.id))
    described = [
        {
            "verificationMethod": key.verification_method,
            "algorithm": key.algorithm,
            "privateKeyJwk": {
                "kty": "OKP",
                "crv": key.algorithm,
                "x": _base64url(key.public_raw),
                "d": _base64url(custody.seed(key)),
            },
        }
        for key in keys
    ]
    return as_json({"holder": passport.holder_did, "keys": described})


def as_archive(files: dict[str, bytes]) -> bytes:
    """The files as a ZIP; made in memory, because a passport has a few megabytes at most."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # Without the time of day of whoever packs, so that the same is packed alike.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def as_json(value: Any) -> bytes:
    """JSON to be read by people too."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _certificates(session: Session, passport: Passport) -> Iterator[tuple[str, bytes]]:
    described = []
    for number, held in enumerate(store.holdings(session, passport.id), start=1):
        extension = "json" if held.media_type == MediaType.VC else "jwt"
        name = f"certificates/{number:03}.{extension}"
        yield name, held.content
        described.append(
            {
                "file": name,
                "id": held.credential_id,
                "mediaType": held.media_type,
                "issuer": held.issuer,
                "title": held.title,
                "person": held.person,
                "imported": held.is_imported,
                "added": held.added_at.isoformat(),
            }
        )
    yield "certificates/list.json", as_json(described)


def _brought(session: Session, passport: Passport) -> Iterator[tuple[str, bytes]]:
    """What was brought from elsewhere, and not decided about yet."""
    for number, held in enumerate(record_store.waiting(session, passport.id), start=1):
        yield f"brought/{number:03}", held.content


def _about_me(session: Session, passport: Passport) -> Iterator[tuple[str, bytes]]:
    added = record_store.about_me(session, passport.id)
    if added is None:
        return
    yield "about-me.json", as_json({"name": added.name, "changed": added.changed_at.isoformat()})
    if added.photo is not None:
        is_png = added.photo.startswith(b"\x89PNG")
        yield f"about-me.{'png' if is_png else 'jpg'}", added.photo


def _passport(session: Session, passport: Passport) -> Iterator[tuple[str, bytes]]:
    told = [
        {
            "kind": notice.kind,
            "issuer": notice.issuer,
            "title": notice.title,
            "at": notice.created_at.isoformat(),
        }
        for notice in store.notices(session, passport.id)
    ]
    said = {
        "holder": passport.holder_did,
        "email": passport.email,
        "oldPapersLeadOn": passport.leads_on,
        "frozenSince": passport.frozen_at and passport.frozen_at.isoformat(),
        "made": passport.created_at.isoformat(),
        "notices": told,
    }
    yield "passport.json", as_json(said)


def _entries(session: Session, passport: Passport) -> Iterator[tuple[str, bytes]]:
    entries = record_store.entries(session, passport.id)
    answers: dict[str, list[dict[str, Any]]] = {}
    for answer in record_store.confirmations(session, [entry.id for entry in entries]):
        answers.setdefault(answer.entry_id, []).append(
            {
                "state": answer.state,
                "email": answer.email,
                "name": answer.name,
                "body": answer.body,
                "isEmployer": answer.is_employer,
                "answered": answer.answered_at and answer.answered_at.isoformat(),
            }
        )
    listed = [
        {
            "kind": entry.kind,
            "facts": entry.facts,
            "changed": entry.changed_at.isoformat(),
            "answers": answers.get(entry.id, []),
        }
        for entry in entries
    ]
    yield "entries.json", as_json(listed)


def _shares(session: Session, passport: Passport) -> Iterator[tuple[str, bytes]]:
    shares = store.shares(session, passport.id)
    ids = [share.id for share in shares]
    titles, readers = store.titles(session, ids), reader_store.readers(session, ids)
    listed = [
        {
            "purpose": share.purpose,
            "shows": titles.get(share.id, []),
            "made": share.created_at.isoformat(),
            "ends": share.expires_at.isoformat(),
            "withdrawn": share.withdrawn_at and share.withdrawn_at.isoformat(),
            "openings": share.openings,
            "readers": [reader.name for reader in readers.get(share.id, [])],
        }
        for share in shares
    ]
    yield "shares.json", as_json(listed)


PARTS: tuple[Part, ...] = (
    _certificates,
    _brought,
    _entries,
    _about_me,
    _passport,
    _shares,
)
