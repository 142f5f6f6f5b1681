"""Begin to watch a shared set, look at it again and again, and end with the link."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anyio import to_thread
from sqlalchemy.orm import Session

from app.base import audit
from app.base.db import Database
from app.base.webhooks.queue import Happened, announce
from app.verifier.ports import SharedSet, WatchedShares
from app.verifier.readers.tables import ReaderAccount
from app.verifier.reading import read
from app.verifier.service import Verifier
from app.verifier.watches import store
from app.verifier.watches.tables import Watch
from credentials import CredentialsError, Expectation, ProblemCode, refuse

CHANGED = "watch.changed"
EVERY = timedelta(hours=6)
_MOST = 1_000
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """How a shared set came out: its state, and what explains it."""

    state: str
    cause: str


async def look(verifier: Verifier, shared: SharedSet, *, at: datetime) -> Seen:
    """Check a shared set; that is no opening, because its holder has allowed it."""
    expect = Expectation(domain=shared.domain, challenge=shared.challenge)
    reading = read(await verifier.check(shared.content, at=at, expect=expect))
    worst = next((one for one in (reading, *reading.inner) if one.problem), None)
    cause = worst.problem.code.value if worst and worst.problem else ""
    return Seen(reading.state.value, cause)


def begin(
    session: Session, reader: ReaderAccount, share_id: str, seen: Seen, *, actor: str, at: datetime
) -> Watch:
    """Watch a link from now on; again is no mistake. Raises `conflict` for too many."""
    known = store.watch_of(session, reader.id, share_id)
    if known is not None:
        return known
    if store.number_of(session, reader.id) >= _MOST:
        raise refuse(ProblemCode.CONFLICT, f"an employer watches at most {_MOST} links")
    made = Watch(
        id=secrets.token_hex(16),
        reader_id=reader.id,
        share_id=share_id,
        state=seen.state,
        cause=seen.cause or None,
        created_at=at,
        checked_at=at,
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="watch.begun",
        subject=f"share:{share_id}",
        organisation_id=None,
        at=at,
    )
    return made


async def look_again(
    database: Database, verifier: Verifier, shares: WatchedShares, *, at: datetime
) -> int:
    """Look at what is due and tell who watches of what has changed; how many there were.

    What its holder stopped, or what ended, is watched no more.
    """

    def due() -> Sequence[tuple[str, SharedSet | None]]:
        with database.reading() as session:
            found = store.due(session, before=at - EVERY, limit=_AT_ONCE)
            return [(one.id, shares.watched(session, one.share_id, at=at)) for one in found]

    listed = await to_thread.run_sync(due)
    for watch_id, shared in listed:
        seen = await _seen(verifier, shared, at=at)

        def note(watch_id: str = watch_id, seen: Seen | None = seen) -> None:
            with database.session() as session:
                _note(session, watch_id, seen, shares, at=at)

        await to_thread.run_sync(note)
    return len(listed)


async def _seen(verifier: Verifier, shared: SharedSet | None, *, at: datetime) -> Seen | None:
    if shared is None:
        return None
    try:
        return await look(verifier, shared, at=at)
    except CredentialsError as error:
        return Seen("undetermined", error.problem.code.value)


def _note(
    session: Session, watch_id: str, seen: Seen | None, shares: WatchedShares, *, at: datetime
) -> None:
    watch = session.get(Watch, watch_id)
    if watch is None:
        return
    # Its holder may have stopped the link while others were asked.
    if seen is None or shares.watched(session, watch.share_id, at=at) is None:
        session.delete(watch)
        return
    watch.checked_at = at
    if (watch.state, watch.cause or "") != (seen.state, seen.cause):
        watch.state, watch.cause, watch.changed_at = seen.state, seen.cause or None, at
        announce(session, [Happened(CHANGED, watch.reader_id, watch.id, at)])
