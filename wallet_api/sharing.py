"""Sharing: a chosen set of certificates, signed by the passport's key, behind a link that ends.

What is signed names this service, this share and the link's end, so that a copy of it says
nothing anywhere else or later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.base import audit
from app.base.codes import new_token, token_digest
from app.base.custody import Custody
from credentials import MediaType, ProblemCode, SecuredCredential, present, refuse
from wallet_api import passport as passports
from wallet_api import store
from wallet_api.tables import Holding, Passport, Share, ShareItem

# A fixed choice: the reader sees it on a page of ours, so nobody may write there freely.
PURPOSES = ("job", "training", "authority", "other")
DAYS = (1, 7, 30, 90, 365)
DEFAULT_DAYS = 30
MOST_CHOSEN = 20
MOST_LIVE = 100
_SEALED_FOR = "share links"


class ShareState(StrEnum):
    """Whether a link still opens, and why not."""

    OPEN = "open"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the holder wants to share: for what, and for how many days.

    `share_id` makes a form that is sent twice one share; 32 hexadecimal digits.
    """

    holding_ids: Sequence[str]
    purpose: str
    days: int
    share_id: str


def choose(session: Session, passport: Passport, holding_ids: Sequence[str]) -> list[Holding]:
    """The chosen certificates of a passport; raises for none, too many, or another's."""
    wanted = list(dict.fromkeys(holding_ids))
    if not 0 < len(wanted) <= MOST_CHOSEN:
        raise refuse(
            ProblemCode.REQUEST_INVALID, f"choose 1 to {MOST_CHOSEN} certificates", "/certificates"
        )
    found = store.chosen(session, wanted, passport_id=passport.id)
    if len(found) != len(wanted):
        raise refuse(ProblemCode.NOT_FOUND, "no such certificate in this passport", "/certificates")
    return found


def share(
    session: Session,
    passport: Passport,
    wish: Wish,
    *,
    custody: Custody,
    domain: str,
    at: datetime,
) -> Share:
    """Sign a presentation of the chosen certificates and put it behind a new link.

    `domain` is the service's own address. The same wish twice is one share. Raises
    `request-invalid`, `not-found` for another's certificate, `conflict` for too many links.
    """
    check(wish)
    made_before = store.share(session, wish.share_id, passport_id=passport.id)
    if made_before is not None:
        return made_before
    chosen = choose(session, passport, wish.holding_ids)
    if store.live_shares(session, passport.id, at=at) >= MOST_LIVE:
        raise refuse(ProblemCode.CONFLICT, f"more than {MOST_LIVE} links are open")
    expires = at + timedelta(days=wish.days)
    signer = custody.signer(
        session, owner=passports.owner(passport.id), purpose=passports.KEY_PURPOSE
    )
    presentation = present(
        [SecuredCredential(MediaType(held.media_type), held.content) for held in chosen],
        signer,
        domain=domain,
        challenge=wish.share_id,
        at=at,
        expires=expires,
    )
    token = new_token()
    made = Share(
        id=wish.share_id,
        passport_id=passport.id,
        token_digest=token_digest(token),
        sealed_token=custody.seal(token, purpose=_SEALED_FOR, bound_to=wish.share_id),
        purpose=wish.purpose,
        domain=domain,
        content=presentation.content,
        created_at=at,
        expires_at=expires,
        openings=0,
    )
    session.add(made)
    # The items refer to the share by a foreign key.
    session.flush()
    for place, held in enumerate(chosen):
        session.add(ShareItem(share_id=made.id, holding_id=held.id, place=place))
    session.flush()
    _record(session, passport, made.id, "share.created", at=at)
    return made


def link(made: Share, *, custody: Custody, public_url: str) -> str:
    """The address of a share, for its holder; raises `key-unavailable` if it does not open."""
    token = custody.unseal(made.sealed_token, purpose=_SEALED_FOR, bound_to=made.id)
    return f"{public_url}/s/{token}"


def withdraw(
    session: Session,
    passport: Passport,
    share_id: str,
    *,
    actor: str | None = None,
    at: datetime,
) -> None:
    """Let one link end now; again is no mistake. Raises `not-found` for another's.

    `actor` is who does it for the holder; without one it is the holder.
    """
    found = store.share(session, share_id, passport_id=passport.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "no such share in this passport")
    if found.withdrawn_at is None:
        found.withdrawn_at = at
        # What nobody may see any more is not kept either.
        found.content = b""
        session.flush()
        _record(session, passport, found.id, "share.withdrawn", actor=actor, at=at)


def withdraw_all(session: Session, passport: Passport, *, at: datetime) -> int:
    """Let every link of a passport end now; how many there were."""
    live = [
        found
        for found in store.shares(session, passport.id)
        if state(found, at=at) is ShareState.OPEN
    ]
    for found in live:
        withdraw(session, passport, found.id, at=at)
    return len(live)


def forget_ended(session: Session, *, at: datetime) -> None:
    """Delete what ended links showed: nobody may see it any more, so it is not kept."""
    store.forget_ended(session, at=at)


# ── For the reader ──────────────────────────────────────────────────────────────────────


def find(session: Session, token: str) -> Share | None:
    """The share behind a link, ended or not."""
    if not passports.is_token(token):
        return None
    return store.share_by_token(session, token_digest(token))


def state(found: Share, *, at: datetime) -> ShareState:
    """Whether the link opens at that time."""
    if found.withdrawn_at is not None:
        return ShareState.WITHDRAWN
    return ShareState.OPEN if at < found.expires_at else ShareState.ENDED


def find_open(session: Session, token: str, *, at: datetime) -> Share:
    """The share behind a link; raises `not-found`, or `gone` when it ended or was withdrawn."""
    found = find(session, token)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such link")
    match state(found, at=at):
        case ShareState.WITHDRAWN:
            raise refuse(ProblemCode.GONE, "the link was withdrawn by the one who shared it")
        case ShareState.ENDED:
            raise refuse(ProblemCode.GONE, "the link has ended; this says nothing of certificates")
    return found


def count_opening(session: Session, token: str, *, at: datetime) -> None:
    """Note that a reader opened a share; raises as `find_open` does."""
    find_open(session, token, at=at)
    store.count_opening(session, token_digest(token), at=at)


def check(wish: Wish) -> None:
    """Raise `request-invalid` for a wish that no form of ours makes."""
    if wish.purpose not in PURPOSES:
        raise refuse(ProblemCode.REQUEST_INVALID, "not one of the purposes", "/purpose")
    if wish.days not in DAYS:
        raise refuse(ProblemCode.REQUEST_INVALID, "not one of the periods", "/days")
    is_id = len(wish.share_id) == 32 and set(wish.share_id) <= set("0123456789abcdef")  # noqa: PLR2004 - 128 bits in hexadecimal
    if not is_id:
        raise refuse(ProblemCode.REQUEST_INVALID, "an id has 32 hexadecimal digits", "/id")


def _record(
    session: Session,
    passport: Passport,
    share_id: str,
    action: str,
    *,
    actor: str | None = None,
    at: datetime,
) -> None:
    audit.record(
        session,
        actor=actor or passports.owner(passport.id),
        action=action,
        subject=f"share:{share_id}",
        organisation_id=None,
        at=at,
    )
