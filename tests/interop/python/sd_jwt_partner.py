"""sd-jwt of PyPI on SD-JWT VC, in an environment of its own: issues, presents, verifies."""

import json
import sys
from typing import Any

from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.utils.demo_utils import get_jwk, load_yaml_settings
from sd_jwt.utils.yaml_specification import load_yaml_specification, remove_sdobj_wrappers
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
        extra_header_parameters={"typ": asked["typ"], "kid": asked["kid"]},
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


def example(asked: dict[str, Any]) -> dict[str, Any]:
    """A published example of SD-JWT VC, as its description says it is made and shown."""
    described = load_yaml_specification(f"{asked['folder']}/{asked['name']}/specification.yml")
    settings = load_yaml_settings(f"{asked['folder']}/settings.yml")
    keys = get_jwk(settings["key_settings"], no_randomness=True)
    is_bound = described.get("key_binding", False)
    claims = {
        "iss": settings["identifiers"]["issuer"],
        "iat": settings["iat"],
        "exp": settings["exp"],
        **described["user_claims"],
    }
    made = SDJWTIssuer(
        claims,
        keys["issuer_key"],
        keys["holder_key"] if is_bound else None,
        add_decoy_claims=described.get("add_decoy_claims", False),
        extra_header_parameters=described["extra_header_parameters"],
    )
    nonce, reader = settings["key_binding_nonce"], settings["identifiers"]["verifier"]
    holder = SDJWTHolder(made.sd_jwt_issuance)
    shown = described["holder_disclosed_claims"]
    binding = (nonce, reader, keys["holder_key"]) if is_bound else (None, None, None)
    holder.create_presentation(shown, *binding)
    checked = SDJWTVerifier(holder.sd_jwt_presentation, lambda *_: keys["issuer_public_key"])
    return {
        "issuer": claims["iss"],
        "key": keys["issuer_public_key"].export_public(as_dict=True),
        "nonce": nonce,
        "reader": reader,
        "issued": made.sd_jwt_issuance,
        "shown": holder.sd_jwt_presentation,
        "claims": remove_sdobj_wrappers(claims),
        "claimsShown": checked.get_verified_payload(),
    }


_DO = {"issue": issue, "present": present, "verify": verify, "example": example}


def main() -> None:
    asked = json.load(sys.stdin)
    try:
        answer = {"verified": True, **_DO[asked["do"]](asked)}
    except Exception as error:  # noqa: BLE001 - whatever it is, the partner has refused
        answer = {"verified": False, "reason": f"{type(error).__name__}: {error}"}
    json.dump(answer, sys.stdout)


main()
