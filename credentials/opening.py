"""Bytes to a document of known shape, out of the token or envelope that it came in."""

from credentials.enveloping.form import Form, Sealed
from credentials.enveloping.registry import form_of
from credentials.jose import compact
from credentials.model import (
    JSONObject,
    MediaType,
    ParsedCredential,
    ParsedPresentation,
    types_of,
)
from credentials.parsing import enveloped, parsed_credential, parsed_presentation, read_json
from credentials.problems import CredentialsError, ProblemCode, refuse

_LIST_BYTES = 4_000_000
_DOTS = 2
_CREDENTIAL_SIGNS = frozenset({"proof", "credentialSubject"})
_KINDS = (
    "VerifiableCredential",
    "VerifiablePresentation",
    "EnvelopedVerifiableCredential",
    "EnvelopedVerifiablePresentation",
)


def open_secured(content: bytes) -> ParsedCredential | ParsedPresentation:
    """Bytes to a document of known shape, out of its envelope if it is in one.

    Raises CredentialsError with `no-credential-found` for what is nothing of the kind, with
    `suite-unknown` for a form that is not in the table of `credentials.enveloping`, and with
    what the shape of the document calls for.
    """
    text = content.strip()
    if text[:1] not in (b"{", b"\xef"):
        sealed = sealed_in(content)
        return form_of(sealed).read(sealed)
    document = read_json(text, limit=_LIST_BYTES)
    if not isinstance(document, dict) or not _is_meant_as_credential(document):
        raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "a JSON value, but no credential")
    if (envelope := enveloped(document)) is not None:
        sealed = sealed_in(envelope.content, media_type=envelope.media_type)
        form = form_of(sealed)
        if envelope.in_base64 is not form.in_base64:
            raise refuse(ProblemCode.BAD_VALUE, "the data: URL is in the wrong encoding", "/id")
        return _as_announced(form.read(sealed), form, sealed, is_credential=envelope.is_credential)
    if "VerifiablePresentation" in types_of(document):
        return parsed_presentation(document)
    return parsed_credential(document)


def media_type_of(content: bytes) -> MediaType:
    """What the bytes of a secured credential are kept and sent as, by their outside.

    A token of a form that has no media type of its own is one like any other.
    """
    if content.lstrip()[:1] in (b"{", b"\xef"):
        return MediaType.VC
    try:
        return form_of(sealed_in(content)).credential or MediaType.VC_JWT
    except CredentialsError:
        return MediaType.VC_JWT


def _is_meant_as_credential(document: JSONObject) -> bool:
    named = any(kind in types_of(document) for kind in _KINDS)
    return named or len(document.keys() & _CREDENTIAL_SIGNS) > 0


def sealed_in(content: bytes, *, media_type: str | None = None) -> Sealed:
    """The parts of a compact JWS, with or without disclosures behind it, or bytes as they are."""
    text = content.strip()
    head, mark, tail = text.partition(b"~")
    if head[:3] == b"eyJ" and head.count(b".") < _DOTS:
        raise refuse(ProblemCode.MALFORMED, "a token that was not copied to its end")
    if head[:3] != b"eyJ" or head.count(b".") != _DOTS:
        return Sealed(content, media_type)
    token = compact.read(head)
    claims = read_json(token.payload)
    if not isinstance(claims, dict):
        raise refuse(ProblemCode.MALFORMED, "the token does not hold an object")
    return Sealed(text, media_type, token, claims, tail if mark else None)


def _as_announced(
    parsed: ParsedCredential | ParsedPresentation,
    form: Form,
    sealed: Sealed,
    *,
    is_credential: bool,
) -> ParsedCredential | ParsedPresentation:
    """What was found in an envelope, if the envelope and its data: URL say the same of it."""
    announced = form.credential if is_credential else form.presentation
    if sealed.media_type != announced or isinstance(parsed, ParsedCredential) is not is_credential:
        raise refuse(ProblemCode.BAD_VALUE, "the envelope says that it is something else", "/id")
    return parsed
