"""Issue an SD-JWT VC (draft-ietf-oauth-sd-jwt-vc-19): what is open, what is hidden, whose key."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from credentials.did.https import did_web_of, is_https
from credentials.jose import compact
from credentials.jose.issuer_metadata import key_id
from credentials.keys.algorithms import PublicKey
from credentials.model import JSONObject, MediaType, SecuredCredential, as_bytes
from credentials.parsing import did_of, read_again
from credentials.ports import Signer
from credentials.problems import ProblemCode, refuse
from credentials.sdjwt.combined import Combined
from credentials.sdjwt.concealing import Hiding, conceal
from credentials.sdjwt.disclosures import Salts, random_salt
from credentials.sdjwt.key_binding import confirmation

ALWAYS_SHOWN = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"})
"""What a verifier has to see, and nobody may hide from it (§3.2.2.3)."""

_REGISTERED = ALWAYS_SHOWN | {"iat"}
_DECOYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedClaims:
    """The claims of an SD-JWT VC, and what is said about it.

    `hidden` are JSON Pointers into `claims`. `holder` is the key that it is bound to, `place`
    its place on a Token Status List (address and index), `integrity` the digest of what is
    published about its type.
    """

    vct: str
    issuer: str
    claims: JSONObject = field(repr=False)
    hidden: Collection[str] = ()
    holder: PublicKey | None = None
    place: tuple[str, int] | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    integrity: str | None = None


def issue_typed(
    typed: TypedClaims, signer: Signer, *, at: datetime, salts: Salts = random_salt
) -> SecuredCredential:
    """Sign an SD-JWT VC after everything about it was checked.

    Raises CredentialsError: `bad-value` for claims that are not the issuer's to choose and for
    what cannot be hidden, `key-not-allowed` for another issuer's key, and what signing raises.
    """
    taken = typed.claims.keys() & _REGISTERED
    if taken:
        raise refuse(ProblemCode.BAD_VALUE, "said by the issuer itself", f"/{min(taken)}")
    owner = did_web_of(typed.issuer) if is_https(typed.issuer) else typed.issuer
    if did_of(signer.verification_method) != owner:
        raise refuse(ProblemCode.KEY_NOT_ALLOWED, "the key is not the issuer's", "/iss")
    # As a strict reader will see it.
    claims: JSONObject = read_again({**_about(typed, at), **typed.claims})
    hiding = Hiding(typed.hidden, decoys=_DECOYS, salts=salts)
    concealed = conceal(claims, hiding)
    header = {"kid": key_id(signer, typed.issuer), "typ": "dc+sd-jwt"}
    token = compact.sign_with(header, as_bytes(concealed.payload), signer)
    content = Combined(token, concealed.disclosures).text().encode()
    return SecuredCredential(MediaType.SD_JWT_VC, content)


def _about(typed: TypedClaims, at: datetime) -> JSONObject:
    for pointer in typed.hidden:
        if pointer.split("/")[1:2] and pointer.split("/")[1] in _REGISTERED:
            raise refuse(ProblemCode.BAD_VALUE, "this may not be hidden", pointer)
    about: JSONObject = {"iss": typed.issuer, "iat": int(at.timestamp()), "vct": typed.vct}
    if typed.integrity is not None:
        about["vct#integrity"] = typed.integrity
    if typed.valid_from is not None:
        about["nbf"] = int(typed.valid_from.timestamp())
    if typed.valid_until is not None:
        about["exp"] = int(typed.valid_until.timestamp())
    if typed.holder is not None:
        about["cnf"] = confirmation(typed.holder)
    if typed.place is not None:
        uri, index = typed.place
        about["status"] = {"status_list": {"idx": index, "uri": uri}}
    return about
