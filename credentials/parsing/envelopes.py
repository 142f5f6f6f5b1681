"""Enveloped documents, read and written (VCDM 2.0 §4.13.1)."""

import base64
import binascii
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from credentials.model import (
    JSONObject,
    SecuredCredential,
    SecuredPresentation,
    as_list,
    types_of,
)
from credentials.parsing.identifiers import absolute_url
from credentials.parsing.members import CREDENTIALS_V2
from credentials.problems import ProblemCode, refuse

_CREDENTIAL = "EnvelopedVerifiableCredential"
_PRESENTATION = "EnvelopedVerifiablePresentation"
_BASE64 = ";base64"


class Enveloped(Struct, frozen=True):
    """The secured bytes inside an envelope, and what the envelope says that they are."""

    content: bytes
    media_type: str
    is_credential: bool
    in_base64: bool


def enveloped(document: JSONObject) -> Enveloped | None:
    """The secured bytes inside an enveloped credential or presentation; None if it is neither.

    The envelope itself is not secured: only its `@context`, its one type and its data: URL
    are allowed, so that nothing unsigned can stand beside what is signed.
    """
    kinds = [kind for kind in types_of(document) if kind in (_CREDENTIAL, _PRESENTATION)]
    if not kinds:
        return None
    if types_of(document) != kinds or len(kinds) != 1:
        raise refuse(ProblemCode.BAD_VALUE, "an envelope has one type", "/type")
    contexts = document.get("@context", CREDENTIALS_V2)
    if as_list(contexts)[:1] != [CREDENTIALS_V2]:
        raise refuse(
            ProblemCode.BAD_VALUE, f"the first context is not {CREDENTIALS_V2}", "/@context"
        )
    if not document.keys() <= {"@context", "type", "id"}:
        raise refuse(ProblemCode.TERM_UNDEFINED, "something unsigned stands beside the envelope")
    head, comma, content = absolute_url(document.get("id"), "/id").partition(",")
    if not comma or not head.startswith("data:"):
        raise refuse(ProblemCode.BAD_VALUE, "an envelope is a data: URL", "/id")
    media_type = head.removeprefix("data:").removesuffix(_BASE64)
    if ";" in media_type:
        raise refuse(ProblemCode.BAD_VALUE, "the data: URL has parameters", "/id")
    in_base64 = head.endswith(_BASE64)
    inside = unquote_to_bytes(content)
    return Enveloped(
        content=_decoded(inside) if in_base64 else inside,
        media_type=media_type,
        is_credential=kinds == [_CREDENTIAL],
        in_base64=in_base64,
    )


def _decoded(content: bytes) -> bytes:
    """Bytes from base64 (RFC 2397 §2); some leave its padding out, and nothing else may vary."""
    bare = content.rstrip(b"=")
    try:
        decoded = base64.b64decode(bare + b"=" * (-len(bare) % 4), validate=True)
    except binascii.Error as error:
        raise refuse(ProblemCode.BAD_VALUE, "the data: URL is not base64", "/id") from error
    exact = base64.b64encode(decoded)
    if content not in (exact, exact.rstrip(b"=")):
        raise refuse(ProblemCode.BAD_VALUE, "the data: URL is not base64", "/id")
    return decoded


def envelope(
    secured: SecuredCredential | SecuredPresentation, *, in_base64: bool = False
) -> JSONObject:
    """What was secured from outside, as the object that stands for it in JSON (§4.13.1)."""
    is_credential = isinstance(secured, SecuredCredential)
    content = base64.b64encode(secured.content) if in_base64 else secured.content
    encoding = _BASE64 if in_base64 else ""
    return {
        "@context": [CREDENTIALS_V2],
        "id": f"data:{secured.media_type}{encoding},{content.decode('ascii')}",
        "type": _CREDENTIAL if is_credential else _PRESENTATION,
    }
