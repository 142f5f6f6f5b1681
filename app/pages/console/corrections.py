"""Withdraw a certificate with a second person, pause it, and end the pause."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from fastapi import Response

from app.base.locales import N_
from app.base.routing import Router
from app.issuer import corrections
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.issuer.corrections import IdentityCheck, RevocationReason, SuspensionReason, Withdrawal
from app.issuer.corrections import store as correction_store
from app.issuer.corrections.cases import LONGEST_NOTE
from app.issuer.corrections.tables import REVOCATION
from app.issuer.tables import CLAIMED, IN_FORCE, Award
from app.pages.console.awards import achievement_of, award_of
from app.pages.console.office import UNPROCESSABLE, Issuing, LookingToIssue, Office, see
from app.pages.forms import Filled, errors_of
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/console/awards"
_ONE = f"{_PAGE}/{{award_id}}"
_REASONS: Mapping[str, type[StrEnum]] = {
    "revoke": RevocationReason,
    "suspend": SuspensionReason,
    "undo-claim": IdentityCheck,
}
_ERRORS = {
    "reason": N_("Choose why."),
    "note": N_("Write 500 letters at most, and only letters that can be seen."),
    "sure": N_("Tick the box to show that you are sure."),
}


@router.get(f"{_ONE}/revoke")
def ask_revoke(award_id: str, office: LookingToIssue) -> Response:
    """Why, and whether they are sure: it cannot be undone."""
    return _ask(office, award_of(office, award_id), "revoke")


@router.post(f"{_ONE}/revoke")
def revoke(award_id: str, office: Issuing) -> Response:
    """Ask somebody else of the body to withdraw it; nothing is published yet."""
    award = award_of(office, award_id)
    try:
        with office.session.begin_nested():
            reason = corrections.chosen(RevocationReason, office.form.text("reason"))
            _sure(office.form)
            corrections.ask_to_revoke(
                office.session,
                office.organisation,
                award.id,
                withdrawal=Withdrawal(reason=reason, note=office.form.text("note")),
                desk=office.desk,
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _ask(office, award, "revoke", error=error)
    return see(f"{_PAGE}/{award_id}")


@router.get(f"{_ONE}/suspend")
def ask_suspend(award_id: str, office: LookingToIssue) -> Response:
    """Why it is paused."""
    return _ask(office, award_of(office, award_id), "suspend")


@router.post(f"{_ONE}/suspend")
def suspend(award_id: str, office: Issuing) -> Response:
    """Pause it until further notice."""
    award = award_of(office, award_id)
    try:
        with office.session.begin_nested():
            reason = corrections.chosen(SuspensionReason, office.form.text("reason"))
            _sure(office.form)
            issuer.suspend(
                office.session,
                office.organisation,
                award.id,
                reason=reason,
                desk=office.desk,
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _ask(office, award, "suspend", error=error)
    return see(f"{_PAGE}/{award_id}")


@router.get(f"{_ONE}/undo-claim")
def ask_undo_claim(award_id: str, office: LookingToIssue) -> Response:
    """How the body made sure that somebody else has it."""
    return _ask(office, award_of(office, award_id), "undo-claim")


@router.post(f"{_ONE}/undo-claim")
def undo_claim(award_id: str, office: Issuing) -> Response:
    """Ask somebody else of the body to undo a wrong claim."""
    award = award_of(office, award_id)
    try:
        with office.session.begin_nested():
            check = corrections.chosen(IdentityCheck, office.form.text("reason"))
            _sure(office.form)
            corrections.ask_to_undo_claim(
                office.session,
                office.organisation,
                award.id,
                check=check,
                note=office.form.text("note"),
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _ask(office, award, "undo-claim", error=error)
    return see(f"{_PAGE}/{award_id}")


@router.post(f"{_ONE}/reinstate")
def reinstate(award_id: str, office: Issuing) -> Response:
    """End the pause."""
    award = award_of(office, award_id)
    issuer.reinstate(
        office.session,
        office.organisation,
        award.id,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return see(f"{_PAGE}/{award_id}")


def _sure(form: Filled) -> None:
    if not form.has("sure"):
        raise refuse(ProblemCode.BAD_VALUE, "the box was not ticked", "/sure")


def _ask(
    office: Office,
    award: Award,
    what: Literal["revoke", "suspend", "undo-claim"],
    *,
    error: CredentialsError | None = None,
) -> Response:
    if error is not None and error.problem.code is not ProblemCode.BAD_VALUE:
        raise error
    is_asked = correction_store.waiting_case(office.session, award.id, kind=REVOCATION)
    claim = issuer_store.claim(office.session, award.id)
    if what == "undo-claim" and (claim is None or claim.state != CLAIMED):
        return see(f"{_PAGE}/{award.id.rpartition(':')[2]}")
    if award.state not in IN_FORCE or (what == "revoke" and is_asked):
        # It was done before, perhaps in another window: what there is now is the answer.
        return see(f"{_PAGE}/{award.id.rpartition(':')[2]}")
    return office.page(
        f"award_{what}.html",
        status=UNPROCESSABLE if error else 200,
        award=award,
        achievement=achievement_of(office, award),
        reasons=list(_REASONS[what]),
        chosen=office.form.text("reason"),
        note=office.form.text("note"),
        longest_note=LONGEST_NOTE,
        is_alone=office.is_alone,
        errors=errors_of(error.problem, _ERRORS) if error else {},
    )
