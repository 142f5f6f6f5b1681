"""sd-jwt of PyPI on SD-JWT VC, in an environment of its own: issues, presents, verifies."""

import json
import sys
from typing import Any

from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier


def key(value: dict[str, str] | None) -> JWK | None:
    return None if value is None else JWK(**value)


def hidden(claims: Any, frame: Any) -> Any:
    """The claims with those that a frame names marked as what the holder may leave out."""
    if isinstance(claims, list):
        chosen = set(frame.get("_sd", ()))
        return [
            SDObj(item) if place in chosen else hidden(item, frame.get(str(place), {}))
            for place, item in enumerate(claims)
        ]
    if not isinstance(claims, dict):
        return claims
    chosen = set(frame.get("_sd", ()))
    return {
        (SDObj(name) if name in chosen else name): hidden(member, frame.get(name, {}))
        for name, member in claims.items()
    }


def issue(asked: dict[str, Any]) -> dict[str, Any]:
    made = SDJWTIssuer(
        hidden(asked["claims"], asked["frame"]),
        key(asked["key"]),
        sign_alg=asked["alg"],
        add_decoy_claims=True,
        extra_header_parameters={"typ": "dc+sd-jwt", "kid": asked["kid"]},
    )
    return {"credential": made.sd_jwt_issuance}


def present(asked: dict[str, Any]) -> dict[str, Any]:
    holder = SDJWTHolder(asked["credential"])
    binding = asked["binding"]
    holder.create_presentation(
        asked["frame"],
        nonce=binding["nonce"],
        aud=binding["aud"],
        holder_key=key(asked["holderKey"]),
        sign_alg=asked["holderAlg"],
    )
    return {"credential": holder.sd_jwt_presentation}


def verify(asked: dict[str, Any]) -> dict[str, Any]:
    nonce = asked.get("nonce")
    checked = SDJWTVerifier(
        asked["credential"],
        lambda _issuer, _header: key(asked["publicKey"]),
        asked["audience"] if nonce else None,
        nonce,
    )
    return {"claims": checked.get_verified_payload()}


_DO = {"issue": issue, "present": present, "verify": verify}


def main() -> None:
    asked = json.load(sys.stdin)
    try:
        answer = {
            "verified": True,
            **{"issue": issue, "present": present, "verify": verify}[asked["do"]](asked),
        }
    except Exception as error:  # noqa: BLE001 - whatever it is, the partner has refused
        answer = {"verified": False, "reason": f"{type(error).__name__}: {error}"}
    json.dump(answer, sys.stdout)


main()
