"""The passport's pages: open it, read it, keep copies, get a new paper, close it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

import anyio
from fastapi import Form, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.base import locales
from app.base.deps import Now, ReadingDep
from app.base.pages import render
from app.base.routing import Router
from credentials import MediaType, ProblemCode, VerificationReport, refuse
from wallet_api import devices, lent, sharing, store
from wallet_api import passport as passports
from wallet_api.access import (
    HOME,
    CountedReading,
    DeviceToken,
    OpenPassport,
    OurForm,
    PassportToRead,
    PortsDep,
    Visit,
    VisitDep,
    forget_cookie,
    home,
    remember_device,
)
from wallet_api.ports import Checker, CopyKind, Outcome, PlannedWithdrawal, WalletPorts
from wallet_api.records import binding, groups
from wallet_api.records import store as record_store
from wallet_api.returning import service as returns
from wallet_api.standing import Standing, standing_of
from wallet_api.tables import Holding, Notice, Passport, Share

router = Router(include_in_schema=False)

# How long the first page says that a new paper was made, or that the key left.
TOLD_FOR = timedelta(days=7)
_COPIES = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate of the passport and what was found out about it just now."""

    holding: Holding
    report: VerificationReport
    standing: Standing


async def checked(checker: Checker, holdings: list[Holding], *, at: datetime) -> list[Checked]:
    """Check certificates side by side; in the order given."""
    reports: dict[str, VerificationReport] = {}

    async def check(holding: Holding) -> None:
        reports[holding.id] = await checker.check(holding.content, at=at)

    async with anyio.create_task_group() as checks:
        for holding in holdings:
            checks.start_soon(check, holding)
    return [
        Checked(holding, reports[holding.id], standing_of(reports[holding.id]))
        for holding in holdings
    ]


# ── Opening ─────────────────────────────────────────────────────────────────────────────


@router.get("/p/{token}", dependencies=[CountedReading])
def follow_link(token: str, visit: VisitDep) -> Response:
    """Open the passport of a return link or a mailed link, and leave the link's address.

    Somebody else's link must not silently take the place of the passport that is open here.
    """
    found = passports.by_return_token(visit.session, token)
    here = visit.passport()
    if found and here and found.id != here.id:
        return render(visit.request, "passport_switch.html", token=token)
    return _opened(
        visit,
        found
        or passports.by_mailed_token(visit.session, token, device_token=visit.device, at=visit.at),
    )


@router.post("/p/{token}", dependencies=[CountedReading, OurForm])
def switch(token: str, visit: VisitDep) -> Response:
    """Open that passport instead of the one that is open here."""
    return _opened(visit, passports.by_return_token(visit.session, token))


def _opened(visit: Visit, found: Passport | None) -> Response:
    if found is None:
        return render(visit.request, "passport_link_unknown.html", status=404)
    # What was said in this browser before counts; else the passport's page asks.
    is_lent = True if lent.is_lent(visit.request) else None
    opened = devices.open_here(visit.session, found, visit.device, is_lent=is_lent, at=visit.at)
    response = home()
    remember_device(visit.request, response, opened.token, closes_at=opened.closes_at)
    return response


# ── Reading ─────────────────────────────────────────────────────────────────────────────


@router.get(HOME)
async def passport(
    request: Request,
    session: ReadingDep,
    ports: PortsDep,
    found: PassportToRead,
    device: DeviceToken,
    at: Now,
) -> Response:
    """The certificates with their state as of now, and the links that were given out."""
    if found is None:
        if device and lent.is_lent(request):
            # It closed by itself. Whoever comes next finds a browser that was never here.
            return cleared(request, home())
        can_mail = await run_in_threadpool(passports.can_mail, session, device)
        return render(
            request,
            "passport_closed.html",
            can_mail=can_mail,
            was_sent=False,
            is_lent=lent.is_lent(request),
        )
    holdings, shares, notices = await run_in_threadpool(_contents, session, found)
    where = await run_in_threadpool(devices.here, session, found, device)
    said = await run_in_threadpool(groups.said_by, session, found.id)
    about = await run_in_threadpool(record_store.about_me, session, found.id)
    certificates = await checked(ports.checker, holdings, at=at)
    stands = {item.holding.id: item.standing.value for item in certificates}
    return render(
        request,
        "passport.html",
        certificates=certificates,
        groups=groups.grouped(certificates, said),
        about_me=about if about and (about.name or about.photo) else None,
        shares=[
            (
                share,
                sharing.state(share, at=at).value,
                [(title, stands.get(holding_id, "")) for holding_id, title in shown],
            )
            for share, shown in shares
        ],
        notices=notices,
        is_frozen=found.frozen_at is not None,
        new_paper_at=_lately(found.paper_at, at=at),
        key_left_at=_lately(found.key_left_at, at=at),
        returns=await run_in_threadpool(partial(returns.waiting, session, found, at=at)),
        devices=await run_in_threadpool(partial(store.devices, session, found.id, at=at)),
        is_whose_known=where is not None and where.is_lent is not None,
    )


def _lately(when: datetime | None, *, at: datetime) -> datetime | None:
    """What happened within the time in which the passport's first page says so."""
    return when if when is not None and at - when < TOLD_FOR else None


