"""Training bodies: how they are made, what of them may change, and what they are made up of."""

from app.issuer.organisations.making import (
    KEY_TYPES,
    LANGUAGE,
    SUITES,
    Profile,
    create_organisation,
    organisation_by_slug,
)
from app.issuer.organisations.settings import OrganisationSettings, change_settings
from app.issuer.organisations.zones import time_zones

__all__ = [
    "KEY_TYPES",
    "LANGUAGE",
    "SUITES",
    "OrganisationSettings",
    "Profile",
    "change_settings",
    "create_organisation",
    "organisation_by_slug",
    "time_zones",
]
