"""The API of returns: a code for somebody who lost every way into their passport."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.base.routing import Router
from app.issuer import store
from app.issuer.corrections import IdentityCheck
from app.issuer.repeating import RepeatableRoute
from app.issuer.returning import service
from app.issuer.routes import ReadingOffice, RevokingOffice
from credentials import ProblemCode, refuse

router = Router(tags=["returns"], route_class=RepeatableRoute)

_RETURN = "/api/v1/organisations/{slug}/awards/{award_id}/return"


class ReturnBody(BaseModel):
    """How the body made sure who the person is that has lost paper and phone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    check: IdentityCheck


class ReturnCodeAnswer(BaseModel):
    """The code for the person's hands, given once, and when it opens the passport."""

    code: str
    opens_at: datetime
    ends_at: datetime


class ReturnAnswer(BaseModel):
    """How a return stands: waiting, ready, ended, refused (by the holder) or used."""

    state: str
    opens_at: datetime
    ends_at: datetime


@router.post(_RETURN, status_code=201)
def begin(award_id: str, body: ReturnBody, office: RevokingOffice) -> ReturnCodeAnswer:
    """Give a code on paper to somebody who lost every way into their passport.

    It opens the passport after a waiting time; the holder is told, and may refuse it.
    """
    made = service.confirm_person(
        office.session,
        office.organisation,
        award_id,
        check=body.check,
        days=office.services.settings.return_days,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return ReturnCodeAnswer(code=made.code, opens_at=made.opens_at, ends_at=made.ends_at)


@router.get(_RETURN)
def standing(award_id: str, office: ReadingOffice) -> ReturnAnswer:
    """How the newest return stands that this body began; `not-found` when it began none."""
    award = store.award(office.session, award_id, organisation_id=office.organisation.id)
    found = award and service.standing(
        office.session, office.organisation, award, desk=office.desk, at=office.at
    )
    if not found:
        raise refuse(ProblemCode.NOT_FOUND, "this body began no return")
    return ReturnAnswer(state=found.state, opens_at=found.opens_at, ends_at=found.ends_at)
