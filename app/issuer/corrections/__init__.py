"""Corrections: what becomes of a certificate that should not stand as it does.

Each step is one transaction with its entry in the audit trail, so that a crash leaves either
all of it or nothing.
"""

from app.issuer.corrections.binding import Binding
from app.issuer.corrections.decisions import confirm, decline, take_back
from app.issuer.corrections.reasons import (
    IdentityCheck,
    RefusalReason,
    ReplacementReason,
    RevocationReason,
    SuspensionReason,
    WrongLine,
    chosen,
    public_reason,
)
from app.issuer.corrections.replacement import Correction, leads_to, replace
from app.issuer.corrections.requests import refuse_request
from app.issuer.corrections.revocation import Withdrawal, ask_to_revoke, revoke
from app.issuer.corrections.suspension import reinstate, suspend
from app.issuer.corrections.wrong_claims import ask_to_undo_claim, undo_claim

__all__ = [
    "Binding",
    "Correction",
    "IdentityCheck",
    "RefusalReason",
    "ReplacementReason",
    "RevocationReason",
    "SuspensionReason",
    "Withdrawal",
    "WrongLine",
    "ask_to_revoke",
    "ask_to_undo_claim",
    "chosen",
    "confirm",
    "decline",
    "leads_to",
    "public_reason",
    "refuse_request",
    "reinstate",
    "replace",
    "revoke",
    "suspend",
    "take_back",
    "undo_claim",
]
