"""Statements in groups: what a selection states is part of what the document states."""

import hashlib
import hmac
from typing import Any

import pytest

from credentials.keys.encodings import encode_base64url
from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode
from credentials.proofs.selective.groups import (
    Grouped,
    canonicalize_and_group,
    hash_mandatory,
    labelled_nquads,
)
from credentials.proofs.selective.labels import hmac_labels, shuffled_labels
from credentials.proofs.selective.pointers import select
from tests.refusal import refused
from tests.unit.credentials.jsonld.documents import badge, credential

KEY = bytes(range(32))
LABELS = hmac_labels(KEY)


def grouped(document: JSONObject, policy: Policy = Policy.STRICT, **groups: list[str]) -> Grouped:
    return canonicalize_and_group(document, labels=LABELS, groups=groups, policy=policy)


def test_a_label_is_the_hmac_of_the_canonical_identifier() -> None:
    digest = hmac.new(KEY, b"c14n0", hashlib.sha256).digest()
    assert LABELS(["c14n0"]) == ["u" + encode_base64url(digest)]


def test_shuffled_labels_count_in_the_order_of_the_hmacs() -> None:
    names = [f"c14n{number}" for number in range(12)]
    by_digest = dict(zip(LABELS(names), shuffled_labels(KEY)(names), strict=True))
    assert [by_digest[digest] for digest in sorted(by_digest)] == [f"b{at}" for at in range(12)]


def test_the_mandatory_hash_is_over_the_joined_statements() -> None:
    assert hash_mandatory(["a .\n", "b .\n"]) == hashlib.sha256(b"a .\nb .\n").digest()


def test_all_statements_are_those_of_the_document_with_labels() -> None:
    document = badge()
    assert grouped(document).nquads == labelled_nquads(
        document, labels=LABELS, policy=Policy.STRICT
    )


POINTERS = [
    ["/credentialSubject"],
    ["/issuer", "/validFrom"],
    ["/credentialSubject/achievement/name"],
    ["/credentialSubject/achievement/criteria/narrative", "/name"],
    ["/id"],
]


@pytest.mark.parametrize("pointers", POINTERS)
def test_a_selection_alone_states_exactly_its_group(pointers: list[str]) -> None:
    document = badge()
    made = grouped(document, chosen=pointers)
    alone = select(document, pointers)
    assert alone is not None
    labels = made.groups["chosen"].labels
    seen = labelled_nquads(
        alone, labels=lambda names: [labels[name] for name in names], policy=Policy.STRICT
    )
    assert seen == made.matching("chosen")
    assert sorted([*seen, *made.others("chosen")]) == made.nquads


def test_no_pointers_are_a_group_of_nothing() -> None:
    made = grouped(credential(), nothing=[])
    assert made.matching("nothing") == []
    assert made.others("nothing") == made.nquads


def test_a_text_that_looks_like_a_skolem_name_stays_a_text() -> None:
    document = credential(name="<urn:bnid:0> _:c14n0")
    assert any('"<urn:bnid:0> _:c14n0"' in text for text in grouped(document).nquads)


# ── What has no name to select it by ──


def with_values(*values: str) -> JSONObject:
    """A badge with a list whose order counts."""
    document = badge()
    document["credentialSubject"]["achievement"]["resultDescription"] = [
        {
            "id": "urn:uuid:4f1c9a56-3dbb-4b0b-8f2b-6a3a8cbd0000",
            "type": ["ResultDescription"],
            "name": "Grade",
            "resultType": "LetterGrade",
            "allowedValue": list(values),
        }
    ]
    return document


LIST = "/credentialSubject/achievement/resultDescription/0/allowedValue"


def test_a_list_whose_order_counts_is_shown_as_a_whole() -> None:
    document = with_values("A", "B", "C")
    made = grouped(document, chosen=[LIST])
    alone: Any = select(document, [LIST])
    labels = made.groups["chosen"].labels
    assert made.matching("chosen") == labelled_nquads(
        alone, labels=lambda names: [labels[name] for name in names], policy=Policy.STRICT
    )
    assert sum('"B"' in text for text in made.matching("chosen")) == 1


@pytest.mark.parametrize("at", [0, 1, 2])
def test_one_of_a_list_whose_order_counts_is_refused(at: int) -> None:
    with refused(ProblemCode.BAD_VALUE):
        grouped(with_values("A", "B", "C"), chosen=[f"{LIST}/{at}"])


def test_a_text_is_not_shown_without_its_language() -> None:
    document = credential(name={"@value": "Schweißer", "@language": "de"})
    with refused(ProblemCode.TREE_CHANGED):
        grouped(document, chosen=["/name/@value"])
    assert len(grouped(document, chosen=["/name"]).matching("chosen")) == 2


def signed(number: int) -> JSONObject:
    """A proof as it may stand in an endorsement."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": f"2026-01-0{number}T00:00:00Z",
        "verificationMethod": "did:web:training.example#key-1",
        "proofPurpose": "assertionMethod",
        "proofValue": f"z{number}",
    }


def test_graphs_of_their_own_are_told_apart_by_what_they_are_about() -> None:
    document = credential(proof=[signed(1), signed(2)])
    made = grouped(document, first=["/proof/0"], both=["/proof"])
    assert len(made.matching("first")) < len(made.matching("both"))
    alone: Any = select(document, ["/proof/1"])
    second = grouped(document, second=["/proof/1"])
    labels = second.groups["second"].labels
    assert second.matching("second") == labelled_nquads(
        alone, labels=lambda names: [labels[name] for name in names], policy=Policy.STRICT
    )


def test_graphs_about_one_thing_cannot_be_told_apart() -> None:
    one, other = signed(1), signed(2)
    document = credential(proof=[{**one, "id": "urn:x:p"}, {**other, "id": "urn:x:p"}])
    with refused(ProblemCode.TOO_COMPLEX):
        grouped(document)


def test_a_graph_without_a_beginning_is_refused() -> None:
    document = credential(proof={**signed(1), "id": "urn:x:p", "previousProof": "urn:x:p"})
    with refused(ProblemCode.TOO_COMPLEX):
        grouped(document)


INLINE = {"tool": "urn:x:tool", "raw": {"@id": "urn:x:raw", "@type": "@json"}}


def test_json_that_is_signed_as_it_stands_is_one_part() -> None:
    document = credential()
    document["credentialSubject"]["_sd"] = {"a": {"b": 1}}
    made = grouped(document, chosen=["/credentialSubject/_sd"])
    assert any('"{\\"a\\":{\\"b\\":1}}"' in text for text in made.matching("chosen"))


def test_a_part_that_cannot_be_named_is_refused() -> None:
    document = credential()
    document["@context"] = [*document["@context"], INLINE]
    document["credentialSubject"]["tool"] = {"raw": {"a": 1}}
    with refused(ProblemCode.TOO_COMPLEX):
        grouped(document, policy=Policy.W3C)


def test_what_no_signature_would_cover_is_refused() -> None:
    with refused(ProblemCode.TERM_UNDEFINED):
        grouped(credential(grade="A"))
