"""Which organisation of this service stands behind what somebody says of a worker.

A mail address says nothing of an employer by itself. An organisation counts when the trusted
list has it, as accredited or known and not suspended, and when its staff is signed in or the
list ties the domain of the address to it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import accounts
from app.base.accounts import APPROVER, ISSUER, OWNER, STAFF, Account
from app.issuer import store
from app.issuer.applications import store as application_store
from app.issuer.tables import VETTED, Organisation
from app.trust import service as trust

_EMPLOYER = "employer"
# Who may speak for an organisation; auditors and key managers only look after it.
_SPEAKERS = frozenset({OWNER, ISSUER, APPROVER})


@dataclass(frozen=True, slots=True)
class Backer:
    """An organisation by its name on the trusted list; whether it is an employer on record."""

    name: str
    is_employer: bool


class Backers:
    """Answers for every organisation of the trusted list; shared by all requests."""

    def by_staff(self, session: Session, account: Account, *, at: datetime) -> Backer | None:
        """The organisation that a member of staff may speak for."""
        if account.role != STAFF or account.organisation_id is None:
            return None
        body = session.get_one(Organisation, account.organisation_id)
        owes_codes = body.codes_required and not accounts.has_codes(session, account)
        if body.vetting != VETTED or owes_codes or not _SPEAKERS & set(account.roles):
            return None
        name = trust.listed_name(session, body.did, at=at)
        return _backer(session, name, body) if name else None

    def by_domain(self, session: Session, domain: str, *, at: datetime) -> Backer | None:
        """The one organisation to which the trusted list ties a domain; None for several."""
        tied = trust.bodies_at(session, domain, at=at)
        if len(tied) != 1:
            return None
        ((did, name),) = tied.items()
        return _backer(session, name, store.organisation_by_did(session, did))


def _backer(session: Session, name: str, body: Organisation | None) -> Backer:
    kind = application_store.kind_of_approved(session, body.id) if body else None
    return Backer(name, is_employer=kind == _EMPLOYER)
