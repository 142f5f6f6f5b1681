"""The part of the holder's API that is about what holders say of themselves."""

import secrets

from fastapi import APIRouter

from app.base import locales
from app.base.deps import Now, ReadingDep, ServicesDep, SessionDep
from wallet_api.access import CountedReading, HolderToChange, HolderToRead
from wallet_api.records import confirming, entries, groups
from wallet_api.records.schemas import (
    ChangedEntryBody,
    ConfirmationAnswer,
    EntryAnswer,
    EntryBody,
    QuestionBody,
)

router = APIRouter(prefix="/wallet/api/v1", tags=["wallet"])


@router.get("/entries")
def listed(session: ReadingDep, holder: HolderToRead) -> list[EntryAnswer]:
    """What the holder says, newest first, with what others answered about it."""
    return [EntryAnswer.of(each) for each in groups.said_by(session, holder.id)]


@router.post("/entries", status_code=201)
def add(body: EntryBody, session: SessionDep, holder: HolderToChange, at: Now) -> EntryAnswer:
    """Add something that the holder says."""
    made = entries.add(
        session,
        holder,
        body.kind,
        body.said(),
        entry_id=body.id or secrets.token_hex(16),
        at=at,
    )
    return EntryAnswer.of(groups.said_of(session, made))


@router.put("/entries/{entry_id}")
def change(
    entry_id: str, body: ChangedEntryBody, session: SessionDep, holder: HolderToChange, at: Now
) -> EntryAnswer:
    """Write an entry anew; what others confirmed of the old words ends."""
    changed = entries.change(session, holder, entry_id, body.said(), at=at)
    return EntryAnswer.of(groups.said_of(session, changed))


@router.delete("/entries/{entry_id}", status_code=204)
def remove(entry_id: str, session: SessionDep, holder: HolderToChange, at: Now) -> None:
    """Delete an entry, with what others answered about it."""
    entries.remove(session, holder, entry_id, at=at)


@router.post("/entries/{entry_id}/questions", status_code=201, dependencies=[CountedReading])
def ask(
    entry_id: str,
    body: QuestionBody,
    session: SessionDep,
    services: ServicesDep,
    holder: HolderToChange,
    at: Now,
) -> ConfirmationAnswer:
    """Mail somebody a link by which they can say whether an entry holds.

    The link is for them alone and is in no answer.
    """
    asked = confirming.ask(
        session,
        holder,
        entry_id,
        email=body.email,
        asked_as=body.asked_as,
        public_url=services.settings.public_url,
        language=locales.language(),
        at=at,
    )
    return ConfirmationAnswer.of(asked)


@router.delete("/entries/{entry_id}/questions/{asked_id}", status_code=204)
def take_back(
    entry_id: str, asked_id: str, session: SessionDep, holder: HolderToChange, at: Now
) -> None:
    """Take a question back, or put an answer away."""
    confirming.take_back(session, holder, entry_id, asked_id, at=at)
