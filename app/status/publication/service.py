"""Sign the lists that have changed, as many workers at once as there are.

A list is leased, made from the rows of its places, signed outside of any transaction, and kept
if the lease still stands. So nobody who issues or revokes waits while lists are signed, no list
is signed twice, and a worker that dies leaves nothing behind but a lease of a few seconds.
"""

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.base.custody import Custody
from app.base.db import Database
from app.base.metrics import Backlog
from app.status import service as bitstring_lists
from app.status.publication import store
from app.status.publication.store import AnyList, Signed
from app.status.tables import StatusList
from app.status.token_lists import service as token_lists
from app.status.validity import LEAST_VALIDITY, VALIDITY
from credentials import CredentialsError, ProblemCode, Signer
from credentials import StatusList as Bits

_log = logging.getLogger(__name__)

# So many that they are signed long before their lease is over, on a slow machine too.
_AT_ONCE = 64


def is_anything_stale(session: Session, *, at: datetime) -> bool:
    """Whether `republish` would have something to do."""
    return store.is_any_stale(session, good_until=at + LEAST_VALIDITY)


def backlog(session: Session, *, at: datetime) -> Backlog:
    """How many lists there are and wait to be signed, and how old the oldest signature is."""
    good_until = at + LEAST_VALIDITY
    number, stale, until = store.published(session, good_until=good_until)
    signed = until - VALIDITY if until is not None else None
    return Backlog("status lists", {"published": number, "waiting": stale}, signed)


def republish(
    database: Database,
    *,
    custody: Custody,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Sign and keep every list that changed or is about to run out; how many were signed.

    A body whose key cannot be used keeps only its own lists waiting.
    """
    signed = 0
    for kind in store.KINDS:
        while not stopping():
            done = _republish_some(database, kind, custody=custody, at=clock())
            if done is None:
                break
            signed += done
    return signed


def _republish_some(
    database: Database, kind: type[AnyList], *, custody: Custody, at: datetime
) -> int | None:
    """Sign some lists; how many, or None when no more wait."""
    with database.reading() as session:
        # Nearly always nothing has changed, and then nobody is kept from writing.
        if not store.is_any_stale(session, good_until=at + LEAST_VALIDITY):
            return None
    lease = secrets.token_hex(16)
    with database.session() as session:
        claimed = store.claim(
            session,
            kind,
            lease=lease,
            at=at,
            good_until=at + LEAST_VALIDITY,
            most=_AT_ONCE,
        )
    if not claimed:
        return None
    with database.reading() as session:
        signers = _signers(session, claimed, custody=custody)
        values = store.values(session, kind, [listed.id for listed in claimed])
    signed = list(signed_lists(claimed, values, signers, at=at))
    if signed:
        with database.session() as session:
            store.keep(session, kind, signed, lease=lease)
    return len(signed)


def _signers(
    session: Session, lists: Sequence[AnyList], *, custody: Custody
) -> Mapping[str, Signer]:
    """The signers of these lists by the id of the list, but for those whose key is away."""
    found: dict[tuple[str, str], Signer | None] = {}
    for listed in lists:
        body = (listed.organisation_id, listed.issuer)
        if body not in found:
            try:
                found[body] = token_lists.signer(session, listed, custody=custody)
            except CredentialsError as error:
                if error.problem.code is not ProblemCode.KEY_UNAVAILABLE:
                    raise
                # Its lists stay leased for some seconds, and are then tried again.
                _log.warning("a status list waits", extra={"reason": error.problem.code})
                found[body] = None
    by_list = ((one.id, found[one.organisation_id, one.issuer]) for one in lists)
    return {list_id: signer for list_id, signer in by_list if signer is not None}


def signed_lists(
    lists: Sequence[AnyList],
    values: Mapping[str, Mapping[int, list[int]]],
    signers: Mapping[str, Signer],
    *,
    at: datetime,
) -> Iterator[Signed]:
    """These lists as they are signed now; one without a signer is left out."""
    until = at + VALIDITY
    for listed in lists:
        if listed.id not in signers:
            continue
        signer, places = signers[listed.id], values[listed.id]
        if isinstance(listed, StatusList):
            bits = Bits.of(places.get(1, ()), entries=listed.size)
            content = bitstring_lists.sign(listed, bits, signer, at=at).content
        else:
            by_place = {index: value for value, found in places.items() for index in found}
            content = token_lists.sign(listed, by_place, signer, at=at)
        yield Signed(listed.id, listed.changes, content, until)
