"""What a JSON-LD document states: its dataset, and the bytes that are signed over it."""

from collections.abc import Mapping
from typing import Any

from credentials.jsonld import compiled, reference, shapes, trees
from credentials.jsonld.dataset import Dataset
from credentials.model import Policy


def dataset_of(document: Mapping[str, Any], *, policy: Policy) -> Dataset:
    """The statements of a document, if they say all that the document says.

    The document is a credential, presentation or proof configuration without its `proof`, with
    the values that JSON is read as, and no others.
    They are JSON-LD 1.1 with base direction in the datatype ("i18n-datatype"), so that
    direction is signed. Nothing is fetched. The credentials inside a presentation are among
    them, but whether each says all that it says is asked when it is verified by itself.

    Raises CredentialsError: `context-unknown` for contexts that are not kept here or that the
    policy does not take; `term-undefined` for parts that no statement covers;
    `tree-changed` for parts that are renamed, hidden or moved; `bad-value` and `malformed`
    for values that are not safe to sign; `too-complex`. See Data Integrity §2.4.3.
    """
    # The compiled path only ever says what the reference says, about twenty times as fast.
    walked = compiled.dataset_of(document, policy=policy)
    return reference.dataset_of(document, policy=policy) if walked is None else walked


def canonical_nquads(
    document: Mapping[str, Any], *, policy: Policy, hash_name: str = "sha256"
) -> bytes:
    """The canonical N-Quads of a document (RDFC-1.0) in UTF-8; the hash inside is `hash_name`.

    Raises what `dataset_of` raises.
    """
    written = shapes.canonical_nquads(document, policy=policy, hash_name=hash_name)
    if written is None:
        written = trees.canonical_nquads(document, policy=policy, hash_name=hash_name)
    if written is not None:
        return written
    return dataset_of(document, policy=policy).canonical(hash_name=hash_name).encode()
