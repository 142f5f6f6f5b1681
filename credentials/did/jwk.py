"""did:jwk: the identifier is a JWK in base64url (the did:jwk method specification)."""

from credentials.did.document import DIDDocument, document_of_one_key
from credentials.did.url import method_and_name
from credentials.keys import jwk
from credentials.keys.encodings import decode_base64url
from credentials.parsing import read_json
from credentials.problems import ProblemCode, refuse


def document(did: str) -> DIDDocument:
    """The document that a did:jwk implies: one key `#0`, for assertion and authentication.

    Raises CredentialsError with `bad-value` or `malformed` for what is no public JWK,
    `suite-unknown` for a kind of key that is not known here, and `key-weak`.
    """
    method, name = method_and_name(did)
    value = read_json(decode_base64url(name)) if method == "jwk" else None
    if not isinstance(value, dict):
        raise refuse(ProblemCode.BAD_VALUE, "not a did:jwk")
    # Malformed keys are refused now: nothing else could ever be found under this name.
    jwk.decode(value)
    return document_of_one_key(did, f"{did}#0", {"type": "JsonWebKey", "publicKeyJwk": value})
