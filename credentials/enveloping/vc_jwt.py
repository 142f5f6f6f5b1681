"""vc+jwt and vp+jwt: a compact JWS around a document (VC-JOSE-COSE 1.0 §3.1)."""

from credentials.enveloping.form import Form, Occasion, Sealed
from credentials.enveloping.token_claims import check_agreement, document_in, token_claims_in
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


def _recognises(sealed: Sealed) -> bool:
    kinds = (MediaType.VC_JWT, MediaType.VP_JWT)
    return sealed.tail is None and sealed.token.media_type in kinds


def _read(sealed: Sealed) -> ParsedCredential | ParsedPresentation:
    token, payload = sealed.token, sealed.claims
    compact.check_header(token.header)
    document = document_in(payload)
    secured = Token(
        algorithm=token.header["alg"],
        verification_method=token.header["kid"],
        signing_input=token.signing_input,
        signature=token.signature,
        claims=token_claims_in(payload),
    )
    if token.media_type == MediaType.VP_JWT:
        return parsed_presentation(document, token=secured)
    parsed = parsed_credential(document, token=secured)
    check_agreement(payload, parsed)
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
