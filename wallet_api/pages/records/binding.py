"""Pages to have a certificate issued anew for the passport's key."""

from functools import partial

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.base.deps import Now, ReadingDep, SessionDep
from app.base.pages import render
from app.base.routing import Router
from credentials import CredentialsError, ProblemCode
from wallet_api import passport as passports
from wallet_api.access import HOME, CountedReading, OpenPassport, OurForm, PortsDep
from wallet_api.records import binding
from wallet_api.tables import Holding

router = Router(include_in_schema=False)

_CONFLICT = 409


@router.get(f"{HOME}/certificates/{{holding_id}}/bind")
async def look(
    request: Request,
    holding_id: str,
    session: ReadingDep,
    ports: PortsDep,
    found: OpenPassport,
    at: Now,
) -> Response:
    """What it means, before it is done."""
    held = await run_in_threadpool(passports.certificate_in, session, found, holding_id)
    report = await ports.checker.check(held.content, at=at)
    can = binding.can_be_bound(found, held, report)
    return _page(request, held, can=can, status=200 if can else _CONFLICT)


@router.post(f"{HOME}/certificates/{{holding_id}}/bind", dependencies=[CountedReading, OurForm])
async def bind(
    request: Request,
    holding_id: str,
    reading: ReadingDep,
    session: SessionDep,
    ports: PortsDep,
    found: OpenPassport,
    at: Now,
) -> Response:
    """Do it, and show the new certificate."""
    held = await run_in_threadpool(passports.certificate_in, reading, found, holding_id)
    report = await ports.checker.check(held.content, at=at)
    put = partial(binding.bind, session, found, held.id, report=report, desk=ports.binding, at=at)
    try:
        made = await run_in_threadpool(put)
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.CONFLICT:
            raise
        # A page is an ordinary answer, so what was begun has to be undone here.
        await run_in_threadpool(session.rollback)
        return _page(request, held, can=False, status=_CONFLICT)
    return RedirectResponse(f"{HOME}/certificates/{made.id}", status_code=303)


def _page(request: Request, held: Holding, *, can: bool, status: int) -> Response:
    return render(request, "records/bind.html", status=status, holding=held, can=can)
