"""Shares over the holder's API: look at one before it is made, make it, list, print, withdraw."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from app.base.deps import Now, ReadingDep, Services, ServicesDep, SessionDep
from app.base.routing import Router
from credentials import ProblemCode, refuse
from wallet_api import sharing, store
from wallet_api.access import HolderToChange, HolderToRead, PortsDep
from wallet_api.sharing.looking import preview_of, sheet_of
from wallet_api.sharing.schemas import ShareAnswer, ShareBody, WithdrawnAnswer
from wallet_api.sharing.wishes import Wish
from wallet_api.tables import Share

router = Router(prefix="/wallet/api/v1/shares", tags=["wallet"])


@router.post("/preview")
async def preview(
    body: ShareBody,
    session: ReadingDep,
    services: ServicesDep,
    holder: HolderToRead,
    ports: PortsDep,
    at: Now,
) -> dict[str, Any]:
    """What a reader of the link would see, as the answer of the verification API; none is made."""
    wish = _wish(body)
    sharing.check(wish)
    looked = await preview_of(session, holder, wish, services=services, ports=ports, at=at)
    return looked.report.as_json(problem_base=f"{services.settings.public_url}/problems")


@router.post("", status_code=201)
def add_share(
    body: ShareBody,
    session: SessionDep,
    services: ServicesDep,
    holder: HolderToChange,
    at: Now,
) -> ShareAnswer:
    """Sign a set of certificates and put it behind a link."""
    made = sharing.share(
        session,
        holder,
        _wish(body),
        custody=services.custody,
        domain=services.settings.public_url,
        at=at,
    )
    return _answers(session, [made], services, at)[0]


@router.get("")
def shares(
    session: ReadingDep, services: ServicesDep, holder: HolderToRead, at: Now
) -> list[ShareAnswer]:
    """The links of the passport, ended ones too, newest first, with who said they opened them."""
    return _answers(session, store.shares(session, holder.id), services, at)


@router.get("/{share_id}/sheet", response_class=Response)
def sheet(
    share_id: str,
    session: ReadingDep,
    services: ServicesDep,
    holder: HolderToRead,
    ports: PortsDep,
    at: Now,
) -> Response:
    """The link on paper: one page (PDF) with its QR code and what it shows."""
    share = store.share(session, share_id, passport_id=holder.id)
    if share is None:
        raise refuse(ProblemCode.NOT_FOUND, "no such share in this passport")
    return sheet_of(session, share, services=services, ports=ports, at=at)


@router.delete("/{share_id}", status_code=204)
def withdraw(share_id: str, session: SessionDep, holder: HolderToChange, at: Now) -> None:
    """Stop one link now. Copies that were already taken stay genuine."""
    sharing.withdraw(session, holder, share_id, at=at)


@router.delete("")
def withdraw_all(session: SessionDep, holder: HolderToChange, at: Now) -> WithdrawnAnswer:
    """Stop every link now."""
    return WithdrawnAnswer(withdrawn=sharing.withdraw_all(session, holder, at=at))


def _wish(body: ShareBody) -> Wish:
    return Wish(
        holding_ids=body.certificates,
        purpose=body.purpose,
        days=body.days,
        share_id=body.id or secrets.token_hex(16),
        may_download=body.may_download,
        may_watch=body.may_watch,
    )


def _answers(
    session: Session, made: Sequence[Share], services: Services, at: datetime
) -> list[ShareAnswer]:
    ids = [share.id for share in made]
    titles, readers = store.titles(session, ids), sharing.readers(session, ids)
    url = services.settings.public_url
    return [
        ShareAnswer.of(
            share,
            state=sharing.state(share, at=at).value,
            link=sharing.link(share, custody=services.custody, public_url=url),
            titles=titles.get(share.id, []),
            readers=readers.get(share.id, []),
        )
        for share in made
    ]
