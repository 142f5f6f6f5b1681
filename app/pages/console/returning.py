"""Somebody has lost paper and phone: staff confirm who it is, and print a code."""

from typing import Annotated

from fastapi import Depends, Response

from app.base.accounts import APPROVER, ISSUER
from app.base.locales import N_
from app.base.routing import Router
from app.issuer import corrections, returning
from app.issuer import store as issuer_store
from app.issuer.corrections import IdentityCheck
from app.issuer.tables import CLAIMED, Award
from app.pages.console.awards import achievement_of, award_of
from app.pages.console.office import UNPROCESSABLE, Office, looking_as, see, working_as
from app.pages.forms import errors_of
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/console/awards/{award_id}/return"
_ERRORS = {
    "reason": N_("Choose how you checked it."),
    "sure": N_("Tick the box to show that you are sure."),
}
LookingToConfirm = Annotated[Office, Depends(looking_as(ISSUER, APPROVER))]
Confirming = Annotated[Office, Depends(working_as(ISSUER, APPROVER))]


@router.get(_PAGE)
def ask(award_id: str, office: LookingToConfirm) -> Response:
    """How the body made sure who the person is, and what follows from it."""
    return _ask(office, award_of(office, award_id))


@router.post(_PAGE)
def confirm(award_id: str, office: Confirming) -> Response:
    """Begin the waiting time, and show the code to print, once."""
    award = award_of(office, award_id)
    try:
        with office.session.begin_nested():
            check = corrections.chosen(IdentityCheck, office.form.text("reason"))
            if not office.form.has("sure"):
                raise refuse(ProblemCode.BAD_VALUE, "the box was not ticked", "/sure")
            made = returning.confirm_person(
                office.session,
                office.organisation,
                award.id,
                check=check,
                days=office.services.settings.return_days,
                desk=office.desk,
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _ask(office, award, error=error)
    return office.page(
        "award_return-code.html",
        award=award,
        achievement=achievement_of(office, award),
        made=made,
        address=f"{office.public_url}/passport/return",
    )


def _ask(office: Office, award: Award, *, error: CredentialsError | None = None) -> Response:
    if error is not None and error.problem.code is not ProblemCode.BAD_VALUE:
        raise error
    claim = issuer_store.claim(office.session, award.id)
    if claim is None or claim.state != CLAIMED:
        return see(f"/console/awards/{award.id.rpartition(':')[2]}")
    return office.page(
        "award_return.html",
        status=UNPROCESSABLE if error else 200,
        award=award,
        achievement=achievement_of(office, award),
        reasons=list(IdentityCheck),
        chosen=office.form.text("reason"),
        days=office.services.settings.return_days,
        standing=returning.standing(
            office.session, office.organisation, award, desk=office.desk, at=office.at
        ),
        may_vouch=returning.vouches(office.session, office.organisation.id),
        errors=errors_of(error.problem, _ERRORS) if error else {},
    )
