"""Leave with everything: the plain files, the encrypted file with the key, and erasure."""

from typing import Annotated

from fastapi import Form, Request
from starlette.responses import Response

from app.base.deps import Now, ReadingDep
from app.base.pages import render
from app.base.routing import Router
from credentials import CredentialsError, ProblemCode
from wallet_api.access import HOME, CountedReading, InOpenPassport, OpenPassport, OurForm, VisitDep
from wallet_api.leaving import erasing, exports
from wallet_api.pages.passport import cleared

router = Router(include_in_schema=False)

_UNPROCESSABLE = 422


@router.get(f"{HOME}/export", dependencies=[InOpenPassport])
def ask(request: Request) -> Response:
    """What can be taken along, in which form, and who holds the key until then."""
    return render(request, "safety/export.html", is_short=False)


@router.get(f"{HOME}/export.zip")
def plain(session: ReadingDep, found: OpenPassport, at: Now) -> Response:
    """Everything in open formats, without the key."""
    return exports.plain(session, found, at=at)


@router.post(f"{HOME}/export", dependencies=[CountedReading, OurForm])
def encrypted(visit: VisitDep, passphrase: Annotated[str, Form(max_length=2_000)] = "") -> Response:
    """Everything with the key, under a passphrase that only the holder knows."""
    found = visit.open_passport()
    custody = visit.services.custody
    try:
        return exports.encrypted(visit.session, found, passphrase, custody=custody, at=visit.at)
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.BAD_VALUE:
            raise
        page = "safety/export.html"
        return render(visit.request, page, status=_UNPROCESSABLE, is_short=True)


@router.get(f"{HOME}/erase", dependencies=[InOpenPassport])
def ask_erase(request: Request) -> Response:
    """What erasure takes away, and what it cannot reach."""
    return render(request, "safety/erase.html", is_unsure=False)


@router.post(f"{HOME}/erase", dependencies=[OurForm])
def erase(visit: VisitDep, sure: Annotated[str, Form(max_length=10)] = "") -> Response:
    """Erase the passport, and everything of it in this browser."""
    found = visit.open_passport()
    if sure != "yes":
        return render(visit.request, "safety/erase.html", status=_UNPROCESSABLE, is_unsure=True)
    erasing.erase(visit.session, found, custody=visit.services.custody, at=visit.at)
    return cleared(visit.request, render(visit.request, "safety/erased.html", closes=None))
