"""Erase a passport: every row that belongs to it, its key included.

Which rows those are is read from the tables' foreign keys, so that a new table cannot be
forgotten. The audit trail keeps that a passport with this identifier was erased, and no name.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import outbox
from app.base.custody import Custody
from wallet_api import passport as passports
from wallet_api import trail
from wallet_api.leaving import store
from wallet_api.records import confirming
from wallet_api.tables import Passport


def erase(session: Session, passport: Passport, *, custody: Custody, at: datetime) -> None:
    """Delete the passport, its certificates, shares, devices, entries and its key, at once.

    Mail that it sent, to its holder or to others, is forgotten too, and what waits is not sent.
    """
    owner, passport_id = trail.owner(passport.id), passport.id
    trail.record(session, passport_id, "passport.erased", at=at)
    if passport.email:
        outbox.forget_sent(session, passport.email, templates=passports.MAILS)
    mails = (*passports.MAILS, confirming.TEMPLATE)
    outbox.forget_about(session, templates=mails, about=owner)
    # What was read and changed must not be written once more after its row is gone.
    session.flush()
    session.expunge_all()
    store.delete_passport(session, passport_id)
    custody.forget_keys(session, owner=owner)
