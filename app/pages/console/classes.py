"""A class code on the wall, who waits for it to be answered, and what staff decide."""

from collections.abc import Mapping

from fastapi import Response

from app.base.locales import N_, gettext
from app.base.routing import Router
from app.batches import service as batches
from app.batches.tables import Batch
from app.issuer.delivery import class_codes, class_store
from app.issuer.tables import Achievement
from app.pages.console.office import UNPROCESSABLE, Issuing, LookingToIssue, Office, see
from app.pages.forms import errors_of
from credentials import CredentialsError, ProblemCode

router = Router()

_ONE = "/console/lists/{batch_id}/class"
_EVERY_SECONDS = "10"
_ERRORS = {"hours": N_("Choose for how long.")}
_WHOSE = N_("Choose whose certificate it is.")
_TAKEN = N_("Somebody has this certificate already, or it was decided in another window.")


@router.get(_ONE)
def one(batch_id: str, office: LookingToIssue) -> Response:
    """The code for the wall, and who waits."""
    return _page(office, batches.batch(office.session, office.organisation, batch_id))


@router.post(_ONE)
def open_class(batch_id: str, office: Issuing) -> Response:
    """Open a code for some hours."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    try:
        class_codes.open_class(
            office.session,
            office.organisation,
            batch_id=batch.id,
            achievement=office.session.get_one(Achievement, batch.achievement_id),
            hours=office.form.number("hours") or 0,
            custody=office.services.custody,
            actor=office.actor,
            at=office.at,
        )
    except CredentialsError as error:
        return _page(office, batch, errors=errors_of(error.problem, _ERRORS))
    return see(f"/console/lists/{batch.id}/class")


@router.post(f"{_ONE}/close")
def close_class(batch_id: str, office: Issuing) -> Response:
    """Close the code now."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    class_codes.close_class(
        office.session, office.organisation, batch_id=batch.id, actor=office.actor, at=office.at
    )
    return see(f"/console/lists/{batch.id}/class")


@router.post(f"{_ONE}/{{waiting_id}}/approve")
def approve(batch_id: str, waiting_id: str, office: Issuing) -> Response:
    """Hand a certificate to the browser that waits."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    award_id = office.form.text("award")
    if not award_id:
        class_codes.to_be_decided(office.session, office.organisation, waiting_id)
        return _page(office, batch, errors={waiting_id: gettext(_WHOSE)})
    try:
        with office.session.begin_nested():
            class_codes.approve(
                office.session,
                office.organisation,
                waiting_id,
                award_id=award_id,
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.CONFLICT:
            raise
        return _page(office, batch, errors={waiting_id: gettext(_TAKEN)})
    return see(f"/console/lists/{batch.id}/class")


@router.post(f"{_ONE}/{{waiting_id}}/refuse")
def refuse(batch_id: str, waiting_id: str, office: Issuing) -> Response:
    """Hand nothing over."""
    batch = batches.batch(office.session, office.organisation, batch_id)
    class_codes.refuse_request(
        office.session, office.organisation, waiting_id, actor=office.actor, at=office.at
    )
    return see(f"/console/lists/{batch.id}/class")


def _page(office: Office, batch: Batch, *, errors: Mapping[str, str] | None = None) -> Response:
    found = class_store.open_code(office.session, batch.id, at=office.at)
    custody = office.services.custody
    waiting = class_codes.queue(office.session, office.organisation, batch.id, custody=custody)
    unclaimed = class_store.unclaimed(office.session, office.organisation.id, batch.id)
    code = class_codes.shown_code(found, custody=custody) if found else ""
    page = office.page(
        "class.html",
        status=UNPROCESSABLE if errors else 200,
        batch=batch,
        achievement=office.session.get_one(Achievement, batch.achievement_id),
        found=found,
        code=code,
        address=f"{office.public_url}/g/{code}",
        waiting=waiting,
        unclaimed=sorted(unclaimed, key=lambda award: str((award.person or {}).get("name"))),
        hours=class_codes.HOURS,
        errors=errors or {},
    )
    if found is not None and not waiting and not errors:
        # Nobody waits, so nothing that was chosen is lost when the browser asks again.
        page.headers["Refresh"] = _EVERY_SECONDS
    return page
