"""The public addresses of badges of version 2.0, and the one at which a program makes one."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from app.base.deps import ReadingDep, ServicesDep
from app.base.pages import render
from app.base.routing import Router
from app.issuer import people, store
from app.issuer import service as issuing
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import OwnOffice
from app.issuer.version2 import service
from app.issuer.version2.service import Press
from credentials import JSONObject, ProblemCode, refuse

router = Router(tags=["badges-2.0"], route_class=RepeatableRoute)

_ISSUER = "/issuers/{slug}/badges-2.0"
_GONE = 410
_JSON_LD = "application/ld+json"


def press_of(services: ServicesDep) -> Press:
    """What publishing needs of the running service."""
    settings = services.settings
    return Press(services.custody, settings.public_url, settings.mail_from)


_PressDep = Annotated[Press, Depends(press_of)]


class BadgeBody(BaseModel):
    """The e-mail address that the badge is for, and its form. The address is not kept."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, Field(min_length=3, max_length=320)]
    kind: Literal["hosted", "signed", "png", "svg"] = "hosted"


@router.get(_ISSUER, response_class=Response)
def profile(slug: str, request: Request, session: ReadingDep, press: _PressDep) -> Response:
    """The Profile of a training body, as Open Badges 2.0 names an issuer."""
    organisation = issuing.organisation_by_slug(session, slug)
    return _published(request, service.profile(session, organisation, press))


@router.get(f"{_ISSUER}/key", response_class=Response)
def key(slug: str, request: Request, session: ReadingDep, press: _PressDep) -> Response:
    """The key that signs its badges (CryptographicKey), once it has signed one."""
    organisation = issuing.organisation_by_slug(session, slug)
    return _published(request, service.public_key(session, organisation, press))


@router.get(f"{_ISSUER}/revoked", response_class=Response)
def revoked(slug: str, request: Request, session: ReadingDep, press: _PressDep) -> Response:
    """The list of its signed badges that count no more (RevocationList)."""
    organisation = issuing.organisation_by_slug(session, slug)
    return _published(request, service.revoked(session, organisation, press))


@router.get(f"{_ISSUER}/classes/{{class_id}}", response_class=Response)
def badge_class(
    slug: str, class_id: str, request: Request, session: ReadingDep, press: _PressDep
) -> Response:
    """One version of an achievement (BadgeClass)."""
    organisation = issuing.organisation_by_slug(session, slug)
    return _published(request, service.badge_class(session, organisation, class_id, press))


@router.get(
    f"{_ISSUER}/awards/{{award_id}}/{{ticket}}",
    response_class=Response,
    responses={410: {"description": "The badge was withdrawn."}},
)
def assertion(
    slug: str,
    award_id: str,
    ticket: str,
    request: Request,
    session: ReadingDep,
    press: _PressDep,
) -> Response:
    """A hosted badge (Assertion); 410 once it counts no more."""
    organisation = issuing.organisation_by_slug(session, slug)
    found = service.hosted(session, organisation, award_id, ticket, press)
    document, counts = found or (None, True)
    return _published(request, document, status=200 if counts else _GONE)


@router.post("/api/v1/organisations/{slug}/awards/{award_id}/badge-2.0", response_class=Response)
def make(award_id: str, body: BadgeBody, office: OwnOffice) -> Response:
    """Make an Open Badge 2.0 of a certificate, for platforms that read nothing newer.

    Hosted: whoever has its address can read it. Signed: a compact JWS. `png` and `svg` are
    pictures of the certificate with the hosted badge in them.
    """
    award = store.award(office.session, award_id, organisation_id=office.organisation.id)
    if award is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    if not people.is_email(body.email):
        raise refuse(ProblemCode.BAD_VALUE, "not an e-mail address", "/email")
    content, media_type = service.make(
        office.session,
        office.organisation,
        award,
        email=body.email,
        kind=body.kind,
        press=press_of(office.services),
        actor=office.actor,
        at=office.at,
    )
    return Response(content, media_type=media_type, headers={"Cache-Control": "no-store"})


def _published(request: Request, document: JSONObject | None, *, status: int = 200) -> Response:
    """A document as JSON-LD, as JSON, or as a page, by what is asked for."""
    if document is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such badge")
    headers = {"Access-Control-Allow-Origin": "*", "Vary": "Accept", "Cache-Control": "no-cache"}
    accepted = request.headers.get("accept", "")
    if "text/html" in accepted and "json" not in accepted:
        page = render(request, "version2.html", status=status, document=document)
        page.headers.update(headers)
        return page
    wants_json = "application/json" in accepted and _JSON_LD not in accepted
    media_type = "application/json" if wants_json else _JSON_LD
    return JSONResponse(document, status, media_type=media_type, headers=headers)


def own_document(session: Session, url: str, *, press: Press) -> JSONObject | None:
    """The document of version 2.0 under an own address; None where there is none."""
    prefix = f"{press.public_url}/issuers/"
    slug, _, rest = url.removeprefix(prefix).partition("/badges-2.0")
    organisation = store.organisation_by_slug(session, slug) if url.startswith(prefix) else None
    if organisation is None:
        return None
    plain: dict[str, Any] = {
        "": service.profile,
        "/key": service.public_key,
        "/revoked": service.revoked,
    }
    if rest in plain:
        found: JSONObject | None = plain[rest](session, organisation, press)
        return found
    match rest.split("/"):
        case ["", "classes", achievement_id]:
            return service.badge_class(session, organisation, achievement_id, press)
        case ["", "awards", award_id, ticket]:
            published = service.hosted(session, organisation, award_id, ticket, press)
            return published[0] if published else None
    return None
