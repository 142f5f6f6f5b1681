"""A share as others will meet it: the check that its reader sees, and the page of paper."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.base import locales
from app.base.deps import Services
from credentials import Expectation, VerificationReport
from wallet_api import sharing, store
from wallet_api.ports import WalletPorts
from wallet_api.sharing import sheets
from wallet_api.sharing.wishes import Wish
from wallet_api.tables import Holding, Passport, Share


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reader of a link would see: the certificates, their check, and until when."""

    chosen: list[Holding]
    report: VerificationReport
    expires_at: datetime


async def preview_of(
    session: Session,
    found: Passport,
    wish: Wish,
    *,
    services: Services,
    ports: WalletPorts,
    at: datetime,
) -> Preview:
    """Sign the set as the link would hold it, check it as its reader would, and keep nothing."""
    domain = services.settings.public_url

    def sign() -> tuple[list[Holding], bytes]:
        chosen = sharing.choose(session, found, wish.holding_ids)
        presentation = sharing.signed(
            session, found, wish, chosen, custody=services.custody, domain=domain, at=at
        )
        return chosen, presentation.content

    chosen, content = await run_in_threadpool(sign)
    expect = Expectation(domain=domain, challenge=wish.share_id)
    report = await ports.checker.check(content, at=at, expect=expect)
    return Preview(chosen, report, at + timedelta(days=wish.days))


def sheet_of(
    session: Session, share: Share, *, services: Services, ports: WalletPorts, at: datetime
) -> Response:
    """The page of paper of a link that works; raises as its door would for any other."""
    sharing.refuse_closed(share, at=at)
    address = sharing.link(share, custody=services.custody, public_url=services.settings.public_url)
    shown = store.shown_by(session, share.id)
    made = ports.sheets.share_sheet(
        sheets.facts(share, shown, link=address, language=locales.language())
    )
    headers = {
        "Content-Disposition": 'attachment; filename="shared-certificates.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(made, media_type="application/pdf", headers=headers)
