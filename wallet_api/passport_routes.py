"""The passport itself over the holder's API: read it, keep it safe, take it along, erase it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.base.deps import Now, ReadingDep, ServicesDep, SessionDep
from app.base.routing import Router
from wallet_api import devices, freezing, store
from wallet_api import passport as passports
from wallet_api.access import (
    CountedReading,
    CountedTry,
    HolderToChange,
    HolderToRead,
    PortsDep,
)
from wallet_api.leaving import erasing, exports
from wallet_api.returning import service as returns
from wallet_api.tables import Notice

router = Router(prefix="/wallet/api/v1/passport", tags=["wallet"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PassportBody(_Body):
    """What a holder sets: whether checks of old papers lead to the certificates in their place."""

    old_papers_lead_on: bool


class PassphraseBody(_Body):
    """The secret that an encrypted export is locked with: twelve characters at least."""

    passphrase: Annotated[str, Field(max_length=2_000)]


class ErasureBody(_Body):
    """That erasing is meant: `true`, so that no mistyped request does it."""

    erase: Literal[True]


class NoticeAnswer(BaseModel):
    """Something that the holder has to be told."""

    kind: str
    issuer: str
    title: str
    at: datetime

    @classmethod
    def of(cls, notice: Notice) -> "NoticeAnswer":
        """The answer about a notice."""
        return cls(kind=notice.kind, issuer=notice.issuer, title=notice.title, at=notice.created_at)


class ReturnCodeBody(_Body):
    """The code that a training body gave on paper."""

    code: Annotated[str, Field(max_length=200)]


class WaitingReturn(BaseModel):
    """Somebody came to a training body as the holder; its code opens the passport from then on."""

    id: str
    issuer: str
    opens_at: datetime
    ends_at: datetime


class PassportAnswer(BaseModel):
    """The passport itself. `key_held_by`: this service keeps the key until it is exported."""

    holder: str
    key_held_by: Literal["service"] = "service"
    frozen_since: datetime | None
    old_papers_lead_on: bool
    paper_made_at: datetime
    key_left_at: datetime | None
    has_email: bool
    open_on_devices: int
    notices: list[NoticeAnswer]
    returns: list[WaitingReturn]


class ReturnLinkAnswer(BaseModel):
    """A new return link; shown once. Its token is the bearer token from now on."""

    return_link: str


@router.get("")
def read(session: ReadingDep, holder: HolderToRead, at: Now) -> PassportAnswer:
    """How the passport stands."""
    return PassportAnswer(
        holder=holder.holder_did,
        frozen_since=holder.frozen_at,
        old_papers_lead_on=holder.leads_on,
        paper_made_at=holder.paper_at or holder.created_at,
        key_left_at=holder.key_left_at,
        has_email=bool(holder.email),
        open_on_devices=store.devices(session, holder.id, at=at),
        notices=[NoticeAnswer.of(notice) for notice in store.notices(session, holder.id)],
        returns=[
            WaitingReturn(
                id=found.id, issuer=found.issuer, opens_at=found.opens_at, ends_at=found.ends_at
            )
            for found in returns.waiting(session, holder, at=at)
        ],
    )


@router.put("", status_code=204)
def change(body: PassportBody, session: SessionDep, holder: HolderToChange, at: Now) -> None:
    """Let checks of old papers lead on, or end that."""
    passports.lead_on(session, holder, allowed=body.old_papers_lead_on, at=at)


@router.delete("/notices", status_code=204)
def have_read(session: SessionDep, holder: HolderToChange) -> None:
    """Put away the news that the holder has read."""
    store.forget_notices(session, holder.id)


@router.post("/freeze", status_code=204)
def freeze(session: SessionDep, holder: HolderToChange, at: Now) -> None:
    """Let every link and printed code say that its owner has frozen it."""
    freezing.freeze(session, holder, at=at)


@router.post("/unfreeze", status_code=204)
def unfreeze(session: SessionDep, holder: HolderToChange, at: Now) -> None:
    """Let them work again."""
    freezing.unfreeze(session, holder, at=at)


@router.post("/sign-out-everywhere", status_code=204)
def sign_out_everywhere(session: SessionDep, holder: HolderToChange, at: Now) -> None:
    """Close the passport in every browser; programs with the return link's token go on."""
    devices.sign_out_everywhere(session, holder, at=at)


@router.post("/return-link")
def new_paper(
    session: SessionDep, services: ServicesDep, holder: HolderToChange, at: Now
) -> ReturnLinkAnswer:
    """A new return link, shown once. The old one ends, and every browser is closed."""
    token = passports.renew_return_link(session, holder, None, at=at)
    return ReturnLinkAnswer(return_link=f"{services.settings.public_url}/p/{token}")


@router.post("/return", dependencies=[CountedTry])
def come_back(
    body: ReturnCodeBody, session: SessionDep, services: ServicesDep, ports: PortsDep, at: Now
) -> ReturnLinkAnswer:
    """Open a passport again with the code of a training body, once its time has come."""
    _, token = returns.come_back(session, body.code, vouches=ports.vouches, at=at)
    return ReturnLinkAnswer(return_link=f"{services.settings.public_url}/p/{token}")


@router.delete("/returns/{return_id}", status_code=204)
def refuse_return(return_id: str, session: SessionDep, holder: HolderToChange, at: Now) -> None:
    """Refuse that somebody comes back with a code: it was not the holder."""
    returns.refuse_return(session, holder, return_id, at=at)


@router.get("/export", response_class=Response)
def plain(session: ReadingDep, holder: HolderToRead, at: Now) -> Response:
    """Everything in open formats (ZIP), without the key."""
    return exports.plain(session, holder, at=at)


@router.post("/export", response_class=Response, dependencies=[CountedReading])
def encrypted(
    body: PassphraseBody,
    session: SessionDep,
    services: ServicesDep,
    holder: HolderToChange,
    at: Now,
) -> Response:
    """Everything with the key, under a passphrase (docs/passport-export.md); it is noted."""
    return exports.encrypted(session, holder, body.passphrase, custody=services.custody, at=at)


@router.post("/erase", status_code=204)
def erase(
    body: ErasureBody, session: SessionDep, services: ServicesDep, holder: HolderToChange, at: Now
) -> None:
    """Erase the passport: its certificates, links, entries and its key. It cannot be undone."""
    del body
    erasing.erase(session, holder, custody=services.custody, at=at)
