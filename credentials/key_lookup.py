"""Which key a signature has to fit: the one that its named owner publishes, and no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from credentials.did.https import did_web_of, is_https
from credentials.did.resolution import resolve
from credentials.jose.issuer_metadata import (
    metadata_url,
    named_key,
    read_jwk,
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
    """The key under a DID URL or an https one, if its owner lets it be used for `purpose`.

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

    An https issuer publishes its keys as JWT VC Issuer Metadata (SD-JWT VC draft-19 §5), or at
    the https address by which the token names its key; any other in its DID document. Raises
    `MissingError`, and CredentialsError with `key-not-allowed` when another identifier's key is
    named.
    """
    is_by_address = is_https(issuer) and not (named or "").startswith("did:")
    if not is_by_address and (named is None or did_of(named) != issuer):
        # Before anything is fetched: nobody else's key document is asked for.
        raise refuse(ProblemCode.KEY_NOT_ALLOWED, "the token is not signed by the issuer", "/kid")
    if named is not None and did_of(named) == issuer:
        return did_url_key(named, purpose, at, question)
    if named is not None and named.startswith(f"{issuer.removesuffix('/')}/"):
        return _key_at(named, question)
    return named_key(_issuer_keys(issuer, question), named)


def _key_at(url: str, question: Question) -> PublicKey:
    """The key that stands by itself, or under its name in a set, at an address of its owner.

    Open Badges 3.0, "Dereferencing the Public Key". What lies elsewhere on the same host may be
    in other hands, so that only what is under the issuer's own address speaks for it.
    """
    address, _, name = url.partition("#")
    # A path that leads out again, by dots or otherwise, is no address at all.
    did_web_of(address)
    content = _fetched(Want(WantKind.JWK_SET, address, address), question)
    with _read_as_keys():
        if not name:
            return named_key([read_jwk(content)], None)
        keys = [key for key in read_keys(content) if key.get("kid") in (name, url)]
    return named_key(keys, None)


def _issuer_keys(issuer: str, question: Question) -> list[JSONObject]:
    content = _fetched(Want(WantKind.JWT_ISSUER, issuer, metadata_url(issuer)), question)
    with _read_as_keys():
        found = read_metadata(content, issuer=issuer)
        if not isinstance(found, str):
            return found
        return read_keys(_fetched(Want(WantKind.JWK_SET, found, found), question))


@contextmanager
def _read_as_keys() -> Iterator[None]:
    """What stands there is something else, as when a host answers with its home page.

    Then the issuer cannot be asked, which says nothing else.
    """
    try:
        yield
    except CredentialsError as error:
        if error.problem.code in (ProblemCode.KEY_NOT_FOUND, ProblemCode.ISSUER_UNREACHABLE):
            raise
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
