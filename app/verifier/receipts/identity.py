"""Who signs receipts: the service itself, under a did:web of its own address.

The key is made when the first receipt is asked for. Its document is published at
`/.well-known/did.json`, so that anybody can check a receipt without asking us about it.
"""

import json
from datetime import datetime

from sqlalchemy.orm import Session

from app.base.custody import ACTIVE, RETIRED, Custody, SigningKey
from app.base.db import Database
from app.base.own_did import service_did
from credentials import (
    CredentialsError,
    JSONObject,
    PublicKey,
    PublishedKey,
    Signer,
    did_key,
    did_of,
    key_document,
)

_OWNER = "service"
_PURPOSE = "receipts"


def own_did(public_url: str) -> str | None:
    """The identity that signs receipts; None under an IP address, which did:web does not allow."""
    try:
        return service_did(public_url)
    except CredentialsError:
        return None


def signer(database: Database, *, custody: Custody, public_url: str, at: datetime) -> Signer:
    """The signer of receipts; its key is made and published with the first of them.

    Raises `request-invalid` under an IP address.
    """
    did = service_did(public_url)
    with database.reading() as session:
        if _uses(did, session, custody):
            return custody.signer(session, owner=_OWNER, purpose=_PURPOSE)
    with database.session() as session:
        # Somebody may have made it in between; a second one would do no harm.
        if not _uses(did, session, custody):
            _make(did, session, custody, at)
        return custody.signer(session, owner=_OWNER, purpose=_PURPOSE)


def _make(did: str, session: Session, custody: Custody, at: datetime) -> None:
    for key in _active(session, custody):
        # It is of the address that the service had before it moved.
        key.state, key.retired_at = RETIRED, at
    custody.create_key(
        session,
        owner=_OWNER,
        purpose=_PURPOSE,
        verification_method=lambda made: f"{did}#{_fragment(made)}",
        at=at,
    )


def own_document(session: Session, did: str, *, custody: Custody) -> JSONObject | None:
    """The DID document of that identity of this service; None while it has no key."""
    keys = [key for key in _keys(session, custody) if did_of(key.verification_method) == did]
    if not keys:
        return None
    published = [
        PublishedKey(fragment=_fragment(key.public_key), key=key.public_key) for key in keys
    ]
    return key_document(did, published)


def own_document_bytes(session: Session, did: str, *, custody: Custody) -> bytes | None:
    """The same as it is published."""
    document = own_document(session, did, custody=custody)
    return None if document is None else json.dumps(document).encode()


def _uses(did: str, session: Session, custody: Custody) -> bool:
    """Whether the keys in use are of this address: the service may have moved."""
    names = {did_of(key.verification_method) for key in _active(session, custody)}
    return names == {did}


def _active(session: Session, custody: Custody) -> list[SigningKey]:
    return [key for key in _keys(session, custody) if key.state == ACTIVE]


def _keys(session: Session, custody: Custody) -> list[SigningKey]:
    return [key for key in custody.keys(session, owner=_OWNER) if key.purpose == _PURPOSE]


def _fragment(key: PublicKey) -> str:
    return did_key(key).removeprefix("did:key:")
