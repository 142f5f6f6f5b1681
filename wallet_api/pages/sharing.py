"""Pages for sharing: choose, look at it as the employer will, hand out the link, take it back."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.base.deps import Now, ReadingDep, ServicesDep
from app.base.pages import render
from app.base.routing import Router
from credentials import CredentialsError, ProblemCode, refuse
from wallet_api import passport as passports
from wallet_api import sharing, store
from wallet_api.access import HOME, OpenPassport, OurForm, PortsDep, VisitDep
from wallet_api.pages.passport import Checked, checked
from wallet_api.ports import WalletPorts
from wallet_api.sharing import DAYS, DEFAULT_DAYS, PURPOSES, Wish
from wallet_api.sharing.looking import preview_of, sheet_of
from wallet_api.tables import Passport, Share

router = Router(include_in_schema=False)

_Word = Annotated[str, Field(max_length=40)]


class ShareForm(BaseModel):
    """What to share, as it is ticked; `share_id` is given by the preview."""

    certificates: Annotated[list[_Word], Field(max_length=passports.MOST_CERTIFICATES)] = []
    purpose: _Word = "other"
    days: int = DEFAULT_DAYS
    share_id: _Word = ""
    download: _Word = ""
    watch: _Word = ""

    def wish(self) -> Wish:
        """The form as a wish."""
        return Wish(
            holding_ids=self.certificates,
            purpose=self.purpose,
            days=self.days,
            share_id=self.share_id or secrets.token_hex(16),
            may_download=self.download == "yes",
            may_watch=self.watch == "yes",
        )


@router.get(f"{HOME}/share")
async def choose(
    request: Request, session: ReadingDep, ports: PortsDep, found: OpenPassport, at: Now
) -> Response:
    """What to share, for what, and for how long."""
    certificates = await _certificates(session, ports, found, at=at)
    return _form(request, certificates, wish=ShareForm().wish(), is_empty=False)


@router.post(f"{HOME}/share/preview", dependencies=[OurForm])
async def preview(
    request: Request,
    session: ReadingDep,
    services: ServicesDep,
    ports: PortsDep,
    found: OpenPassport,
    at: Now,
    form: Annotated[ShareForm, Form()],
) -> Response:
    """What the employer will see, before there is a link: the very set, signed and checked."""
    wish = form.wish()
    sharing.check(wish)
    if not form.certificates:
        certificates = await _certificates(session, ports, found, at=at)
        return _form(request, certificates, wish=wish, is_empty=True, status=422)
    try:
        looked = await preview_of(session, found, wish, services=services, ports=ports, at=at)
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.CONTEXT_UNKNOWN:
            raise
        # Brought from elsewhere, in words that nothing here can sign for.
        certificates = await _certificates(session, ports, found, at=at)
        return _form(request, certificates, wish=wish, is_empty=False, is_foreign=True, status=422)
    return render(
        request,
        "share_preview.html",
        chosen=looked.chosen,
        report=looked.report,
        expires_at=looked.expires_at,
        wish=wish,
    )


@router.post(f"{HOME}/share", dependencies=[OurForm])
def make(visit: VisitDep, form: Annotated[ShareForm, Form()]) -> Response:
    """Sign the set and lead to its link; a second tap leads to the same one."""
    found = visit.open_passport()
    made = sharing.share(
        visit.session,
        found,
        form.wish(),
        custody=visit.services.custody,
        domain=visit.public_url,
        at=visit.at,
    )
    return RedirectResponse(f"{HOME}/shares/{made.id}", status_code=303)


@router.get(f"{HOME}/shares/{{share_id}}")
def shown_share(
    request: Request,
    share_id: str,
    session: ReadingDep,
    services: ServicesDep,
    ports: PortsDep,
    found: OpenPassport,
    at: Now,
) -> Response:
    """The link and its QR code, whether somebody opened it, and who watches it."""
    share = _share(session, found, share_id)
    state = sharing.state(share, at=at)
    return render(
        request,
        "share.html",
        share=share,
        state=state.value,
        watchers=ports.watchers(session, share.id) if state is sharing.ShareState.OPEN else (),
        titles=store.titles(session, [share.id]).get(share.id, []),
        readers=sharing.readers(session, [share.id]).get(share.id, []),
        link=sharing.link(share, custody=services.custody, public_url=services.settings.public_url),
    )


@router.get(f"{HOME}/shares/{{share_id}}/sheet")
def sheet(
    share_id: str,
    session: ReadingDep,
    services: ServicesDep,
    ports: PortsDep,
    found: OpenPassport,
    at: Now,
) -> Response:
    """The link on paper: one page with its QR code and what it shows."""
    share = _share(session, found, share_id)
    return sheet_of(session, share, services=services, ports=ports, at=at)


@router.post(f"{HOME}/shares/{{share_id}}/withdraw", dependencies=[OurForm])
def withdraw(share_id: str, visit: VisitDep) -> Response:
    """Stop one link now."""
    found = visit.passport()
    if found is not None:
        sharing.withdraw(visit.session, found, share_id, at=visit.at)
    return RedirectResponse(HOME, status_code=303)


@router.post(f"{HOME}/withdraw-all", dependencies=[OurForm])
def withdraw_all(visit: VisitDep) -> Response:
    """Stop every link now."""
    found = visit.passport()
    if found is not None:
        sharing.withdraw_all(visit.session, found, at=visit.at)
    return RedirectResponse(HOME, status_code=303)


async def _certificates(
    session: Session, ports: WalletPorts, found: Passport, *, at: datetime
) -> Sequence[Checked]:
    """The certificates of a passport as of now: two of one name differ in what they are worth."""
    holdings = await run_in_threadpool(store.holdings, session, found.id)
    return await checked(ports.checker, holdings, at=at)


def _form(
    request: Request,
    certificates: Sequence[Checked],
    *,
    wish: Wish,
    is_empty: bool,
    is_foreign: bool = False,
    status: int = 200,
) -> Response:
    return render(
        request,
        "share_choose.html",
        status=status,
        certificates=certificates,
        wish=wish,
        is_empty=is_empty,
        is_foreign=is_foreign,
        purposes=PURPOSES,
        periods=DAYS,
    )


def _share(session: Session, found: Passport, share_id: str) -> Share:
    share = store.share(session, share_id, passport_id=found.id)
    if share is None:
        raise refuse(ProblemCode.NOT_FOUND, "no such share in this passport")
    return share
