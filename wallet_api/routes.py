"""The holder's API, under /wallet/api/v1, and with it every page of the holder's side.

A program shows the token of the passport's return link as its bearer token.
"""

from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.base import problems
from app.base.codes import parse_code
from app.base.deps import Now, ReadingDep, ServicesDep, SessionDep
from app.base.routing import Router
from credentials import Problem, ProblemCode, refuse
from wallet_api import correction_routes, passport_routes, store
from wallet_api import passport as passports
from wallet_api.access import (
    CountedReading,
    CountedTry,
    HolderToChange,
    HolderToRead,
    OptionalHolder,
    PortsDep,
)
from wallet_api.claiming import claim
from wallet_api.pages import claim as claim_pages
from wallet_api.pages import classes as class_pages
from wallet_api.pages import corrections as correction_pages
from wallet_api.pages import passport as passport_pages
from wallet_api.pages import reading as reading_pages
from wallet_api.pages import records as record_pages
from wallet_api.pages import safety as safety_pages
from wallet_api.pages import sharing as sharing_pages
from wallet_api.ports import CopyKind
from wallet_api.records import routes as record_routes
from wallet_api.schemas import (
    CertificateAnswer,
    ClaimAnswer,
    ClaimBody,
    CodeBody,
    FactAnswer,
    FactBody,
    OfferAnswer,
    PersonAnswer,
)
from wallet_api.sharing import routes as share_routes

router = Router()
for pages in (
    claim_pages,
    class_pages,
    correction_pages,
    passport_pages,
    record_pages,
    safety_pages,
    sharing_pages,
    reading_pages,
):
    router.routes.extend(pages.router.routes)

api = Router(prefix="/wallet/api/v1", tags=["wallet"])

_COPIES = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}


# ── Claiming ────────────────────────────────────────────────────────────────────────────


@api.post("/claims/look-up", dependencies=[CountedTry])
def look_up(body: CodeBody, session: ReadingDep, ports: PortsDep) -> OfferAnswer:
    """What a claim code is for."""
    return OfferAnswer.of(ports.desk.look_up(session, parse_code(body.code)))


@api.post("/claims/facts", dependencies=[CountedTry], response_model=FactAnswer)
def try_fact(
    request: Request, body: FactBody, session: SessionDep, ports: PortsDep, at: Now
) -> Any:
    """Try the second fact; five wrong ones close the code."""
    tried = ports.desk.attempt(session, parse_code(body.code), body.fact, at=at)
    if tried.shown is None or tried.ticket is None:
        # Answered and not raised: the wrong try is counted by the commit.
        return problems.answer(request, _wrong_fact(tried.tries_left))
    return FactAnswer(person=PersonAnswer.of(tried.shown), ticket=tried.ticket)


@api.post("/claims", status_code=201)
def take(
    body: ClaimBody,
    session: SessionDep,
    services: ServicesDep,
    ports: PortsDep,
    holder: OptionalHolder,
    at: Now,
) -> ClaimAnswer:
    """Put the certificate into the passport of the bearer token, or into a new one."""
    claimed = claim(
        session,
        parse_code(body.code),
        body.ticket,
        into=holder,
        desk=ports.desk,
        custody=services.custody,
        at=at,
    )
    token = claimed.return_token
    return ClaimAnswer(
        certificate=CertificateAnswer.of(claimed.holding),
        return_link=f"{services.settings.public_url}/p/{token}" if token else None,
    )


def _wrong_fact(tries_left: int) -> Problem:
    if tries_left == 0:
        return Problem(ProblemCode.CODE_CLOSED, "too many wrong facts were given", "/fact")
    return Problem(ProblemCode.CODE_WRONG, f"{tries_left} tries are left", "/fact")


# ── Certificates ────────────────────────────────────────────────────────────────────────


@api.get("/certificates")
def certificates(session: ReadingDep, holder: HolderToRead) -> list[CertificateAnswer]:
    """What is in the passport, newest first."""
    return [CertificateAnswer.of(held) for held in store.holdings(session, holder.id)]


@api.get("/certificates/{holding_id}/credential", response_class=Response)
def credential(holding_id: str, session: ReadingDep, holder: HolderToRead) -> Response:
    """The signed bytes, exactly as they were issued."""
    holding = passports.certificate_in(session, holder, holding_id)
    headers = {"Cache-Control": "no-store"}
    return Response(holding.content, media_type=holding.media_type, headers=headers)


@api.post("/certificates/{holding_id}/new-code", status_code=204, dependencies=[CountedReading])
def new_code(
    holding_id: str, session: SessionDep, holder: HolderToChange, ports: PortsDep, at: Now
) -> None:
    """Replace the printed code of a certificate; papers with the old one say nothing any more."""
    held = passports.certificate_in(session, holder, holding_id)
    ports.desk.renew_code(session, held.credential_id, passport_id=holder.id, at=at)


@api.get("/certificates/{holding_id}/copy/{kind}", response_class=Response)
def copy(
    holding_id: str, kind: CopyKind, session: ReadingDep, holder: HolderToRead, ports: PortsDep
) -> Response:
    """The certificate to print (PDF), or as a picture with the signed bytes inside."""
    held = passports.certificate_in(session, holder, holding_id)
    made = ports.desk.copy(session, held.credential_id, kind)
    if made is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such copy of it")
    headers = {"Cache-Control": "no-store"}
    return Response(made, media_type=_COPIES[kind], headers=headers)


router.routes.extend(share_routes.router.routes)
router.routes.extend(api.routes)
router.routes.extend(record_routes.router.routes)
router.routes.extend(passport_routes.router.routes)
router.routes.extend(correction_routes.router.routes)
