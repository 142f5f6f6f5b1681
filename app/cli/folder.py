"""The files of a class list: each certificate in every form, and the claim slips."""

import os
from pathlib import Path

from sqlalchemy.orm import Session

from app.base.spreadsheets import as_csv
from app.batches.tables import Batch
from app.cli.workplace import Workplace
from app.issuer import service as issuer
from app.issuer import store
from app.issuer.delivery import files
from app.issuer.tables import Achievement, Award, Organisation

_SLIPS = "claim-slips.csv"


def write(place: Workplace, batch: Batch, out: Path) -> int:
    """Write what is not there yet, and return how many certificates the folder holds now.

    Files are named by the certificate's number, never by the person. The slips hold secret
    codes; only their owner may read the folder.
    """
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    with place.database.reading() as session:
        organisation = session.get_one(Organisation, batch.organisation_id)
        achievement = session.get_one(Achievement, batch.achievement_id)
        every = store.awards_of_batch(session, batch.id)
        awards = [one for one in every if one.replaced_by is None and one.erased_at is None]
        for award in awards:
            _write_award(out, award, organisation, achievement, place=place)
        slips = _slips(session, awards, place=place)
    _write(out / _SLIPS, slips)
    return len(awards)


def _write_award(
    out: Path,
    award: Award,
    organisation: Organisation,
    achievement: Achievement,
    *,
    place: Workplace,
) -> None:
    signed = out / files.name_of(award, files.signed_kind(award))
    # A corrected certificate has the number of the one before it, and so the names of its files.
    # The signed file is written last: without it the others may be those of the one before.
    is_of_another = not signed.exists() or signed.read_bytes() != award.content
    for kind in files.kinds_of(award):
        path = out / files.name_of(award, kind)
        if is_of_another or not path.exists():
            url = place.settings.public_url
            _write(path, files.content_of(award, organisation, achievement, kind, url=url))


def _slips(session: Session, awards: list[Award], *, place: Workplace) -> bytes:
    lines = [["certificate_number", "name", "claim_code", "claim_url"]]
    for award in awards:
        claim = store.claim(session, award.id)
        code = issuer.printed_code(claim, custody=place.custody) if claim else None
        if code is None:
            continue
        link = f"{place.settings.public_url}/c/{code}"
        name = (award.person or {}).get("name", "")
        lines.append([award.certificate_number or "", name, code, link])
    return as_csv(lines)


def _write(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all, for its owner only."""
    part = path.with_name(f".{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    part.replace(path)
