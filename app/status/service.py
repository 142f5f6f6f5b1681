"""Give out positions, change their values, and sign the lists that the world reads.

A list is always made from the position rows, never from an earlier list, so that changes
made at the same time cannot lose each other.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.base.custody import Custody
from app.status import permutation, store, validity
from app.status.tables import StatusList, StatusPosition
from app.status.token_lists import service as token_lists
from app.status.validity import TIME_TO_LIVE, VALIDITY, Published
from credentials import (
    JSONObject,
    MediaType,
    ProblemCode,
    SecuredCredential,
    Signer,
    TokenStatus,
    entry_document,
    list_document,
    parse_credential,
    publish,
    refuse,
)
from credentials import (
    StatusList as Bits,
)

REVOCATION = "revocation"
SUSPENSION = "suspension"
LIST_SIZE = 131_072

# What a bit says, as a value on a list of tokens.
_AS_TOKEN = {
    (REVOCATION, True): TokenStatus.INVALID,
    (SUSPENSION, True): TokenStatus.SUSPENDED,
    (SUSPENSION, False): TokenStatus.VALID,
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose lists they are: the organisation, its DID, and the address of the service."""

    organisation_id: str
    did: str
    service_url: str


@dataclass(frozen=True, slots=True)
class Position:
    """A place on a published list, as a credential names it."""

    list_url: str
    index: int
    purpose: str

    def entry(self) -> JSONObject:
        """The BitstringStatusListEntry to be put into the credential."""
        return entry_document(list_url=self.list_url, index=self.index, purpose=self.purpose)


def purposes(*, is_suspendable: bool) -> tuple[str, ...]:
    """The purposes that a certificate has a position for."""
    return (REVOCATION, SUSPENSION) if is_suspendable else (REVOCATION,)


def allocate(
    session: Session, publisher: Publisher, *, purpose: str, award_id: str, at: datetime
) -> Position:
    """Reserve a random free place on the publisher's open list for that purpose.

    A list is closed when half of it is given out, so that the places still free say
    nothing, and a new one is opened. A place is never given out again.
    """
    chosen = _place(session, publisher, purpose=purpose, at=at)
    if chosen.used >= chosen.size // 2:
        chosen.is_open = False
    index = permutation.position(chosen.used - 1, size=chosen.size, seed=chosen.seed)
    session.add(StatusPosition(list_id=chosen.id, index=index, award_id=award_id, purpose=purpose))
    # The unique place is claimed now, before a credential is signed that names it.
    session.flush()
    return Position(list_url=chosen.url, index=index, purpose=purpose)


def allocate_many(
    session: Session,
    publisher: Publisher,
    *,
    purpose: str,
    award_ids: Sequence[str],
    at: datetime,
) -> list[Position]:
    """`allocate` for many at once, in their order: one count, and one statement for the places."""
    chosen = _places(session, publisher, purpose=purpose, number=len(award_ids), at=at)
    if chosen is None:
        # They would not all find room before the list is closed.
        return [
            allocate(session, publisher, purpose=purpose, award_id=award_id, at=at)
            for award_id in award_ids
        ]
    first = chosen.used - len(award_ids)
    indexes = [
        permutation.position(place, size=chosen.size, seed=chosen.seed)
        for place in range(first, chosen.used)
    ]
    store.add_positions(
        session,
        list_id=chosen.id,
        purpose=purpose,
        places=dict(zip(award_ids, indexes, strict=True)),
    )
    return [Position(list_url=chosen.url, index=index, purpose=purpose) for index in indexes]


def _places(
    session: Session, publisher: Publisher, *, purpose: str, number: int, at: datetime
) -> StatusList | None:
    """The open list with so many more places taken; None where it has to be closed after them."""
    of_whom = publisher.organisation_id
    chosen = store.take_places(session, organisation_id=of_whom, purpose=purpose, number=number)
    if chosen is None and not store.has_open_list(
        session, organisation_id=of_whom, purpose=purpose
    ):
        _open_list(session, publisher, purpose=purpose, at=at)
        chosen = store.take_places(session, organisation_id=of_whom, purpose=purpose, number=number)
    return chosen


def _place(session: Session, publisher: Publisher, *, purpose: str, at: datetime) -> StatusList:
    while True:
        chosen = store.take_place(
            session, organisation_id=publisher.organisation_id, purpose=purpose
        )
        if chosen is not None:
            return chosen
        _open_list(session, publisher, purpose=purpose, at=at)


