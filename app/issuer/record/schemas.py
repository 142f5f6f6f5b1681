"""What the API answers about the record."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel

from app.base.locales import without_isolates
from app.issuer.record.audit_log import Entry
from app.issuer.record.statistics import Numbers, Statistics


class AuditEntryAnswer(BaseModel):
    """An entry of the audit trail; `who`, `what` and `about` are words.

    `action` and `subject` are the trail's own.
    """

    at: datetime
    who: str
    what: str
    about: str
    action: str
    subject: str
    hash: str

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """An entry with its names looked up."""
        values = {name: getattr(entry, name) for name in cls.model_fields}
        # What keeps a line in order for eyes is in the way of a program that compares.
        values |= {name: without_isolates(values[name]) for name in ("who", "about")}
        return cls(**values)


class NumbersAnswer(BaseModel):
    """How many certificates were issued, claimed and withdrawn."""

    issued: int
    claimed: int
    revoked: int

    @classmethod
    def of(cls, numbers: Numbers) -> Self:
        """What was counted of one thing."""
        return cls(issued=numbers.issued, claimed=numbers.claimed, revoked=numbers.revoked)


class StatisticsAnswer(BaseModel):
    """The numbers of a period: in all, by month (by its first day), by achievement's code."""

    since: date | None
    until: date | None
    whole: NumbersAnswer
    by_month: dict[date, NumbersAnswer]
    by_achievement: dict[str, NumbersAnswer]

    @classmethod
    def of(cls, found: Statistics) -> Self:
        """The numbers as they were counted."""
        return cls(
            since=found.period.since,
            until=found.period.until,
            whole=NumbersAnswer.of(found.whole),
            by_month={day: NumbersAnswer.of(numbers) for day, numbers in found.by_month},
            by_achievement={code: NumbersAnswer.of(item) for code, item in found.by_achievement},
        )
