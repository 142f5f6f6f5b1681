"""What an Open Badge 2.0 says, put where a badge of version 3.0 says the same.

So both are read by the same labels and in the same order. Nothing is left out: what version 3
has no place for stays where it was.
"""

from typing import Any

from credentials import JSONObject, as_list

# Of an IdentityObject: version 2 names the property, version 3 the kind.
_KINDS = {"email": "emailAddress", "url": "url", "telephone": "phone"}


def in_version_3(document: JSONObject) -> JSONObject:
    """The claims of an assertion, with its class and issuer inside, by the names of version 3.

    Those of an endorsement too.
    """
    rest = dict(document)
    if "claim" in rest:
        said = {"awardedDate": rest.pop("issuedOn"), "credentialSubject": rest.pop("claim")}
        return {**rest, **said}
    badge = _taken(rest, "badge")
    issuer = _taken(badge, "issuer")
    criteria = badge.pop("criteria", None)
    achievement = {
        **badge,
        "criteria": {"id": criteria} if isinstance(criteria, str) else criteria,
    }
    evidence = [
        {"id": item} if isinstance(item, str) else item
        for item in as_list(rest.pop("evidence", []))
    ]
    placed: JSONObject = {
        "awardedDate": rest.pop("issuedOn", None),
        "validUntil": rest.pop("expires", None),
        "issuer": issuer,
        "credentialSubject": {
            "identifier": _identity(rest.pop("recipient", None)),
            "achievement": achievement,
        },
        "evidence": evidence,
    }
    return {**{name: value for name, value in placed.items() if value}, **rest}


def _taken(node: JSONObject, member: str) -> JSONObject:
    value = node.pop(member, None)
    return dict(value) if isinstance(value, dict) else {"id": value}


def _identity(recipient: Any) -> Any:
    if not isinstance(recipient, dict):
        return recipient
    rest = dict(recipient)
    kind, written = rest.pop("type", None), rest.pop("identity", None)
    return {
        "identityType": _KINDS.get(kind, kind) if isinstance(kind, str) else kind,
        "identityHash": written,
        "hashed": False,
        **rest,
    }
