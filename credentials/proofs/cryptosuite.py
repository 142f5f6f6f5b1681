"""What a cryptosuite is: how a proof value is made, checked, and shown in part."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Protocol, runtime_checkable

from msgspec import Struct

from credentials.keys.algorithms import Algorithm, PublicKey
from credentials.keys.encodings import decode_base58, encode_base58
from credentials.model import JSONObject, Policy
from credentials.ports import Signer, checked_signature
from credentials.problems import CredentialsError, ProblemCode, refuse

PROOF_TYPE = "DataIntegrityProof"


class Unsecured(Struct, frozen=True):
    """What a proof value is over: a document, and what the proof says of itself.

    The document is without its proof, and the options are the proof without its value.
    """

    document: JSONObject
    options: JSONObject
    policy: Policy

    @property
    def configuration(self) -> JSONObject:
        """The options in the document's own vocabulary (EdDSA Cryptosuites 1.0 §3.2.5, step 5)."""
        return {"@context": self.document.get("@context"), **self.options}


class ProofValues(Protocol):
    """How a suite makes and checks proof values.

    All that is here raises what the guards of `credentials.jsonld` find.
    """

    def make(
        self, unsecured: Unsecured, *, signer: Signer, mandatory_pointers: Sequence[str]
    ) -> str:
        """The `proofValue`; no holder can leave out what `mandatory_pointers` name.

        Raises CredentialsError with `signing-failed` when the signature does not fit its key,
        or nothing can be left out anyway, and with `bad-value` for pointers to nothing.
        """
        ...

    def check(self, unsecured: Unsecured, value: str, *, key: PublicKey) -> None:
        """Return if the value is by `key` over the document and the options.

        Raises CredentialsError with `proof-rejected` for a malformed value, `tampered` when it
        does not fit, and `proof-not-for-showing` for one that only the holder may have. Where
        the proof stands is for the caller to add.
        """
        ...


@runtime_checkable
class SelectiveValues(ProofValues, Protocol):
    """Proof values of which holders may leave parts out.

    What `make` gives is for the holder only, and `check` takes only what was derived from it.
    """

    def derive(
        self,
        unsecured: Unsecured,
        value: str,
        *,
        pointers: Sequence[str],
        presentation_header: bytes,
    ) -> tuple[JSONObject, str]:
        """What is left of the document with these parts and the mandatory ones, and its value.

        The value proves the `presentation_header` too, such as a number that the reader chose,
        so that it cannot be shown again as an answer to somebody else.

        Raises CredentialsError with `proof-rejected` for a value that cannot be derived from,
        and with `bad-value` for pointers that select nothing.
        """
        ...


class Cryptosuite(Struct, frozen=True):
    """A cryptosuite under its registered name (Data Integrity 1.0 §3.1).

    `algorithms` are the kinds of key that it signs with. `keeps_context` suites sign the JSON
    itself, and write the document's contexts into the proof (EdDSA Cryptosuites 1.0 §3.3.1).
    With an `is_unlinkable` suite a proof has nothing that only one credential has, so that two
    showings of it cannot be told to belong together. A suite with a `proof_type` of its own is
    from before Data Integrity 1.0, when the type of a proof named the suite: its proofs are
    checked, and none is made.
    """

    name: str
    algorithms: frozenset[Algorithm]
    values: ProofValues
    keeps_context: bool = False
    is_unlinkable: bool = False
    proof_type: str = PROOF_TYPE

    @property
    def signs(self) -> bool:
        """Whether new proofs are made with it."""
        return self.proof_type == PROOF_TYPE

    @property
    def is_selective(self) -> bool:
        """Whether holders may leave parts out."""
        return _derives(type(self.values))


@cache
def _derives(kind: type[ProofValues]) -> bool:
    # To ask a protocol takes long, and there are as many answers as suites.
    return issubclass(kind, SelectiveValues)


class HashData(Protocol):
    """Transforms and hashes a document together with its proof's options."""

    def __call__(self, unsecured: Unsecured, *, algorithm: Algorithm) -> bytes:
        """The bytes to sign."""
        ...


class OneSignature(Struct, frozen=True):
    """Proof values that are one signature over one hash of everything, in base58btc."""

    hash_data: HashData

    def make(
        self, unsecured: Unsecured, *, signer: Signer, mandatory_pointers: Sequence[str]
    ) -> str:
        """The signature of the whole document; `signing-failed` where parts shall be left out."""
        if mandatory_pointers:
            detail = (
                f"{unsecured.options['cryptosuite']} leaves no parts out, so none can be mandatory"
            )
            raise refuse(ProblemCode.SIGNING_FAILED, detail)
        data = self.hash_data(unsecured, algorithm=signer.algorithm)
        return encode_value(checked_signature(signer, data))

    def check(self, unsecured: Unsecured, value: str, *, key: PublicKey) -> None:
        """Return if the value is the signature by `key`."""
        with rejecting():
            signature = decode_value(value, key.algorithm)
        data = self.hash_data(unsecured, algorithm=key.algorithm)
        if not key.verify(signature, data):
            raise refuse(ProblemCode.TAMPERED, "the signature does not fit the content")


@contextmanager
def rejecting() -> Iterator[None]:
    """Say `proof-rejected` where a proof value itself is malformed."""
    try:
        yield
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.BAD_VALUE:
            raise
        raise refuse(ProblemCode.PROOF_REJECTED, error.problem.detail) from error


def encode_value(signature: bytes) -> str:
    """The `proofValue` of a signature: `z` and base58btc (EdDSA Cryptosuites 1.0 §3.2.1)."""
    return "z" + encode_base58(signature)


def decode_value(text: str, algorithm: Algorithm) -> bytes:
    """The signature in a `proofValue`; `bad-value` unless it is `z` and of the right size."""
    if not text.startswith("z"):
        raise refuse(ProblemCode.BAD_VALUE, "the proof value does not begin with z (base58btc)")
    size = algorithm.signature_size
    if size is None:
        raise refuse(ProblemCode.BAD_VALUE, f"an {algorithm.name} key makes no proof values")
    signature = decode_base58(text[1:], limit=size)
    if len(signature) != size:
        raise refuse(ProblemCode.BAD_VALUE, f"the proof value has not {size} bytes")
    return signature
