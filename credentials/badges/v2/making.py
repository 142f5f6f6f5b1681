"""The documents of an Open Badge 2.0 as an issuer publishes them. Pure: no key, no address."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from credentials.badges.members import said
from credentials.badges.v2.documents import CONTEXT
from credentials.jose import compact
from credentials.keys import pem
from credentials.keys.algorithms import PublicKey
from credentials.model import JSONObject
from credentials.parsing import local_date_time_stamp
from credentials.ports import Signer


@dataclass(frozen=True, slots=True)
class Identity:
    """A person by the hash of an e-mail address with a salt; never by the address itself."""

    hash: str = field(repr=False)
    salt: str = field(repr=False)

    @classmethod
    def of(cls, email: str, *, salt: str) -> "Identity":
        """The identity of an address, in small letters."""
        digest = hashlib.sha256(f"{email.strip().lower()}{salt}".encode()).hexdigest()
        return cls(f"sha256${digest}", salt)


def assertion_document(
    url: str,
    *,
    badge: str,
    recipient: Identity,
    issued_on: datetime,
    expires: datetime | None,
    creator: str | None = None,
) -> JSONObject:
    """An Assertion: hosted at its id, or to be signed by the key `creator`."""
    return said(
        {
            "@context": CONTEXT,
            "id": url,
            "type": "Assertion",
            "recipient": {
                "type": "email",
                "hashed": True,
                "salt": recipient.salt,
                "identity": recipient.hash,
            },
            "badge": badge,
            "issuedOn": local_date_time_stamp(issued_on, "/issuedOn"),
            "expires": local_date_time_stamp(expires, "/expires") if expires else None,
            "verification": said(
                {"type": "SignedBadge" if creator else "HostedBadge", "creator": creator}
            ),
        }
    )


def revoked_document(url: str, *, reason: str) -> JSONObject:
    """What is left of a hosted Assertion that was withdrawn; the reason names nobody."""
    return {
        "@context": CONTEXT,
        "id": url,
        "type": "Assertion",
        "revoked": True,
        "revocationReason": reason,
    }


def class_document(
    url: str,
    *,
    name: str,
    description: str,
    criteria: str,
    criteria_url: str | None,
    image: str,
    issuer: str,
) -> JSONObject:
    """A BadgeClass: what can be awarded.

    Its language is not said: the one way to say it turns each text into an object for the
    published validator, which then refuses the badge.
    """
    return {
        "@context": CONTEXT,
        "id": url,
        "type": "BadgeClass",
        "name": name,
        "description": description,
        "image": image,
        "criteria": said({"id": criteria_url, "narrative": criteria or None}),
        "issuer": issuer,
    }


def profile_document(
    url: str,
    *,
    name: str,
    site: str,
    email: str,
    revocation_list: str,
    keys: Sequence[str],
) -> JSONObject:
    """The Profile of an issuer."""
    return said(
        {
            "@context": CONTEXT,
            "id": url,
            "type": "Profile",
            "name": name,
            "url": site,
            "email": email,
            "publicKey": list(keys),
            "revocationList": revocation_list,
        }
    )


def public_key_document(url: str, *, owner: str, key: PublicKey) -> JSONObject:
    """A CryptographicKey with its PEM."""
    return {
        "@context": CONTEXT,
        "id": url,
        "type": "CryptographicKey",
        "owner": owner,
        "publicKeyPem": pem.encode(key),
    }


def revocation_document(url: str, *, issuer: str, revoked: Sequence[str]) -> JSONObject:
    """The RevocationList of the signed badges that count no more."""
    return {
        "@context": CONTEXT,
        "id": url,
        "type": "RevocationList",
        "issuer": issuer,
        "revokedAssertions": list(revoked),
    }


def sign(assertion: JSONObject, signer: Signer) -> bytes:
    """A signed badge: the compact JWS of its Assertion."""
    payload = json.dumps(assertion, ensure_ascii=False, separators=(",", ":")).encode()
    return compact.sign(payload, signer, typ="JWS", cty="ld+json").encode()
