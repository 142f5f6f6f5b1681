"""The shapes of the holder's API. Unknown members are refused."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from wallet_api.ports import Offer, Shown
from wallet_api.tables import Holding

_Text = Annotated[str, Field(max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CodeBody(_Body):
    """A claim code, as it was printed or typed."""

    code: _Text


class FactBody(CodeBody):
    """A claim code and the second fact: birth date (YYYY-MM-DD) or register number."""

    fact: _Text


class ClaimBody(CodeBody):
    """A claim code and the ticket that a right second fact was answered with."""

    ticket: _Text


class OfferAnswer(BaseModel):
    """What a code is for; nothing personal.

    `issuer_standing` is accredited, known, unvetted (not approved yet), unknown or suspended.
    """

    issuer: str
    issuer_standing: str
    issuer_url: str | None
    title: str
    has_birth_date: bool
    has_register_number: bool

    @classmethod
    def of(cls, offer: Offer) -> Self:
        """The answer about an offer."""
        return cls(
            issuer=offer.issuer,
            issuer_standing=offer.standing,
            issuer_url=offer.issuer_url,
            title=offer.title,
            has_birth_date=offer.has_birth_date,
            has_register_number=offer.has_register_number,
        )


class PersonAnswer(BaseModel):
    """What the training body wrote about the person."""

    name: str
    name_latin: str | None
    birth_date: date | None
    birth_year: int | None
    register_number: str | None
    awarded_on: date | None
    centre: str | None
    certificate_number: str | None

    @classmethod
    def of(cls, shown: Shown) -> Self:
        """The answer about a person."""
        return cls(
            name=shown.name,
            name_latin=shown.name_latin,
            birth_date=shown.birth_date,
            birth_year=shown.birth_year,
            register_number=shown.register_number,
            awarded_on=shown.awarded_on,
            centre=shown.centre,
            certificate_number=shown.certificate_number,
        )


class FactAnswer(BaseModel):
    """A right second fact: who it is about, and the ticket to take it with."""

    person: PersonAnswer
    ticket: str


class CertificateAnswer(BaseModel):
    """A certificate in the passport. `credential` is the address of the signed bytes.

    One with `is_imported` was brought by the holder; that it is about them is not claimed.
    """

    id: str
    credential_id: str
    media_type: str
    issuer: str
    title: str
    person: str
    is_imported: bool
    added_at: datetime
    credential: str

    @classmethod
    def of(cls, holding: Holding) -> Self:
        """The answer about a certificate."""
        return cls(
            id=holding.id,
            credential_id=holding.credential_id,
            media_type=holding.media_type,
            issuer=holding.issuer,
            title=holding.title,
            person=holding.person,
            is_imported=holding.is_imported,
            added_at=holding.added_at,
            credential=f"/wallet/api/v1/certificates/{holding.id}/credential",
        )


class ClaimAnswer(BaseModel):
    """A claimed certificate; `return_link` only when the passport was made for it."""

    certificate: CertificateAnswer
    return_link: str | None
