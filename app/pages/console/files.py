"""Certificates as files: one as PDF, picture or signed text, or a whole class list as a ZIP."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from starlette.responses import Response, StreamingResponse

from app.base import archives, spreadsheets
from app.base.db import Database
from app.issuer.delivery import files
from app.issuer.delivery.files import Kind
from app.issuer.tables import Achievement, Award, Organisation


def download(
    award: Award,
    organisation: Organisation,
    achievement: Achievement | None,
    kind: Kind,
    *,
    url: str,
) -> Response:
    """One certificate. Raises `not-found` for a form that it does not have."""
    return attached(
        files.content_of(award, organisation, achievement, kind, url=url),
        filename=files.name_of(award, kind),
        media_type=files.media_type_of(award, kind),
    )


def attached(content: bytes, *, filename: str, media_type: str) -> Response:
    """A file to be saved, which nobody on the way keeps."""
    return Response(content, media_type=media_type, headers=attachment(filename))


def spreadsheet(lines: Iterable[Sequence[str]], *, filename: str) -> StreamingResponse:
    """A file for a spreadsheet to be saved, written while it is sent."""
    return StreamingResponse(
        spreadsheets.csv_parts(lines),
        media_type=spreadsheets.MEDIA_TYPE,
        headers=attachment(filename),
    )


def as_zip(
    database: Database, awards: Sequence[tuple[int, Award]], *, filename: str, url: str
) -> StreamingResponse:
    """Every form of these certificates, and a list of which is whose by the line it stood on.

    It is written while it is sent, and held nowhere.
    """
    index = [("line", "name", "name_latin", "certificate_number")]
    for line, award in awards:
        person = award.person or {}
        names = (person.get("name") or "", person.get("name_latin") or "")
        index.append((str(line), *names, award.certificate_number or ""))
    award_ids = [award.id for _, award in awards]
    written = chain(
        [("certificates.csv", spreadsheets.as_csv(index))],
        (file for award_id in award_ids for file in _files(database, award_id, url=url)),
    )
    return StreamingResponse(
        archives.zipped(written), media_type="application/zip", headers=attachment(filename)
    )


def attachment(filename: str) -> dict[str, str]:
    """The headers of a file to be saved, which nobody on the way keeps."""
    return {
        "Content-Disposition": f'attachment; filename="{files.fit_for_names(filename)}"',
        "Cache-Control": "no-store",
    }


def _files(database: Database, award_id: str, *, url: str) -> Iterator[tuple[str, bytes]]:
    # A session for each, so that a slow reader of the file keeps no view of the database open.
    with database.reading() as session:
        award = session.get_one(Award, award_id)
        organisation = session.get_one(Organisation, award.organisation_id)
        achievement = session.get_one(Achievement, award.achievement_id)
        made = [
            (
                f"{kind}/{files.name_of(award, kind)}",
                files.content_of(award, organisation, achievement, kind, url=url),
            )
            for kind in files.kinds_of(award)
        ]
    yield from made
