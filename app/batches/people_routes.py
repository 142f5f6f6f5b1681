"""The API for a person who asks what is held: tell, and delete what can be deleted."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from app.base.routing import Router
from app.batches import keeping_store as lines
from app.issuer import store as issuer_store
from app.issuer.privacy import held, keeping
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import Office, RevokingOffice
from app.issuer.schemas import AwardAnswer
from app.issuer.tables import REPLACED, REVOKED, Award
from credentials import ProblemCode, refuse

router = Router(tags=["people"], route_class=RepeatableRoute)

_ONE = "/api/v1/organisations/{slug}/awards/{award_id}/person"


class IdentityBody(BaseModel):
    """How it was made sure that whoever asks is the person."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    identity_check: Literal["in-person", "by-document", "by-known-contact"]


@router.post(f"{_ONE}/held")
def tell(award_id: str, body: IdentityBody, office: RevokingOffice) -> dict[str, Any]:
    """Everything that is held about the person of a certificate. That they asked is noted."""
    award = _award(office, award_id)
    held.note_check(office.session, award, body.identity_check, actor=office.actor, at=office.at)
    held.note_told(office.session, award, actor=office.actor, at=office.at)
    line = lines.line_of(office.session, award)
    return held.held(office.session, award, line=line.values if line else None)


@router.post(f"{_ONE}/delete")
def delete(award_id: str, body: IdentityBody, office: RevokingOffice) -> AwardAnswer:
    """Delete what only a claim needs; everything, once the certificate is not in force."""
    award = _award(office, award_id)
    held.note_check(office.session, award, body.identity_check, actor=office.actor, at=office.at)
    claim = issuer_store.claim_for_change(office.session, award.id)
    forget = keeping.erase if award.state in (REVOKED, REPLACED) else keeping.minimise
    forget(office.session, award, claim, actor=office.actor, at=office.at)
    lines.empty_line_of(office.session, award)
    return AwardAnswer.of(award, public_url=office.public_url)


def _award(office: Office, award_id: str) -> Award:
    found = issuer_store.award_for_change(
        office.session, award_id, organisation_id=office.organisation.id
    )
    if found is None or found.achievement_id is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    return found
