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
from app.issuer.organisations.renaming import ask_for_name, decline_name, grant_name
from app.issuer.organisations.settings import OrganisationSettings, change_settings
from app.issuer.organisations.signatures import KEY_TYPES
from app.issuer.organisations.store import (
    bodies_that_ask_for_a_name,
    entries,
    entry,
    newest_name_change,
    waiting_name_change,
)
from app.issuer.organisations.tables import Assessor, Centre, NameChange, Provider
from app.issuer.organisations.zones import time_zones

__all__ = [
    "KEY_TYPES",
    "LANGUAGE",
    "Assessor",
    "AssessorDetails",
    "Centre",
    "CentreDetails",
    "NameChange",
    "OrganisationSettings",
    "Profile",
    "Provider",
    "ProviderDetails",
    "add_entry",
    "ask_for_name",
    "bodies_that_ask_for_a_name",
    "change_entry",
    "change_settings",
    "create_organisation",
    "decline_name",
    "entries",
    "entry",
    "grant_name",
    "named_assessors",
    "named_centre",
    "named_provider",
    "newest_name_change",
    "organisation_by_slug",
    "time_zones",
    "waiting_name_change",
]
