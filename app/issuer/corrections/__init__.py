"""Corrections: what becomes of a certificate that should not stand as it does.

Each step is one transaction with its entry in the audit trail, so that a crash leaves either
all of it or nothing.
"""

from app.issuer.corrections.reasons import (
    IdentityCheck,
    RefusalReason,
    ReplacementReason,
    RevocationReason,
    SuspensionReason,
    chosen,
    public_reason,
)
from app.issuer.corrections.replacement import Correction, leads_to, replace
from app.issuer.corrections.revocation import (
    Withdrawal,
    ask_to_revoke,
    confirm_revocation,
    decline_revocation,
    revoke,
    take_revocation_back,
)
from app.issuer.corrections.suspension import reinstate, suspend

__all__ = [
    "Correction",
    "IdentityCheck",
    "RefusalReason",
    "ReplacementReason",
    "RevocationReason",
    "SuspensionReason",
    "Withdrawal",
    "ask_to_revoke",
    "chosen",
    "confirm_revocation",
    "decline_revocation",
    "leads_to",
    "public_reason",
    "reinstate",
    "replace",
    "revoke",
    "suspend",
    "take_revocation_back",
]
