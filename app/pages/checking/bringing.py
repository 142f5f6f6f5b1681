"""One box and one choice of files, for whatever somebody has in hand; the result on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from app.base import codes, wording
from app.base.deps import Now, Services, ServicesDep
from app.base.pages import render
from app.base.routing import Router
from app.pages.checking.scanning import SCANNING, is_scanning
from app.pages.checking.tickets import ticket_of
from app.verifier import intake, receipts, refreshing
from app.verifier.deps import VerifierDep, admit, admit_code, admit_further
from app.verifier.intake import Nothing, One
from app.verifier.parts import (
    MOST_FILES,
    Answered,
    Brought,
    Part,
    answer_each,
    files_in,
    parts_of,
)
from app.verifier.reading import Reading, read, read_validity
from app.verifier.receipts import Checked
from app.verifier.service import Verifier
from credentials import Problem

router = Router()

_SEE_OTHER = 303
# The member of the form with which a reader asks the issuer for the newest state of a badge.
_NEWEST = "newest"
_UNPROCESSABLE = 422
_MAX_PARTS = 6
_MAX_TEXT = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One of several results: a reading, what a receipt says, or why there is neither.

    `code` is the printed code that it is, or the mistyped one as it was typed. `link` leads to
    the page of a printed code, which shows more to who has the paper, or to a shared set, which
    is opened by a tap of the reader alone.
    """

    part: Part
    reading: Reading | None = None
    receipt: Checked | None = None
    ticket: str = ""
    why: str = ""
    sentence: str = ""
    code: str = ""
    link: str = ""


@router.get("/verify")
def ask(request: Request) -> Response:
    """The box; for a scanner that types, a line that is ready for it."""
    return render(request, "verify.html", why=None, typed="", is_scanning=is_scanning(request))


@router.post("/verify")
async def check(
    request: Request, services: ServicesDep, verifier: VerifierDep, now: Now
) -> Response:
    """The result of a check, on a page; nothing that was sent is kept."""
    await admit(request, services, now)
    async with request.form(
        max_files=MOST_FILES, max_fields=_MAX_PARTS, max_part_size=_MAX_TEXT
    ) as form:
        brought = await _brought(form, services)
        scanning = SCANNING in form
        wants_newest = _NEWEST in form
    parts = await parts_of(brought, verifier=verifier)
    if len(parts) == 1:
        return await _one(
            parts[0].found,
            request,
            services=services,
            verifier=verifier,
            at=now,
            is_scanning=scanning,
            wants_newest=wants_newest,
        )
    await admit_further(request, services, now, checks=len(parts) - 1)

    async def admit_one(found: One) -> None:
        if isinstance(found, intake.PrintedCode):
            await admit_code(request, services)

    rows = []
    for part in parts:
        if isinstance(part.found, intake.SharedLink):
            rows.append(Row(part, link=f"/s/{part.found.token}"))
            continue
        (answered,) = await answer_each([part], verifier=verifier, admit=admit_one, at=now)
        rows.append(_row(answered, services))
    return render(request, "results.html", rows=rows, is_scanning=scanning)


async def _one(
    found: One,
    request: Request,
    *,
    services: Services,
    verifier: Verifier,
    at: datetime,
    is_scanning: bool,
    wants_newest: bool,
) -> Response:
    if isinstance(found, intake.PrintedCode):
        more = f"?{SCANNING}=1" if is_scanning else ""
        return RedirectResponse(f"/v/{codes.printed_code(found.code)}{more}", _SEE_OTHER)
    if isinstance(found, intake.SharedLink):
        return RedirectResponse(f"/s/{found.token}", _SEE_OTHER)
    examined = await verifier.examine(found, at=at)
    if isinstance(examined, Nothing):
        return nothing(request, examined, is_scanning=is_scanning)
    receipt = receipts.receipt_in(examined.report, public_url=services.settings.public_url)
    if receipt is not None:
        return render(request, "receipt_checked.html", receipt=receipt, report=examined.report)
    newest = None
    if wants_newest:
        refreshed = await refreshing.refresh(examined, verifier=verifier, at=at)
        examined, newest = refreshed.examined, refreshed.was_newer
    reading = read(examined.report)
    return render(
        request,
        "result.html",
        reading=reading,
        refreshable="" if wants_newest else refreshing.refreshable(examined),
        newest=newest,
        ticket=ticket_of(examined, reading, services),
        is_scanning=is_scanning,
    )


def nothing(request: Request, found: Nothing, *, is_scanning: bool = False) -> Response:
    """The page that says why nothing was checked, and what to bring instead."""
    return render(
        request,
        "verify.html",
        status=_UNPROCESSABLE,
        why=found.why.value,
        typed=found.typed,
        is_scanning=is_scanning,
    )


def _row(answered: Answered, services: Services) -> Row:
    part, outcome = answered.part, answered.outcome
    if isinstance(outcome, Nothing):
        return Row(part, why=outcome.why.value, code=outcome.typed)
    if isinstance(outcome, Problem):
        return Row(part, sentence=wording.problem_sentence(outcome.code, outcome))
    receipt = receipts.receipt_in(outcome.report, public_url=services.settings.public_url)
    if receipt is not None:
        return Row(part, receipt=receipt)
    code = codes.printed_code(part.found.code) if isinstance(part.found, intake.PrintedCode) else ""
    reading = read_validity(outcome.report) if code else read(outcome.report)
    ticket = ticket_of(outcome, reading, services)
    return Row(part, reading, ticket=ticket, code=code, link=f"/v/{code}" if code else "")


async def _brought(form: FormData, services: Services) -> Sequence[Brought]:
    """What was put into the form; files count more than the box."""
    public_url = services.settings.public_url
    files = await files_in(form, public_url=public_url)
    text = form.get("text", "")
    typed = text if isinstance(text, str) else ""
    return files or [Brought("", intake.find_in_text(typed, public_url=public_url))]
