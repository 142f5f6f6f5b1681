"""ecdsa-sd-2023: P-256 with a signature for each statement (ECDSA Cryptosuites 1.0 §3.5, §3.6).

The base proof is for the holder, who derives from it a proof for the parts to be shown.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from credentials.keys import nist
from credentials.keys.algorithms import P256, PublicKey, public_key
from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.model import JSONObject, Policy
from credentials.ports import Signer, checked_signature
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.proofs.cryptosuite import Cryptosuite, Unsecured, rejecting
from credentials.proofs.selective import cbor
from credentials.proofs.selective.groups import (
    canonicalize_and_group,
    hash_mandatory,
    hash_options,
    labelled_nquads,
)
from credentials.proofs.selective.labels import HMAC_KEY_SIZE, hmac_labels
from credentials.proofs.selective.pointers import select

MAX_SIGNATURES = 2_000
"""The most statements that are signed one by one: to check them takes about 0.2 seconds."""

_BASE = b"\xd9\x5d\x00"
_DERIVED = b"\xd9\x5d\x01"
_LABEL_SIZE = hashlib.sha256().digest_size
_KEY_SIZE = len(P256.multicodec) + nist.P256.size + 1
_SIGNATURE_SIZE = 2 * nist.P256.size
# As many signatures, a label for whatever a document can hold, and room for the rest.
_MAX_CHARACTERS = 500_000


class _BaseProof(Struct, frozen=True):
    """What a holder has (parseBaseProofValue, §3.5.3)."""

    signature: bytes
    public_key: bytes
    hmac_key: bytes
    signatures: Sequence[bytes]
    mandatory_pointers: Sequence[str]

    def encoded(self) -> str:
        """serializeBaseProofValue, §3.5.2."""
        parts = (self.signature, self.public_key, self.hmac_key, self.signatures)
        return _encoded(_BASE, (*parts, self.mandatory_pointers))


class _DerivedProof(Struct, frozen=True):
    """What a verifier gets (parseDerivedProofValue, §3.5.8); `labels` by canonical number."""

    signature: bytes
    public_key: bytes
    signatures: Sequence[bytes]
    labels: Mapping[int, bytes]
    mandatory_indexes: Sequence[int]

    def encoded(self) -> str:
        """serializeDerivedProofValue, §3.5.7."""
        parts = (self.signature, self.public_key, self.signatures, self.labels)
        return _encoded(_DERIVED, (*parts, self.mandatory_indexes))

    def nquads(self, document: JSONObject, policy: Policy) -> tuple[list[str], list[str]]:
        """The mandatory statements and the others, as they were signed (createVerifyData, §3.5.9).

        Raises `proof-rejected` where the labels, places and signatures are not those of the
        document's statements, each exactly once.
        """
        nquads = labelled_nquads(document, labels=self._label, policy=policy)
        indexes = set(self.mandatory_indexes)
        if len(nquads) - len(indexes) != len(self.signatures):
            raise _rejected("not one signature for each statement that could be left out")
        if max(indexes, default=-1) >= len(nquads):
            raise _rejected("a mandatory statement that is not there")
        mandatory = [text for at, text in enumerate(nquads) if at in indexes]
        return mandatory, [text for at, text in enumerate(nquads) if at not in indexes]

    def _label(self, identifiers: Sequence[str]) -> Sequence[str]:
        """The labels as they were signed (createLabelMapFunction, §3.4.3)."""
        names = [f"c14n{number}" for number in range(len(self.labels))]
        if self.labels.keys() != set(range(len(self.labels))) or set(identifiers) != set(names):
            raise _rejected("not one label for each blank node")
        by_name = {name: self.labels[number] for number, name in enumerate(names)}
        return [f"u{encode_base64url(by_name[name])}" for name in identifiers]

    def statements_hold(self, nquads: Sequence[str]) -> bool:
        """Whether each of these has its signature by the key of the proof."""
        key = public_key(P256, self.public_key.removeprefix(P256.multicodec))
        return all(
            key.verify(signature, text.encode())
            for signature, text in zip(self.signatures, nquads, strict=True)
        )


def _new_secrets() -> tuple[bytes, bytes]:
    return secrets.token_bytes(HMAC_KEY_SIZE), P256.generate()


class SelectiveECDSA(Struct, frozen=True):
    """Proof values with a signature for each statement; implements `SelectiveValues`.

    `new_secrets` makes what is used for one proof only: the key of the labels, and the private
    key of the statements, which nobody keeps.
    """

    new_secrets: Callable[[], tuple[bytes, bytes]] = _new_secrets

    def make(
        self, unsecured: Unsecured, *, signer: Signer, mandatory_pointers: Sequence[str]
    ) -> str:
        """A base proof (Create Base Proof, §3.6.1)."""
        hmac_key, secret = self.new_secrets()
        grouped = canonicalize_and_group(
            unsecured.document,
            labels=hmac_labels(hmac_key),
            groups={"mandatory": mandatory_pointers},
            policy=unsecured.policy,
        )
        others = grouped.others("mandatory")
        if len(others) > MAX_SIGNATURES:
            raise refuse(ProblemCode.TOO_COMPLEX, f"more than {MAX_SIGNATURES} statements")
        key = P256.open_private_key(secret)
        public = P256.multicodec + key.public_raw()
        mandatory_hash = hash_mandatory(grouped.matching("mandatory"))
        to_sign = hash_options(unsecured) + public + mandatory_hash
        made = _BaseProof(
            signature=checked_signature(signer, to_sign),
            public_key=public,
            hmac_key=hmac_key,
            signatures=[key.sign(text.encode()) for text in others],
            mandatory_pointers=mandatory_pointers,
        )
        return made.encoded()

    def check(self, unsecured: Unsecured, value: str, *, key: PublicKey) -> None:
        """Return if every statement was signed (Verify Derived Proof, §3.6.7)."""
        with rejecting():
            proof = _derived(value)
        mandatory, others = proof.nquads(unsecured.document, unsecured.policy)
        signed = hash_options(unsecured) + proof.public_key
        if not key.verify(proof.signature, signed + hash_mandatory(mandatory)):
            raise refuse(ProblemCode.TAMPERED, "the signature does not fit what has to be shown")
        if not proof.statements_hold(others):
            raise refuse(ProblemCode.TAMPERED, "a signature does not fit its statement")

    def derive(
        self,
        unsecured: Unsecured,
        value: str,
        *,
        pointers: Sequence[str],
        presentation_header: bytes,
    ) -> tuple[JSONObject, str]:
        """The parts to be shown with their proof (Add Derived Proof, §3.6.6).

        The signatures of the statements are checked, so that a holder learns here, and not from
        an employer, that something is broken. That of the issuer is not: it needs their key.
        """
        if presentation_header:
            detail = "ecdsa-sd-2023 binds what is shown to nothing that the reader chose"
            raise refuse(ProblemCode.BAD_VALUE, detail)
        with rejecting():
            base = _base(value)
        shown, proof = _disclosed(unsecured, base, pointers)
        _, others = proof.nquads(shown, unsecured.policy)
        if not proof.statements_hold(others):
            raise refuse(ProblemCode.TAMPERED, "a signature does not fit its statement")
        return shown, proof.encoded()


def _disclosed(
    unsecured: Unsecured, base: _BaseProof, pointers: Sequence[str]
) -> tuple[JSONObject, _DerivedProof]:
    """What is shown, and of the signatures those that go with it (createDisclosureData, §3.5.4)."""
    combined = [*base.mandatory_pointers, *pointers]
    shown = select(unsecured.document, combined)
    if shown is None:
        raise refuse(ProblemCode.BAD_VALUE, "nothing is selected to be shown")
    grouped = canonicalize_and_group(
        unsecured.document,
        labels=hmac_labels(base.hmac_key),
        groups={"mandatory": base.mandatory_pointers, "combined": combined},
        policy=unsecured.policy,
    )
    mandatory, group = set(grouped.groups["mandatory"].matching), grouped.groups["combined"]
    others = [at for at in range(len(grouped.nquads)) if at not in mandatory]
    if len(others) != len(base.signatures):
        raise _rejected("not one signature for each statement")
    signatures = dict(zip(others, base.signatures, strict=True))
    return shown, _DerivedProof(
        signature=base.signature,
        public_key=base.public_key,
        signatures=[signatures[at] for at in group.matching if at in signatures],
        labels={
            int(name.removeprefix("c14n")): decode_base64url(label.removeprefix("u"))
            for name, label in group.labels.items()
        },
        mandatory_indexes=[place for place, at in enumerate(group.matching) if at in mandatory],
    )


# ── Proof values as texts ─────────────────────────────────────────────────────────────


def _encoded(header: bytes, parts: Sequence[Any]) -> str:
    return "u" + encode_base64url(header + cbor.encode(parts))


def _decoded(value: str, header: bytes) -> list[Any]:
    """The five parts behind a header; `bad-value` for anything else."""
    if not value.startswith("u") or len(value) > _MAX_CHARACTERS:
        raise refuse(ProblemCode.BAD_VALUE, "the proof value is not u and base64url")
    content = decode_base64url(value[1:])
    if header == _DERIVED and content.startswith(_BASE):
        detail = "a base proof: the holder derives from it what is to be shown"
        raise refuse(ProblemCode.PROOF_NOT_FOR_SHOWING, detail)
    if not content.startswith(header):
        raise refuse(ProblemCode.BAD_VALUE, "the proof value has another header")
    parts = cbor.decode(content[len(header) :])
    if not isinstance(parts, list) or len(parts) != 5:  # noqa: PLR2004 - §3.5.3, §3.5.8
        raise _malformed()
    return parts


def _base(value: str) -> _BaseProof:
    signature, public, hmac_key, signatures, pointers = _decoded(value, _BASE)
    if not (
        _is_bytes(signature, _SIGNATURE_SIZE)
        and _is_key(public)
        and _is_bytes(hmac_key, HMAC_KEY_SIZE)
        and _are_signatures(signatures)
        and isinstance(pointers, list)
        and all(isinstance(pointer, str) for pointer in pointers)
    ):
        raise _malformed()
    return _BaseProof(signature, public, hmac_key, signatures, pointers)


def _derived(value: str) -> _DerivedProof:
    signature, public, signatures, labels, indexes = _decoded(value, _DERIVED)
    if not (
        _is_bytes(signature, _SIGNATURE_SIZE)
        and _is_key(public)
        and _are_signatures(signatures)
        and isinstance(labels, dict)
        and all(_is_bytes(label, _LABEL_SIZE) for label in labels.values())
        # With one label for two nodes, two statements could be one text.
        and len(set(labels.values())) == len(labels)
        and isinstance(indexes, list)
        and all(isinstance(index, int) for index in indexes)
        and indexes == sorted(set(indexes))
    ):
        raise _malformed()
    return _DerivedProof(signature, public, signatures, labels, indexes)


def _is_bytes(value: Any, size: int) -> bool:
    return isinstance(value, bytes) and len(value) == size


def _is_key(value: Any) -> bool:
    return _is_bytes(value, _KEY_SIZE) and value.startswith(P256.multicodec)


def _are_signatures(values: Any) -> bool:
    return (
        isinstance(values, list)
        and len(values) <= MAX_SIGNATURES
        and all(_is_bytes(value, _SIGNATURE_SIZE) for value in values)
    )


def _malformed() -> CredentialsError:
    return refuse(ProblemCode.BAD_VALUE, "the proof value does not have its five parts")


def _rejected(detail: str) -> CredentialsError:
    return refuse(ProblemCode.PROOF_REJECTED, detail)


ECDSA_SD_2023 = Cryptosuite(
    name="ecdsa-sd-2023",
    algorithms=frozenset({P256}),
    values=SelectiveECDSA(),
)
