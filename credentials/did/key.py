"""did:key: the identifier is the key (W3C CCG, "The did:key Method")."""

from functools import lru_cache

from credentials.did.document import DIDDocument, document_of_one_key
from credentials.did.url import method_and_name
from credentials.keys import multikey
from credentials.keys.algorithms import PublicKey
from credentials.problems import ProblemCode, refuse


def did_for(key: PublicKey) -> str:
    """The did:key of a public key."""
    return f"did:key:{multikey.encode(key)}"


def verification_method_for(key: PublicKey) -> str:
    """The DID URL of the one key of its did:key."""
    return f"{did_for(key)}#{multikey.encode(key)}"


@lru_cache(maxsize=1_024)
def document(did: str) -> DIDDocument:
    """The document that a did:key implies: one Multikey, for assertion and authentication.

    It is remembered, because it is the same for ever and the same few keys come again.

    Raises CredentialsError with `bad-value` for a malformed one, `suite-unknown` for a kind of
    key that is not known here, and `key-weak`.
    """
    method, name = method_and_name(did)
    if method != "key":
        raise refuse(ProblemCode.BAD_VALUE, "not a did:key")
    # Decoding refuses all spellings but one, so that the name is the key's only name.
    url = verification_method_for(multikey.decode(name))
    return document_of_one_key(did, url, {"type": "Multikey", "publicKeyMultibase": name})
