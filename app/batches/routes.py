"""The API for class lists: hand one in, and see what became of it."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.batches import service, store
from app.batches.schemas import BatchAnswer
from app.batches.tables import WRONG
from app.issuer import service as issuer
from app.issuer.routes import OwnOffice, RawBody, ReadingOffice

router = APIRouter(tags=["class lists"])

_BATCHES = "/api/v1/organisations/{slug}/batches"


@router.post(_BATCHES, status_code=202)
def add_batch(
    office: OwnOffice,
    raw: RawBody,
    achievement: Annotated[str, Query(max_length=60, description="The achievement's code.")],
    filename: Annotated[str, Query(max_length=200)] = "class-list.csv",
) -> BatchAnswer:
    """Hand in a class list: the CSV file itself is the body.

    The answer comes at once; the certificates are issued in the background. The same file
    for the same achievement is one class list, however often it is sent.
    """
    awarded = issuer.achievement_by_code(office.session, office.organisation, achievement)
    batch = service.accept(
        office.session,
        office.organisation,
        awarded,
        filename=filename,
        content=raw,
        actor=office.actor,
        at=office.at,
    )
    return BatchAnswer.of(batch, service.progress_of(office.session, batch))


@router.get(_BATCHES)
def batches(office: ReadingOffice) -> list[BatchAnswer]:
    """The newest class lists of the training body, without their lines."""
    found = store.batches(office.session, office.organisation.id, limit=100)
    return [BatchAnswer.of(batch, service.progress_of(office.session, batch)) for batch in found]


@router.get(f"{_BATCHES}/{{batch_id}}")
def batch(batch_id: str, office: ReadingOffice) -> BatchAnswer:
    """One class list, with the lines that are wrong, why, and what to do about it."""
    found = service.batch(office.session, office.organisation, batch_id)
    return BatchAnswer.of(
        found,
        service.progress_of(office.session, found),
        wrong=store.rows(office.session, found.id, state=WRONG),
    )
