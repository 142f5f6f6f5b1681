"""The API for class lists: hand one in, and see what became of it."""

from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import Annotated, BinaryIO, cast

from fastapi import Depends, Query, Request

from app.base.deps import OptionalApiKey, ServicesDep
from app.base.routing import Router
from app.batches import approvers, service, store
from app.batches.reading import read_apart
from app.batches.schemas import BatchAnswer, NoteBody, UploadQuery
from app.batches.service import Upload
from app.batches.tables import WRONG
from app.issuer import service as issuer
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import OwnOffice, ReadingOffice
from credentials import ProblemCode, refuse

router = Router(tags=["class lists"], route_class=RepeatableRoute)

_BATCHES = "/api/v1/organisations/{slug}/batches"
_ONE = f"{_BATCHES}/{{batch_id}}"
_IN_MEMORY = 1_000_000
# The header of app/issuer/repeating.py.
REPEATABLE = "idempotency-key"


async def body(request: Request) -> AsyncIterator[BinaryIO]:
    """The body, which waits on the disk without a name and is never gathered in memory."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        if REPEATABLE in request.headers:
            # Its digest is what a request is known by that may be sent again.
            file.write(await request.body())
        else:
            async for part in request.stream():
                file.write(part)
        yield cast(BinaryIO, file)


def upload(
    brought: Annotated[BinaryIO, Depends(body)],
    identity: OptionalApiKey,
    services: ServicesDep,
    said: Annotated[UploadQuery, Query()],
) -> Upload | None:
    """The class list in the body, read in a worker before any transaction begins.

    Nothing is read for somebody who shows no API key; the office refuses them.
    """
    if identity is None:
        return None
    return said.upload(brought, read_apart(brought, said.choices(), workers=services.workers))


@router.post(_BATCHES, status_code=202)
def add_batch(
    brought: Annotated[Upload | None, Depends(upload)],
    office: OwnOffice,
    achievement: Annotated[str, Query(max_length=60, description="The achievement's code.")],
) -> BatchAnswer:
    """Hand in a class list: the CSV file or XLSX workbook itself is the body.

    The answer comes at once, of a long list while its lines are still read; the certificates
    are issued in the background, where the body wants it after a second person approved. The
    same file for the same achievement is one class list, however often it is sent. What cannot
    be known from the file (what a column is, its encoding, day or month first) is refused with
    a pointer, until it is said.
    """
    if brought is None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "an API key is needed")
    awarded = issuer.achievement_by_code(office.session, office.organisation, achievement)
    batch = service.accept(
        office.session,
        office.organisation,
        awarded,
        upload=brought,
        actor=office.actor,
        at=office.at,
    )
    approvers.tell(
        office.session, office.organisation, batch, public_url=office.public_url, at=office.at
    )
    return BatchAnswer.of(batch, service.progress_of(office.session, batch))


@router.get(_BATCHES)
def batches(office: ReadingOffice) -> list[BatchAnswer]:
    """The newest class lists of the training body, without their lines."""
    found = store.batches(office.session, office.organisation.id, limit=100)
    return [BatchAnswer.of(batch, service.progress_of(office.session, batch)) for batch in found]


@router.get(_ONE)
def batch(batch_id: str, office: ReadingOffice) -> BatchAnswer:
    """One class list, with the lines that are wrong, why, and what to do about it."""
    found = service.batch(office.session, office.organisation, batch_id)
    return BatchAnswer.of(
        found,
        service.progress_of(office.session, found),
        wrong=store.rows(office.session, found.id, state=WRONG),
    )


@router.post(f"{_ONE}/approve")
def approve(batch_id: str, office: OwnOffice) -> BatchAnswer:
    """Have a list awarded that another person or program handed in."""
    found = service.approve(
        office.session, office.organisation, batch_id, actor=office.actor, at=office.at
    )
    return BatchAnswer.of(found, service.progress_of(office.session, found))


@router.post(f"{_ONE}/send-back")
def send_back(batch_id: str, body: NoteBody, office: OwnOffice) -> BatchAnswer:
    """Give a list that waits for approval back, with a note that says what to change."""
    found = service.send_back(
        office.session,
        office.organisation,
        batch_id,
        note=body.note,
        actor=office.actor,
        at=office.at,
    )
    return BatchAnswer.of(found, service.progress_of(office.session, found))


@router.post(f"{_ONE}/stop")
def stop(batch_id: str, office: OwnOffice) -> BatchAnswer:
    """Stop the work on a list. What was awarded stays awarded; the rest waits."""
    found = service.stop(
        office.session, office.organisation, batch_id, actor=office.actor, at=office.at
    )
    return BatchAnswer.of(found, service.progress_of(office.session, found))


@router.post(f"{_ONE}/resume")
def resume(batch_id: str, office: OwnOffice) -> BatchAnswer:
    """Go on with the work on a list that was stopped."""
    found = service.resume(
        office.session, office.organisation, batch_id, actor=office.actor, at=office.at
    )
    return BatchAnswer.of(found, service.progress_of(office.session, found))


@router.post(f"{_ONE}/take-back", status_code=204)
def take_back(batch_id: str, office: OwnOffice) -> None:
    """Forget a list that was not confirmed."""
    service.take_back(
        office.session, office.organisation, batch_id, actor=office.actor, at=office.at
    )
