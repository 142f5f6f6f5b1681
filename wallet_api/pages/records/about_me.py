"""The page for a name and a photo that the holder adds."""

from functools import partial

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.base.deps import Now, ReadingDep, ServicesDep, SessionDep
from app.base.pages import render
from app.base.routing import Router
from credentials import CredentialsError, ProblemCode, refuse
from wallet_api.access import (
    HOME,
    CountedReading,
    OpenPassport,
    OurForm,
    PassportToRead,
    VisitDep,
    home,
)
from wallet_api.records import about_me, store

router = Router(include_in_schema=False)

_ABOUT_ME = f"{HOME}/about-me"
_UNPROCESSABLE = 422
_WAIT = (ProblemCode.BUSY, ProblemCode.TOO_MANY_REQUESTS)


@router.get(_ABOUT_ME)
def look(request: Request, session: ReadingDep, found: OpenPassport) -> Response:
    """What was added, and a form to change it."""
    added = store.about_me(session, found.id)
    name = added.name if added else ""
    has_photo = bool(added and added.photo)
    return render(request, "records/about_me.html", written=name, has_photo=has_photo, wrong="")


@router.post(_ABOUT_ME, dependencies=[CountedReading, OurForm])
async def change(
    request: Request,
    services: ServicesDep,
    session: SessionDep,
    found: OpenPassport,
    at: Now,
) -> Response:
    """Keep the name and, if there is one, the photo."""
    form = await request.form()
    written, file = form.get("name", ""), form.get("photo")
    name = written if isinstance(written, str) else ""
    content = await file.read() if isinstance(file, UploadFile) and file.filename else b""
    try:
        photo = None
        if content:
            draw = partial(about_me.drawn, content, workers=services.workers)
            photo = await run_in_threadpool(draw)
        put = partial(about_me.change, session, found, name=name, photo=photo, at=at)
        await run_in_threadpool(put)
    except CredentialsError as error:
        if error.problem.code in _WAIT:
            raise
        wrong = "name" if error.problem.pointer == "/name" else "photo"
        await run_in_threadpool(session.rollback)
        added = await run_in_threadpool(store.about_me, session, found.id)
        return render(
            request,
            "records/about_me.html",
            status=_UNPROCESSABLE,
            written=name,
            has_photo=bool(added and added.photo),
            wrong=wrong,
        )
    return home()


@router.get(f"{_ABOUT_ME}/photo")
def photo(session: ReadingDep, found: PassportToRead) -> Response:
    """The photo, for its holder alone."""
    added = store.about_me(session, found.id) if found else None
    if added is None or added.photo is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no photo")
    return Response(added.photo, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


@router.post(f"{_ABOUT_ME}/photo/remove", dependencies=[OurForm])
def remove(visit: VisitDep) -> Response:
    """Delete the photo."""
    about_me.remove_photo(visit.session, visit.open_passport(), at=visit.at)
    return home()
