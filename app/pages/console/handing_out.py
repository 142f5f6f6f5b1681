"""Handing a class list out: its claim slips, made in the background and fetched as a file."""

from fastapi import APIRouter, Response

from app.base import audit, jobs
from app.batches import handing_out
from app.batches import service as batches
from app.issuer.tables import Achievement
from app.pages.console import store
from app.pages.console.files import attached
from app.pages.console.office import Issuing, LookingToIssue, see
from credentials import ProblemCode, refuse

router = APIRouter()

_ONE = "/console/lists/{batch_id}"
_EVERY_SECONDS = "2"


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
    page = office.page(
        "slips_job.html",
        batch=batch,
        achievement=office.session.get_one(Achievement, batch.achievement_id),
        open_claims=store.number_of_open_claims(office.session, batch.id),
        job=job,
        is_there=job is not None and job.has_file(at=office.at),
    )
    if job is not None and job.state in (jobs.WAITING, jobs.RUNNING):
        # The browser asks again by itself; this needs no script.
        page.headers["Refresh"] = _EVERY_SECONDS
    return page


@router.post(f"{_ONE}/slips/file")
def fetch_slips(batch_id: str, office: Issuing) -> Response:
    """The file with the slips; who fetched it is noted, because it holds secret codes."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    job = handing_out.slips_job(office.session, batch)
    if job is None:
        raise refuse(ProblemCode.CONFLICT, "nobody asked for slips")
    made = jobs.file(office.session, job, custody=office.services.custody, at=office.at)
    audit.record(
        office.session,
        actor=office.actor,
        action="slips.shown",
        subject=batch.id,
        organisation_id=office.organisation.id,
        at=office.at,
    )
    return attached(made.content, filename=made.filename, media_type=made.media_type)
