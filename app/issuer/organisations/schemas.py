"""A body's settings and registers as the API takes and gives them. Unknown members are refused."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from app.issuer.organisations.registers import AssessorDetails, CentreDetails, ProviderDetails
from app.issuer.organisations.settings import OrganisationSettings
from app.issuer.organisations.tables import Assessor, Centre, Provider


class SettingsBody(BaseModel):
    """What a body may change of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str | None = Field(max_length=500)
    country: str | None = Field(max_length=2)
    language: str = Field(max_length=20)
    time_zone: str = Field(max_length=64)
    lists_need_approval: bool

    def settings(self) -> OrganisationSettings:
        """The same as a value of the service."""
        return OrganisationSettings(**self.model_dump())

    @classmethod
    def of(cls, settings: OrganisationSettings) -> Self:
        """The settings as they stand."""
        return cls(**{name: getattr(settings, name) for name in cls.model_fields})


class _EntryBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(max_length=60)
    name: str = Field(max_length=400)
    name_latin: str | None = Field(default=None, max_length=400)
    until: date | None = None


class CentreBody(_EntryBody):
    """A place where the body teaches or examines; `until` is its last day."""

    address: str = Field(default="", max_length=1000)

    def details(self) -> CentreDetails:
        """The same as a value of the service."""
        return CentreDetails(**self.model_dump())


class ProviderBody(_EntryBody):
    """Another body, whose teaching this one awards; `until` is its last day."""

    did: str | None = Field(default=None, max_length=500)
    url: str | None = Field(default=None, max_length=500)

    def details(self) -> ProviderDetails:
        """The same as a value of the service."""
        return ProviderDetails(**self.model_dump())


class AssessorBody(_EntryBody):
    """Somebody who judges; `code` is the number in the register, an empty list means all."""

    achievement_codes: list[str] = Field(default=[], max_length=200)
    since: date | None = None

    def details(self) -> AssessorDetails:
        """The same as a value of the service."""
        values = self.model_dump(exclude={"achievement_codes"})
        return AssessorDetails(**values, achievement_codes=tuple(self.achievement_codes))


class CentreAnswer(CentreBody):
    """A centre with its identifier."""

    id: str

    @classmethod
    def of(cls, row: Centre) -> Self:
        """A stored centre."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ProviderAnswer(ProviderBody):
    """A provider with its identifier."""

    id: str

    @classmethod
    def of(cls, row: Provider) -> Self:
        """A stored provider."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class AssessorAnswer(AssessorBody):
    """An assessor with their identifier."""

    id: str

    @classmethod
    def of(cls, row: Assessor) -> Self:
        """A stored assessor."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})
