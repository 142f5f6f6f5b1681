"""The audit trail: who did what to which thing and when, each entry chained to the one before.

Entries hold identifiers and digests only, never names or claims, and are never changed. The
end of the chain is also noted outside the database (`checkpoints`).
"""

from app.base.audit.chain import AuditEvent, AuditHead, check_chain, record
from app.base.audit.checkpoints import Notebook

__all__ = ["AuditEvent", "AuditHead", "Notebook", "check_chain", "record"]