def _contents(
    session: Session, found: Passport
) -> tuple[list[Holding], list[tuple[Share, list[tuple[str, str]]]], list[Notice]]:
    shares = store.shares(session, found.id)
    shown = store.shown_in(session, [share.id for share in shares])
    holdings = store.holdings(session, found.id)
    listed = [(share, shown.get(share.id, [])) for share in shares]
    return holdings, listed, store.notices(session, found.id)


@router.get(f"{HOME}/certificates/{{holding_id}}")
async def certificate(
    request: Request,
    holding_id: str,
    session: ReadingDep,
    ports: PortsDep,
    found: OpenPassport,
    at: Now,
) -> Response:
    """One certificate as an employer sees it, with the copies that can be kept."""
    holding = await run_in_threadpool(_holding, session, found, holding_id)
    (shown,) = await checked(ports.checker, [holding], at=at)
    planned, outcomes = await run_in_threadpool(_corrections, session, ports, holding)
    return render(
        request,
        "passport_certificate.html",
        shown=shown,
        planned=planned,
        outcomes=outcomes,
        is_bound=binding.is_bound(found, shown.report),
        can_be_bound=binding.can_be_bound(found, holding, shown.report),
    )


def _corrections(
    session: Session, ports: WalletPorts, holding: Holding
) -> tuple[PlannedWithdrawal | None, Sequence[Outcome]]:
    """What the training body wants to do with it, and what the holder has written to it."""
    desk, passport_id = ports.corrections, holding.passport_id
    return (
        desk.planned(session, holding.credential_id, passport_id=passport_id),
        desk.outcomes(session, holding.credential_id, passport_id=passport_id),
    )


@router.get(f"{HOME}/certificates/{{holding_id}}/file")
def signed_file(holding_id: str, session: ReadingDep, found: PassportToRead) -> Response:
    """The signed bytes, exactly as they were issued."""
    return signed_file_of(_holding(session, found, holding_id))


def signed_file_of(holding: Holding) -> Response:
    """A certificate as the file that was signed, to be saved."""
    extension = "json" if holding.media_type == MediaType.VC else "jwt"
    return _download(holding.content, holding.media_type, f"certificate.{extension}")


@router.get(f"{HOME}/certificates/{{holding_id}}/copy/{{kind}}")
def copy(
    holding_id: str, kind: CopyKind, session: ReadingDep, ports: PortsDep, found: PassportToRead
) -> Response:
    """The certificate to print, or as a picture with the signed bytes inside."""
    holding = _holding(session, found, holding_id)
    made = ports.desk.copy(session, holding.credential_id, kind)
    if made is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such copy of it")
    return _download(made, _COPIES[kind], f"certificate.{kind}")


@router.get(f"{HOME}/certificates/{{holding_id}}/new-code")
def ask_new_code(
    request: Request, holding_id: str, session: ReadingDep, found: OpenPassport
) -> Response:
    """What a new printed code means, before it is made."""
    holding = _holding(session, found, holding_id)
    return render(request, "certificate_new_code.html", holding=holding, is_done=False)


@router.post(f"{HOME}/certificates/{{holding_id}}/new-code", dependencies=[CountedReading, OurForm])
def new_code(holding_id: str, visit: VisitDep) -> Response:
    """Replace the printed code; papers with the old one say nothing any more."""
    found = visit.open_passport()
    holding = _holding(visit.session, found, holding_id)
    visit.ports.desk.renew_code(
        visit.session, holding.credential_id, passport_id=found.id, at=visit.at
    )
    return render(visit.request, "certificate_new_code.html", holding=holding, is_done=True)


def _holding(session: Session, found: Passport | None, holding_id: str) -> Holding:
    # A file is not sent home: whoever asks for it without a passport is told that it is not there.
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "no such certificate in this passport")
    return passports.certificate_in(session, found, holding_id)


def _download(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


# ── Keeping and closing ─────────────────────────────────────────────────────────────────


@router.post(f"{HOME}/mail", dependencies=[CountedReading, OurForm])
def mail_me(visit: VisitDep) -> Response:
    """Mail a link to the holder of whatever passport this device had."""
    passports.mail_links(
        visit.session,
        visit.device,
        public_url=visit.public_url,
        language=locales.language(),
        at=visit.at,
    )
    return render(
        visit.request, "passport_closed.html", can_mail=False, was_sent=True, is_lent=False
    )


@router.post(f"{HOME}/notices", dependencies=[OurForm])
def have_read(visit: VisitDep) -> Response:
    """Put away the news that the holder has read."""
    found = visit.passport()
    if found is not None:
        store.forget_notices(visit.session, found.id)
    return home()


@router.post(f"{HOME}/close", dependencies=[OurForm])
def close(visit: VisitDep, forget: Annotated[str, Form(max_length=10)] = "") -> Response:
    """Close the passport on this device; `forget` leaves no trace on a borrowed one."""
    if visit.device is None:
        return home()
    if forget or lent.is_lent(visit.request):
        passports.forget_device(visit.session, visit.device)
        return cleared(visit.request, home())
    passports.close_passport(visit.session, visit.device)
    return home()


def cleared(request: Request, response: Response) -> Response:
    """An answer after which the browser knows nothing of a passport any more."""
    forget_cookie(request, response)
    lent.leave_nothing(response)
    return response
