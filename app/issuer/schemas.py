"""What the service's own API takes and answers about awards. Unknown members are refused."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from app.base import codes
from app.issuer import achievements, people
from app.issuer.tables import Achievement, Award, Organisation


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TranslationBody(_Body):
    """An achievement's words in another language."""

    language: str = Field(max_length=20)
    name: str = Field(max_length=300)
    description: str = Field(max_length=4000)
    criteria: str = Field(max_length=4000)


class AchievementBody(_Body):
    """Something to award, as the training body describes it."""

    code: str = Field(max_length=60)
    name: str = Field(max_length=300)
    description: str = Field(max_length=4000)
    criteria: str = Field(max_length=4000)
    achievement_type: str = Field(default="Certificate", max_length=60)
    language: str = Field(default="en", max_length=20)
    translations: list[TranslationBody] = Field(default=[], max_length=50)
    suspendable: bool = False
    validity_months: int | None = None

    def description_of(self) -> achievements.Description:
        """The same as a value of the service."""
        values = self.model_dump(exclude={"translations"})
        translations = tuple(
            achievements.Translation(**item.model_dump()) for item in self.translations
        )
        return achievements.Description(**values, translations=translations)


class PersonBody(_Body):
    """The person who is awarded; a birth date or a register number is needed."""

    name: str = Field(max_length=400)
    name_latin: str | None = Field(default=None, max_length=400)
    birth_date: date | None = None
    register_number: str | None = Field(default=None, max_length=120)
    email: str | None = Field(default=None, max_length=320)

    def person(self) -> people.Person:
        """The same as a value of the service."""
        return people.Person(**self.model_dump())


class AwardBody(_Body):
    """One award to be made; without a day it is today's."""

    achievement: str = Field(max_length=60)
    person: PersonBody
    awarded_on: date | None = None
    certificate_number: str | None = Field(default=None, max_length=60)


class ReplacementBody(_Body):
    """What the corrected certificate shall say, and why."""

    person: PersonBody
    awarded_on: date | None = None
    reason: str = Field(default="", max_length=500)


class ReasonBody(_Body):
    """Why a certificate is withdrawn or suspended."""

    reason: str = Field(default="", max_length=500)


class OrganisationAnswer(BaseModel):
    """A training body's public profile."""

    slug: str
    name: str
    name_latin: str | None
    did: str
    url: str | None
    country: str | None
    language: str
    time_zone: str
    lists_need_approval: bool
    approved: bool

    @classmethod
    def of(cls, organisation: Organisation) -> Self:
        """The profile of a stored organisation."""
        names = cls.model_fields.keys()
        return cls(**{name: getattr(organisation, name) for name in names})


class AchievementAnswer(AchievementBody):
    """Something that can be awarded, with its identifier."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str

    @classmethod
    def of(cls, achievement: Achievement) -> Self:
        """A stored achievement."""
        names = cls.model_fields.keys()
        return cls.model_validate({name: getattr(achievement, name) for name in names})


class AwardAnswer(BaseModel):
    """An award: its identifier, its state, and where it can be fetched and checked.

    `claim_code` and `claim_url` are secret, and are there only in the answer that made them.
    """

    id: str
    state: str
    certificate_number: str | None
    awarded_on: date | None
    issued_at: datetime
    digest: str
    replaced_by: str | None
    verify_url: str | None = None
    claim_code: str | None = None
    claim_url: str | None = None

    @classmethod
    def of(cls, award: Award, *, public_url: str, claim_code: str | None = None) -> Self:
        """A stored award."""
        return cls(
            id=award.id,
            state=award.state,
            certificate_number=award.certificate_number,
            awarded_on=award.awarded_on,
            issued_at=award.issued_at,
            digest=award.digest,
            replaced_by=award.replaced_by,
            verify_url=verify_url(award, public_url=public_url),
            claim_code=claim_code,
            claim_url=f"{public_url}/c/{claim_code}" if claim_code else None,
        )


def verify_url(award: Award, *, public_url: str) -> str | None:
    """What the QR code of the printed certificate says."""
    if award.verification_code is None:
        return None
    return f"{public_url}/v/{codes.printed_code(award.verification_code)}"
