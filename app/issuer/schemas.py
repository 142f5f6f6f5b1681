"""What the service's own API takes and answers about awards. Unknown members are refused."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from app.base import codes
from app.issuer import people
from app.issuer.achievements import pictures
from app.issuer.achievements.description import (
    Alignment,
    Description,
    Measure,
    RubricLevel,
    Translation,
)
from app.issuer.achievements.results import Reached
from app.issuer.attribution import Attribution
from app.issuer.awards import Grant
from app.issuer.corrections.reasons import ReplacementReason, RevocationReason, SuspensionReason
from app.issuer.tables import Achievement, Award, Organisation

_Sentence = Annotated[str, Field(max_length=1000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TranslationBody(_Body):
    """An achievement's words in another language."""

    language: str = Field(max_length=20)
    name: str = Field(max_length=300)
    description: str = Field(max_length=4000)
    criteria: str = Field(default="", max_length=4000)
    outcomes: list[_Sentence] = Field(default=[], max_length=50)
    refresher: str = Field(default="", max_length=1000)

    def translation(self) -> Translation:
        """The same as a value of the service."""
        return Translation(**self.model_dump())


class AlignmentBody(_Body):
    """Where the achievement stands in a framework; see app/issuer/achievements."""

    kind: str = Field(max_length=20)
    framework: str = Field(default="", max_length=200)
    code: str = Field(default="", max_length=60)
    name: str = Field(default="", max_length=300)
    url: str = Field(default="", max_length=500)

    def alignment(self) -> Alignment:
        """The same as a value of the service."""
        return Alignment(**self.model_dump())


class RubricLevelBody(_Body):
    """One level that can be reached in a result."""

    name: str = Field(max_length=200)
    description: str = Field(default="", max_length=1000)
    points: str = Field(default="", max_length=60)


class MeasureBody(_Body):
    """What is measured of each person, and what counts as passed."""

    name: str = Field(max_length=200)
    type: str = Field(default="Result", max_length=60)
    allowed_values: list[_Sentence] = Field(default=[], max_length=50)
    minimum: str = Field(default="", max_length=60)
    maximum: str = Field(default="", max_length=60)
    required: str = Field(default="", max_length=200)
    levels: list[RubricLevelBody] = Field(default=[], max_length=50)

    def measure(self) -> Measure:
        """The same as a value of the service."""
        levels = tuple(RubricLevel(**level.model_dump()) for level in self.levels)
        return Measure(**self.model_dump(exclude={"levels"}), levels=levels)


class AchievementBody(_Body):
    """Something to award, as the training body describes it."""

    code: str = Field(max_length=60)
    name: str = Field(max_length=300)
    description: str = Field(max_length=4000)
    criteria: str = Field(default="", max_length=4000)
    criteria_url: str | None = Field(default=None, max_length=500)
    achievement_type: str = Field(default="Certificate", max_length=60)
    language: str = Field(default="en", max_length=20)
    translations: list[TranslationBody] = Field(default=[], max_length=50)
    outcomes: list[_Sentence] = Field(default=[], max_length=50)
    hours: float | None = Field(default=None, allow_inf_nan=False)
    credits: float | None = Field(default=None, allow_inf_nan=False)
    credit_scheme: str | None = Field(default=None, max_length=200)
    credit_scheme_url: str | None = Field(default=None, max_length=500)
    alignments: list[AlignmentBody] = Field(default=[], max_length=50)
    assessed_by: list[_Sentence] = Field(default=[], max_length=10)
    results: list[MeasureBody] = Field(default=[], max_length=50)
    suspendable: bool = False
    validity_months: int | None = None
    refresher: str = Field(default="", max_length=1000)
    refresher_months: int | None = None
    image: str | None = Field(default=None, max_length=30_000_000)

    def description_of(self, *, image: bytes | None = None) -> Description:
        """The same as a value of the service; `image` is its picture, drawn anew."""
        shaped = {"translations", "alignments", "results", "image"}
        values = self.model_dump(include=AchievementBody.model_fields.keys() - shaped)
        return Description(
            **values,
            image=image,
            translations=tuple(item.translation() for item in self.translations),
            alignments=tuple(item.alignment() for item in self.alignments),
            results=tuple(item.measure() for item in self.results),
        )


class ReachedBody(_Body):
    """What the person reached in one of the achievement's results."""

    name: str = Field(max_length=200)
    value: str = Field(default="", max_length=200)
    level: str = Field(default="", max_length=200)
    status: str = Field(default="", max_length=20)

    def reached(self) -> Reached:
        """The same as a value of the service."""
        return Reached(**self.model_dump())


