"""vc+jwt and vp+jwt: a compact JWS around a document (VC-JOSE-COSE 1.0 §3.1)."""

from credentials.enveloping.form import Form, Occasion, Sealed
from credentials.enveloping.token_claims import (
    check_agreement,
    document_in,
    key_named,
    token_claims_in,
)
from credentials.jose import compact
from credentials.keys.algorithms import TOKEN_ALGORITHMS
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
    compact.check_members(token.header)
    # An issuer named in the header counts like one in the claims (RFC 7519 §5.3).
    named = {**token_claims_in(token.header), **payload}
    document = document_in(payload)
    secured = Token(
        algorithm=token.header["alg"],
        verification_method=key_named(token.header.get("kid", ""), named),
        signing_input=token.signing_input,
        signature=token.signature,
        claims=token_claims_in(payload),
        confirmation=payload.get("cnf"),
    )
    parsed: ParsedCredential | ParsedPresentation
    if token.media_type == MediaType.VP_JWT:
        parsed = parsed_presentation(document, token=secured)
    else:
        parsed = parsed_credential(document, token=secured)
    for claims in (token_claims_in(token.header), payload):
        check_agreement(claims, parsed)
    return parsed


def _secure_credential(document: JSONObject, signer: Signer, occasion: Occasion) -> bytes:
    payload = as_bytes({**document, **occasion.claims()})
    return compact.sign(payload, signer, typ="vc+jwt", cty="vc").encode()


def _secure_presentation(document: JSONObject, signer: Signer, occasion: Occasion) -> bytes:
    payload = as_bytes({**document, **occasion.claims()})
    return compact.sign(payload, signer, typ="vp+jwt", cty="vp").encode()


VC_JWT = Form(
    name="vc+jwt",
    credential=MediaType.VC_JWT,
    presentation=MediaType.VP_JWT,
    recognises=_recognises,
    read=_read,
    algorithms=TOKEN_ALGORITHMS,
    secure_credential=_secure_credential,
    secure_presentation=_secure_presentation,
)
