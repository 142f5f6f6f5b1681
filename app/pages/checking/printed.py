"""What the code on a printed certificate opens: its validity, and more to who has the paper."""

from fastapi import Request, Response

from app.base.deps import Now, ServicesDep
from app.base.pages import render
from app.base.routing import Router
from app.pages.checking.bringing import nothing
from app.pages.checking.scanning import SCANNING, is_scanning
from app.pages.checking.tickets import ticket_of
from app.pages.paper import is_on_paper
from app.verifier import intake
from app.verifier.deps import VerifierDep, admit_code, admit_fact
from app.verifier.intake import Nothing
from app.verifier.reading import read, read_validity

router = Router()

_UNPROCESSABLE = 422
_MAX_PARTS = 4


@router.get("/v/{code}")
async def printed(
    code: str, request: Request, services: ServicesDep, verifier: VerifierDep, now: Now
) -> Response:
    """What the QR code of a printed certificate opens: whether it holds, and nothing more."""
    return await _printed(
        code,
        None,
        request,
        services=services,
        verifier=verifier,
        at=now,
        scanning=is_scanning(request),
    )


@router.post("/v/{code}")
async def compare(
    code: str, request: Request, services: ServicesDep, verifier: VerifierDep, now: Now
) -> Response:
    """The claims as well, for who types what stands on the paper."""
    async with request.form(max_files=0, max_fields=_MAX_PARTS) as form:
        typed = form.get("fact", "")
        scanning = SCANNING in form
    fact = typed if isinstance(typed, str) else ""
    return await _printed(
        code, fact, request, services=services, verifier=verifier, at=now, scanning=scanning
    )


async def _printed(
    code: str,
    fact: str | None,
    request: Request,
    *,
    services: ServicesDep,
    verifier: VerifierDep,
    at: Now,
    scanning: bool,
) -> Response:
    await admit_code(request, services)
    found = intake.find_code(code)
    if fact is not None and isinstance(found, intake.PrintedCode):
        await admit_fact(found.code, services)
    examined = await verifier.examine(found, at=at)
    if isinstance(examined, Nothing) or examined.printed is None:
        why = examined if isinstance(examined, Nothing) else Nothing(intake.Why.CODE_UNKNOWN)
        return nothing(request, why, is_scanning=scanning)
    # A fact that is wrong and a certificate that holds no such fact look the same.
    has_paper = fact is not None and is_on_paper(fact, examined.printed)
    reading = read(examined.report) if has_paper else read_validity(examined.report)
    return render(
        request,
        "printed.html",
        reading=reading,
        ticket=ticket_of(examined, reading, services),
        code=code,
        has_paper=has_paper,
        is_wrong=fact is not None and not has_paper,
        is_scanning=scanning,
        status=_UNPROCESSABLE if fact is not None and not has_paper else 200,
    )
