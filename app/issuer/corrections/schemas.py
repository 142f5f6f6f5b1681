"""What the API takes and answers about corrections. Unknown members are refused."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from app.issuer.corrections.cases import LONGEST_NOTE
from app.issuer.corrections.reasons import IdentityCheck, RefusalReason
from app.issuer.corrections.requests import LONGEST_SAID
from app.issuer.corrections.tables import Case, WorkerRequest


class RefusalBody(BaseModel):
    """Why a worker's request is refused, and what is written to the worker."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: RefusalReason
    answer: str = Field(default="", max_length=LONGEST_SAID)


class UndoneClaimBody(BaseModel):
    """How the body made sure who the right person is; the note is for its own file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    check: IdentityCheck
    note: str = Field(default="", max_length=LONGEST_NOTE)


class CaseAnswer(BaseModel):
    """A step that takes two people on the pages, or was taken by a program."""

    id: str
    kind: str
    award: str
    reason: str
    note: str
    state: str
    requested_by: str
    requested_at: datetime
    decided_by: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, case: Case) -> Self:
        """A stored case."""
        names = cls.model_fields.keys() - {"award"}
        return cls(award=case.award_id, **{name: getattr(case, name) for name in names})


class RequestAnswer(BaseModel):
    """What a worker asks; `said` and `contact` are empty once it is closed."""

    id: str
    kind: str
    award: str
    about: str
    said: str
    contact: str | None
    state: str
    refusal: str
    answer: str
    created_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, request: WorkerRequest) -> Self:
        """A stored request."""
        names = cls.model_fields.keys() - {"award"}
        return cls(award=request.award_id, **{name: getattr(request, name) for name in names})
