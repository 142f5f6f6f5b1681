"""Make the archive of a body, with status lists that hold for as long as it is to be read."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base import audit
from app.base.custody import Custody
from app.issuer import identity, store
from app.issuer.leaving.archive import Archive, Published
from app.issuer.schemas import AchievementAnswer
from app.issuer.tables import Organisation
from app.status import service as status
from app.status import store as status_store
from app.status.publication import store as list_values
from app.status.token_lists import service as token_lists
from app.status.token_lists import store as token_store
from app.status.token_lists.tables import TokenList
from credentials import TOKEN_LIST_MEDIA_TYPE, JSONObject, MediaType, as_bytes

_PURPOSE = "assertion"


def pack(
    session: Session,
    organisation: Organisation,
    *,
    custody: Custody,
    holds_for: timedelta,
    actor: str,
    at: datetime,
) -> bytes:
    """The signed archive of a body; the audit trail says that it was made.

    Raises `key-unavailable` when its keys cannot be used.
    """
    audit.record(
        session,
        actor=actor,
        action="organisation.archived",
        subject=f"organisation:{organisation.id}",
        organisation_id=organisation.id,
        at=at,
    )
    owner = identity.owner(organisation.id)
    archive = Archive(
        did=organisation.did,
        slug=organisation.slug,
        made_at=at,
        did_document=as_bytes(identity.document(session, organisation, custody=custody)),
        published=list(_lists(session, organisation, custody=custody, holds_for=holds_for, at=at)),
        said={
            "organisation": _profile(organisation),
            "keys": _keys(session, organisation, custody=custody),
            "achievements": [
                AchievementAnswer.of(found).model_dump(mode="json", exclude_none=True)
                for found in store.achievements(session, organisation.id)
            ],
        },
    )
    return archive.sealed(custody.signer(session, owner=owner, purpose=_PURPOSE))


def _profile(organisation: Organisation) -> JSONObject:
    names = ("name", "name_latin", "url", "country", "language", "time_zone")
    said = {name: getattr(organisation, name) for name in names}
    return {name: value for name, value in said.items() if value is not None}


def _keys(session: Session, organisation: Organisation, *, custody: Custody) -> list[JSONObject]:
    """Every key that it ever had, with its days; what is public of each."""
    return [
        {
            "verificationMethod": key.verification_method,
            "algorithm": key.algorithm,
            "purpose": key.purpose,
            "state": key.state,
            "created": key.created_at.isoformat(),
            "retired": key.retired_at.isoformat() if key.retired_at else None,
            "compromised": key.compromised_at.isoformat() if key.compromised_at else None,
        }
        for key in custody.keys(session, owner=identity.owner(organisation.id))
    ]


def _lists(
    session: Session,
    organisation: Organisation,
    *,
    custody: Custody,
    holds_for: timedelta,
    at: datetime,
) -> Iterator[Published]:
    for listed in status_store.lists_of(session, organisation.id):
        signer = token_lists.signer(session, listed, custody=custody)
        bits = status.bits_of(session, listed)
        signed = status.sign(listed, bits, signer, at=at, holds_for=holds_for)
        yield Published(listed.url, MediaType.VC, signed.content)
    for token_list in token_store.lists_of(session, organisation.id):
        signer = token_lists.signer(session, token_list, custody=custody)
        by_value = list_values.values(session, TokenList, [token_list.id])[token_list.id]
        values = {place: value for value, places in by_value.items() for place in places}
        content = token_lists.sign(token_list, values, signer, at=at, holds_for=holds_for)
        yield Published(token_list.url, TOKEN_LIST_MEDIA_TYPE, content)
