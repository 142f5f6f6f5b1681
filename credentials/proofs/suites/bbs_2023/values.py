"""How bbs-2023 makes proof values, derives others from them, and checks those (BBS §3.4)."""

import secrets
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from py_arkworks_bls12381 import Scalar

from credentials.keys import bls12381
from credentials.keys.algorithms import PublicKey
from credentials.keys.bbs import ciphersuite, proof
from credentials.model import JSONObject
from credentials.ports import Signer, checked_signature
from credentials.problems import ProblemCode, refuse
from credentials.proofs.cryptosuite import Unsecured, rejecting
from credentials.proofs.selective.groups import (
    Grouped,
    canonicalize_and_group,
    hash_mandatory,
    hash_options,
    labelled_nquads,
)
from credentials.proofs.selective.labels import HMAC_KEY_SIZE, LabelMap, shuffled_labels
from credentials.proofs.selective.pointers import select
from credentials.proofs.suites.bbs_2023.encoding import (
    BaseValue,
    DerivedValue,
    read_base,
    read_derived,
)

_MANDATORY, _SELECTIVE, _COMBINED = "mandatory", "selective", "combined"


class BBSValues(Struct, frozen=True):
    """Proof values of bbs-2023; what is drawn at random can be given, for published examples."""

    new_hmac_key: Callable[[], bytes] = lambda: secrets.token_bytes(HMAC_KEY_SIZE)
    draw: Callable[[int], Sequence[Scalar]] = ciphersuite.random_scalars

    def make(
        self, unsecured: Unsecured, *, signer: Signer, mandatory_pointers: Sequence[str]
    ) -> str:
        """The base proof value, for the holder (§3.4.1 to §3.4.5)."""
        hmac_key = self.new_hmac_key()
        grouped = canonicalize_and_group(
            unsecured.document,
            labels=shuffled_labels(hmac_key),
            groups={_MANDATORY: mandatory_pointers},
            policy=unsecured.policy,
        )
        header = _header(unsecured, grouped.matching(_MANDATORY))
        content = bls12381.joined(header, _messages(grouped))
        return BaseValue(
            checked_signature(signer, content),
            header,
            signer.public_key,
            hmac_key,
            mandatory_pointers,
        ).text()

    def check(self, unsecured: Unsecured, value: str, *, key: PublicKey) -> None:
        """Return if the value was derived from one by `key` (§3.4.7)."""
        with rejecting():
            derived = read_derived(value)
        nquads = labelled_nquads(
            unsecured.document, labels=_labels(derived.labels), policy=unsecured.policy
        )
        always = set(derived.mandatory)
        mandatory = [text for place, text in enumerate(nquads) if place in always]
        others = [text.encode() for place, text in enumerate(nquads) if place not in always]
        if len(mandatory) != len(always) or len(others) != len(derived.selective):
            raise refuse(ProblemCode.TAMPERED, "it shows another number of parts than it proves")
        if not proof.holds(
            key.raw,
            derived.proof,
            header=_header(unsecured, mandatory),
            presentation_header=derived.presentation_header,
            disclosed=dict(zip(derived.selective, others, strict=True)),
        ):
            raise refuse(ProblemCode.TAMPERED, "the proof does not fit the content")

    def derive(
        self,
        unsecured: Unsecured,
        value: str,
        *,
        pointers: Sequence[str],
        presentation_header: bytes,
    ) -> tuple[JSONObject, str]:
        """What is shown of the document, and the value that proves it (§3.3.3, §3.4.6)."""
        with rejecting():
            base = read_base(value)
        combined = [*base.mandatory_pointers, *pointers]
        grouped = canonicalize_and_group(
            unsecured.document,
            labels=shuffled_labels(base.hmac_key),
            groups={
                _MANDATORY: base.mandatory_pointers,
                _SELECTIVE: pointers,
                _COMBINED: combined,
            },
            policy=unsecured.policy,
        )
        header = _header(unsecured, grouped.matching(_MANDATORY))
        shown = select(unsecured.document, combined)
        if shown is None:
            raise refuse(ProblemCode.BAD_VALUE, "nothing is selected that could be shown")
        places = _Places.of(grouped)
        made = proof.prove(
            base.public_key,
            base.signature,
            header=header,
            presentation_header=presentation_header,
            messages=_messages(grouped),
            disclosed=places.selective,
            draw=self.draw,
        )
        labels = grouped.groups[_COMBINED].labels
        return shown, DerivedValue(
            made,
            {int(name[len("c14n") :]): int(label[len("b") :]) for name, label in labels.items()},
            places.mandatory,
            places.selective,
            presentation_header,
        ).text()


class _Places(Struct, frozen=True):
    """Where the statements that are shown stand, as a derived proof value says it (§3.3.3)."""

    mandatory: Sequence[int]
    selective: Sequence[int]

    @classmethod
    def of(cls, grouped: Grouped) -> "_Places":
        always = set(grouped.groups[_MANDATORY].matching)
        wanted = set(grouped.groups[_SELECTIVE].matching)
        shown = grouped.groups[_COMBINED].matching
        signed = [place for place in range(len(grouped.nquads)) if place not in always]
        return cls(
            [index for index, place in enumerate(shown) if place in always],
            [index for index, place in enumerate(signed) if place in wanted],
        )


def _header(unsecured: Unsecured, mandatory: Sequence[str]) -> bytes:
    """What is signed besides the messages: the proof's options and what is always shown."""
    return hash_options(unsecured) + hash_mandatory(mandatory)


def _messages(grouped: Grouped) -> list[bytes]:
    return [text.encode() for text in grouped.others(_MANDATORY)]


def _labels(numbers: Mapping[int, int]) -> LabelMap:
    """The labels that a derived proof value gives, one for each nameless part (§3.3.5)."""
    names = {f"c14n{number}": f"b{label}" for number, label in numbers.items()}

    def labels(identifiers: Sequence[str]) -> Sequence[str]:
        if names.keys() != set(identifiers):
            raise refuse(ProblemCode.TAMPERED, "it shows other nameless parts than it proves")
        return [names[identifier] for identifier in identifiers]

    return labels
