"""Give out places, change their values, and sign the token status lists that the world reads.

A list is always made from the rows of its places, never from an earlier list.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.base.custody import Custody
from app.status import permutation, validity
from app.status.tables import StatusList
from app.status.token_lists import store
from app.status.token_lists.tables import TokenList, TokenPlace
from app.status.validity import TIME_TO_LIVE, VALIDITY, Published
from credentials import (
    ListToken,
    ProblemCode,
    Signer,
    TokenStatus,
    TokenStatusList,
    refuse,
    secure_list,
    secure_list_cwt,
)

# Two bits tell valid, revoked and suspended apart.
_BITS = 2
_SIZE = 131_072
_PATH = "token-status"


@dataclass(frozen=True, slots=True)
class TokenPublisher:
    """Whose lists they are: the organisation, its name in tokens, the address of the service."""

    organisation_id: str
    issuer: str
    service_url: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a published list, as a token names it."""

    url: str
    index: int


def allocate(session: Session, publisher: TokenPublisher, *, award_id: str, at: datetime) -> Place:
    """Reserve a random free place on the publisher's open list, never to be given out again.

    A list is closed when half of it is given out, as for the other lists.
    """
    chosen = _list_with_room(session, publisher, at=at)
    if chosen.used >= chosen.size // 2:
        chosen.is_open = False
    index = permutation.position(chosen.used - 1, size=chosen.size, seed=chosen.seed)
    session.add(TokenPlace(list_id=chosen.id, index=index, award_id=award_id))
    # The unique place is claimed now, before a token is signed that names it.
    session.flush()
    return Place(chosen.url, index)


def _list_with_room(session: Session, publisher: TokenPublisher, *, at: datetime) -> TokenList:
    while True:
        chosen = store.take_place(session, organisation_id=publisher.organisation_id)
        if chosen is not None:
            return chosen
        _open_list(session, publisher, at=at)


def _open_list(session: Session, publisher: TokenPublisher, *, at: datetime) -> None:
    list_id = secrets.token_urlsafe(16)
    try:
        with session.begin_nested():
            session.add(
                TokenList(
                    id=list_id,
                    url=f"{publisher.service_url}/{_PATH}/{list_id}",
                    issuer=publisher.issuer,
                    organisation_id=publisher.organisation_id,
                    size=_SIZE,
                    seed=secrets.token_bytes(32),
                    created_at=at,
                )
            )
    except IntegrityError:
        # Somebody else opened one at the same moment: that one is taken.
        return


def set_values(session: Session, *, award_id: str, status: TokenStatus, at: datetime) -> None:
    """Give every copy of an award that status; what is revoked stays so."""
    for place in store.places_for_change(session, award_id=award_id):
        if place.value in (status, TokenStatus.INVALID):
            continue
        place.value, place.changed_at = int(status), at
        store.count_change(session, place.list_id)
    session.flush()


def published(
    session: Session, list_id: str, *, custody: Custody, at: datetime, as_cwt: bool = False
) -> bytes:
    """The signed list, as of now: a JWT, or a CWT, which is not kept. It only reads.

    Raises `not-found` for an unknown list.
    """
    listed = _found(session, list_id)
    kept = None if as_cwt else validity.fresh(listed, at=at)
    return kept or _signed(session, listed, custody, at, as_cwt=as_cwt)


def served(
    session: Session, list_id: str, *, custody: Custody, at: datetime, as_cwt: bool = False
) -> Published:
    """The list for everybody who asks; while its key is away, as it was last signed.

    Raises `not-found` for an unknown list.
    """
    listed = _found(session, list_id)
    if as_cwt:
        content = _signed(session, listed, custody, at, as_cwt=True)
        return Published(content, at + VALIDITY)
    return validity.served(listed, lambda: _signed(session, listed, custody, at), at=at)


def _found(session: Session, list_id: str) -> TokenList:
    listed = store.token_list(session, list_id)
    if listed is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such list")
    return listed


def _signed(
    session: Session, listed: TokenList, custody: Custody, at: datetime, *, as_cwt: bool = False
) -> bytes:
    by = signer(session, listed, custody=custody)
    return sign(listed, store.values(session, listed.id), by, at=at, as_cwt=as_cwt)


def own_list(session: Session, url: str, *, custody: Custody, at: datetime) -> bytes | None:
    """The list published at that address if it is one of ours: no network is needed for it."""
    listed = store.list_at(session, url)
    return None if listed is None else published(session, listed.id, custody=custody, at=at)


def sign_anew(session: Session, organisation_id: str) -> None:
    """Have every list of a body signed again before it is read: its key was given up."""
    for listed in store.lists_of(session, organisation_id):
        listed.content, listed.content_changes = None, -1
        listed.lease = listed.leased_until = None


def list_outside(session: Session, service_url: str) -> str | None:
    """The address of a list that is not under the service's address, if there is one."""
    listed = store.any_list_outside(session, f"{service_url}/{_PATH}/")
    return None if listed is None else listed.url


def sign(
    listed: TokenList,
    values: Mapping[int, int],
    signer: Signer,
    *,
    at: datetime,
    as_cwt: bool = False,
    holds_for: timedelta = VALIDITY,
) -> bytes:
    """A list as it is published from now on, with the values that are not zero by their places."""
    token = ListToken(
        uri=listed.url,
        issued_at=at,
        expires=at + holds_for,
        ttl=int(TIME_TO_LIVE.total_seconds()),
        statuses=TokenStatusList.of(values, entries=listed.size, bits=_BITS),
    )
    secure = secure_list_cwt if as_cwt else secure_list
    return secure(token, signer, issuer=listed.issuer)


def signer(session: Session, listed: StatusList | TokenList, *, custody: Custody) -> Signer:
    """Who signs a list of either kind; raises `key-unavailable`."""
    owner = f"organisation:{listed.organisation_id}"
    return custody.signer(session, owner=owner, purpose=key_purpose(listed.issuer))


def key_purpose(issuer: str) -> str:
    """Which of an organisation's keys signs its lists.

    A did:key is one key and has no room for a second; every other identity has a key for
    lists alone, so that this one can be at hand while the other is locked away.
    """
    return "assertion" if issuer.startswith("did:key:") else "status"
