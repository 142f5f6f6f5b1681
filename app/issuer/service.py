"""What the other slices ask of the issuer, under one name."""

from app.issuer.achievements.description import (
    Alignment,
    Description,
    Measure,
    RubricLevel,
    Translation,
)
from app.issuer.achievements.results import Reached
from app.issuer.achievements.service import (
    achievement_by_code,
    change_achievement,
    create_achievement,
    new_version,
    reopen,
    retire,
)
from app.issuer.awards import AwardResult, Desk, Grant, award, issue_raw
from app.issuer.corrections import (
    Correction,
    ReplacementReason,
    RevocationReason,
    SuspensionReason,
    Withdrawal,
    reinstate,
    replace,
    revoke,
    suspend,
)
from app.issuer.identity import (
    approve_domain,
    check_public_address,
)
from app.issuer.identity import (
    document as did_document,
)
from app.issuer.identity import (
    own_document as own_did_document,
)
from app.issuer.organisations import (
    OrganisationSettings,
    Profile,
    change_settings,
    create_organisation,
    organisation_by_slug,
    time_zones,
)
from app.issuer.slips import printed_code, renew_claim, replace_code
from app.issuer.store import award_by_verification_code, organisation_by_did, organisations
from app.status.service import own_list as own_status_list

__all__ = [
    "Alignment",
    "AwardResult",
    "Correction",
    "Description",
    "Desk",
    "Grant",
    "Measure",
    "OrganisationSettings",
    "Profile",
    "Reached",
    "ReplacementReason",
    "RevocationReason",
    "RubricLevel",
    "SuspensionReason",
    "Translation",
    "Withdrawal",
    "achievement_by_code",
    "approve_domain",
    "award",
    "award_by_verification_code",
    "change_achievement",
    "change_settings",
    "check_public_address",
    "create_achievement",
    "create_organisation",
    "did_document",
    "issue_raw",
    "new_version",
    "organisation_by_did",
    "organisation_by_slug",
    "organisations",
    "own_did_document",
    "own_status_list",
    "printed_code",
    "reinstate",
    "renew_claim",
    "reopen",
    "replace",
    "replace_code",
    "retire",
    "revoke",
    "suspend",
    "time_zones",
]
