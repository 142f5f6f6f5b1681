"""The inbox: what waits for a second person."""

from fastapi import APIRouter, Response

from app.issuer import service as issuer
from app.issuer.corrections import store as correction_store
from app.pages.console import store
from app.pages.console.office import Approving, Looking, Working, see

router = APIRouter()

_PAGE = "/console/requests"
_CASE = f"{_PAGE}/cases/{{case_id}}"
_MOST = 200


@router.get(_PAGE)
def inbox(office: Looking) -> Response:
    """What waits, the oldest first."""
    waiting = correction_store.waiting_cases(office.session, office.organisation.id, limit=_MOST)
    return office.page(
        "requests.html",
        waiting=waiting,
        emails=store.emails(office.session, [case.requested_by for case, _ in waiting]),
        is_alone=office.is_alone,
        me=office.actor,
    )


@router.post(f"{_CASE}/confirm")
def confirm(case_id: str, office: Approving) -> Response:
    """Withdraw what somebody else asked to withdraw."""
    issuer.confirm_revocation(
        office.session, office.organisation, case_id, actor=office.actor, at=office.at
    )
    return see(_PAGE)


@router.post(f"{_CASE}/take-back")
def take_back(case_id: str, office: Working) -> Response:
    """Take back what one asked for oneself."""
    issuer.take_revocation_back(
        office.session, office.organisation, case_id, actor=office.actor, at=office.at
    )
    return see(_PAGE)


@router.post(f"{_CASE}/decline")
def decline(case_id: str, office: Approving) -> Response:
    """Leave valid what somebody else asked to withdraw."""
    issuer.decline_revocation(
        office.session, office.organisation, case_id, actor=office.actor, at=office.at
    )
    return see(_PAGE)
