"""What the API answers about the record."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from app.issuer.record.audit_log import Entry


class AuditEntryAnswer(BaseModel):
    """An entry of the audit trail; `who` and `what` are words, `action` is the trail's own."""

    at: datetime
    who: str
    what: str
    action: str
    subject: str
    hash: str

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """An entry with its names looked up."""
        return cls(**{name: getattr(entry, name) for name in cls.model_fields})
