"""The shapes of entries in the holder's API and in forms. Unknown members are refused."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from wallet_api.records import groups
from wallet_api.records.entries import Kind
from wallet_api.records.tables import AboutMe, Confirmation

_Line = Annotated[str, Field(max_length=400)]
_Id = Annotated[str, Field(max_length=40)]


class Said(BaseModel):
    """What a holder says of themselves, member by member; those of other kinds are left out.

    `since` and `until` are a year, a month (2024-05) or a day (2024-05-31). What is heard,
    read, spoken with others, spoken alone and written of a language is A1 to C2, or native.
    """

    title: _Line = ""
    organisation: _Line = ""
    place: _Line = ""
    since: _Line = ""
    until: _Line = ""
    number: _Line = ""
    description: Annotated[str, Field(max_length=4000)] = ""
    listening: _Id = ""
    reading: _Id = ""
    interaction: _Id = ""
    production: _Id = ""
    writing: _Id = ""

    def said(self) -> dict[str, str]:
        """The members of an entry, as they were written."""
        return {name: getattr(self, name) for name in Said.model_fields}


class ChangedEntryBody(Said):
    """An entry as it shall be from now on."""

    model_config = ConfigDict(extra="forbid")


class EntryBody(ChangedEntryBody):
    """An entry to add. `id`, 32 hexadecimal digits, makes a repeated request one entry."""

    kind: Kind
    id: _Id | None = None


class QuestionBody(BaseModel):
    """Whom to ask whether an entry holds, and the name that they know the holder by."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, Field(max_length=320)]
    asked_as: Annotated[str, Field(max_length=200)]


class AboutMeBody(BaseModel):
    """What the holder is called, as they say."""

    model_config = ConfigDict(extra="forbid")

    name: _Line


class AboutMeAnswer(BaseModel):
    """A name and a photo that the holder has added; nobody has checked either."""

    name: str
    has_photo: bool

    @classmethod
    def of(cls, added: AboutMe | None) -> Self:
        """The answer about what was added."""
        return cls(name=added.name if added else "", has_photo=bool(added and added.photo))


class WaitingAnswer(BaseModel):
    """Something that was brought and waits for the holder's decision, as it was checked."""

    id: str
    added_at: datetime
    report: dict[str, Any]


class BroughtAnswer(BaseModel):
    """What was found in what was brought.

    `waiting` can be kept. `refused` are reports of what is not genuine and is not kept. `why`
    is a code for why there is nothing more to keep, empty when all of it can be.
    """

    waiting: list[WaitingAnswer]
    refused: list[dict[str, Any]]
    why: str


class ConfirmationAnswer(BaseModel):
    """Who was asked about an entry, and what they answered: asked, confirmed or refused.

    `body` is the registered organisation behind the answer, None when the employer of that
    address is not known.
    """

    id: str
    state: str
    email: str
    name: str
    body: str | None
    is_employer: bool
    asked_at: datetime
    answered_at: datetime | None

    @classmethod
    def of(cls, asked: Confirmation) -> Self:
        """The answer about a question."""
        return cls(**{name: getattr(asked, name) for name in cls.model_fields})


class EntryAnswer(BaseModel):
    """Something that the holder says; it is no certificate. `backing` is who stands behind it."""

    id: str
    kind: str
    facts: dict[str, str]
    backing: str
    added_at: datetime
    changed_at: datetime
    asked: list[ConfirmationAnswer]

    @classmethod
    def of(cls, said: groups.Said) -> Self:
        """The answer about an entry."""
        entry = said.entry
        return cls(
            id=entry.id,
            kind=entry.kind,
            facts=entry.facts,
            backing=groups.backing_of_entry(said.confirmation).value,
            added_at=entry.added_at,
            changed_at=entry.changed_at,
            asked=[ConfirmationAnswer.of(each) for each in said.asked],
        )
