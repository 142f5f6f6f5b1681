"""`issuer export` and `issuer import`: a training body that goes on to be verified elsewhere."""

import os
from datetime import timedelta
from pathlib import Path

import typer

from app.cli.workplace import ACTOR, open_workplace
from app.issuer import leaving, store
from app.issuer import service as issuer
from credentials import ProblemCode, refuse


def export(slug: str, file: Path, *, days: int) -> None:
    """Write the archive of a body. Raises `conflict` for a file that is there already."""
    if file.exists():
        raise refuse(ProblemCode.CONFLICT, f"{file} is there already")
    place = open_workplace()
    with place.database.session() as session:
        content = leaving.pack(
            session,
            issuer.organisation_by_slug(session, slug),
            custody=place.custody,
            holds_for=timedelta(days=days),
            actor=ACTOR,
            at=place.clock(),
        )
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
    archive = leaving.Archive.opened(content)
    typer.echo(
        f"{file} holds the identity of {archive.did}, {len(archive.published)} status lists that"
        f" hold for {days} days, and its catalogue. No private key and no person is in it."
        " Withdraw first, then export: what is withdrawn later is not in these lists."
    )


def take_in(file: Path) -> None:
    """Keep an archive, to be served from the next start on.

    Raises `malformed` and `tampered` as the archive does, and `conflict` for a body of our own.
    """
    place = open_workplace()
    content = file.read_bytes()
    archive = leaving.Archive.opened(content)
    with place.database.reading() as session:
        is_own = issuer.own_did_document(session, archive.did, custody=place.custody) is not None
        if is_own or store.organisation_by_slug(session, archive.slug) is not None:
            raise refuse(ProblemCode.CONFLICT, "there is a training body of that name here")
    leaving.Shelf(place.settings.data_dir).put(content)
    typer.echo(
        f"{archive.did}, as it was on {archive.made_at.date()}: {len(archive.published)} status"
        " lists. They are served when the service starts again (SIGHUP, with several processes),"
        " and its certificates are checked without asking anybody. Have the body confirm its"
        " identifier before you vouch for it."
    )
