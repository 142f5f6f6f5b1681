"""From a DID, or an https address, to the document of its keys, out of what is at hand.

What is missing is named and not fetched.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from credentials.did import jwk, key, web
from credentials.did.document import DIDDocument, read_document
from credentials.did.https import did_web_of, is_https
from credentials.did.url import method_and_name
from credentials.materials import Materials, Want, WantKind
from credentials.memory import digest_of, size_read
from credentials.problems import CredentialsError, ProblemCode, refuse

# Methods whose identifiers say everything themselves.
_SELF_CONTAINED: Mapping[str, Callable[[str], DIDDocument]] = MappingProxyType(
    {"key": key.document, "jwk": jwk.document}
)


def resolve(did: str, materials: Materials) -> DIDDocument | Want:
    """The document of a DID, or what must be fetched to know it.

    An https address is where its own document stands (Controlled Identifiers 1.0 §2.1.1, §3.3).
    Raises CredentialsError with `issuer-unreachable` when fetching was tried and gave no DID
    document, `key-not-found` when it gave another's or the DID was deactivated,
    `did-method-unknown`, and what `credentials.did` raises for malformed identifiers.
    """
    if is_https(did):
        did_web_of(did)
        return _at_hand(did, did, materials)
    method, _ = method_and_name(did)
    implied = _SELF_CONTAINED.get(method)
    if implied is not None:
        return implied(did)
    if method != "web":
        raise refuse(ProblemCode.DID_METHOD_UNKNOWN, f"the method did:{method} is not known here")
    return _at_hand(did, web.document_url(did), materials)


def _at_hand(did: str, url: str, materials: Materials) -> DIDDocument | Want:
    fetched = materials.did_documents.get(did)
    if fetched is None:
        return Want(WantKind.DID_DOCUMENT, did, url)
    if fetched.content is None:
        # A missing document is no proof against the issuer: hosts lose files (T40).
        reason = fetched.reason or ("it is gone" if fetched.gone else "it could not be fetched")
        raise refuse(ProblemCode.ISSUER_UNREACHABLE, f"no DID document: {reason}")
    content = fetched.content
    return materials.memory.once(
        ("key document", did, digest_of(content)),
        lambda: _read(content, did),
        size=lambda _: size_read(content),
    )


def _read(content: bytes, did: str) -> DIDDocument:
    try:
        return read_document(content, did=did)
    except CredentialsError as error:
        if error.problem.code is ProblemCode.KEY_NOT_FOUND:
            raise
        # What stands at the address is no DID document, as when a host answers every
        # address with its home page: the issuer cannot be asked, which says nothing else.
        detail = f"not a DID document: {error.problem.detail}"
        raise refuse(ProblemCode.ISSUER_UNREACHABLE, detail) from error
