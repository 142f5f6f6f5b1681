"""The identity of a training body: its DID, its keys, and the document that publishes them."""

import json
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base import audit
from app.base.custody import ACTIVE, PENDING, RETIRED, Custody
from app.base.own_did import service_did
from app.base.settings import Settings, StartError
from app.issuer import store
from app.issuer.tables import TURNED_AWAY, Organisation
from app.status import service as status
from credentials import (
    FORMS,
    CredentialsError,
    JSONObject,
    ProblemCode,
    PublicKey,
    PublishedKey,
    did_key,
    jwk_thumbprint,
    key_document,
    refuse,
)

# A request that took the old key before it was retired may sign with it a little later.
OVERLAP = timedelta(hours=1)
METHODS = ("web", "domain", "key")


def owner(organisation_id: str) -> str:
    """The name under which custody keeps an organisation's keys."""
    return f"organisation:{organisation_id}"


def fragment(key: PublicKey) -> str:
    """The name of a key in its document: the key itself, so that it never means another.

    An RSA key is too long for that: it is named by its thumbprint (VC-JOSE-COSE 1.0 §4.3).
    """
    if key.algorithm.public_key_size is None:
        return jwk_thumbprint(key)
    return did_key(key).removeprefix("did:key:")


def document(session: Session, organisation: Organisation, *, custody: Custody) -> JSONObject:
    """The DID document that shows an organisation's keys, retired ones included.

    For a body with its own domain this is the file to publish at
    `https://<domain>/.well-known/did.json`.
    """
    keys = [
        PublishedKey(
            fragment=fragment(key.public_key),
            key=key.public_key,
            expires=key.retired_at + OVERLAP if key.retired_at else None,
            revoked=key.compromised_at,
            as_jwk=key.purpose == "assertion" and organisation.cryptosuite in FORMS,
        )
        for key in custody.keys(session, owner=owner(organisation.id))
    ]
    return key_document(organisation.did, keys)


def own_document(session: Session, did: str, *, custody: Custody) -> bytes | None:
    """The document of a did:web of this service's own organisations; no network is needed.

    A body's own domain is answered here too: its keys are ours to know.
    """
    organisation = store.organisation_by_did(session, did)
    if organisation is None or organisation.did_method == "key":
        return None
    return json.dumps(document(session, organisation, custody=custody)).encode()


def approve_domain(
    session: Session,
    organisation: Organisation,
    published: bytes,
    *,
    custody: Custody,
    actor: str,
    at: datetime,
) -> None:
    """Accept a body's own domain once the file read from it shows exactly our keys.

    Raises `conflict` when a key is missing or differs, because certificates signed then
    could not be checked by anybody else, and for a body that was turned away.
    """
    if organisation.vetting == TURNED_AWAY:
        raise refuse(ProblemCode.CONFLICT, "the operator has turned the body away")
    try:
        shown = json.loads(published)
        found = {method["id"]: _key_of(method) for method in shown["verificationMethod"]}
        fits = shown["id"] == organisation.did
        uses = set(shown["assertionMethod"])
        given_up = {method["id"] for method in shown["verificationMethod"] if "revoked" in method}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise refuse(ProblemCode.CONFLICT, "the published file is no DID document") from error
    ours = document(session, organisation, custody=custody)
    for method in ours["verificationMethod"]:
        key_id, is_good = method["id"], "revoked" not in method
        known = found.get(key_id) == _key_of(method)
        told = key_id in uses if is_good else key_id in given_up and key_id not in uses
        if not fits or not known or not told:
            raise refuse(ProblemCode.CONFLICT, "the published file does not show our keys")
    use_waiting_keys(session, organisation, custody=custody, actor=actor, at=at)
    if not organisation.approved:
        organisation.approved = True
        audit.record(
            session,
            actor=actor,
            action="organisation.approved",
            subject=organisation.did,
            organisation_id=organisation.id,
            at=at,
        )


def _key_of(method: JSONObject) -> tuple[object, object]:
    """The key of an entry, in whichever of the two forms it is written."""
    return method.get("publicKeyMultibase"), method.get("publicKeyJwk")


def use_waiting_keys(
    session: Session, organisation: Organisation, *, custody: Custody, actor: str, at: datetime
) -> None:
    """Sign with the keys that wait from now on, and retire those in whose place they come."""
    keys = custody.keys(session, owner=owner(organisation.id))
    waiting = [key for key in keys if key.state == PENDING]
    for key in keys:
        if key.state == ACTIVE and any(one.purpose == key.purpose for one in waiting):
            key.state, key.retired_at = RETIRED, at
    for key in waiting:
        key.state = ACTIVE
        audit.record(
            session,
            actor=actor,
            action="signing-key.used-from-now",
            subject=f"signing-key:{key.id}",
            organisation_id=organisation.id,
            at=at,
        )
    session.flush()


def check_public_address(session: Session, settings: Settings) -> None:
    """Refuse to start under another address than the one that was given to the world.

    Raises StartError when an organisation's identity or a status list, which are written
    into every certificate, are under another address than PASSPORT_PUBLIC_URL.
    """
    listed = status.list_outside(session, settings.public_url)
    if listed is not None:
        raise StartError(
            f"PASSPORT_PUBLIC_URL is {settings.public_url}, but certificates were issued that"
            f" name {listed}. They could no longer be checked. Set the address back."
        )
    try:
        prefix = service_did(settings.public_url, "issuers") + ":"
    except CredentialsError:
        prefix = "did:web:none:"
    organisation = store.web_organisation_outside(session, prefix)
    if organisation is not None:
        raise StartError(
            f"PASSPORT_PUBLIC_URL is {settings.public_url}, but {organisation.slug} is known to"
            f" the world as {organisation.did}. Its certificates could no longer be checked."
            " Set the address back."
        )
