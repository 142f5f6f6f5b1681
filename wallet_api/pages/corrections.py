"""What a worker writes to the training body: this is wrong; do not withdraw it; and the outcome."""

from typing import Annotated, Protocol

from fastapi import Form, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.base.codes import parse_code
from app.base.deps import Now, ReadingDep
from app.base.pages import render
from app.base.routing import Router
from credentials import CredentialsError, ProblemCode
from wallet_api import passport as passports
from wallet_api.access import (
    CountedReading,
    CountedTry,
    OpenPassport,
    OurForm,
    PortsDep,
    Visit,
    VisitDep,
    home,
)

router = Router(include_in_schema=False)

_CERTIFICATE = "/passport/certificates/{holding_id}"
_UNPROCESSABLE = 422
_Text = Annotated[str, Form(max_length=200)]


class LetterForm(BaseModel):
    """What somebody writes: which line, in their words, and where the answer goes."""

    about: Annotated[str, Field(max_length=20)] = ""
    said: Annotated[str, Field(max_length=4000)] = ""
    contact: Annotated[str, Field(max_length=320)] = ""


Letter = Annotated[LetterForm, Form()]


class Send(Protocol):
    """Bring a letter to the training body; returns the token of its outcome."""

    def __call__(self) -> str:
        """May raise CredentialsError."""
        ...


# ── Something is wrong ──────────────────────────────────────────────────────────────────


class TicketForm(LetterForm):
    """The same before the certificate is taken, with the proof of the second fact."""

    ticket: Annotated[str, Field(max_length=200)] = ""


@router.post("/c/{code}/wrong", dependencies=[CountedTry, OurForm])
def wrong_before_taking(
    code: str, visit: VisitDep, form: Annotated[TicketForm, Form()]
) -> Response:
    """Say what is wrong instead of taking it."""

    def send() -> str:
        return visit.ports.corrections.ask_by_code(
            visit.session,
            parse_code(code),
            form.ticket,
            about=form.about,
            said=form.said,
            contact=form.contact,
            at=visit.at,
        )

    return _sent(visit, send, letter=form, action=f"/c/{code}/wrong", ticket=form.ticket)


@router.get(f"{_CERTIFICATE}/wrong")
def ask_what_is_wrong(
    request: Request, holding_id: str, session: ReadingDep, found: OpenPassport
) -> Response:
    """Which line of a certificate in the passport is wrong."""
    holding = passports.certificate_in(session, found, holding_id)
    action = f"/passport/certificates/{holding.id}/wrong"
    return render(
        request, "request_wrong.html", letter=LetterForm(), action=action, title=holding.title
    )


@router.post(f"{_CERTIFICATE}/wrong", dependencies=[CountedReading, OurForm])
def wrong_in_passport(holding_id: str, visit: VisitDep, form: Letter) -> Response:
    """Say what is wrong with a certificate in the passport."""
    here = visit.open_passport()
    holding = passports.certificate_in(visit.session, here, holding_id)

    def send() -> str:
        return visit.ports.corrections.ask_by_passport(
            visit.session,
            holding.credential_id,
            passport_id=holding.passport_id,
            about=form.about,
            said=form.said,
            contact=form.contact,
            at=visit.at,
        )

    action = f"/passport/certificates/{holding.id}/wrong"
    return _sent(visit, send, letter=form, action=action, title=holding.title)


# ── A withdrawal is contested ───────────────────────────────────────────────────────────


@router.get("/contest/{token}", dependencies=[CountedReading])
def ask_to_contest(
    request: Request, token: str, session: ReadingDep, ports: PortsDep, at: Now
) -> Response:
    """What the training body wants to do, and a place to object; no account is needed."""
    planned = (
        ports.corrections.planned_by_link(session, token, at=at)
        if passports.is_token(token)
        else None
    )
    if planned is None:
        return render(request, "request_unknown.html", status=404)
    return render(
        request,
        "request_contest.html",
        letter=LetterForm(),
        planned=planned,
        action=f"/contest/{token}",
    )


@router.post("/contest/{token}", dependencies=[CountedReading, OurForm])
def contest(token: str, visit: VisitDep, form: Letter) -> Response:
    """Object to a withdrawal by the link of the notice."""
    desk = visit.ports.corrections
    planned = (
        desk.planned_by_link(visit.session, token, at=visit.at)
        if passports.is_token(token)
        else None
    )
    if planned is None:
        return render(visit.request, "request_unknown.html", status=404)

    def send() -> str:
        return desk.contest_by_link(
            visit.session, token, said=form.said, contact=form.contact, at=visit.at
        )

    return _sent(visit, send, letter=form, action=f"/contest/{token}", planned=planned)


@router.get(f"{_CERTIFICATE}/contest")
def ask_to_contest_in_passport(
    request: Request,
    holding_id: str,
    session: ReadingDep,
    ports: PortsDep,
    found: OpenPassport,
) -> Response:
    """The same from the passport that has the certificate."""
    holding = passports.certificate_in(session, found, holding_id)
    planned = ports.corrections.planned(session, holding.credential_id, passport_id=found.id)
    if planned is None:
        return home()
    action = f"/passport/certificates/{holding.id}/contest"
    return render(
        request, "request_contest.html", letter=LetterForm(), planned=planned, action=action
    )


@router.post(f"{_CERTIFICATE}/contest", dependencies=[CountedReading, OurForm])
def contest_in_passport(holding_id: str, visit: VisitDep, form: Letter) -> Response:
    """Object to a withdrawal from the passport."""
    here = visit.open_passport()
    holding = passports.certificate_in(visit.session, here, holding_id)
    who = {"passport_id": holding.passport_id}
    desk = visit.ports.corrections
    planned = desk.planned(visit.session, holding.credential_id, **who)
    if planned is None:
        return home()

    def send() -> str:
        return desk.contest_by_passport(
            visit.session,
            holding.credential_id,
            **who,
            said=form.said,
            contact=form.contact,
            at=visit.at,
        )

    action = f"/passport/certificates/{holding.id}/contest"
    return _sent(visit, send, letter=form, action=action, planned=planned)


# ── What became of it ───────────────────────────────────────────────────────────────────


@router.get("/r/{token}", dependencies=[CountedReading])
def outcome(request: Request, token: str, session: ReadingDep, ports: PortsDep) -> Response:
    """What became of a request, for whoever has its link."""
    found = ports.corrections.outcome(session, token) if passports.is_token(token) else None
    if found is None:
        return render(request, "request_unknown.html", status=404)
    return render(request, "request_outcome.html", outcome=found)


def _sent(
    visit: Visit,
    send: Send,
    *,
    letter: LetterForm,
    action: str,
    ticket: str = "",
    title: str = "",
    planned: object = None,
) -> Response:
    try:
        token = send()
    except CredentialsError as error:
        # A page is an ordinary answer, so what was begun has to be undone here.
        visit.session.rollback()
        return render(
            visit.request,
            "request_contest.html" if planned else "request_wrong.html",
            status=_UNPROCESSABLE,
            letter=letter,
            action=action,
            ticket=ticket,
            title=title,
            planned=planned,
            wrong=_wrong(error),
        )
    return render(
        visit.request,
        "request_sent.html",
        outcome_link=f"{visit.public_url}/r/{token}",
        is_objection=planned is not None,
        is_taken=not ticket and planned is None,
    )


def _wrong(error: CredentialsError) -> str:
    """Which field, or why the whole letter cannot be sent."""
    problem = error.problem
    if problem.code is ProblemCode.BAD_VALUE and problem.pointer:
        return problem.pointer.removeprefix("/")
    return "full" if problem.code is ProblemCode.CONFLICT else "late"
