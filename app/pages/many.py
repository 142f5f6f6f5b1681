"""Many certificates checked at once, on pages: hand in, wait, look at the table, delete it."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from app.base import codes, wording
from app.base.deps import Now, ReadingDep, Services, ServicesDep, SessionDep
from app.base.locales import N_, gettext
from app.base.pages import FORM_FIELD, form_is_ours, render
from app.base.routing import Router
from app.pages.forms import FilledForm
from app.verifier import intake
from app.verifier.bulk import service, store, taking_in
from app.verifier.bulk.admission import Upload, uploaded
from app.verifier.bulk.deps import READER, Asking
from app.verifier.bulk.items import Brought, Row
from app.verifier.bulk.routes import table as table_file
from app.verifier.bulk.taking_in import Wish
from credentials import CredentialsError, Problem, ProblemCode, refuse

router = Router()

_MANY = "/verify/many"
_ONE = f"{_MANY}/{{token}}"
_SEE_OTHER = 303
_UNPROCESSABLE = 422
ROWS = 100
# The choices of the form, in hours.
KEEP = (1, 24, 168, 720)
_USUAL = 168

_NOTHING = N_("Choose at least one file, or paste links or codes.")
_ERRORS = {
    ProblemCode.BAD_VALUE: _NOTHING,
    ProblemCode.REQUEST_INVALID: N_(
        "Choose 200 files at most. For more, put them into a ZIP archive and choose that."
    ),
    ProblemCode.TOO_LARGE: N_(
        "This is too much for one check: 2,000 certificates at most. Hand it in as several parts."
    ),
    ProblemCode.TOO_COMPLEX: N_(
        "This archive unpacks to far more than certificates need. Make a new one of the files."
    ),
    ProblemCode.MALFORMED: N_("This archive is damaged. Make a new one of the files."),
    ProblemCode.UNSUPPORTED_MEDIA: N_(
        "We cannot open a file of this kind. Make an ordinary ZIP archive of the files, or save "
        "the list of links or codes as CSV."
    ),
}


async def handed_in(request: Request, _asking: Asking) -> AsyncIterator[Upload]:
    """The form of this request, which a page of ours gave to this browser."""
    async with uploaded(request) as upload:
        if not form_is_ours(request, upload.texts.get(FORM_FIELD, "")):
            raise refuse(ProblemCode.NOT_ALLOWED, "the form is not from a page of this service")
        yield upload


HandedIn = Annotated[Upload, Depends(handed_in, scope="function")]


@router.get(_MANY)
def ask(request: Request) -> Response:
    """Where files, archives and lists are chosen."""
    return _form(request)


@router.post(_MANY)
async def hand_in(
    request: Request, upload: HandedIn, asking: Asking, services: ServicesDep, at: Now
) -> Response:
    """Take in what was chosen; the result has an address of its own."""

    def take_in() -> str:
        wish = Wish(kept_for=_kept_for(upload), actor=asking.actor)
        return _taken_in(upload.items(services.settings), wish, services, at)

    try:
        token = await run_in_threadpool(take_in)
    except CredentialsError as error:
        return _form(request, upload.texts, error.problem)
    return RedirectResponse(f"{_MANY}/{token}", _SEE_OTHER)


@router.get(_ONE)
def result(
    token: str,
    request: Request,
    session: ReadingDep,
    services: ServicesDep,
    at: Now,
    page: Annotated[int, Query(ge=1, le=100)] = 1,
) -> Response:
    """How far the check is, and its table, those first that need a look."""
    return _result(request, token, session, services=services, at=at, page=page)


@router.post(f"{_ONE}/again")
async def check_again(
    token: str, request: Request, upload: HandedIn, services: ServicesDep, at: Now
) -> Response:
    """Check the links and codes again, and the files that are handed in again, and compare."""

    def take_in() -> str:
        with services.database.reading() as session:
            found = service.find(session, token, at=at)
            kept = service.to_check_again(
                session,
                found,
                custody=services.custody,
                public_url=services.settings.public_url,
            )
            listed = list(kept)
        wish = Wish(kept_for=_kept_for(upload), actor=READER, since=found)
        brought = chain(listed, upload.items(services.settings))
        return _taken_in(brought, wish, services, at)

    def refused(problem: Problem) -> Response:
        with services.database.reading() as session:
            return _result(request, token, session, services=services, at=at, problem=problem)

    try:
        made = await run_in_threadpool(take_in)
    except CredentialsError as error:
        if error.problem.code is ProblemCode.NOT_FOUND:
            raise
        return await run_in_threadpool(refused, error.problem)
    return RedirectResponse(f"{_MANY}/{made}", _SEE_OTHER)


@router.get(f"{_ONE}/table.csv")
def table(token: str, session: ReadingDep, services: ServicesDep, at: Now) -> Response:
    """The whole table for a spreadsheet; nothing in it is calculated."""
    return table_file(token, session, services, at)


@router.post(f"{_ONE}/delete")
def delete(
    token: str, request: Request, session: SessionDep, _ours: FilledForm, at: Now
) -> Response:
    """Delete the result now."""
    store.forget(session, service.find(session, token, at=at).id)
    return render(request, "many_deleted.html")


def _result(
    request: Request,
    token: str,
    session: Session,
    *,
    services: Services,
    at: datetime,
    page: int = 1,
    problem: Problem | None = None,
) -> Response:
    found = service.find(session, token, at=at)
    progress = service.progress_of(session, found)
    rows = service.rows(
        session, found, custody=services.custody, limit=ROWS, offset=(page - 1) * ROWS
    )
    return render(
        request,
        "many_result.html",
        status=_UNPROCESSABLE if problem else 200,
        check=found,
        progress=progress,
        rows=rows,
        links={row.number: _page_of(row) for row in rows},
        page=page,
        pages=-(-progress.total // ROWS),
        here=f"{_MANY}/{token}",
        link=f"{services.settings.public_url}{_MANY}/{token}",
        errors={"files": _sentence(problem)} if problem else {},
        keep=KEEP,
        kept=_USUAL,
    )


def _page_of(row: Row) -> str:
    """The page of a printed code, which shows more to who has the paper; empty for the rest."""
    found = intake.find_code(row.name)
    if not isinstance(found, intake.PrintedCode):
        return ""
    return f"/v/{codes.printed_code(found.code)}"


def _form(
    request: Request, texts: Mapping[str, str] | None = None, problem: Problem | None = None
) -> Response:
    texts = texts or {}
    return render(
        request,
        "many.html",
        status=_UNPROCESSABLE if problem else 200,
        text=texts.get("text", ""),
        errors={"files": _sentence(problem)} if problem else {},
        keep=KEEP,
        kept=_hours(texts),
    )


def _sentence(problem: Problem) -> str:
    known = _ERRORS.get(problem.code)
    return gettext(known) if known else wording.problem_sentence(problem.code, problem)


def _kept_for(upload: Upload) -> timedelta:
    return timedelta(hours=_hours(upload.texts))


def _hours(texts: Mapping[str, str]) -> int:
    """What was chosen; anything that is no choice of the form is the usual time."""
    chosen = texts.get("keep", "")
    return next((hours for hours in KEEP if str(hours) == chosen), _USUAL)


def _taken_in(brought: Iterable[Brought], wish: Wish, services: Services, at: datetime) -> str:
    return taking_in.take_in(services.database, brought, wish, custody=services.custody, at=at)
