"""The shapes of the holder's API for shares. Unknown members are refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from wallet_api.sharing.tables import ShareReader
from wallet_api.sharing.wishes import DEFAULT_DAYS
from wallet_api.tables import Share

_Id = Annotated[str, Field(max_length=40)]


class ShareBody(BaseModel):
    """What to share. `days` and `purpose` are of a fixed choice.

    `id`, 32 hexadecimal digits, makes a repeated request one share. Each certificate is shown
    whole: no form of ours lets its holder leave lines out.
    """

    model_config = ConfigDict(extra="forbid")

    certificates: Annotated[list[_Id], Field(min_length=1, max_length=50)]
    purpose: _Id = "other"
    days: int = DEFAULT_DAYS
    id: _Id | None = None
    may_download: bool = False
    may_watch: bool = False


class ReaderAnswer(BaseModel):
    """A reader who gave a name, which nobody has checked."""

    name: str
    opened_at: datetime


class ShareAnswer(BaseModel):
    """A shared set. Times are in UTC; `state` is open, ended, withdrawn or frozen."""

    id: str
    state: str
    link: str
    purpose: str
    titles: list[str]
    may_download: bool
    may_watch: bool
    created_at: datetime
    expires_at: datetime
    openings: int
    opened_at: datetime | None
    readers: list[ReaderAnswer]

    @classmethod
    def of(
        cls,
        share: Share,
        *,
        state: str,
        link: str,
        titles: Sequence[str],
        readers: Sequence[ShareReader],
    ) -> Self:
        """The answer about a share."""
        return cls(
            id=share.id,
            state=state,
            link=link,
            purpose=share.purpose,
            titles=list(titles),
            may_download=share.may_download,
            may_watch=share.may_watch,
            created_at=share.created_at,
            expires_at=share.expires_at,
            openings=share.openings,
            opened_at=share.opened_at,
            readers=[
                ReaderAnswer(name=reader.name, opened_at=reader.opened_at) for reader in readers
            ],
        )


class WithdrawnAnswer(BaseModel):
    """How many links ended."""

    withdrawn: int