def _open_list(session: Session, publisher: Publisher, *, purpose: str, at: datetime) -> None:
    list_id = secrets.token_urlsafe(16)
    try:
        with session.begin_nested():
            session.add(
                StatusList(
                    id=list_id,
                    url=f"{publisher.service_url}/status/{list_id}",
                    issuer=publisher.did,
                    organisation_id=publisher.organisation_id,
                    purpose=purpose,
                    size=LIST_SIZE,
                    seed=secrets.token_bytes(32),
                    created_at=at,
                )
            )
    except IntegrityError:
        # Somebody else opened one at the same moment: that one is taken.
        return


def set_status(
    session: Session, *, award_id: str, purpose: str, value: bool, at: datetime, reason: str = ""
) -> bool:
    """Set or clear an award's bit, on every list it has a place on; False when it was so already.

    Raises `not-found` when the award has no position for the purpose, and `conflict` when a
    revocation would be taken back (Bitstring Status List §2.2: it is not reversible).
    """
    position = store.position_for_change(session, award_id=award_id, purpose=purpose)
    if position is None:
        raise refuse(ProblemCode.NOT_FOUND, f"it has no {purpose} status")
    if position.value == value:
        return False
    if purpose == REVOCATION and not value:
        raise refuse(ProblemCode.CONFLICT, "a revocation is final")
    position.value = value
    position.changed_at = at
    position.reason = reason
    store.count_change(session, position.list_id)
    token_lists.set_values(session, award_id=award_id, status=_AS_TOKEN[purpose, value], at=at)
    session.flush()
    return True


def positions(session: Session, award_id: str) -> list[Position]:
    """The places of one award, by purpose."""
    found = []
    for row in store.positions_of(session, award_id):
        listed = store.status_list(session, row.list_id)
        if listed is not None:
            found.append(Position(list_url=listed.url, index=row.index, purpose=row.purpose))
    return found


def published(
    session: Session, list_id: str, *, custody: Custody, at: datetime
) -> SecuredCredential:
    """The signed list, as of now. It only reads, and serves where nothing may be written.

    Between a change and the next `republish` it is signed anew for every reader. Raises
    `not-found` for an unknown list.
    """
    listed = _found(session, list_id)
    content = validity.fresh(listed, at=at) or _signed(session, listed, custody, at)
    return SecuredCredential(media_type=MediaType.VC, content=content)


def _found(session: Session, list_id: str) -> StatusList:
    listed = store.status_list(session, list_id)
    if listed is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such list")
    return listed


def _signed(session: Session, listed: StatusList, custody: Custody, at: datetime) -> bytes:
    signer = token_lists.signer(session, listed, custody=custody)
    return sign(listed, bits_of(session, listed), signer, at=at).content


def served(session: Session, list_id: str, *, custody: Custody, at: datetime) -> Published:
    """The list for everybody who asks; while its key is away, as it was last signed.

    Raises `not-found` for an unknown list.
    """
    listed = _found(session, list_id)
    return validity.served(listed, lambda: _signed(session, listed, custody, at), at=at)


def own_list(session: Session, url: str, *, custody: Custody, at: datetime) -> bytes | None:
    """The list published at that address if it is one of ours: no network is needed for it."""
    listed = store.list_at(session, url)
    if listed is None:
        return token_lists.own_list(session, url, custody=custody, at=at)
    return published(session, listed.id, custody=custody, at=at).content


def sign_anew(session: Session, organisation_id: str) -> None:
    """Have every list of a body signed again before it is read: its key was given up."""
    for listed in store.lists_of(session, organisation_id):
        listed.content, listed.content_changes = None, -1
        # Whoever is signing it in this moment does so with the old key: that does not count.
        listed.lease = listed.leased_until = None
    token_lists.sign_anew(session, organisation_id)


def bits_of(session: Session, listed: StatusList) -> Bits:
    """The list's bits, made from the position rows."""
    return Bits.of(store.set_places(session, listed.id), entries=listed.size)


def sign(
    listed: StatusList,
    bits: Bits,
    signer: Signer,
    *,
    at: datetime,
    holds_for: timedelta = VALIDITY,
) -> SecuredCredential:
    """A list with these bits as it is published from now on."""
    document = list_document(
        list_url=listed.url,
        issuer=listed.issuer,
        purpose=listed.purpose,
        status_list=bits,
        valid_from=at,
        valid_until=at + holds_for,
        ttl=int(TIME_TO_LIVE.total_seconds() * 1000),
    )
    return publish(parse_credential(document), signer, at=at)


def list_outside(session: Session, service_url: str) -> str | None:
    """The address of a list that is not under the service's address, if there is one."""
    listed = store.any_list_outside(session, f"{service_url}/status/")
    if listed is None:
        return token_lists.list_outside(session, service_url)
    return listed.url
