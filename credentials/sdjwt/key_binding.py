"""The token by which a holder's key shows an SD-JWT to one reader (RFC 9901 §4.3, §7.3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from credentials.jose import compact
from credentials.keys import jwk
from credentials.keys.algorithms import PublicKey, public_key
from credentials.model import JSONObject, KeyBinding, as_bytes
from credentials.parsing import numeric_date, read_json
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.sdjwt.combined import Combined

_TYP = "kb+jwt"
_HEADER = frozenset({"alg", "typ", "kid"})
_TEXTS = ("aud", "nonce", "sd_hash")


class Showing(Struct, frozen=True):
    """To whom and when an SD-JWT is shown: the reader's `aud` and `nonce`, and the moment."""

    audience: str
    nonce: str
    at: datetime


def bind(shown: Combined, holder: Signer, showing: Showing, *, hash_name: str) -> str:
    """The token for exactly this SD-JWT with exactly these disclosures (§4.3).

    Raises what signing does. That the key is the one in `cnf` is the caller's to see to.
    """
    claims: JSONObject = {
        "iat": int(showing.at.timestamp()),
        "aud": showing.audience,
        "nonce": showing.nonce,
        "sd_hash": shown.digest(hash_name),
    }
    return compact.sign_with({"typ": _TYP}, as_bytes(claims), holder)


def read_key_binding(shown: Combined, *, hash_name: str) -> KeyBinding | None:
    """The key binding of an SD-JWT, None when it has none; whose key made it is not asked yet.

    Raises CredentialsError with `malformed` or `proof-rejected` for what is no such token or
    is over something else than what is shown (§7.3, step 5).
    """
    if shown.key_binding is None:
        return None
    token = compact.read(shown.key_binding)
    _check_header(token.header)
    claims = read_json(token.payload)
    if not isinstance(claims, dict):
        raise refuse(ProblemCode.MALFORMED, "the key binding does not hold an object")
    for name in _TEXTS:
        if not isinstance(claims.get(name), str):
            raise _rejected(f"the key binding has no {name}")
    try:
        issued_at = numeric_date(claims.get("iat"), "/iat")
    except CredentialsError as error:
        raise _rejected("the key binding does not say when it was made") from error
    if claims["sd_hash"] != shown.digest(hash_name):
        raise _rejected("the key binding is over something else than what is shown")
    return KeyBinding(
        algorithm=token.header["alg"],
        signing_input=token.signing_input,
        signature=token.signature,
        audience=claims["aud"],
        nonce=claims["nonce"],
        issued_at=issued_at,
    )


def _check_header(header: Mapping[str, Any]) -> None:
    """`alg` and `typ`; a `kid` says nothing, for the key is the one in `cnf`."""
    if header.get("typ") != _TYP:
        raise _rejected(f"the key binding is no {_TYP}")
    if not header.keys() <= _HEADER or not isinstance(header.get("alg"), str):
        raise _rejected("the header of the key binding has a member that is not taken")


def check_key_binding(binding: KeyBinding, key: PublicKey) -> None:
    """Return if the token was made with this key; raises `proof-rejected` or `tampered`."""
    signed = binding.signing_input
    key.check_token(binding.signature, signed, alg=binding.algorithm, what="key binding")


def _rejected(detail: str) -> CredentialsError:
    return refuse(ProblemCode.PROOF_REJECTED, detail)


# ── The key that a credential is bound to (RFC 7800 §3) ─────────────────────────────────


def confirmation(key: PublicKey) -> JSONObject:
    """The `cnf` claim that binds a credential to a key, as a JWK (RFC 7800 §3.2)."""
    return {"jwk": jwk.encode(key)}


def confirmed_key(cnf: Any) -> PublicKey | str:
    """The key in a `cnf` claim, or the name of one (RFC 7800 §3.2, §3.4).

    Raises CredentialsError with `bad-value` for any other `cnf`, and what a JWK is refused for.
    """
    if isinstance(cnf, dict) and isinstance(cnf.get("jwk"), dict):
        return jwk.decode(cnf["jwk"])
    if isinstance(cnf, dict) and isinstance(cnf.get("kid"), str):
        named: str = cnf["kid"]
        return named
    raise refuse(ProblemCode.BAD_VALUE, "neither the key of the holder nor its name", "/cnf")


def is_key_of(signer: Signer, key: PublicKey) -> bool:
    """Whether a signer signs with that key."""
    return public_key(signer.algorithm, signer.public_key) == key
