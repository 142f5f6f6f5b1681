"""The links themselves: signed when they are made, and ended by their holder or by time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base.codes import new_token, token_digest
from app.base.custody import Custody
from credentials import (
    MediaType,
    ProblemCode,
    SecuredCredential,
    SecuredPresentation,
    present,
    refuse,
)
from wallet_api import passport as passports
from wallet_api import store, trail
from wallet_api.sharing import store as reader_store
from wallet_api.sharing.reading import ShareState, state
from wallet_api.sharing.wishes import Wish, check
from wallet_api.tables import Holding, Passport, Share, ShareItem

MOST_CHOSEN = 20
MOST_LIVE = 100
_SEALED_FOR = "share links"


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


def signed(
    session: Session,
    passport: Passport,
    wish: Wish,
    chosen: Sequence[Holding],
    *,
    custody: Custody,
    domain: str,
    at: datetime,
) -> SecuredPresentation:
    """The presentation of the chosen certificates, as a share of this wish holds it.

    A preview shows this very thing before there is a link.
    """
    signer = custody.signer(session, owner=trail.owner(passport.id), purpose=passports.KEY_PURPOSE)
    return present(
        [SecuredCredential(MediaType(held.media_type), held.content) for held in chosen],
        signer,
        domain=domain,
        challenge=wish.share_id,
        at=at,
        expires=at + timedelta(days=wish.days),
    )


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
    `request-invalid`, `not-found` for another's certificate, `conflict` for too many links,
    `frozen` while all links of the passport are frozen.
    """
    check(wish)
    made_before = store.share(session, wish.share_id, passport_id=passport.id)
    if made_before is not None:
        return made_before
    chosen = choose(session, passport, wish.holding_ids)
    if passport.frozen_at is not None:
        raise refuse(ProblemCode.FROZEN, "links of this passport are frozen by its holder")
    if store.live_shares(session, passport.id, at=at) >= MOST_LIVE:
        raise refuse(ProblemCode.CONFLICT, f"more than {MOST_LIVE} links are open")
    presentation = signed(session, passport, wish, chosen, custody=custody, domain=domain, at=at)
    token = new_token()
    made = Share(
        id=wish.share_id,
        passport_id=passport.id,
        token_digest=token_digest(token),
        sealed_token=custody.seal(token, purpose=_SEALED_FOR, bound_to=wish.share_id),
        purpose=wish.purpose,
        domain=domain,
        content=presentation.content,
        may_download=wish.may_download,
        may_watch=wish.may_watch,
        created_at=at,
        expires_at=at + timedelta(days=wish.days),
        openings=0,
    )
    session.add(made)
    # The items refer to the share by a foreign key.
    session.flush()
    for place, held in enumerate(chosen):
        session.add(ShareItem(share_id=made.id, holding_id=held.id, place=place))
    session.flush()
    trail.record(session, passport.id, "share.created", subject=f"share:{made.id}", at=at)
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
    actor: str = "",
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
        # What nobody may see any more is not kept either, nor who saw it.
        found.content = b""
        reader_store.forget_readers(session, found.id)
        session.flush()
        trail.record(
            session,
            passport.id,
            "share.withdrawn",
            subject=f"share:{found.id}",
            actor=actor,
            at=at,
        )


def withdraw_all(session: Session, passport: Passport, *, at: datetime) -> int:
    """Let every link of a passport end now; how many there were."""
    live = [
        found
        for found in store.shares(session, passport.id)
        if state(found, at=at) in {ShareState.OPEN, ShareState.FROZEN}
    ]
    for found in live:
        withdraw(session, passport, found.id, at=at)
    return len(live)


def forget_ended(session: Session, *, at: datetime) -> None:
    """Delete what ended links showed: nobody may see it any more, so it is not kept."""
    store.forget_ended(session, at=at)
    reader_store.forget_readers_of_ended(session, at=at)
