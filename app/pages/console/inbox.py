"""The inbox: what waits for a second person, and what workers ask for."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import Query, Response

from app.base.locales import N_
from app.base.routing import Router
from app.issuer import corrections
from app.issuer.corrections import RefusalReason
from app.issuer.corrections import store as correction_store
from app.issuer.corrections.requests import LONGEST_SAID
from app.issuer.corrections.tables import OPEN
from app.pages.console import store
from app.pages.console.office import (
    UNPROCESSABLE,
    Approving,
    Issuing,
    Looking,
    Office,
    Working,
    see,
)
from app.pages.forms import errors_of
from credentials import CredentialsError, ProblemCode
from credentials import refuse as problem

router = Router()

_PAGE = "/console/requests"
_CASE = f"{_PAGE}/cases/{{case_id}}"
_MOST = 200
_State = Literal["open", "replaced", "refused", "kept"]
_ERRORS = {
    "reason": N_("Choose why."),
    "answer": N_("Write 1000 letters at most, and only letters that can be seen."),
}


@router.get(_PAGE)
def inbox(
    office: Looking,
    state: Annotated[_State, Query()] = "open",
    decided: Annotated[str, Query(pattern="^([0-9a-f]{32})?$")] = "",
) -> Response:
    """What waits, the oldest first; and what was just decided."""
    return _inbox(office, state, decided=decided)


@router.post(f"{_CASE}/confirm")
def confirm(case_id: str, office: Approving) -> Response:
    """Do what somebody else asked for."""
    corrections.confirm(
        office.session,
        office.organisation,
        case_id,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return see(f"{_PAGE}?decided={case_id}")


@router.post(f"{_CASE}/take-back")
def take_back(case_id: str, office: Working) -> Response:
    """Take back what one asked for oneself."""
    corrections.take_back(
        office.session,
        office.organisation,
        case_id,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return see(_PAGE)


@router.post(f"{_CASE}/decline")
def decline(case_id: str, office: Approving) -> Response:
    """Leave as it is what somebody else wanted to change."""
    corrections.decline(
        office.session,
        office.organisation,
        case_id,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return see(f"{_PAGE}?decided={case_id}")


@router.post(f"{_PAGE}/{{request_id}}/refuse")
def refuse(request_id: str, office: Issuing) -> Response:
    """Say no to a worker, with a reason and a text."""
    known = correction_store.request(
        office.session, request_id, organisation_id=office.organisation.id
    )
    if known is None:
        raise problem(ProblemCode.NOT_FOUND, "there is no such request")
    try:
        with office.session.begin_nested():
            corrections.refuse_request(
                office.session,
                office.organisation,
                request_id,
                reason=corrections.chosen(RefusalReason, office.form.text("reason")),
                answer=office.form.text("answer"),
                desk=office.desk,
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.BAD_VALUE:
            raise
        return _inbox(office, OPEN, wrong=request_id, errors=errors_of(error.problem, _ERRORS))
    return see(_PAGE)


def _inbox(
    office: Office,
    state: str,
    *,
    decided: str = "",
    wrong: str = "",
    errors: Mapping[str, str] | None = None,
) -> Response:
    waiting = correction_store.waiting_cases(office.session, office.organisation.id, limit=_MOST)
    return office.page(
        "requests.html",
        status=UNPROCESSABLE if errors else 200,
        waiting=[
            (case, award, correction_store.contests_of(office.session, case.id))
            for case, award in waiting
        ],
        asked=correction_store.requests(
            office.session, office.organisation.id, state=state, limit=_MOST
        ),
        decided=decided
        and correction_store.case(office.session, decided, organisation_id=office.organisation.id),
        waiting_ids=[case.id for case, _ in waiting],
        state=state,
        reasons=list(RefusalReason),
        longest=LONGEST_SAID,
        emails=store.emails(office.session, [case.requested_by for case, _ in waiting]),
        is_alone=office.is_alone,
        me=office.actor,
        wrong=wrong,
        typed=office.form.values,
        errors=errors or {},
    )
