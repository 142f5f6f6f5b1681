"""Every cause for which a certificate is not simply good: one row each, for all that show it.

The rows are brought over HTTP here, and typed and uploaded in a real browser elsewhere.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from credentials import JSONObject, as_bytes
from credentials.keys.encodings import encode_base58
from tests.journeys.stage import Stage
from tests.world import changed

VALID, INVALID, UNDETERMINED = "valid", "invalid", "undetermined"


@dataclass(frozen=True)
class Cause:
    """One row: what the employer brings, and what has to come out of it.

    `verdict` None: there is nothing to check (422). `code` is the problem that is given as
    the cause, None where the issuer's standing is the cause.
    """

    name: str
    bring: Callable[[Stage], bytes]
    verdict: str | None
    code: str | None
    genuine: str = "no"
    current: str = "unchecked"
    issuer: str = "unchecked"


def _good(stage: Stage, **changes: object) -> JSONObject:
    document = {"credentialStatus": stage.world.entry(), **changes}
    return stage.world.document(**document)


def _signed(stage: Stage, **changes: object) -> bytes:
    return stage.world.issue(_good(stage, **changes)).content


def _edited(stage: Stage, edit: Callable[[JSONObject], object]) -> bytes:
    return as_bytes(changed(stage.world.issue(_good(stage)), edit))


def _changed_claim(stage: Stage) -> bytes:
    return _edited(
        stage, lambda it: it["credentialSubject"]["achievement"].update(name="Master welder")
    )


def _added_term(stage: Stage) -> bytes:
    return _edited(stage, lambda it: it["credentialSubject"].update(grade="with distinction"))


def _renamed_term(stage: Stage) -> bytes:
    def rename(document: JSONObject) -> None:
        achievement = document["credentialSubject"]["achievement"]
        achievement["https://schema.org/name"] = achievement.pop("name")

    return _edited(stage, rename)


def _hidden_end(stage: Stage) -> bytes:
    def hide(document: JSONObject) -> None:
        document["https://www.w3.org/2018/credentials#validUntil"] = {
            "@value": document.pop("validUntil"),
            "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
        }

    return _edited(stage, hide)


def _foreign_key(stage: Stage) -> bytes:
    mallory = stage.world.key_issuer()
    secured = stage.world.issue(stage.world.document(mallory), issuer=mallory)
    return as_bytes(changed(secured, lambda it: it["issuer"].update(id=stage.world.school.did)))


def _weak_key(stage: Stage) -> bytes:
    # The neutral element of the curve: with it as public key everybody can sign anything.
    name = "z" + encode_base58(b"\xed\x01" + b"\x01" + bytes(31))
    secured = json.loads(_signed(stage))
    secured["issuer"]["id"] = f"did:key:{name}"
    secured["proof"]["verificationMethod"] = f"did:key:{name}#{name}"
    return as_bytes(secured)


def _with_status(stage: Stage, *purposes: str) -> JSONObject:
    return stage.world.document(
        credentialStatus=[stage.world.entry(purpose) for purpose in purposes]
    )


def _revoked(stage: Stage) -> bytes:
    document = _with_status(stage, "revocation")
    stage.world.set_status(document, "revocation")
    return stage.world.issue(document).content


def _suspended(stage: Stage) -> bytes:
    document = _with_status(stage, "revocation", "suspension")
    stage.world.set_status(document, "suspension")
    return stage.world.issue(document).content


def _replaced(stage: Stage) -> bytes:
    award = stage.award("Amina Yusuff")
    stage.replace(award, "Amina Yusuf")
    return award.content


def _expired(stage: Stage) -> bytes:
    return _signed(stage, validUntil="2026-11-01T00:00:00Z")


def _not_yet(stage: Stage) -> bytes:
    first = stage.world.at + timedelta(days=30)
    return _signed(stage, validFrom=first.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _unreachable_list(stage: Stage) -> bytes:
    stage.world.unreachable.add(stage.world.school.list_url("revocation"))
    return _signed(stage)


def _unknown_issuer(stage: Stage) -> bytes:
    stranger = stage.world.issuer("stranger.example")
    return stage.world.issue(stage.world.document(stranger), issuer=stranger).content


def _unknown_context(stage: Stage) -> bytes:
    return _edited(stage, lambda it: it["@context"].append("https://words.example/own/v1"))


def _no_credential(stage: Stage) -> bytes:
    del stage
    return b"Dear Sir or Madam, please find my certificate enclosed."


CAUSES = (
    Cause("changed claim", _changed_claim, INVALID, "tampered"),
    Cause("added undefined term", _added_term, INVALID, "term-undefined"),
    Cause("renamed term", _renamed_term, INVALID, "tree-changed"),
    Cause("hidden validUntil", _hidden_end, INVALID, "tree-changed"),
    Cause("foreign key", _foreign_key, INVALID, "key-not-allowed"),
    Cause("weak key", _weak_key, INVALID, "key-weak"),
    Cause("revoked", _revoked, INVALID, "revoked", "yes", "no", "accredited"),
    Cause("replaced", _replaced, INVALID, "replaced", "yes", "no", "known"),
    Cause("suspended", _suspended, INVALID, "suspended", "yes", "no", "accredited"),
    Cause("expired", _expired, INVALID, "expired", "yes", "no", "accredited"),
    Cause("not yet valid", _not_yet, INVALID, "not-yet-valid", "yes", "no", "known"),
    Cause(
        "unreachable list",
        _unreachable_list,
        UNDETERMINED,
        "status-unreachable",
        "yes",
        "unchecked",
        "accredited",
    ),
    Cause("unknown issuer", _unknown_issuer, VALID, None, "yes", "yes", "unknown"),
    Cause("unknown context", _unknown_context, UNDETERMINED, "context-unknown", "unchecked"),
    Cause("no credential at all", _no_credential, None, "no-credential-found"),
)
