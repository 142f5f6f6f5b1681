"""Have a certificate issued anew for the key of the passport that has it."""

from datetime import datetime

from sqlalchemy.orm import Session

from credentials import ParsedCredential, ProblemCode, VerificationReport, refuse
from wallet_api import passport as passports
from wallet_api import sharing
from wallet_api import store as wallet_store
from wallet_api.ports import BindingDesk
from wallet_api.tables import Holding, Passport


def is_bound(passport: Passport, report: VerificationReport) -> bool:
    """Whether a certificate names the key of this passport as its subject."""
    parsed = report.parsed
    return isinstance(parsed, ParsedCredential) and passport.holder_did in parsed.subject_ids


def can_be_bound(passport: Passport, held: Holding, report: VerificationReport) -> bool:
    """Whether there is something to bind; the training body may still have a reason not to."""
    return bool(report) and not held.is_imported and not is_bound(passport, report)


def bind(
    session: Session,
    passport: Passport,
    holding_id: str,
    *,
    report: VerificationReport,
    desk: BindingDesk,
    at: datetime,
) -> Holding:
    """Put the new certificate in the place of the old one, and end the links that showed that.

    `report` is what was found out about the old one just now. Raises `not-found` for
    another's, and `conflict` when it cannot be done.
    """
    held = passports.certificate_in(session, passport, holding_id)
    if not can_be_bound(passport, held, report):
        raise refuse(ProblemCode.CONFLICT, "it is bound already, or is not valid")
    taken = desk.bind(
        session,
        held.credential_id,
        passport_id=passport.id,
        holder=passport.holder_did,
        at=at,
    )
    # They would tell their readers that the certificate was replaced.
    for share_id in wallet_store.shares_with(session, held.id):
        sharing.withdraw(session, passport, share_id, at=at)
    wallet_store.remove_holding(session, held)
    return passports.receive(session, passport, taken, at=at)
