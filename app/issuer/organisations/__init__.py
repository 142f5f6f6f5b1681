"""Training bodies: how they are made, what of them may change, and what they are made up of."""

from app.issuer.organisations.checks import LANGUAGE
from app.issuer.organisations.making import (
    Profile,
    create_organisation,
    organisation_by_slug,
)
from app.issuer.organisations.registers import (
    AssessorDetails,
    CentreDetails,
    ProviderDetails,
    add_entry,
    change_entry,
    named_assessors,
    named_centre,
    named_provider,
)
from app.issuer.organisations.settings import OrganisationSettings, change_settings
from app.issuer.organisations.signatures import KEY_TYPES
from app.issuer.organisations.store import entries, entry
from app.issuer.organisations.tables import Assessor, Centre, Provider
from app.issuer.organisations.zones import time_zones

__all__ = [
    "KEY_TYPES",
    "LANGUAGE",
    "Assessor",
    "AssessorDetails",
    "Centre",
    "CentreDetails",
    "OrganisationSettings",
    "Profile",
    "Provider",
    "ProviderDetails",
    "add_entry",
    "change_entry",
    "change_settings",
    "create_organisation",
    "entries",
    "entry",
    "named_assessors",
    "named_centre",
    "named_provider",
    "organisation_by_slug",
    "time_zones",
]
