"""Pages to bring a certificate from elsewhere: what it is worth is shown before it is kept."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import anyio
from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from app.base.deps import Now, ReadingDep, SessionDep
from app.base.pages import render
from app.base.routing import Router
from credentials import CredentialsError, ProblemCode, VerificationReport
from wallet_api.access import HOME, CountedReading, OpenPassport, OurForm, PortsDep, VisitDep, home
from wallet_api.ports import Checker
from wallet_api.records import importing, store
from wallet_api.records.tables import Waiting

router = Router(include_in_schema=False)

_IMPORT = f"{HOME}/import"
_UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Looked:
    """What waits, and what was found out about it just now."""

    waiting: Waiting
    report: VerificationReport


@router.get(_IMPORT)
async def begin(
    request: Request, session: ReadingDep, ports: PortsDep, found: OpenPassport, at: Now
) -> Response:
    """A place to bring something, and what waits for a decision, checked anew."""
    waiting = await run_in_threadpool(store.waiting, session, found.id)
    looked = await _looked(ports.checker, waiting, at=at)
    return render(request, "records/import.html", looked=looked, refused=[], why="")


@router.post(_IMPORT, dependencies=[CountedReading, OurForm])
async def bring(
    request: Request,
    reading: ReadingDep,
    session: SessionDep,
    ports: PortsDep,
    found: OpenPassport,
    at: Now,
) -> Response:
    """Check what was brought; what can be kept waits for the holder to have looked at it."""
    brought = await ports.imports.bring(await _content(request), at=at)
    refused = [part.report for part in brought.parts if not importing.can_be_kept(part.report)]
    why = brought.why
    # Stored last, so that no lock is held while issuers are asked. One of our own may need it
    # for its status list, and would wait for us as we for it.
    before = await run_in_threadpool(store.waiting, reading, found.id)
    reports = {
        one.waiting.content: one.report for one in await _looked(ports.checker, before, at=at)
    }
    reports |= {part.content: part.report for part in brought.parts}
    try:
        await run_in_threadpool(partial(importing.put_aside, session, found, brought.parts, at=at))
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.CONFLICT:
            raise
        await run_in_threadpool(session.rollback)
        why = "too-many"
    if not refused and not why:
        return RedirectResponse(_IMPORT, status_code=303)
    waiting = await run_in_threadpool(store.waiting, session, found.id)
    looked = [Looked(one, reports[one.content]) for one in waiting if one.content in reports]
    return render(
        request,
        "records/import.html",
        status=_UNPROCESSABLE,
        looked=looked,
        refused=refused,
        why=why,
    )


@router.post(f"{_IMPORT}/{{import_id}}/keep", dependencies=[CountedReading, OurForm])
async def keep(
    import_id: str,
    reading: ReadingDep,
    session: SessionDep,
    ports: PortsDep,
    found: OpenPassport,
    at: Now,
) -> Response:
    """Put it into the passport, with the state that it has now."""
    waiting = await run_in_threadpool(importing.one, reading, found, import_id)
    report = await ports.checker.check(waiting.content, at=at)
    kept = await run_in_threadpool(
        partial(
            importing.keep,
            session,
            found,
            import_id,
            report=report,
            imports=ports.imports,
            at=at,
        )
    )
    return RedirectResponse(f"{HOME}/certificates/{kept.id}", status_code=303)


@router.post(f"{_IMPORT}/{{import_id}}/drop", dependencies=[OurForm])
def drop(import_id: str, visit: VisitDep) -> Response:
    """Do not keep it."""
    found = visit.open_passport()
    importing.drop(visit.session, found, import_id)
    return RedirectResponse(_IMPORT, status_code=303)


@router.post(f"{HOME}/certificates/{{holding_id}}/remove", dependencies=[OurForm])
def remove(holding_id: str, visit: VisitDep) -> Response:
    """Take out what the holder brought."""
    found = visit.passport()
    if found is not None:
        importing.remove(visit.session, found, holding_id, at=visit.at)
    return home()


async def _content(request: Request) -> bytes:
    """What was put into the form; a file counts more than the box."""
    form = await request.form()
    file, text = form.get("file"), form.get("text", "")
    if isinstance(file, UploadFile) and file.filename:
        return await file.read()
    return text.encode(errors="replace") if isinstance(text, str) else b""


async def _looked(checker: Checker, waiting: list[Waiting], *, at: datetime) -> list[Looked]:
    reports: dict[str, VerificationReport] = {}

    async def check(one: Waiting) -> None:
        reports[one.id] = await checker.check(one.content, at=at)

    async with anyio.create_task_group() as checks:
        for one in waiting:
            checks.start_soon(check, one)
    return [Looked(one, reports[one.id]) for one in waiting]
