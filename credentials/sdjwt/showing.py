"""What a holder does with an SD-JWT: choose what is shown, and show it with their key (§7.2)."""

from collections.abc import Collection

from credentials.jose import compact
from credentials.model import JSONObject, MediaType, SecuredCredential
from credentials.parsing import read_json
from credentials.ports import Signer
from credentials.problems import ProblemCode, refuse
from credentials.sdjwt.combined import Combined, chosen
from credentials.sdjwt.key_binding import Showing, bind, confirmed_key, is_key_of
from credentials.sdjwt.opening import open_sd_jwt

_FORMS = frozenset({MediaType.VC_SD_JWT, MediaType.SD_JWT_VC})


def show(
    credential: SecuredCredential,
    claims: Collection[str],
    *,
    holder: Signer | None = None,
    showing: Showing | None = None,
) -> SecuredCredential:
    """An SD-JWT with only these hidden claims (JSON Pointers) disclosed, and all that is open.

    With `holder` and `showing` it is bound to one reader and occasion. Raises CredentialsError
    with `bad-value` for what is no SD-JWT and for a claim that is not hidden in it, and
    `key-not-allowed` when it is bound to another key or to none.
    """
    if credential.media_type not in _FORMS:
        raise refuse(ProblemCode.BAD_VALUE, "its claims cannot be shown one by one")
    payload = _payload(credential.content)
    opened = open_sd_jwt(credential.content, payload)
    kept = chosen(list(opened.revealed.places.items()), claims)
    shown = Combined(opened.combined.token, kept)
    if holder is not None and showing is not None:
        if "cnf" not in payload or not _is_bound_to(payload["cnf"], holder):
            raise refuse(ProblemCode.KEY_NOT_ALLOWED, "it is not bound to this key", "/cnf")
        token = bind(shown, holder, showing, hash_name=opened.revealed.hash_name)
        shown = Combined(shown.token, shown.disclosures, token)
    return SecuredCredential(credential.media_type, shown.text().encode())


def hidden_claims(credential: SecuredCredential) -> list[str]:
    """Where the claims stand that a holder may leave out, as JSON Pointers."""
    opened = open_sd_jwt(credential.content, _payload(credential.content))
    return list(opened.revealed.places)


def _payload(content: bytes) -> JSONObject:
    payload = read_json(compact.read(content.partition(b"~")[0]).payload)
    if not isinstance(payload, dict):
        raise refuse(ProblemCode.MALFORMED, "the token does not hold an object")
    return payload


def _is_bound_to(cnf: object, holder: Signer) -> bool:
    key = confirmed_key(cnf)
    return key == holder.verification_method if isinstance(key, str) else is_key_of(holder, key)
