"""Changing the signing keys of a training body: publish first, use later, keep what was used.

A key goes from pending (published, signs nothing) to active, and ends as retired (what it signed
stays valid for ever) or compromised (nothing that it signed counts any more).
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base import audit
from app.base.custody import ACTIVE, COMPROMISED, PENDING, Custody, SigningKey
from app.issuer import identity
from app.issuer.tables import Organisation
from app.status import service as status
from credentials import ProblemCode, refuse

# Others keep a body's key document for five minutes. A certificate that is signed sooner with
# a key that they do not know could not be checked by them.
WAIT = timedelta(minutes=10)


def keys_of(session: Session, organisation: Organisation, *, custody: Custody) -> list[SigningKey]:
    """The keys of a body, newest first, retired ones too."""
    return custody.keys(session, owner=identity.owner(organisation.id))[::-1]


def begin_rotation(
    session: Session, organisation: Organisation, *, custody: Custody, actor: str, at: datetime
) -> None:
    """Make a new key for each purpose; they are published at once and sign nothing yet.

    Raises `conflict` for a did:key body, whose identity is its key, and while others wait.
    """
    keys = _locked(session, organisation, custody=custody)
    if any(key.state == PENDING for key in keys):
        raise refuse(ProblemCode.CONFLICT, "new keys wait already")
    for purpose in sorted({key.purpose for key in keys}):
        _make(session, organisation, purpose, custody=custody, actor=actor, at=at)


def ready_at(organisation: Organisation, keys: list[SigningKey]) -> datetime | None:
    """When the waiting keys may be used; None when none waits, or the domain has to show them."""
    waiting = [key for key in keys if key.state == PENDING]
    if not waiting or organisation.did_method == "domain":
        return None
    return max(key.created_at for key in waiting) + WAIT


def finish_rotation(
    session: Session, organisation: Organisation, *, custody: Custody, actor: str, at: datetime
) -> None:
    """Sign with the new keys from now on; the old ones are retired and stay published.

    Raises `conflict` while it is too early, when none waits, and for a body with its own
    domain: there the file has to be seen first (`identity.approve_domain`).
    """
    ready = ready_at(organisation, _locked(session, organisation, custody=custody))
    if ready is None or at < ready:
        raise refuse(ProblemCode.CONFLICT, "no key may be used yet")
    identity.use_waiting_keys(session, organisation, custody=custody, actor=actor, at=at)


def give_up(
    session: Session,
    organisation: Organisation,
    key_id: str,
    *,
    since: datetime,
    custody: Custody,
    actor: str,
    at: datetime,
) -> None:
    """Say that a key is in wrong hands since that moment: nothing that it signed counts any more.

    A new key takes its place at once; on an own domain only once the file there shows it, and
    until then nothing can be issued. Raises `not-found` for another's key, `bad-value` for a
    moment that lies ahead, `conflict` for a did:key body and a key that was given up before.
    """
    keys = _locked(session, organisation, custody=custody)
    key = next((key for key in keys if key.id == key_id), None)
    if key is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such key")
    if key.state == COMPROMISED:
        raise refuse(ProblemCode.CONFLICT, "the key was given up before")
    if since > at:
        raise refuse(ProblemCode.BAD_VALUE, "it lies ahead", "/since")
    was_active = key.state == ACTIVE
    key.state, key.compromised_at, key.retired_at = COMPROMISED, since, key.retired_at or at
    _record(session, organisation, key, "signing-key.given-up", actor=actor, at=at)
    if was_active:
        waits = any(one.state == PENDING and one.purpose == key.purpose for one in keys)
        if not waits:
            _make(session, organisation, key.purpose, custody=custody, actor=actor, at=at)
        if organisation.did_method == "domain":
            organisation.approved = False
        else:
            identity.use_waiting_keys(session, organisation, custody=custody, actor=actor, at=at)
    status.sign_anew(session, organisation.id)


def _locked(session: Session, organisation: Organisation, *, custody: Custody) -> list[SigningKey]:
    if organisation.did_method == "key":
        raise refuse(ProblemCode.CONFLICT, "the identity of this body is its key")
    # Two who change the keys at once do it one after the other.
    session.get_one(Organisation, organisation.id, with_for_update=True)
    return custody.keys(session, owner=identity.owner(organisation.id))


def _make(
    session: Session,
    organisation: Organisation,
    purpose: str,
    *,
    custody: Custody,
    actor: str,
    at: datetime,
) -> None:
    owner = identity.owner(organisation.id)
    newest = [key for key in custody.keys(session, owner=owner) if key.purpose == purpose][-1]
    made = custody.create_key(
        session,
        owner=owner,
        purpose=purpose,
        verification_method=lambda new: f"{organisation.did}#{identity.fragment(new)}",
        algorithm=newest.public_key.algorithm,
        at=at,
    )
    made.state = PENDING
    session.flush()
    _record(session, organisation, made, "signing-key.made", actor=actor, at=at)


def _record(
    session: Session,
    organisation: Organisation,
    key: SigningKey,
    action: str,
    *,
    actor: str,
    at: datetime,
) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=f"signing-key:{key.id}",
        organisation_id=organisation.id,
        at=at,
    )
