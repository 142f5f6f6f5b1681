"""The issuer's addresses: the public identity, and the API of a training body's programs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.base import accounts, days
from app.base.deps import ApiKey, Now, ReadingDep, Services, ServicesDep, SessionDep
from app.base.routing import Router
from app.issuer import repeating, service, store
from app.issuer.awards import AwardResult, Desk
from app.issuer.corrections import Correction, Withdrawal
from app.issuer.likeness import check_nobody_is_alike
from app.issuer.repeating import Once, RepeatableRoute
from app.issuer.schemas import (
    AwardAnswer,
    AwardBody,
    OrganisationAnswer,
    ReplacementBody,
    RevocationBody,
    SuspensionBody,
)
from app.issuer.tables import Award, Organisation
from credentials import ProblemCode, refuse

router = Router(route_class=RepeatableRoute)


async def read_body(request: Request) -> bytes:
    """The body as it was sent, for what is signed or compared byte for byte."""
    return await request.body()


RawBody = Annotated[bytes, Depends(read_body)]


@dataclass(frozen=True, slots=True)
class Office:
    """A training body whose program is asking, and what its request works with."""

    organisation: Organisation
    session: Session
    services: Services
    actor: str
    at: datetime

    @property
    def desk(self) -> Desk:
        """What issuing needs of the running service."""
        return desk_of(self.services)

    @property
    def public_url(self) -> str:
        """The address of the service."""
        return self.services.settings.public_url


def office_for(*scopes: str) -> Callable[..., Office]:
    """A dependency: the training body in the address, if the API key is its own.

    The key needs one of the scopes; without it the answer is `not-allowed`. Somebody else's
    body is answered like one that does not exist, whatever the key is for.
    """

    def office_of(
        slug: str,
        request: Request,
        identity: ApiKey,
        once: Once,
        session: SessionDep,
        services: ServicesDep,
        at: Now,
    ) -> Office:
        found = store.organisation_by_slug(session, slug)
        if found is None or found.id != identity.organisation_id:
            raise refuse(ProblemCode.NOT_FOUND, "there is no such organisation")
        if not identity.scopes & set(scopes):
            raise refuse(ProblemCode.NOT_ALLOWED, f"the API key has not the scope {scopes[0]}")
        # Who asks is part of what is asked: two keys never get each other's answers.
        repeating.begin(
            request,
            session,
            once,
            scope=f"key:{identity.key_id}",
            custody=services.custody,
            at=at,
        )
        return Office(found, session, services, f"key:{identity.key_id}", at)

    return office_of


# For what is added or changed.
OwnOffice = Annotated[Office, Depends(office_for(accounts.AWARD))]
# For what is only looked at; a key for awarding may look as well.
ReadingOffice = Annotated[Office, Depends(office_for(accounts.READ, accounts.AWARD))]
# For withdrawing certificates, which acts at once, and so needs a key of its own.
RevokingOffice = Annotated[Office, Depends(office_for(accounts.REVOKE))]


def replacing_office(office: OwnOffice, _revoking: RevokingOffice) -> Office:
    """For a key that may do both: the old certificate ends, and a new one is issued."""
    return office


ReplacingOffice = Annotated[Office, Depends(replacing_office)]
SettingsOffice = Annotated[Office, Depends(office_for(accounts.SETTINGS))]
WebhooksOffice = Annotated[Office, Depends(office_for(accounts.WEBHOOKS))]


def desk_of(services: Services) -> Desk:
    """What issuing needs of the running service."""
    return Desk(
        custody=services.custody,
        public_url=services.settings.public_url,
        holders=services.ports["holders"],
        verifies_all=services.settings.verify_all,
    )


# ── Public ──────────────────────────────────────────────────────────────────────────────


@router.get("/issuers/{slug}/did.json", tags=["public"], response_class=Response)
def did_document(slug: str, session: ReadingDep, services: ServicesDep) -> Response:
    """The DID document of a training body under this service's address."""
    organisation = service.organisation_by_slug(session, slug)
    if organisation.did_method != "web":
        raise refuse(ProblemCode.NOT_FOUND, "its identity is not published here")
    return JSONResponse(
        service.did_document(session, organisation, custody=services.custody),
        media_type="application/did+json",
        headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"},
    )