class PersonBody(_Body):
    """The person who is awarded; a birth date or a register number is needed.

    `birth_year` is for those of whom no more is known than the year.
    """

    name: str = Field(max_length=400)
    name_latin: str | None = Field(default=None, max_length=400)
    birth_date: date | None = None
    register_number: str | None = Field(default=None, max_length=120)
    email: str | None = Field(default=None, max_length=320)
    family_name: str | None = Field(default=None, max_length=400)
    given_name: str | None = Field(default=None, max_length=400)
    former_names: list[Annotated[str, Field(max_length=400)]] = Field(default=[], max_length=5)
    birth_year: int | None = None

    def person(self) -> people.Person:
        """The same as a value of the service."""
        values = self.model_dump(exclude={"former_names"})
        return people.Person(**values, former_names=tuple(self.former_names))


class AwardBody(_Body):
    """One award to be made; without a day it is today's, where the body is.

    Provider, centre and assessors are entries of the body's registers, by id or code.
    `register_reference` is where the award stands in a register of earlier days.
    Where somebody like this has the certificate already, or another person who has it has the
    register number, the answer is `probable-duplicate` with its number; `even_if_alike` says
    that it is another person, or a further award.
    """

    achievement: str = Field(max_length=60)
    person: PersonBody
    awarded_on: date | None = None
    certificate_number: str | None = Field(default=None, max_length=60)
    results: list[ReachedBody] = Field(default=[], max_length=50)
    provider: str | None = Field(default=None, max_length=60)
    centre: str | None = Field(default=None, max_length=60)
    assessors: list[Annotated[str, Field(max_length=60)]] = Field(default=[], max_length=10)
    register_reference: str | None = Field(default=None, max_length=120)
    shows_former_names: bool = False
    even_if_alike: bool = False

    def grant(self, *, today: date) -> Grant:
        """The same as a value of the service."""
        return Grant(
            person=self.person.person(),
            awarded_on=self.awarded_on or today,
            certificate_number=self.certificate_number,
            provider_id=self.provider,
            centre_id=self.centre,
            assessor_ids=tuple(self.assessors),
            register_reference=self.register_reference,
            shows_former_names=self.shows_former_names,
            results=tuple(item.reached() for item in self.results),
        )


class ReplacementBody(_Body):
    """What the corrected certificate shall say, and why."""

    person: PersonBody
    awarded_on: date | None = None
    reason: ReplacementReason


class RevocationBody(_Body):
    """Why a certificate is withdrawn; the note is for the body's own file alone."""

    reason: RevocationReason
    note: str = Field(default="", max_length=500)


class SuspensionBody(_Body):
    """Why a certificate is paused."""

    reason: SuspensionReason


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
    vetting: str

    @classmethod
    def of(cls, organisation: Organisation) -> Self:
        """The profile of a stored organisation."""
        names = cls.model_fields.keys()
        return cls(**{name: getattr(organisation, name) for name in names})


class ExchangedAchievement(AchievementBody):
    """An achievement as it goes from one body to another: all it says, with its version."""

    version: int = Field(default=1, ge=1, le=10_000)
    retired: bool = False

    @classmethod
    def of(cls, achievement: Achievement) -> Self:
        """A stored achievement."""
        return cls.model_validate(_said(cls, achievement) | {"image": _picture(achievement)})


class AchievementAnswer(AchievementBody):
    """Something that can be awarded, with its identifier.

    The picture is in the answer about one achievement, and not in a list.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    version: int = 1

    replaces: str | None = None
    retired: bool = False

    @classmethod
    def of(cls, achievement: Achievement, *, with_image: bool = True) -> Self:
        """A stored achievement."""
        image = _picture(achievement) if with_image else None
        return cls.model_validate(_said(cls, achievement) | {"image": image})


class ImportAnswer(BaseModel):
    """What an import led to: the identifiers of what is new, and how many were there before."""

    made: list[str]
    unchanged: int


def _said(kind: type[AchievementBody], achievement: Achievement) -> dict[str, Any]:
    names = kind.model_fields.keys() - {"image", "retired"}
    values = {name: getattr(achievement, name) for name in names}
    return values | {"retired": achievement.retired_at is not None}


def _picture(achievement: Achievement) -> str | None:
    return pictures.data_url(achievement.image) if achievement.image else None


class AwardAnswer(BaseModel):
    """An award: its identifier, its state, and where it can be fetched and checked.

    `claim_code` and `claim_url` are secret, and are there only in the answer that made them.
    """

    id: str
    state: str
    certificate_number: str | None
    awarded_on: date | None
    provider: str | None
    centre: str | None
    assessors: tuple[str, ...]
    register_reference: str | None
    issued_at: datetime
    digest: str
    replaced_by: str | None
    verify_url: str | None = None
    claim_code: str | None = None
    claim_url: str | None = None

    @classmethod
    def of(cls, award: Award, *, public_url: str, claim_code: str | None = None) -> Self:
        """A stored award."""
        attribution = Attribution.stored(award.attribution)
        return cls(
            id=award.id,
            state=award.state,
            certificate_number=award.certificate_number,
            awarded_on=award.awarded_on,
            provider=attribution.provider,
            centre=attribution.centre,
            assessors=attribution.assessors,
            register_reference=attribution.register_reference,
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
