"""Pages to ask somebody whether an entry holds, and the page of the one who was asked."""

from typing import Annotated

from fastapi import Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from app.base import locales
from app.base.deps import Now, ReadingDep
from app.base.pages import render
from app.base.routing import Router
from credentials import CredentialsError, ProblemCode, refuse
from wallet_api.access import (
    HOME,
    CountedReading,
    OpenPassport,
    OurForm,
    PortsDep,
    StaffToRead,
    Visit,
    VisitDep,
    staff_here,
)
from wallet_api.ports import Backer
from wallet_api.records import confirming, groups, store
from wallet_api.records.confirming import Question
from wallet_api.records.entries import CONFIRMABLE
from wallet_api.tables import Passport

router = Router(include_in_schema=False)

_UNPROCESSABLE = 422
_SHOWN_BESIDE = {"/email": "email", "/asked_as": "asked_as", "/name": "name"}


class AskForm(BaseModel):
    """Whom to ask, and the name that they know the holder by."""

    email: Annotated[str, Field(max_length=320)] = ""
    asked_as: Annotated[str, Field(max_length=200)] = ""


class AnswerForm(BaseModel):
    """What somebody answers; `as_staff` says that they speak for where they are signed in."""

    name: Annotated[str, Field(max_length=200)] = ""
    holds: Annotated[str, Field(max_length=10)] = ""
    as_staff: Annotated[str, Field(max_length=10)] = ""


# ── The holder ──────────────────────────────────────────────────────────────────────────


@router.get(f"{HOME}/entries/{{entry_id}}/ask")
def begin(request: Request, entry_id: str, session: ReadingDep, found: OpenPassport) -> Response:
    """Whom to ask about an entry."""
    entry = store.entry(session, entry_id, passport_id=found.id)
    if entry is None or entry.kind not in CONFIRMABLE:
        raise refuse(ProblemCode.NOT_FOUND, "nobody can be asked about this")
    item = groups.said_of(session, entry)
    return render(request, "records/confirm_ask.html", item=item, email="", asked_as="", wrong="")


@router.post(f"{HOME}/entries/{{entry_id}}/ask", dependencies=[CountedReading, OurForm])
def ask(entry_id: str, visit: VisitDep, form: Annotated[AskForm, Form()]) -> Response:
    """Mail them a link."""
    found = visit.open_passport()
    try:
        confirming.ask(
            visit.session,
            found,
            entry_id,
            email=form.email,
            asked_as=form.asked_as,
            public_url=visit.public_url,
            language=locales.language(),
            at=visit.at,
        )
    except CredentialsError as error:
        if error.problem.code is ProblemCode.NOT_FOUND:
            raise
        return _asked_wrongly(visit, found, entry_id, form, error)
    return RedirectResponse(f"{HOME}#entry-{entry_id}", status_code=303)


def _asked_wrongly(
    visit: Visit, found: Passport, entry_id: str, form: AskForm, error: CredentialsError
) -> Response:
    problem = error.problem
    is_field = problem.code is ProblemCode.BAD_VALUE
    entry = store.entry(visit.session, entry_id, passport_id=found.id)
    if entry is None:
        raise error
    return render(
        visit.request,
        "records/confirm_ask.html",
        status=_UNPROCESSABLE,
        item=groups.said_of(visit.session, entry),
        email=form.email,
        asked_as=form.asked_as,
        wrong=_SHOWN_BESIDE.get(problem.pointer or "", "full") if is_field else "full",
    )


@router.post(f"{HOME}/entries/{{entry_id}}/asked/{{asked_id}}/remove", dependencies=[OurForm])
def take_back(entry_id: str, asked_id: str, visit: VisitDep) -> Response:
    """Take a question back, or put an answer away."""
    found = visit.open_passport()
    confirming.take_back(visit.session, found, entry_id, asked_id, at=visit.at)
    return RedirectResponse(f"{HOME}#entry-{entry_id}", status_code=303)


# ── The one who was asked ───────────────────────────────────────────────────────────────


@router.get("/confirm/{token}", dependencies=[CountedReading])
def asked(
    request: Request,
    token: str,
    session: ReadingDep,
    ports: PortsDep,
    staff: StaffToRead,
    at: Now,
) -> Response:
    """What is asked, and by whom; no account is needed."""
    question = confirming.question(session, token, at=at)
    if question is None:
        return render(request, "records/confirm_ended.html", status=404)
    if not question.is_open:
        return render(request, "records/confirm_done.html", question=question)
    by_staff = ports.backers.by_staff(session, staff, at=at) if staff else None
    by_domain = ports.backers.by_domain(session, confirming.domain_of(question.asked), at=at)
    return _question(request, token, question, AnswerForm(), by_staff, by_domain=by_domain)


@router.post("/confirm/{token}", dependencies=[CountedReading, OurForm])
def answer(token: str, visit: VisitDep, form: Annotated[AnswerForm, Form()]) -> Response:
    """Their answer, once."""
    session, backers = visit.session, visit.ports.backers
    question = confirming.question(session, token, at=visit.at)
    if question is None:
        return render(visit.request, "records/confirm_ended.html", status=404)
    if not question.is_open:
        return render(visit.request, "records/confirm_done.html", question=question)
    staff = staff_here(visit.request, session, at=visit.at)
    by_staff = backers.by_staff(session, staff, at=visit.at) if staff else None
    by_domain = backers.by_domain(session, confirming.domain_of(question.asked), at=visit.at)
    backer = by_staff if by_staff and form.as_staff else by_domain
    if form.holds not in {"yes", "no"}:
        return _question(
            visit.request, token, question, form, by_staff, by_domain=by_domain, is_wrong=True
        )
    try:
        answered = confirming.answer(
            session, token, holds=form.holds == "yes", name=form.name, backer=backer, at=visit.at
        )
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.BAD_VALUE:
            raise
        return _question(
            visit.request, token, question, form, by_staff, by_domain=by_domain, is_wrong=True
        )
    return render(visit.request, "records/confirm_done.html", question=answered)


def _question(
    request: Request,
    token: str,
    question: Question,
    form: AnswerForm,
    by_staff: Backer | None,
    *,
    by_domain: Backer | None,
    is_wrong: bool = False,
) -> Response:
    return render(
        request,
        "records/confirm.html",
        status=_UNPROCESSABLE if is_wrong else 200,
        token=token,
        question=question,
        form=form,
        by_staff=by_staff,
        by_domain=by_domain,
        wrong=is_wrong,
    )
