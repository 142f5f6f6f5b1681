"""The issuer's half of the W3C VC API: secure a credential, change its status."""

from dataclasses import dataclass
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from app.base.routing import Router
from app.issuer import service, store
from app.issuer.corrections import RevocationReason, SuspensionReason, Withdrawal, chosen
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import Office, OwnOffice, RawBody, RevokingOffice
from app.issuer.tables import REPLACED, REVOKED, Award
from app.status import service as status
from app.vc_api.pointers import pointers_in
from credentials import (
    CredentialsError,
    MediaType,
    ProblemCode,
    SecuredCredential,
    as_list,
    envelope,
    read_json,
    refuse,
)

router = Router(tags=["W3C VC API"], route_class=RepeatableRoute)

_VALUES = {True: True, False: False, "1": True, "0": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Change:
    """One bit to be set or cleared, and why."""

    purpose: str
    value: bool
    reason: RevocationReason | SuspensionReason | None


@router.post("/issuers/{slug}/credentials/issue", status_code=201)
def issue(office: OwnOffice, raw: RawBody) -> Response:
    """Secure a credential: `{credential, options?}` gives `{verifiableCredential}`.

    A body that signs with a suite of which holders may leave parts out takes
    `options.mandatoryPointers`, and answers with what is for the holder only. With `bbs-2023`
    there is a status entry only if `options.credentialStatus` asks for one: its place would tell
    two showings of one credential to belong together, as would an `id`. So it is in version 1.1
    of the data model, where an entry brings a context of its own.
    """
    body = _object(read_json(raw), "")
    options = body.get("options")
    made = service.issue_raw(
        office.session,
        office.organisation,
        _object(body.get("credential"), "/credential"),
        mandatory_pointers=pointers_in(options, "mandatoryPointers"),
        asks_for_status=isinstance(options, dict) and "credentialStatus" in options,
        desk=office.desk,
        actor=office.actor,
        at=office.at,
    )
    return JSONResponse(
        {"verifiableCredential": _as_answered(made)},
        status_code=201,
        headers={"Cache-Control": "no-store"},
    )


@router.post("/issuers/{slug}/credentials/status")
def change_status(office: RevokingOffice, raw: RawBody) -> Response:
    """Set or clear the status of a credential that was issued here.

    Takes `{credentialId, credentialStatus: {type, statusPurpose, …}, status}`, and the form
    in which `credentialStatus` is a list whose items have a `status` of their own. 404 for a
    credential that is not this issuer's, 400 for taking a revocation back. The API key needs the
    scope `revoke`.

    The standard's request has no place for a reason; an extra member `reason`, of the closed
    lists, is needed for a certificate that names a worker.
    """
    body = _object(read_json(raw), "")
    found = _awards(office, body.get("credentialId"))
    changes = [
        _change(item, body, pointer=f"/credentialStatus/{number}")
        for number, item in enumerate(as_list(body.get("credentialStatus", [])))
    ]
    if not changes:
        raise refuse(ProblemCode.BAD_VALUE, "no status is named", "/credentialStatus")
    for award in found:
        for change in changes:
            _apply(office, award, change)
    return JSONResponse({"credentialId": body["credentialId"]})


def _object(value: Any, pointer: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise refuse(ProblemCode.BAD_VALUE, "not a JSON object", pointer)
    return value


def _awards(office: Office, credential_id: Any) -> list[Award]:
    if not isinstance(credential_id, str):
        raise refuse(ProblemCode.BAD_VALUE, "credentialId is a text", "/credentialId")
    found = store.awards_of_credential(
        office.session, credential_id, organisation_id=office.organisation.id
    )
    if not found:
        raise refuse(ProblemCode.NOT_FOUND, "no such credential was issued here")
    return found


def _change(item: Any, body: dict[str, Any], *, pointer: str) -> Change:
    entry = _object(item, pointer)
    purpose = entry.get("statusPurpose", status.REVOCATION)
    if purpose not in (status.REVOCATION, status.SUSPENSION):
        raise refuse(ProblemCode.BAD_VALUE, "revocation or suspension", f"{pointer}/statusPurpose")
    written = entry.get("status", body.get("status", True))
    if not isinstance(written, bool | str) or written not in _VALUES:
        raise refuse(ProblemCode.BAD_VALUE, "true or false", f"{pointer}/status")
    return Change(purpose, _VALUES[written], _reason(body.get("reason"), purpose))


def _reason(written: Any, purpose: str) -> RevocationReason | SuspensionReason | None:
    if written is None:
        return None
    if purpose == status.REVOCATION:
        return chosen(RevocationReason, str(written))
    return chosen(SuspensionReason, str(written))


def _apply(office: Office, award: Award, change: Change) -> None:
    session, organisation, reason = office.session, office.organisation, change.reason
    who: dict[str, Any] = {"desk": office.desk, "actor": office.actor, "at": office.at}
    try:
        if change.purpose == status.SUSPENSION and change.value:
            pause = reason if isinstance(reason, SuspensionReason) else None
            service.suspend(session, organisation, award.id, reason=pause, **who)
        elif change.purpose == status.SUSPENSION:
            service.reinstate(session, organisation, award.id, **who)
        elif change.value:
            withdrawal = Withdrawal(reason=reason if isinstance(reason, RevocationReason) else None)
            service.revoke(session, organisation, award.id, withdrawal=withdrawal, **who)
        elif award.state in {REVOKED, REPLACED}:
            raise refuse(ProblemCode.CONFLICT, "a revocation is final")
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.CONFLICT:
            raise
        # The W3C address answers 400 for what the present state does not allow.
        raise refuse(ProblemCode.BAD_VALUE, error.problem.detail, "/credentialStatus") from error


def _as_answered(made: Award) -> Any:
    # VCDM 2.0 §4.13.1: what is secured from outside travels in an envelope.
    enveloped = envelope(SecuredCredential(MediaType(made.media_type), made.content))
    return read_json(made.content) if enveloped is None else enveloped
