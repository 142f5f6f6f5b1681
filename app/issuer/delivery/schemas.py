"""What the API takes and answers about delivery. Unknown members are refused."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from app.issuer.delivery.mailing import Delivery
from app.issuer.delivery.report import Tally
from app.issuer.delivery.standing import Standing


class MailBody(BaseModel):
    """Where the claim link shall go; the address that is known if it is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    email: str = Field(default="", max_length=320)


class DeliveryAnswer(BaseModel):
    """How a certificate stands, since when, and the code of why mail failed."""

    state: Standing
    since: datetime | None
    reason: str | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """The same of a value of the service."""
        return cls(state=delivery.standing, since=delivery.since, reason=delivery.problem)


class TallyAnswer(BaseModel):
    """How many certificates in force of a class list stand how."""

    batch: str | None
    total: int
    delivered: int
    claimed: int
    not_claimed: int
    bounced: int
    sent: int
    waiting: int
    not_sent: int

    @classmethod
    def of(cls, batch_id: str | None, tally: Tally) -> Self:
        """The same of a value of the service."""
        names = cls.model_fields.keys() - {"batch"}
        return cls(batch=batch_id, **{name: getattr(tally, name) for name in names})