# ── A training body's programs ──────────────────────────────────────────────────────────

_API = "/api/v1/organisations/{slug}"
_AWARD = f"{_API}/awards/{{award_id}}"


@router.get(_API, tags=["awards"])
def profile(office: ReadingOffice) -> OrganisationAnswer:
    """The training body that the API key belongs to."""
    return OrganisationAnswer.of(office.organisation)


@router.get(f"{_API}/did-document", tags=["awards"])
def file_to_publish(office: ReadingOffice) -> Response:
    """The file that a training body with its own domain publishes there."""
    return JSONResponse(
        service.did_document(office.session, office.organisation, custody=office.services.custody)
    )


@router.post(f"{_API}/awards", status_code=201, response_model=AwardAnswer, tags=["awards"])
def add_award(body: AwardBody, office: OwnOffice) -> Response:
    """Issue one certificate. With an Idempotency-Key a repeated request issues nothing new."""
    achievement = service.achievement_by_code(office.session, office.organisation, body.achievement)
    grant = body.grant(today=days.today(office.organisation.time_zone, at=office.at))
    if not body.even_if_alike:
        check_nobody_is_alike(
            office.session,
            grant.person,
            achievement=achievement,
            awarded_on=grant.awarded_on,
            at=office.at,
        )
    result = service.award(
        office.session,
        office.organisation,
        achievement,
        grant,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return _made(office, result)


@router.get(_AWARD, tags=["awards"])
def award(award_id: str, office: ReadingOffice) -> AwardAnswer:
    """One award and its state."""
    return AwardAnswer.of(_award(office, award_id), public_url=office.public_url)


@router.get(f"{_AWARD}/credential", tags=["awards"], response_class=Response)
def credential(award_id: str, office: ReadingOffice) -> Response:
    """The certificate exactly as it was signed."""
    found = _award(office, award_id)
    return Response(
        found.content, media_type=found.media_type, headers={"Cache-Control": "no-store"}
    )


@router.post(f"{_AWARD}/revoke", tags=["awards"])
def revoke(award_id: str, body: RevocationBody, office: RevokingOffice) -> AwardAnswer:
    """Withdraw a certificate for ever, at once."""
    found = service.revoke(
        office.session,
        office.organisation,
        award_id,
        withdrawal=Withdrawal(reason=body.reason, note=body.note),
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return AwardAnswer.of(found, public_url=office.public_url)


@router.post(f"{_AWARD}/suspend", tags=["awards"])
def suspend(award_id: str, body: SuspensionBody, office: RevokingOffice) -> AwardAnswer:
    """Suspend a certificate until further notice."""
    found = service.suspend(
        office.session,
        office.organisation,
        award_id,
        reason=body.reason,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return AwardAnswer.of(found, public_url=office.public_url)


@router.post(f"{_AWARD}/reinstate", tags=["awards"])
def reinstate(award_id: str, office: RevokingOffice) -> AwardAnswer:
    """End the suspension of a certificate."""
    found = service.reinstate(
        office.session,
        office.organisation,
        award_id,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return AwardAnswer.of(found, public_url=office.public_url)


@router.post(f"{_AWARD}/replace", status_code=201, response_model=AwardAnswer, tags=["awards"])
def replace(award_id: str, body: ReplacementBody, office: ReplacingOffice) -> Response:
    """Issue a corrected certificate; the old one answers that it was replaced."""
    result = service.replace(
        office.session,
        office.organisation,
        award_id,
        correction=Correction(
            person=body.person.person(), awarded_on=body.awarded_on, reason=body.reason
        ),
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return _made(office, result)


def _made(office: Office, result: AwardResult) -> Response:
    """The new award as 201, with its address."""
    made = AwardAnswer.of(
        result.award, public_url=office.public_url, claim_code=result.claim_code or None
    )
    location = f"/api/v1/organisations/{office.organisation.slug}/awards/{made.id}"
    return Response(
        made.model_dump_json(),
        status_code=201,
        media_type="application/json",
        headers={"Location": location, "Cache-Control": "no-store"},
    )


def _award(office: Office, award_id: str) -> Award:
    found = store.award(office.session, award_id, organisation_id=office.organisation.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    return found
