"""The API for handing a class list out: slips, mail, and who has theirs."""

from datetime import datetime
from typing import Self

from fastapi import Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from app.base import audit, jobs
from app.base.jobs import Job
from app.base.routing import Router
from app.batches import handing_out, service
from app.issuer.delivery import class_codes, mailing, report
from app.issuer.delivery.class_codes import Fit
from app.issuer.delivery.schemas import TallyAnswer
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import OwnOffice, ReadingOffice
from app.issuer.tables import Achievement
from credentials import ProblemCode, refuse

router = Router(tags=["class lists"], route_class=RepeatableRoute)

_ONE = "/api/v1/organisations/{slug}/batches/{batch_id}"
_SLIPS = f"{_ONE}/slips"


class JobAnswer(BaseModel):
    """Work in the background: waiting, running, done or failed, and how far it is."""

    state: str
    done: int
    total: int
    asked_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """A stored job."""
        return cls(
            state=job.state,
            done=job.done,
            total=job.total,
            asked_at=job.created_at,
            finished_at=job.finished_at,
            expires_at=job.expires_at,
        )


class MailedAnswer(BaseModel):
    """How many mails are on their way."""

    mailed: int


@router.get(f"{_ONE}/delivery")
def delivery(batch_id: str, office: ReadingOffice) -> TallyAnswer:
    """How many certificates of the class list stand how."""
    found = service.batch(office.session, office.organisation, batch_id)
    tally = report.tally_of(office.session, office.organisation.id, found.id)
    return TallyAnswer.of(found.id, tally)


@router.post(f"{_ONE}/mail", status_code=202)
def mail(batch_id: str, office: OwnOffice) -> MailedAnswer:
    """Mail the claim link again to all of the list whom no mail has reached, 500 at most."""
    found = service.batch(office.session, office.organisation, batch_id)
    number = mailing.resend_undelivered(
        office.session,
        office.organisation,
        found.id,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return MailedAnswer(mailed=number)


class ClassCodeBody(BaseModel):
    """For how many hours a class code is open: 1, 4 or 24."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hours: int


class ClassCodeAnswer(BaseModel):
    """A class code: the address for the QR code on the wall, and when it ends."""

    url: str
    code: str
    expires_at: datetime


@router.post(f"{_ONE}/class-code", status_code=201)
def open_class(batch_id: str, body: ClassCodeBody, office: OwnOffice) -> ClassCodeAnswer:
    """Open a code with which the class asks for its certificates; an open one is closed."""
    found = service.batch(office.session, office.organisation, batch_id)
    made = class_codes.open_class(
        office.session,
        office.organisation,
        batch_id=found.id,
        achievement=office.session.get_one(Achievement, found.achievement_id),
        hours=body.hours,
        custody=office.services.custody,
        actor=office.actor,
        at=office.at,
    )
    code = class_codes.shown_code(made, custody=office.services.custody)
    return ClassCodeAnswer(
        url=f"{office.public_url}/g/{code}", code=code, expires_at=made.expires_at
    )


@router.delete(f"{_ONE}/class-code", status_code=204)
def close_class(batch_id: str, office: OwnOffice) -> None:
    """Close the class code now; whoever still waits is refused."""
    found = service.batch(office.session, office.organisation, batch_id)
    class_codes.close_class(
        office.session, office.organisation, batch_id=found.id, actor=office.actor, at=office.at
    )


class ClassRequestAnswer(BaseModel):
    """Somebody who waits: what they typed, how it fits, and the award that it fits alone."""

    id: str
    name: str
    fact: str
    asked_at: datetime
    fit: Fit
    award: str | None


@router.get(f"{_ONE}/class-requests")
def class_requests(batch_id: str, office: OwnOffice) -> list[ClassRequestAnswer]:
    """Those who wait for the class list, in the order in which they asked."""
    found = service.batch(office.session, office.organisation, batch_id)
    waiting = class_codes.queue(
        office.session, office.organisation, found.id, custody=office.services.custody
    )
    return [
        ClassRequestAnswer(
            id=one.id,
            name=one.name,
            fact=one.fact,
            asked_at=one.asked_at,
            fit=one.fit,
            award=one.award.id if one.award else None,
        )
        for one in waiting
    ]


@router.post(_SLIPS, status_code=202)
def make_slips(batch_id: str, office: OwnOffice) -> JobAnswer:
    """Have the claim slips made of those who have not fetched their certificate.

    Asked for again while they are being made, it is the same job.
    """
    found = service.batch(office.session, office.organisation, batch_id)
    job = handing_out.ask_for_slips(office.session, found, actor=office.actor, at=office.at)
    return JobAnswer.of(job)


@router.get(_SLIPS)
def slips(batch_id: str, office: OwnOffice) -> JobAnswer:
    """How far the slips are; raises `conflict` when nobody asked for them."""
    return JobAnswer.of(_job(office, batch_id))


@router.get(f"{_SLIPS}/file", response_class=Response)
def slips_file(batch_id: str, office: OwnOffice) -> Response:
    """The slips as PDF, or as a ZIP of several; kept for a day, because it holds secret codes."""
    job = _job(office, batch_id)
    services = office.services
    filename, media_type, parts = jobs.stream(
        services.database, job, custody=services.custody, at=office.at
    )
    audit.record(
        office.session,
        actor=office.actor,
        action="slips.shown",
        subject=batch_id,
        organisation_id=office.organisation.id,
        at=office.at,
    )
    return StreamingResponse(
        parts,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{filename}"',
            "Cache-Control": "no-store",
        },
    )


def _job(office: OwnOffice, batch_id: str) -> Job:
    found = service.batch(office.session, office.organisation, batch_id)
    job = handing_out.slips_job(office.session, found)
    if job is None:
        raise refuse(ProblemCode.CONFLICT, "nobody asked for slips")
    return job
