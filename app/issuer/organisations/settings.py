"""What a training body may change of itself. Its name is in the trusted list and is not here."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import audit
from app.issuer.organisations.checks import check_address
from app.issuer.tables import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSettings:
    """How a body is reached, in which language and time it works, and what needs two people."""

    url: str | None
    country: str | None
    language: str
    time_zone: str
    lists_need_approval: bool

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationSettings":
        """The settings as they stand."""
        return cls(**{name: getattr(organisation, name) for name in _names()})


def change_settings(
    session: Session,
    organisation: Organisation,
    settings: OrganisationSettings,
    *,
    actor: str,
    at: datetime,
) -> None:
    """Put the settings in the place of the old ones; the same again leaves no trace.

    Certificates of before keep what they say, and the trusted list what the operator
    recorded. Raises `bad-value` for what has the wrong form.
    """
    check_address(
        url=settings.url,
        country=settings.country,
        language=settings.language,
        time_zone=settings.time_zone,
    )
    if settings == OrganisationSettings.of(organisation):
        return
    for name in _names():
        setattr(organisation, name, getattr(settings, name))
    audit.record(
        session,
        actor=actor,
        action="organisation.changed",
        subject=organisation.did,
        organisation_id=organisation.id,
        at=at,
    )


def _names() -> list[str]:
    return [field.name for field in fields(OrganisationSettings)]
