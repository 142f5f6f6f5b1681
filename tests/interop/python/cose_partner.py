"""pycose of PyPI on COSE_Sign1, in an environment of its own: issues and verifies."""

import base64
import json
import sys
from typing import Any

from pycose.algorithms import EdDSA, Es256, Es384, Es512
from pycose.headers import KID, Algorithm, ContentType
from pycose.keys import EC2Key, OKPKey
from pycose.keys.curves import P256, P384, P521, Ed25519
from pycose.messages import Sign1Message

_TYP = 16
_CURVES = {"P-256": (P256, Es256), "P-384": (P384, Es384), "P-521": (P521, Es512)}


def _bytes(text: str | None) -> bytes:
    return base64.urlsafe_b64decode((text or "") + "==")


def key(jwk: dict[str, str]) -> tuple[Any, Any]:
    """A key out of a JWK, and the algorithm that goes with it."""
    secret = _bytes(jwk.get("d"))
    if jwk["kty"] == "OKP":
        return OKPKey(crv=Ed25519, x=_bytes(jwk["x"]), d=secret), EdDSA
    curve, algorithm = _CURVES[jwk["crv"]]
    return EC2Key(crv=curve, x=_bytes(jwk["x"]), y=_bytes(jwk["y"]), d=secret), algorithm


def issue(asked: dict[str, Any]) -> dict[str, Any]:
    made, algorithm = key(asked["key"])
    header = {
        Algorithm: algorithm,
        KID: asked["kid"].encode(),
        ContentType: "application/vc",
        _TYP: "application/vc+cose",
    }
    message = Sign1Message(phdr=header, payload=json.dumps(asked["credential"]).encode())
    message.key = made
    return {"credential": base64.b64encode(message.encode()).decode()}


def verify(asked: dict[str, Any]) -> dict[str, Any]:
    message = Sign1Message.decode(base64.b64decode(asked["credential"]))
    message.key, _ = key(asked["publicKey"])
    if not message.verify_signature():
        raise ValueError("the signature does not fit")
    return {"credential": json.loads(message.payload)}


_DO = {"issue": issue, "verify": verify}


def main() -> None:
    asked = json.load(sys.stdin)
    try:
        answer = {"verified": True, **_DO[asked["do"]](asked)}
    except Exception as error:  # noqa: BLE001 - whatever it is, the partner has refused
        answer = {"verified": False, "reason": f"{type(error).__name__}: {error}"}
    json.dump(answer, sys.stdout)


main()
