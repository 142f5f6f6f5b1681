"""Trust records as the API takes and gives them."""

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.trust.service import Statement
from app.trust.tables import TrustRecord
from credentials import Standing


class StatementBody(BaseModel):
    """What the operator says of an issuer."""

    model_config = ConfigDict(extra="forbid")

    did: str = Field(max_length=500)
    name: str = Field(max_length=200)
    standing: Literal["accredited", "known"] = "known"
    accredited_by: str | None = Field(default=None, max_length=200)
    achievement_types: list[str] = Field(default_factory=list, max_length=50)
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None
    country: str | None = None
    url: str | None = None
    list_issuers: list[str] = Field(default_factory=list, max_length=10)

    def statement(self) -> Statement:
        """The same for the service."""
        return Statement(
            did=self.did,
            name=self.name,
            standing=Standing(self.standing),
            accredited_by=self.accredited_by,
            achievement_types=frozenset(self.achievement_types),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            country=self.country,
            url=self.url,
            list_issuers=frozenset(self.list_issuers),
        )


class RecordAnswer(BaseModel):
    """One record of the trusted list, in the public."""

    id: str
    did: str
    name: str
    standing: str
    accredited_by: str | None
    achievement_types: list[str]
    valid_from: datetime | None
    valid_until: datetime | None
    country: str | None
    url: str | None
    list_issuers: list[str]
    recorded_at: datetime
    suspended_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, row: TrustRecord) -> Self:
        """The answer for a stored record."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})
