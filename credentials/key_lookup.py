"""Which key a signature has to fit: the one that its named owner publishes, and no other."""

from datetime import datetime

from credentials.did.resolution import resolve
from credentials.jose.issuer_metadata import (
    is_https,
    metadata_url,
    named_key,
    read_keys,
    read_metadata,
)
from credentials.keys.algorithms import PublicKey
from credentials.materials import Want, WantKind
from credentials.model import JSONObject
from credentials.parsing import did_of
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.question import MissingError, Question


def did_url_key(method: str, purpose: str, at: datetime, question: Question) -> PublicKey:
    """The key under a DID URL, if its DID lets it be used for `purpose`.

    Raises `MissingError` when the DID document has to be fetched first, and CredentialsError.
    """
    resolved = resolve(did_of(method), question.materials)
    if isinstance(resolved, Want):
        raise MissingError(resolved)
    return resolved.verification_method(method, relationship=purpose, at=at)


def token_key(
    named: str | None, issuer: str, *, purpose: str, at: datetime, question: Question
) -> PublicKey:
    """The key with which a token of `issuer` was signed, whose `kid` is `named`.

    An https issuer publishes its keys as JWT VC Issuer Metadata (SD-JWT VC draft-19 §5), any
    other in its DID document. Raises `MissingError`, and CredentialsError with
    `key-not-allowed` when another identifier's key is named.
    """
    is_by_address = is_https(issuer) and not (named or "").startswith("did:")
    if not is_by_address and (named is None or did_of(named) != issuer):
        # Before anything is fetched: nobody else's key document is asked for.
        raise refuse(ProblemCode.KEY_NOT_ALLOWED, "the token is not signed by the issuer", "/kid")
    if named is None or is_by_address:
        return named_key(_issuer_keys(issuer, question), named)
    return did_url_key(named, purpose, at, question)


def _issuer_keys(issuer: str, question: Question) -> list[JSONObject]:
    content = _fetched(Want(WantKind.JWT_ISSUER, issuer, metadata_url(issuer)), question)
    try:
        found = read_metadata(content, issuer=issuer)
        if not isinstance(found, str):
            return found
        return read_keys(_fetched(Want(WantKind.JWK_SET, found, found), question))
    except CredentialsError as error:
        if error.problem.code in (ProblemCode.KEY_NOT_FOUND, ProblemCode.ISSUER_UNREACHABLE):
            raise
        # What stands there is something else, as when a host answers every address with its
        # home page: the issuer cannot be asked, which says nothing else.
        detail = f"not the keys of an issuer: {error.problem.detail}"
        raise refuse(ProblemCode.ISSUER_UNREACHABLE, detail) from error


def _fetched(want: Want, question: Question) -> bytes:
    fetched = question.materials.issuer_keys.get(want.name)
    if fetched is None:
        raise MissingError(want)
    if fetched.content is None:
        reason = fetched.reason or ("it is gone" if fetched.gone else "it could not be fetched")
        raise refuse(ProblemCode.ISSUER_UNREACHABLE, f"no keys of the issuer: {reason}")
    return fetched.content
