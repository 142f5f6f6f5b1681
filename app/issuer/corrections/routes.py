"""The API of corrections: what workers ask, what was decided, and a wrong claim undone.

A key acts at once, so what takes something from somebody needs the scope `revoke`. Withdrawing,
pausing and replacing are beside the awards, in app/issuer/routes.py.
"""

from typing import Annotated, Literal

from fastapi import Query

from app.base.routing import Router
from app.issuer import corrections
from app.issuer.corrections import store
from app.issuer.corrections.schemas import (
    CaseAnswer,
    RefusalBody,
    RequestAnswer,
    UndoneClaimBody,
)
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import OwnOffice, ReadingOffice, RevokingOffice
from app.issuer.schemas import AwardAnswer

router = Router(tags=["corrections"], route_class=RepeatableRoute)

_API = "/api/v1/organisations/{slug}"
_State = Literal["", "open", "replaced", "refused", "kept"]
_Limit = Annotated[int, Query(ge=1, le=200)]
_Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.get(f"{_API}/corrections")
def cases(office: ReadingOffice, limit: _Limit = 50, offset: _Offset = 0) -> list[CaseAnswer]:
    """What was withdrawn, replaced or undone, and what waits for a second person."""
    found = store.cases(office.session, office.organisation.id, limit=limit, offset=offset)
    return [CaseAnswer.of(case) for case in found]


@router.get(f"{_API}/requests")
def requests(
    office: ReadingOffice, state: _State = "open", limit: _Limit = 50, offset: _Offset = 0
) -> list[RequestAnswer]:
    """What workers ask, the oldest first."""
    found = store.requests(
        office.session, office.organisation.id, state=state, limit=limit, offset=offset
    )
    return [RequestAnswer.of(request) for request, _ in found]


@router.post(f"{_API}/requests/{{request_id}}/refuse")
def refuse(request_id: str, body: RefusalBody, office: OwnOffice) -> RequestAnswer:
    """Say no to a worker, who is told. A yes is a replacement of the certificate."""
    found = corrections.refuse_request(
        office.session,
        office.organisation,
        request_id,
        reason=body.reason,
        answer=body.answer,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return RequestAnswer.of(found)


@router.post(f"{_API}/awards/{{award_id}}/undo-claim")
def undo_claim(award_id: str, body: UndoneClaimBody, office: RevokingOffice) -> AwardAnswer:
    """Take a certificate out of the wrong passport; the new claim code is in the answer."""
    result = corrections.undo_claim(
        office.session,
        office.organisation,
        award_id,
        check=body.check,
        note=body.note,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return AwardAnswer.of(result.award, public_url=office.public_url, claim_code=result.claim_code)
