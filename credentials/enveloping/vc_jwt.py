"""vc+jwt and vp+jwt: a compact JWS around a document (VC-JOSE-COSE 1.0 §3.1)."""

from credentials.enveloping.form import Form, Occasion, Sealed
from credentials.jose import compact
from credentials.keys.algorithms import ALGORITHMS
from credentials.model import (
    JSONObject,
    MediaType,
    ParsedCredential,
    ParsedPresentation,
    Token,
    as_bytes,
)
from credentials.parsing import parsed_credential, parsed_presentation
from credentials.ports import Signer
from credentials.problems import ProblemCode, refuse

# JWT claims that may stand beside the members of a credential (§3.1.3); they are about the
# token, so they are taken out before the credential is looked at.
_TOKEN_CLAIMS = frozenset({"iss", "sub", "jti", "iat", "exp", "nbf", "aud", "cnf", "nonce"})


def _recognises(sealed: Sealed) -> bool:
    kinds = (MediaType.VC_JWT, MediaType.VP_JWT)
    return sealed.tail is None and sealed.token.media_type in kinds


def _read(sealed: Sealed) -> ParsedCredential | ParsedPresentation:
    token, payload = sealed.token, sealed.claims
    compact.check_header(token.header)
    if payload.keys() & {"vc", "vp"}:
        raise refuse(ProblemCode.BAD_VALUE, "vc and vp are not members of such a token")
    document = {name: value for name, value in payload.items() if name not in _TOKEN_CLAIMS}
    secured = Token(
        algorithm=token.header["alg"],
        verification_method=token.header["kid"],
        signing_input=token.signing_input,
        signature=token.signature,
        claims={name: payload[name] for name in payload if name in _TOKEN_CLAIMS},
    )
    if "proof" in document:
        # It would look signed twice; nobody has checked the inner one.
        raise refuse(ProblemCode.BAD_VALUE, "a proof inside a token", "/proof")
    if token.media_type == MediaType.VP_JWT:
        return parsed_presentation(document, token=secured)
    parsed = parsed_credential(document, token=secured)
    for claim, value in (("iss", parsed.issuer), ("jti", document.get("id"))):
        if payload.get(claim, value) != value:
            raise refuse(ProblemCode.BAD_VALUE, "the token and the credential differ", f"/{claim}")
    if "sub" in payload and payload["sub"] not in parsed.subject_ids:
        raise refuse(ProblemCode.BAD_VALUE, "the token and the credential differ", "/sub")
    return parsed


def _secure_credential(document: JSONObject, signer: Signer, occasion: Occasion) -> bytes:
    """With the time of signature as `iat` (§3.1.3)."""
    payload = as_bytes({**document, "iat": int(occasion.at.timestamp())})
    return compact.sign(payload, signer, typ="vc+jwt", cty="vc").encode()


VC_JWT = Form(
    name="vc+jwt",
    credential=MediaType.VC_JWT,
    presentation=MediaType.VP_JWT,
    recognises=_recognises,
    read=_read,
    algorithms=frozenset(algorithm for algorithm in ALGORITHMS.values() if algorithm.jose),
    secure_credential=_secure_credential,
)
