"""Who did what for one award: who taught, where, who assessed, and from which register it is.

Looked up in the body's registers once, when the certificate is made, and kept as it was
signed: an assessor who leaves, or a centre that moves, changes no certificate. How each is
said in an Open Badge is decided in docs/adr/0006.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, Self
from uuid import UUID

from sqlalchemy.orm import Session

from app.issuer import people
from app.issuer.organisations import named_assessors, named_centre, named_provider
from app.issuer.tables import Achievement, Organisation
from credentials import Evidence, IssuerProfile

# What a piece of evidence is, in words of our own (docs/adr/0006).
CENTRE = "ext:centre"
ASSESSOR = "ext:assessor"
REGISTER = "ext:register"

_MOST_REFERENCE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who did what, as the certificate says it. Of assessors it says the number alone.

    `shows_former_names` is whether the person's former names stand on the certificate.
    """

    provider: str | None = None
    provider_id: str | None = None
    provider_url: str | None = None
    centre: str | None = None
    centre_code: str | None = None
    assessors: tuple[str, ...] = ()
    register_reference: str | None = None
    shows_former_names: bool = False

    def as_json(self) -> dict[str, Any]:
        """What is stored of it: only what is said."""
        said = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in said if value not in (None, (), False)}

    @classmethod
    def stored(cls, value: dict[str, Any] | None) -> Self:
        """The attribution of a stored award."""
        told = dict(value or {})
        return cls(**{**told, "assessors": tuple(told.get("assessors", ()))})

    def source(self) -> IssuerProfile | None:
        """The provider, who taught and examined in the name of the awarding body."""
        if self.provider is None or self.provider_id is None:
            return None
        return IssuerProfile(self.provider_id, self.provider, self.provider_url)

    def evidence(self) -> tuple[Evidence, ...]:
        """The place, the assessors and the register that the award rests on."""
        return tuple(self._evidence())

    def _evidence(self) -> Iterator[Evidence]:
        if self.centre is not None:
            yield Evidence(CENTRE, self.centre, self.centre_code)
        for number in self.assessors:
            yield Evidence(ASSESSOR, number)
        if self.register_reference is not None:
            yield Evidence(REGISTER, self.register_reference)


# Of a certificate that names nobody beside its issuer.
NOBODY_ELSE = Attribution()


class Asked(Protocol):
    """The same as it is asked for: entries of the body's registers by their id or code."""

    @property
    def provider_id(self) -> str | None:
        """Who taught, where that was another body."""

    @property
    def centre_id(self) -> str | None:
        """Where it was taught or assessed."""

    @property
    def assessor_ids(self) -> tuple[str, ...]:
        """Who assessed."""

    @property
    def register_reference(self) -> str | None:
        """Where it stands in a register of earlier days."""

    @property
    def shows_former_names(self) -> bool:
        """Whether former names shall stand on the certificate."""


def attributed(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    asked: Asked,
    *,
    on: date,
) -> Attribution:
    """What the registers of the body say of these entries, for an award of that day.

    Raises `bad-value` with the member for an entry that is not the body's, had ended on
    that day, or is an assessor who was not accredited for this.
    """
    provider = (
        named_provider(session, organisation, asked.provider_id, on=on)
        if asked.provider_id
        else None
    )
    centre = (
        named_centre(session, organisation, asked.centre_id, on=on) if asked.centre_id else None
    )
    assessors = (
        named_assessors(
            session, organisation, asked.assessor_ids, achievement_code=achievement.code, on=on
        )
        if asked.assessor_ids
        else []
    )
    reference = people.text(
        asked.register_reference or "", "/register_reference", limit=_MOST_REFERENCE
    )
    return Attribution(
        provider=provider.name if provider else None,
        provider_id=(provider.did or UUID(provider.id).urn) if provider else None,
        provider_url=provider.url if provider else None,
        centre=centre.name if centre else None,
        centre_code=centre.code if centre else None,
        assessors=tuple(assessor.register_number for assessor in assessors),
        register_reference=reference or None,
        shows_former_names=asked.shows_former_names,
    )
