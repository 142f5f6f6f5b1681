"""Pages that need no account: the start, the check of a certificate, what a problem means."""

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse

from app.base import codes, wording
from app.base.deps import Now, Services, ServicesDep
from app.base.pages import render
from app.pages.paper import is_on_paper
from app.verifier import intake, receipts
from app.verifier.deps import VerifierDep, admit, admit_code, admit_fact
from app.verifier.intake import Found, Nothing
from app.verifier.reading import Reading, read, read_validity
from app.verifier.service import Examined
from credentials import PROBLEMS, ProblemCode, refuse

router = APIRouter()

_SEE_OTHER = 303
_UNPROCESSABLE = 422
_MAX_PARTS = 4
_MAX_TEXT = 1_000_000


@router.get("/")
def start(request: Request) -> Response:
    """Three doors: for the worker, the employer and the training body."""
    return render(request, "start.html")


@router.get("/verify")
def ask(request: Request) -> Response:
    """One box and one file: whatever somebody has in hand."""
    return render(request, "verify.html", why=None)


@router.post("/verify")
async def check(
    request: Request, services: ServicesDep, verifier: VerifierDep, now: Now
) -> Response:
    """The result of a check, on a page; nothing that was sent is kept."""
    await admit(request, services, now)
    async with request.form(max_files=1, max_fields=_MAX_PARTS, max_part_size=_MAX_TEXT) as form:
        found = await verifier.locate(await _brought(form, services))
    if isinstance(found, intake.PrintedCode):
        return RedirectResponse(f"/v/{codes.printed_code(found.code)}", _SEE_OTHER)
    if isinstance(found, intake.SharedLink):
        return RedirectResponse(f"/s/{found.token}", _SEE_OTHER)
    examined = await verifier.examine(found, at=now)
    if isinstance(examined, Nothing):
        return _nothing(request, examined)
    receipt = receipts.receipt_in(examined.report, public_url=services.settings.public_url)
    if receipt is not None:
        return render(request, "receipt_checked.html", receipt=receipt, report=examined.report)
    reading = read(examined.report)
    return render(
        request, "result.html", reading=reading, ticket=_ticket(examined, reading, services)
    )


@router.get("/v/{code}")
async def printed(
    code: str, request: Request, services: ServicesDep, verifier: VerifierDep, now: Now
) -> Response:
    """What the QR code of a printed certificate opens: whether it holds, and nothing more."""
    return await _printed(code, None, request, services=services, verifier=verifier, at=now)


@router.post("/v/{code}")
async def compare(
    code: str, request: Request, services: ServicesDep, verifier: VerifierDep, now: Now
) -> Response:
    """The claims as well, for who types what stands on the paper."""
    async with request.form(max_files=0, max_fields=_MAX_PARTS) as form:
        typed = form.get("fact", "")
    fact = typed if isinstance(typed, str) else ""
    return await _printed(code, fact, request, services=services, verifier=verifier, at=now)


async def _printed(
    code: str,
    fact: str | None,
    request: Request,
    *,
    services: ServicesDep,
    verifier: VerifierDep,
    at: Now,
) -> Response:
    await admit_code(request, services)
    found = intake.find_code(code)
    if fact is not None and isinstance(found, intake.PrintedCode):
        await admit_fact(found.code, services)
    examined = await verifier.examine(found, at=at)
    if isinstance(examined, Nothing) or examined.printed is None:
        why = examined if isinstance(examined, Nothing) else Nothing(intake.Why.CODE_UNKNOWN)
        return _nothing(request, why)
    # A fact that is wrong and a certificate that holds no such fact look the same.
    has_paper = fact is not None and is_on_paper(fact, examined.printed)
    reading = read(examined.report) if has_paper else read_validity(examined.report)
    return render(
        request,
        "printed.html",
        reading=reading,
        ticket=_ticket(examined, reading, services),
        code=code,
        has_paper=has_paper,
        is_wrong=fact is not None and not has_paper,
        status=_UNPROCESSABLE if fact is not None and not has_paper else 200,
    )


@router.get("/problems/{code}")
def problem(code: str, request: Request) -> Response:
    """What a problem means and what to do; the address is the type of the problem."""
    if code not in {known.value for known in ProblemCode}:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such problem")
    known = ProblemCode(code)
    return render(
        request,
        "problem_page.html",
        headers={"Cache-Control": "public, max-age=3600"},
        code=known.value,
        kind=PROBLEMS[known],
        sentence=wording.problem_sentence(known),
        advice=wording.problem_advice(known),
    )


def _ticket(examined: Examined, reading: Reading, services: Services) -> str:
    """What the page carries for who wants a receipt; empty where this service can sign none."""
    return receipts.ticket_for(
        examined.report,
        examined.content,
        reading=reading,
        custody=services.custody,
        public_url=services.settings.public_url,
    )


def _nothing(request: Request, nothing: Nothing) -> Response:
    return render(request, "verify.html", status=_UNPROCESSABLE, why=nothing.why.value)


async def _brought(form: FormData, services: Services) -> Found:
    """What was put into the form; a file counts more than the box."""
    public_url = services.settings.public_url
    file, text = form.get("file"), form.get("text", "")
    if isinstance(file, UploadFile) and file.filename:
        return intake.find(await file.read(), public_url=public_url)
    return intake.find_in_text(text if isinstance(text, str) else "", public_url=public_url)
