"""Handing a class list out: its claim slips, made in the background and fetched as a file."""

from fastapi import Response
from fastapi.responses import StreamingResponse

from app.base import audit, jobs
from app.base.routing import Router
from app.batches import handing_out
from app.batches import service as batches
from app.batches.store import has_changed_since, number_of_claims
from app.issuer.tables import CLOSED, OPEN, Achievement
from app.pages.console.files import attachment
from app.pages.console.office import Issuing, LookingToIssue, see
from credentials import ProblemCode, refuse

router = Router()

_ONE = "/console/lists/{batch_id}"


@router.post(f"{_ONE}/slips")
def ask_for_slips(batch_id: str, office: Issuing) -> Response:
    """Have the slips made of those who have not fetched their certificate."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    handing_out.ask_for_slips(office.session, batch, actor=office.actor, at=office.at)
    return see(f"/console/lists/{batch.id}/slips")


@router.get(f"{_ONE}/slips")
def slips(batch_id: str, office: LookingToIssue) -> Response:
    """How far the slips are, and the file once they are made."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    job = handing_out.slips_job(office.session, batch)
    # The page looks again and again while they are made: counting a long list each time would
    # take longer than drawing it.
    is_being_made = job is not None and job.state in (jobs.WAITING, jobs.RUNNING)
    return office.page(
        "slips_job.html",
        batch=batch,
        achievement=office.session.get_one(Achievement, batch.achievement_id),
        is_being_made=is_being_made,
        open_claims=0 if is_being_made else number_of_claims(office.session, batch.id, OPEN),
        closed_claims=0 if is_being_made else number_of_claims(office.session, batch.id, CLOSED),
        job=job,
        is_there=job is not None and job.has_file(at=office.at),
        is_behind=job is not None and has_changed_since(office.session, batch.id, job.created_at),
    )


@router.post(f"{_ONE}/slips/file")
def fetch_slips(batch_id: str, office: Issuing) -> Response:
    """The file with the slips; who fetched it is noted, because it holds secret codes."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    job = handing_out.slips_job(office.session, batch)
    if job is None:
        raise refuse(ProblemCode.CONFLICT, "nobody asked for slips")
    services = office.services
    filename, media_type, parts = jobs.stream(
        services.database, job, custody=services.custody, at=office.at
    )
    audit.record(
        office.session,
        actor=office.actor,
        action="slips.shown",
        subject=batch.id,
        organisation_id=office.organisation.id,
        at=office.at,
    )
    return StreamingResponse(parts, media_type=media_type, headers=attachment(filename))
