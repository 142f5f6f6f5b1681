"""The shape of enveloped documents (VCDM 2.0 §4.13.1)."""

from urllib.parse import unquote_to_bytes

from credentials.model import JSONObject, MediaType, as_list, types_of
from credentials.parsing.identifiers import absolute_url
from credentials.parsing.members import CREDENTIALS_V2
from credentials.problems import ProblemCode, refuse

_ENVELOPES = {
    "EnvelopedVerifiableCredential": MediaType.VC_JWT,
    "EnvelopedVerifiablePresentation": MediaType.VP_JWT,
}


def enveloped(document: JSONObject) -> bytes | None:
    """The secured bytes inside an enveloped credential or presentation; None if it is neither.

    The envelope itself is not secured: only its `@context`, its one type and its data: URL
    are allowed, so that nothing unsigned can stand beside what is signed.
    """
    names = [name for name in types_of(document) if isinstance(name, str) and name in _ENVELOPES]
    if not names:
        return None
    if types_of(document) != names or len(names) != 1:
        raise refuse(ProblemCode.BAD_VALUE, "an envelope has one type", "/type")
    contexts = document.get("@context", CREDENTIALS_V2)
    if as_list(contexts)[:1] != [CREDENTIALS_V2]:
        raise refuse(
            ProblemCode.BAD_VALUE, f"the first context is not {CREDENTIALS_V2}", "/@context"
        )
    if not document.keys() <= {"@context", "type", "id"}:
        raise refuse(ProblemCode.TERM_UNDEFINED, "something unsigned stands beside the envelope")
    prefix = f"data:{_ENVELOPES[names[0]]}"
    media_type, comma, content = absolute_url(document.get("id"), "/id").partition(",")
    if not comma or media_type.partition(";")[0] != prefix:
        raise refuse(
            ProblemCode.SUITE_UNKNOWN, f"the envelope is not {prefix.removeprefix('data:')}", "/id"
        )
    if media_type != prefix:
        raise refuse(ProblemCode.BAD_VALUE, "the data: URL has parameters", "/id")
    return unquote_to_bytes(content)
