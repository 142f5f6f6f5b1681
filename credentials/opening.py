"""Bytes to a document of known shape, out of the token or envelope that it came in."""

from credentials.jose import compact
from credentials.model import (
    JSONObject,
    ParsedCredential,
    ParsedPresentation,
    Token,
    types_of,
)
from credentials.parsing import enveloped, parsed_credential, parsed_presentation, read_json
from credentials.problems import ProblemCode, refuse

_LIST_BYTES = 4_000_000
_DOTS = 2
# JWT claims that may stand beside the members of a credential (VC-JOSE-COSE §3.1.3); they are
# about the token, so they are taken out before the credential is looked at.
_TOKEN_CLAIMS = frozenset({"iss", "sub", "jti", "iat", "exp", "nbf", "aud", "cnf", "nonce"})
_CREDENTIAL_SIGNS = frozenset({"proof", "credentialSubject"})
_KINDS = (
    "VerifiableCredential",
    "VerifiablePresentation",
    "EnvelopedVerifiableCredential",
    "EnvelopedVerifiablePresentation",
)


def open_secured(content: bytes) -> ParsedCredential | ParsedPresentation:
    """Bytes to a document of known shape, out of its envelope if it is in one."""
    text = content.strip()
    if text[:3] == b"eyJ" and text.count(b".") == _DOTS:
        return _open_token(text)
    if text[:1] not in (b"{", b"\xef"):
        raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "neither a JSON object nor a token")
    document = read_json(text, limit=_LIST_BYTES)
    if not isinstance(document, dict) or not _is_meant_as_credential(document):
        raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "a JSON value, but no credential")
    inner = enveloped(document)
    if inner is not None:
        return _open_token(inner)
    if "VerifiablePresentation" in types_of(document):
        return parsed_presentation(document)
    return parsed_credential(document)


def _is_meant_as_credential(document: JSONObject) -> bool:
    named = any(kind in types_of(document) for kind in _KINDS)
    return named or len(document.keys() & _CREDENTIAL_SIGNS) > 0


def _open_token(content: bytes) -> ParsedCredential | ParsedPresentation:
    """A compact JWS around a credential or presentation (VC-JOSE-COSE §3.1)."""
    token = compact.parse(content)
    kind = str(token.header.get("typ", ""))
    if kind not in ("vc+jwt", "vp+jwt"):
        raise refuse(ProblemCode.SUITE_UNKNOWN, "a token of a type that is not read: typ")
    payload = read_json(token.payload)
    if not isinstance(payload, dict):
        raise refuse(ProblemCode.MALFORMED, "the token does not hold an object")
    if payload.keys() & {"vc", "vp"}:
        raise refuse(ProblemCode.BAD_VALUE, "vc and vp are not members of such a token")
    document = {name: value for name, value in payload.items() if name not in _TOKEN_CLAIMS}
    secured = Token(
        algorithm=str(token.header.get("alg", "")),
        verification_method=str(token.header.get("kid", "")),
        signing_input=token.signing_input,
        signature=token.signature,
        claims={name: payload[name] for name in payload if name in _TOKEN_CLAIMS},
    )
    if "proof" in document:
        # It would look signed twice; nobody has checked the inner one.
        raise refuse(ProblemCode.BAD_VALUE, "a proof inside a token", "/proof")
    if kind == "vp+jwt":
        return parsed_presentation(document, token=secured)
    parsed = parsed_credential(document, token=secured)
    for claim, value in (("iss", parsed.issuer), ("jti", document.get("id"))):
        if payload.get(claim, value) != value:
            raise refuse(ProblemCode.BAD_VALUE, "the token and the credential differ", f"/{claim}")
    if "sub" in payload and payload["sub"] not in parsed.subject_ids:
        raise refuse(ProblemCode.BAD_VALUE, "the token and the credential differ", "/sub")
    return parsed
