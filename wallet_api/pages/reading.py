"""What the reader of a shared link sees: a door first, then the checked certificates.

The door counts nothing and shows nothing personal, because programs that make previews of
links open them too.
"""

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.base import problems
from app.base.deps import Now, ReadingDep, SessionDep
from app.base.pages import render
from app.base.routing import Router
from credentials import Expectation, ProblemCode, refuse
from wallet_api import sharing, store
from wallet_api.access import CountedReading, PortsDep
from wallet_api.pages.passport import signed_file_of
from wallet_api.sharing import ShareState
from wallet_api.tables import Share

router = Router(include_in_schema=False)


@router.get("/s/{token}", dependencies=[CountedReading])
def door(request: Request, token: str, session: ReadingDep, at: Now) -> Response:
    """Say what this is, and wait for a tap."""
    share = sharing.find(session, token)
    if share is None or sharing.state(share, at=at) is not ShareState.OPEN:
        return _closed(request, share, at=at)
    return render(request, "shared_door.html", token=token, share=share)


@router.post("/s/{token}", dependencies=[CountedReading])
async def show(
    request: Request,
    token: str,
    reading: ReadingDep,
    session: SessionDep,
    ports: PortsDep,
    at: Now,
    reader: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """The certificates as they were checked just now; this is what counts as an opening.

    `reader` is a name that the reader may give to the one who shares.
    """
    share = await run_in_threadpool(sharing.find, reading, token)
    if share is None or sharing.state(share, at=at) is not ShareState.OPEN:
        return _closed(request, share, at=at)
    expect = Expectation(domain=share.domain, challenge=share.id)
    report = await ports.checker.check(share.content, at=at, expect=expect)
    # Counted last, so that no lock is held while issuers are asked; a link that was
    # withdrawn meanwhile raises `gone` here and shows nothing.
    count = partial(sharing.count_opening, session, token, name=reader, at=at)
    await run_in_threadpool(count)
    shown = await run_in_threadpool(store.shown_by, reading, share.id)
    return render(
        request, "shared.html", share=share, report=report, token=token, certificates=shown
    )


@router.post("/s/{token}/files/{number}", dependencies=[CountedReading])
def save(token: str, number: int, session: ReadingDep, at: Now) -> Response:
    """One of the signed files, byte for byte, where the one who shares allows that."""
    share = sharing.whole(session, token, at=at)
    shown = store.shown_by(session, share.id)
    if not 0 < number <= len(shown):
        raise refuse(ProblemCode.NOT_FOUND, "there are fewer certificates behind this link")
    return signed_file_of(shown[number - 1])


def _closed(request: Request, share: Share | None, *, at: datetime) -> Response:
    if share is None:
        return render(request, "shared_ended.html", status=404, state="unknown")
    state = sharing.state(share, at=at)
    code = ProblemCode.FROZEN if state is ShareState.FROZEN else ProblemCode.GONE
    status = problems.STATUS[code]
    return render(request, "shared_ended.html", status=status, state=state.value)
