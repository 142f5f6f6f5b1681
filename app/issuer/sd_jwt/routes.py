"""The addresses of SD-JWT VC: keys and type for everybody, copies for the body's programs."""

from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from app.base.deps import ReadingDep, ServicesDep
from app.base.routing import Router
from app.issuer import service
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import OwnOffice
from app.issuer.sd_jwt import copies, type_metadata
from app.issuer.sd_jwt.issuer_name import metadata
from credentials import CredentialsError, ProblemCode, decode_jwk, refuse

router = Router(route_class=RepeatableRoute)

_PUBLIC = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}


class CopyBody(BaseModel):
    """The public key that the copy is bound to, as a JWK."""

    model_config = ConfigDict(extra="forbid")

    jwk: dict[str, Any]


@router.get("/.well-known/jwt-vc-issuer/issuers/{slug}", tags=["public"], response_class=Response)
def issuer_metadata(slug: str, session: ReadingDep, services: ServicesDep) -> Response:
    """The keys of a training body that signs under an https address of this service."""
    organisation = service.organisation_by_slug(session, slug)
    if organisation.did_method != "web":
        raise refuse(ProblemCode.NOT_FOUND, "its tokens name no https address")
    return JSONResponse(metadata(session, organisation, custody=services.custody), headers=_PUBLIC)


@router.get(type_metadata.PATH, tags=["public"], response_class=Response)
async def badge_type(services: ServicesDep) -> Response:
    """What the claims of our SD-JWT VCs are; the digest of it stands in each of them."""
    content = type_metadata.content(services.settings.public_url)
    return Response(content, media_type="application/json", headers=_PUBLIC)


@router.post(
    "/api/v1/organisations/{slug}/awards/{award_id}/sd-jwt",
    status_code=201,
    response_class=Response,
    tags=["awards"],
)
def copy(award_id: str, body: CopyBody, office: OwnOffice) -> Response:
    """The certificate as dc+sd-jwt for a key of its holder, with a status of its own.

    The answer is the SD-JWT VC with every disclosure; it is not kept here.
    """
    try:
        holder = decode_jwk(body.jwk)
    except CredentialsError as error:
        # Its own code would say that a certificate is at fault.
        raise refuse(ProblemCode.BAD_VALUE, error.problem.detail, "/jwk") from error
    made = copies.copy_for(
        office.session,
        office.organisation,
        award_id,
        holder,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return Response(
        made.content,
        status_code=201,
        media_type=made.media_type,
        headers={"Cache-Control": "no-store"},
    )
