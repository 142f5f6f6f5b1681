"""vc+cose and vp+cose: a COSE_Sign1 around a document (VC-JOSE-COSE 1.0 §3.3)."""

from collections.abc import Mapping
from typing import Any

from credentials.cose import sign1
from credentials.enveloping.form import Form, Occasion, Sealed
from credentials.enveloping.token_claims import check_agreement, document_in, key_named
from credentials.jose.compact import media_type
from credentials.keys.algorithms import TOKEN_ALGORITHMS
from credentials.model import (
    JSONObject,
    MediaType,
    ParsedCredential,
    ParsedPresentation,
    Token,
    as_bytes,
)
from credentials.parsing import parsed_credential, parsed_presentation, read_json
from credentials.ports import Signer
from credentials.problems import ProblemCode, refuse

_KINDS = (MediaType.VC_COSE, MediaType.VP_COSE)
# The numbers of claims in a header (RFC 8392 §4; nonce: RFC 9711 §4.1).
_CLAIMS = {1: "iss", 2: "sub", 3: "aud", 4: "exp", 5: "nbf", 6: "iat", 8: "cnf", 10: "nonce"}
_NUMBERS = {name: number for number, name in _CLAIMS.items()}
_TAGGED_LIST_OF_FOUR = b"\xd2\x84"


def _recognises(sealed: Sealed) -> bool:
    if sealed.media_type is not None:
        return sealed.media_type in _KINDS
    return sealed.content.startswith(_TAGGED_LIST_OF_FOUR)


def _read(sealed: Sealed) -> ParsedCredential | ParsedPresentation:
    signed = sign1.read(sealed.content)
    kind = media_type(signed.header.get(sign1.TYP))
    if kind not in _KINDS:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "a COSE_Sign1 of a type that is not read")
    document = read_json(signed.payload)
    if not isinstance(document, dict):
        raise refuse(ProblemCode.MALFORMED, "the COSE_Sign1 does not hold an object")
    document = document_in(document)
    claims = _claims(signed.header)
    secured = Token(
        algorithm=signed.algorithm,
        verification_method=key_named(_text(signed.header.get(sign1.KID)), claims),
        signing_input=signed.signing_input,
        signature=signed.signature,
        claims=claims,
        confirmation=claims.get("cnf"),
    )
    parsed: ParsedCredential | ParsedPresentation
    if kind == MediaType.VP_COSE:
        parsed = parsed_presentation(document, token=secured)
    else:
        parsed = parsed_credential(document, token=secured)
    check_agreement(claims, parsed)
    return parsed


def _text(kid: Any) -> str:
    """A key's name, which COSE keeps as bytes (RFC 9052 §3.1); empty when there is none."""
    try:
        return kid.decode() if isinstance(kid, bytes) else ""
    except UnicodeDecodeError as error:
        raise refuse(ProblemCode.PROOF_REJECTED, "the key's name is not a text") from error


def _claims(header: Mapping[Any, Any]) -> JSONObject:
    """Claims about the token that stand in the header (RFC 9597 §2), by their names in a JWT."""
    found = header.get(sign1.CWT_CLAIMS, {})
    if not isinstance(found, dict):
        raise refuse(ProblemCode.PROOF_REJECTED, "the claims in the header are not a map")
    return {_CLAIMS[number]: value for number, value in found.items() if number in _CLAIMS}


def _secure_credential(document: JSONObject, signer: Signer, occasion: Occasion) -> bytes:
    return _secured(document, signer, occasion, kind="vc")


def _secure_presentation(document: JSONObject, signer: Signer, occasion: Occasion) -> bytes:
    return _secured(document, signer, occasion, kind="vp")


def _secured(document: JSONObject, signer: Signer, occasion: Occasion, *, kind: str) -> bytes:
    claims = {_NUMBERS[name]: value for name, value in occasion.claims().items()}
    header = {
        sign1.CONTENT_TYPE: f"application/{kind}",
        sign1.KID: signer.verification_method.encode(),
        sign1.CWT_CLAIMS: claims,
        sign1.TYP: f"application/{kind}+cose",
    }
    return sign1.sign(as_bytes(document), signer, header)


VC_COSE = Form(
    name="vc+cose",
    credential=MediaType.VC_COSE,
    presentation=MediaType.VP_COSE,
    recognises=_recognises,
    read=_read,
    algorithms=TOKEN_ALGORITHMS,
    secure_credential=_secure_credential,
    secure_presentation=_secure_presentation,
    in_base64=True,
)
