"""What becomes of a class list: confirmed, approved by a second person, or given back."""

from fastapi import Response

from app.base.locales import N_, gettext
from app.base.routing import Router
from app.batches import approvers
from app.batches import service as batches
from app.pages.console.lists.looking import PAGE, list_page
from app.pages.console.office import Approving, Issuing, see
from app.pages.forms import errors_of
from credentials import CredentialsError, ProblemCode

router = Router()

_ONE = f"{PAGE}/{{batch_id}}"
_ASKED_ANEW = N_(
    "Nothing was issued yet: others were awarded since you looked, and some of them look like"
    " people of this list. Say for the new ones below whether they are other people."
)
_ERRORS = {"note": N_("Say in a few words what has to be changed.")}


@router.post(f"{_ONE}/confirm")
def confirm(batch_id: str, office: Issuing) -> Response:
    """Have the certificates issued, or have a second person look where the body wants it."""
    found = batches.confirm(
        office.session, office.organisation, batch_id, actor=office.actor, at=office.at
    )
    approvers.tell(
        office.session, office.organisation, found, public_url=office.public_url, at=office.at
    )
    if found.is_open:
        return list_page(office, found, errors={"": gettext(_ASKED_ANEW)})
    return see(f"{PAGE}/{batch_id}")


@router.post(f"{_ONE}/approve")
def approve(batch_id: str, office: Approving) -> Response:
    """Have the certificates issued of a list that somebody else confirmed."""
    batches.approve(office.session, office.organisation, batch_id, actor=office.actor, at=office.at)
    return see(f"{PAGE}/{batch_id}")


@router.post(f"{_ONE}/send-back")
def send_back(batch_id: str, office: Approving) -> Response:
    """Give a list back to who confirmed it, with a note."""
    try:
        batches.send_back(
            office.session,
            office.organisation,
            batch_id,
            note=office.form.text("note"),
            actor=office.actor,
            at=office.at,
        )
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.BAD_VALUE:
            raise
        found = batches.batch(office.session, office.organisation, batch_id)
        return list_page(office, found, errors=errors_of(error.problem, _ERRORS))
    return see(f"{PAGE}/{batch_id}")


@router.post(f"{_ONE}/stop")
def stop(batch_id: str, office: Issuing) -> Response:
    """Stop the work; what was awarded stays awarded."""
    batches.stop(office.session, office.organisation, batch_id, actor=office.actor, at=office.at)
    return see(f"{PAGE}/{batch_id}")


@router.post(f"{_ONE}/resume")
def resume(batch_id: str, office: Issuing) -> Response:
    """Go on with what was stopped."""
    batches.resume(office.session, office.organisation, batch_id, actor=office.actor, at=office.at)
    return see(f"{PAGE}/{batch_id}")


@router.post(f"{_ONE}/take-back")
def take_back(batch_id: str, office: Issuing) -> Response:
    """Forget a list that was not confirmed."""
    batches.take_back(
        office.session, office.organisation, batch_id, actor=office.actor, at=office.at
    )
    return see(PAGE)
