"""What a worker writes to a training body, over the holder's API."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from app.base.codes import parse_code
from app.base.deps import Now, ReadingDep, ServicesDep, SessionDep
from app.base.routing import Router
from credentials import ProblemCode, refuse
from wallet_api import passport as passports
from wallet_api.access import CountedReading, CountedTry, HolderToChange, HolderToRead, PortsDep
from wallet_api.ports import Outcome, PlannedWithdrawal

router = Router(prefix="/wallet/api/v1", tags=["wallet"])

_ONE = "/certificates/{holding_id}"


class ObjectionBody(BaseModel):
    """What somebody writes, and where the answer goes; `contact` is deleted with the answer."""

    model_config = ConfigDict(extra="forbid")

    said: Annotated[str, Field(max_length=4000)]
    contact: Annotated[str, Field(max_length=320)] = ""


class WrongBody(ObjectionBody):
    """The same about one line: name, name-latin, birth-date, day, title, number, or other."""

    about: Annotated[str, Field(max_length=20)]


class WrongOfferBody(WrongBody):
    """The same before the certificate is taken, with the ticket of a right second fact."""

    code: Annotated[str, Field(max_length=200)]
    ticket: Annotated[str, Field(max_length=200)]


class SentAnswer(BaseModel):
    """That it was sent; the link tells what became of it, without an account."""

    outcome_link: str


class PlannedAnswer(BaseModel):
    """A withdrawal that waits for a second person of the training body."""

    issuer: str
    reason: str

    @classmethod
    def of(cls, planned: PlannedWithdrawal) -> Self:
        """The answer about it."""
        return cls(issuer=planned.issuer, reason=planned.reason)


class OutcomeAnswer(BaseModel):
    """What became of something that was written."""

    kind: str
    state: str
    refusal: str
    answer: str
    created_at: datetime

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """The answer about it."""
        return cls(**{name: getattr(outcome, name) for name in cls.model_fields})


class LettersAnswer(BaseModel):
    """What the training body wants to do with a certificate, and what was written to it."""

    planned_withdrawal: PlannedAnswer | None
    written: list[OutcomeAnswer]


@router.post("/claims/wrong", status_code=201, dependencies=[CountedTry])
def wrong_before_taking(
    body: WrongOfferBody, session: SessionDep, services: ServicesDep, ports: PortsDep, at: Now
) -> SentAnswer:
    """Say what is wrong instead of taking a certificate."""
    token = ports.corrections.ask_by_code(
        session,
        parse_code(body.code),
        body.ticket,
        about=body.about,
        said=body.said,
        contact=body.contact,
        at=at,
    )
    return SentAnswer(outcome_link=f"{services.settings.public_url}/r/{token}")


@router.get(f"{_ONE}/letters")
def letters(
    holding_id: str, session: ReadingDep, holder: HolderToRead, ports: PortsDep
) -> LettersAnswer:
    """What the training body wants to do with it, and what became of what was written."""
    held = passports.certificate_in(session, holder, holding_id)
    desk, passport_id = ports.corrections, holder.id
    planned = desk.planned(session, held.credential_id, passport_id=passport_id)
    written = desk.outcomes(session, held.credential_id, passport_id=passport_id)
    return LettersAnswer(
        planned_withdrawal=PlannedAnswer.of(planned) if planned else None,
        written=[OutcomeAnswer.of(outcome) for outcome in written],
    )


@router.post(f"{_ONE}/wrong", status_code=201, dependencies=[CountedReading])
def wrong(
    holding_id: str,
    body: WrongBody,
    session: SessionDep,
    services: ServicesDep,
    holder: HolderToChange,
    ports: PortsDep,
    at: Now,
) -> SentAnswer:
    """Say what is wrong with a certificate in the passport."""
    held = passports.certificate_in(session, holder, holding_id)
    token = ports.corrections.ask_by_passport(
        session,
        held.credential_id,
        passport_id=holder.id,
        about=body.about,
        said=body.said,
        contact=body.contact,
        at=at,
    )
    return SentAnswer(outcome_link=f"{services.settings.public_url}/r/{token}")


@router.post(f"{_ONE}/contest", status_code=201, dependencies=[CountedReading])
def contest(
    holding_id: str,
    body: ObjectionBody,
    session: SessionDep,
    services: ServicesDep,
    holder: HolderToChange,
    ports: PortsDep,
    at: Now,
) -> SentAnswer:
    """Object to a withdrawal that waits; `not-found` where none does."""
    held = passports.certificate_in(session, holder, holding_id)
    desk, who = ports.corrections, {"passport_id": holder.id}
    if desk.planned(session, held.credential_id, **who) is None:
        raise refuse(ProblemCode.NOT_FOUND, "no withdrawal of it waits")
    token = desk.contest_by_passport(
        session, held.credential_id, said=body.said, contact=body.contact, at=at, **who
    )
    return SentAnswer(outcome_link=f"{services.settings.public_url}/r/{token}")
