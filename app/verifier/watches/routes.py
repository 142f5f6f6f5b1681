"""The API for watching a shared set, for the programs of employers."""

from datetime import datetime
from typing import Annotated, Self

from anyio import to_thread
from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from app.base.deps import Now, ReadingDep, ServicesDep
from app.base.routing import Router
from app.verifier import intake
from app.verifier.deps import VerifierDep
from app.verifier.ports import SharedSet, WatchedShares
from app.verifier.readers.deps import IsReader, OwnReader
from app.verifier.watches import service, store
from app.verifier.watches.tables import Watch
from credentials import ProblemCode, refuse

router = Router(tags=["employers"])

_ALL = "/api/v1/reader/watches"


class WatchBody(BaseModel):
    """The link that a worker has given out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(max_length=2_000)


class WatchAnswer(BaseModel):
    """A watch: how the set came out when it was last looked at, and when that changed."""

    id: str
    result: str
    cause: str
    created_at: datetime
    checked_at: datetime
    changed_at: datetime | None

    @classmethod
    def of(cls, watch: Watch) -> Self:
        """A stored watch."""
        return cls(
            id=watch.id,
            result=watch.state,
            cause=watch.cause or "",
            created_at=watch.created_at,
            checked_at=watch.checked_at,
            changed_at=watch.changed_at,
        )


def _shares(services: ServicesDep) -> WatchedShares:
    shares: WatchedShares = services.ports["watched_shares"]
    return shares


async def _looked_at(
    _reader: IsReader,
    body: WatchBody,
    shares: Annotated[WatchedShares, Depends(_shares)],
    session: ReadingDep,
    services: ServicesDep,
    verifier: VerifierDep,
    at: Now,
) -> tuple[str, service.Seen]:
    """The link, checked once, if its holder allows that it is watched.

    It comes before the transaction that writes: a check may have to sign a list anew.
    Raises `not-found` for what is no link of ours, `not-allowed`, and `gone` for an ended one.
    """
    found = intake.find_link(body.url, public_url=services.settings.public_url)
    if not isinstance(found, intake.SharedLink):
        raise refuse(ProblemCode.NOT_FOUND, "there is no such link", "/url")

    def allowed() -> tuple[str, SharedSet]:
        return shares.watchable(session, found.token, at=at)

    share_id, shared = await to_thread.run_sync(allowed)
    return share_id, await service.look(verifier, shared, at=at)


@router.get(_ALL)
def watches(
    office: OwnReader, shares: Annotated[WatchedShares, Depends(_shares)]
) -> list[WatchAnswer]:
    """What is watched; a link that was stopped or has ended is not among it."""
    return [
        WatchAnswer.of(watch)
        for watch in store.watches_of(office.session, office.reader.id)
        if shares.watched(office.session, watch.share_id, at=office.at) is not None
    ]


@router.post(_ALL, status_code=201)
def begin(
    looked: Annotated[tuple[str, service.Seen], Depends(_looked_at)], office: OwnReader
) -> WatchAnswer:
    """Be told when the set behind a link comes out otherwise; its holder sees who watches.

    Only a link whose holder allows it, and as long as it works.
    """
    share_id, seen = looked
    made = service.begin(
        office.session, office.reader, share_id, seen, actor=office.actor, at=office.at
    )
    return WatchAnswer.of(made)


@router.delete(f"{_ALL}/{{watch_id}}", status_code=204)
def end(watch_id: str, office: OwnReader) -> None:
    """Watch it no more."""
    found = store.watch(office.session, watch_id, reader_id=office.reader.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such watch")
    office.session.delete(found)
