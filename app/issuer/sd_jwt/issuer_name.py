"""How a training body is called in an SD-JWT VC, and where its keys are found under that name."""

import json

from sqlalchemy.orm import Session

from app.base.custody import COMPROMISED, Custody
from app.issuer import identity, store
from app.issuer.tables import Organisation
from credentials import (
    CredentialsError,
    JSONObject,
    did_web_of,
    https_issuer_of,
    issuer_metadata,
)


def token_issuer(organisation: Organisation) -> str:
    """The `iss` of its tokens: its https address if that is under this service, else its DID.

    A body with its own domain would have to publish another file there for an https address.
    """
    if organisation.did_method == "web":
        return https_issuer_of(organisation.did)
    return organisation.did


def metadata(session: Session, organisation: Organisation, *, custody: Custody) -> JSONObject:
    """Its JWT VC Issuer Metadata: every key but those that were given up."""
    keys = custody.keys(session, owner=identity.owner(organisation.id))
    published = [
        (identity.fragment(key.public_key), key.public_key)
        for key in keys
        if key.state != COMPROMISED
    ]
    return issuer_metadata(token_issuer(organisation), published)


def own_metadata(session: Session, issuer: str, *, custody: Custody) -> bytes | None:
    """The metadata of an https issuer of this service; no network is needed for it."""
    try:
        organisation = store.organisation_by_did(session, did_web_of(issuer))
    except CredentialsError:
        return None
    if organisation is None or token_issuer(organisation) != issuer:
        return None
    return json.dumps(metadata(session, organisation, custody=custody)).encode()
