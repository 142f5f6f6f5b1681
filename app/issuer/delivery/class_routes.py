"""The API for class codes: decide about somebody who waits."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from app.base.routing import Router
from app.issuer.delivery import class_codes
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import OwnOffice

router = Router(tags=["delivery"], route_class=RepeatableRoute)

_API = "/api/v1/organisations/{slug}"
_REQUEST = f"{_API}/class-requests/{{waiting_id}}"
_Id = Annotated[str, Path(max_length=32)]


class DecisionBody(BaseModel):
    """Which certificate is handed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    award: str = Field(max_length=64)


@router.post(f"{_REQUEST}/approve", status_code=204)
def approve(waiting_id: _Id, body: DecisionBody, office: OwnOffice) -> None:
    """Hand a certificate of the list to the browser that waits."""
    class_codes.approve(
        office.session,
        office.organisation,
        waiting_id,
        award_id=body.award,
        actor=office.actor,
        at=office.at,
    )


@router.post(f"{_REQUEST}/refuse", status_code=204)
def refuse(waiting_id: _Id, office: OwnOffice) -> None:
    """Hand nothing over."""
    class_codes.refuse_request(
        office.session, office.organisation, waiting_id, actor=office.actor, at=office.at
    )
