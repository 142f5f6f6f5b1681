"""The two ways in which documents become the bytes that are signed: over RDF, and over JSON."""

from collections.abc import Sequence

import rfc8785

from credentials.jsonld.canonical import HASHES
from credentials.jsonld.nquads import canonical_nquads
from credentials.keys.algorithms import Algorithm
from credentials.model import JSONObject
from credentials.problems import ProblemCode, refuse
from credentials.proofs.cryptosuite import Unsecured


def over_rdf(unsecured: Unsecured, *, algorithm: Algorithm) -> bytes:
    """The hash of the proof's options, then that of the document, over RDFC-1.0.

    Data Integrity EdDSA Cryptosuites 1.0 §3.2.4, ECDSA Cryptosuites 1.0 §3.2.4. Raises
    CredentialsError with what the guards of `credentials.jsonld` find: parts that the
    signature would not cover, renamed or hidden parts, unknown contexts.
    """
    name = algorithm.hash_name
    return _joined(
        algorithm,
        [
            canonical_nquads(part, policy=unsecured.policy, hash_name=name)
            for part in (unsecured.configuration, unsecured.document)
        ],
    )


def over_json(unsecured: Unsecured, *, algorithm: Algorithm) -> bytes:
    """The hash of the proof's options, then that of the document, over JCS (RFC 8785).

    Data Integrity EdDSA Cryptosuites 1.0 §3.3.4, ECDSA Cryptosuites 1.0 §3.3.4. The JSON is
    signed as it stands; that its contexts define all of it is asked all the same, because a
    reader of the graph must not miss what a reader of the JSON sees (Data Integrity §2.4.3).
    Raises what `over_rdf` raises, and `bad-value` for numbers that JSON readers do not agree on.
    """
    document = unsecured.document
    canonical_nquads(document, policy=unsecured.policy, hash_name=algorithm.hash_name)
    return _joined(algorithm, [canonical_json(part) for part in (unsecured.options, document)])


def canonical_json(document: JSONObject) -> bytes:
    """A document in the JSON Canonicalization Scheme; `bad-value` for what has no such form."""
    try:
        return rfc8785.dumps(document)
    except rfc8785.CanonicalizationError as error:
        raise refuse(ProblemCode.BAD_VALUE, "a value that has no canonical JSON") from error


def _joined(algorithm: Algorithm, parts: Sequence[bytes]) -> bytes:
    # The hash of the proof options comes first. Swapping the two halves still signs and
    # verifies here, and nowhere else.
    new_hash = HASHES[algorithm.hash_name]
    return b"".join([new_hash(part).digest() for part in parts])
