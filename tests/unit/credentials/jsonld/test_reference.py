import copy
import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode as OxBlankNode
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse
from pyoxigraph import Literal as OxLiteral

from credentials.jsonld import guards, loader, reference
from credentials.jsonld.canonical import IRI, BlankNode, Literal, Quad, canonicalize
from credentials.jsonld.reference import canonical_nquads
from credentials.model import JSONObject, Policy
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused
from tests.unit.credentials.jsonld.documents import (
    BADGES,
    CREDENTIALS,
    EXAMPLES,
    EXTENSIONS,
    V2,
    badge,
    credential,
    loose_text,
    presentation,
    text,
)

VECTORS = Path(__file__).parents[4].parent / "shared" / "vectors"
SCHEMA_NAME = "https://schema.org/name"

TREE_CHANGED, TERM_UNDEFINED = ProblemCode.TREE_CHANGED, ProblemCode.TERM_UNDEFINED
BAD_VALUE, MALFORMED = ProblemCode.BAD_VALUE, ProblemCode.MALFORMED
CONTEXT_UNKNOWN, TOO_COMPLEX = ProblemCode.CONTEXT_UNKNOWN, ProblemCode.TOO_COMPLEX


def with_context(*contexts: Any, **members: Any) -> JSONObject:
    return credential(**{"@context": [V2, *contexts], **members})


def subject(**members: Any) -> JSONObject:
    return credential(credentialSubject={"id": "did:example:ana", **members})


# ── What is taken ───────────────────────────────────────────────────────────────────────


def test_a_credential_becomes_its_statements() -> None:
    assert text(credential(credentialSubject={"id": "did:example:ana"})).splitlines() == [
        "<urn:uuid:5d3e3b62-6c9b-4a76-8a8d-0242ac130004>"
        " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <https://www.w3.org/2018/credentials#VerifiableCredential> .",
        "<urn:uuid:5d3e3b62-6c9b-4a76-8a8d-0242ac130004> <https://schema.org/name>"
        ' "شهادة"^^<https://www.w3.org/ns/i18n#ar_rtl> .',
        "<urn:uuid:5d3e3b62-6c9b-4a76-8a8d-0242ac130004>"
        " <https://www.w3.org/2018/credentials#credentialSubject> <did:example:ana> .",
        "<urn:uuid:5d3e3b62-6c9b-4a76-8a8d-0242ac130004>"
        " <https://www.w3.org/2018/credentials#issuer> <did:web:training.example> .",
        "<urn:uuid:5d3e3b62-6c9b-4a76-8a8d-0242ac130004>"
        " <https://www.w3.org/2018/credentials#validFrom>"
        ' "2026-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .',
    ]


def test_a_full_badge_is_taken_under_both_policies() -> None:
    assert text(badge()) == loose_text(badge())
    assert text(badge()).count("\n") == 53


def test_a_type_that_shares_its_address_with_a_property_keeps_its_name() -> None:
    def located(**geo: Any) -> JSONObject:
        document = badge()
        document["issuer"]["address"] = {"type": ["Address"], "geo": geo}
        return document

    place = located(type="GeoCoordinates", latitude=51.507351, longitude=-0.127758)
    assert '"5.1507351E1"' in text(place)
    with refused(TREE_CHANGED, pointer="/issuer/address/geo/type/0"):
        text(located(type="geo"))


def test_a_proof_configuration_is_taken() -> None:
    configuration = {
        "@context": [V2, BADGES],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": "did:web:training.example#key-1",
        "proofPurpose": "assertionMethod",
    }
    assert "<https://w3id.org/security#assertionMethod>" in text(configuration)


def test_a_context_may_stand_alone() -> None:
    assert text(credential(**{"@context": V2})) == text(credential())


def test_the_longer_hash_only_changes_the_names_of_the_nameless() -> None:
    longer = canonical_nquads(badge(), policy=Policy.STRICT, hash_name="sha384")
    assert longer != text(badge())
    assert longer.count("\n") == text(badge()).count("\n")


def test_the_document_is_left_as_it_was() -> None:
    document = badge()
    text(document)
    assert document == badge()


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the published vectors are not in ../shared")
@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("unsigned.json", "eddsa-rdfc-2022/canonDocDataInt.txt"),
        ("eddsa-rdfc-2022/proofConfigDataInt.json", "eddsa-rdfc-2022/proofCanonDataInt.txt"),
    ],
)
def test_a_published_document_gets_its_published_form(document: str, expected: str) -> None:
    folder = VECTORS / "vc-di-eddsa"
    found = loose_text(json.loads((folder / document).read_bytes()))
    assert found == (folder / expected).read_text(encoding="utf-8")


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the published vectors are not in ../shared")
@pytest.mark.parametrize("kind", ["obv3p0", "clrv2p0"])
@pytest.mark.parametrize("part", ["document", "proof"])
def test_a_published_badge_is_already_canonical(kind: str, part: str) -> None:
    folder = VECTORS / "openbadges-spec-impl-vectors" / kind
    published = (folder / f"{part}-canon.txt").read_text(encoding="utf-8")

    def term(value: object) -> Any:
        match value:
            case NamedNode():
                return IRI(value.value)
            case OxBlankNode():
                return BlankNode(value.value)
            case OxLiteral():
                return Literal(value.value, value.datatype.value, value.language or "")
        return None if isinstance(value, DefaultGraph) else value

    quads = [
        Quad(term(q.subject), term(q.predicate), term(q.object), term(q.graph_name))
        for q in parse(published, format=RdfFormat.N_QUADS)
    ]
    assert canonicalize(quads) == published


# ── T1: something undefined is added after signing ──────────────────────────────────────


@pytest.mark.parametrize(
    ("added", "pointer"),
    [
        ({"note": "true"}, "/note"),
        ({"": "true"}, "/"),
        ({"a/b~c": 1}, "/a~1b~0c"),
        ({"note": {"deep": "true"}}, "/note"),
        ({"name": {"en": "Welding", "ar": "لحام"}}, "/name/en"),
        ({"validUntil": None}, "/validUntil"),
        ({"evidence": []}, "/evidence"),
        (
            {"credentialSubject": {"id": "did:example:ana", "grade": "A"}},
            "/credentialSubject/grade",
        ),
        (
            {"credentialSubject": [{"id": "did:example:a"}, {"grade": "A"}]},
            "/credentialSubject/1/grade",
        ),
        ({"type": ["VerifiableCredential", "Diploma"]}, "/type/1"),
        ({"evidence": {"id": "urn:e:1", "type": "Photo"}}, "/evidence/type"),
    ],
)
@pytest.mark.parametrize("policy", Policy)
def test_what_no_context_defines_is_not_covered_by_the_signature(
    added: JSONObject, pointer: str, policy: Policy
) -> None:
    with refused(TERM_UNDEFINED, pointer=pointer):
        canonical_nquads(credential(**added), policy=policy)


def test_an_undefined_member_deep_in_a_badge_is_found() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["alignment"][0]["note"] = "x"
    with refused(TERM_UNDEFINED, pointer="/credentialSubject/achievement/alignment/0/note"):
        text(document)


@pytest.mark.parametrize("document", [{"@context": V2}, {"@context": [V2], "id": "urn:a:1"}])
def test_a_document_that_says_nothing_is_refused(document: JSONObject) -> None:
    with refused(TERM_UNDEFINED):
        text(document)


# ── T2: vocabularies and contexts brought along ─────────────────────────────────────────


def test_a_context_with_a_default_vocabulary_is_only_read_under_the_policy_of_the_standard() -> (
    None
):
    document = with_context(EXAMPLES, note="x")
    assert "<https://www.w3.org/ns/credentials/examples#note>" in loose_text(document)
    with refused(CONTEXT_UNKNOWN, pointer="/@context"):
        text(document)


def test_an_inline_context_that_only_adds_names_is_only_read_under_the_policy_of_the_standard() -> (
    None
):
    document = with_context({"note": "https://example.org/note"}, note="x")
    assert '<https://example.org/note> "x"' in loose_text(document)
    with refused(CONTEXT_UNKNOWN, pointer="/@context"):
        text(document)


@pytest.mark.parametrize(
    "context",
    [
        {"note": {"@id": "https://example.org/note", "@type": "@id", "@container": "@set"}},
        {"@vocab": "https://example.org/", "@protected": True, "@version": 1.1},
        {"@language": "en", "note": "https://example.org/note"},
        {"note": {"@id": "https://example.org/note", "@language": None}},
        {"ex": {"@id": "https://example.org/", "@prefix": True}, "note": "ex:note"},
        {"id": "@id", "type": {"@id": "@type"}, "note": "https://example.org/note"},
    ],
)
def test_an_inline_context_may_name_things(context: JSONObject) -> None:
    document = with_context(context, note=["urn:a:1"])
    assert "https://example.org/note" in loose_text(document)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/context",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "https://www.w3.org/ns/credentials/v2#",
        "//www.w3.org/ns/credentials/v2",
        "",
    ],
)
@pytest.mark.parametrize("policy", Policy)
def test_a_context_that_is_not_kept_here_is_unknown_and_never_fetched(
    url: str, policy: Policy
) -> None:
    with refused(CONTEXT_UNKNOWN, pointer="/@context/1"):
        canonical_nquads(with_context(url), policy=policy)


@pytest.mark.parametrize(
    "context",
    [
        {"@import": V2},
        {"@import": "https://example.org/context"},
        {"@base": "https://example.org/"},
        {"@propagate": False},
        {"@vocab": ""},
        {"@vocab": "@json"},
        {"@vocab": "_:b"},
        {"@vocab": 5},
        {"@direction": None},
        {"@graph": "https://example.org/"},
        {"note": {"@id": "https://example.org/note", "@context": None}},
        {"note": {"@id": "https://example.org/note", "@context": [{}]}},
        {"note": {"@id": "https://example.org/note", "@context": V2}},
        {"note": {"@id": "urn:n:1", "@context": {"@vocab": "https://schema.org/"}}},
        {"note": {"@id": "urn:n:1", "@context": {"@propagate": True}}},
        {"note": {"@id": "urn:n:1", "@context": {"a": "name"}}},
        {"note": {"@id": "urn:n:1", "@context": {"a": {"@id": "urn:a:1", "@nest": "x"}}}},
        {"note": {"@id": "urn:n:1", "@context": {"a": None}}},
        {"note": {"@id": "urn:n:1", "@context": {"a": "https://schema.org/"}}},
        {"note": {"@id": "urn:n:1", "@context": {"a": {"@id": "urn:a:1", "@prefix": True}}}},
        {"note": {"@id": "urn:n:1", "@context": {"a": {"@id": "urn:a:1", "@context": {}}}}},
        {"note": {"@id": "https://example.org/note", "@container": "@graph"}},
        {"note": {"@id": "https://example.org/note", "@container": ["@set"]}},
        {"note": {"@id": "https://example.org/note", "@nest": "x"}},
        {"note": {"@reverse": "https://example.org/note"}},
        {"note": {"@id": ["https://example.org/note"]}},
        {"note": {"@id": "https://example.org/note", "@type": 5}},
        {"note": ["https://example.org/note"]},
        {"note": 5},
    ],
)
@pytest.mark.parametrize("policy", Policy)
def test_an_inline_context_that_does_more_than_name_things_is_not_read(
    context: JSONObject, policy: Policy
) -> None:
    with refused(CONTEXT_UNKNOWN):
        canonical_nquads(with_context(context), policy=policy)


def test_what_is_not_read_in_an_inline_context_is_pointed_at() -> None:
    inside = {"note": {"@id": "urn:n:1", "@context": {"a": "name"}}}
    for context, place in (({"note": 5}, "note"), (inside, "note/@context/a")):
        with refused(CONTEXT_UNKNOWN, pointer=f"/@context/1/{place}"):
            loose_text(with_context(context))


@pytest.mark.parametrize("setting", ["@protected", "@version"])
def test_what_is_set_inside_of_a_term_is_true_or_a_number(setting: str) -> None:
    context = {"note": {"@id": "urn:n:1", "@context": {setting: "1.1"}}}
    with refused(CONTEXT_UNKNOWN):
        loose_text(with_context(context))


def test_what_stands_in_a_list_is_looked_at_like_anything_else() -> None:
    steps = {"steps": {"@id": "urn:steps:1", "@container": "@list", "@type": "@id"}}
    assert loose_text(with_context(steps, steps=["urn:a:1", "urn:a:2"]))
    with refused(BAD_VALUE):
        loose_text(with_context(steps, steps=["urn:a:1", "relative"]))


def test_an_inline_context_may_name_things_inside_a_type() -> None:
    licence = {
        "@protected": True,
        "Licence": {
            "@id": "urn:example:Licence",
            "@context": {
                "@protected": True,
                "id": "@id",
                "type": "@type",
                "number": "urn:example:number",
            },
        },
        "licence": {"@id": "urn:example:licence", "@type": "@id"},
    }
    document = with_context(
        licence,
        credentialSubject={"licence": {"type": "Licence", "number": "5"}},
    )
    assert '<urn:example:number> "5"' in loose_text(document)
    document["credentialSubject"]["number"] = "6"
    with refused(TERM_UNDEFINED, pointer="/credentialSubject/number"):
        loose_text({**document, "@context": [V2, {"licence": licence["licence"]}]})


@pytest.mark.parametrize("policy", Policy)
def test_a_second_name_inside_a_type_is_refused(policy: Policy) -> None:
    scoped = {"Licence": {"@id": "urn:example:Licence", "@context": {"n": SCHEMA_NAME}}}
    with refused(TREE_CHANGED, pointer="/@context"):
        canonical_nquads(
            with_context(scoped, credentialSubject={"type": "Licence", "n": "Ana"}), policy=policy
        )


@pytest.mark.parametrize(
    ("context", "place"),
    [
        ({5: "urn:a:1"}, ""),
        ({"Licence": {"@id": "urn:a:1", "@context": {5: "urn:a:2"}}}, "/Licence/@context"),
    ],
)
def test_a_name_in_an_inline_context_is_a_text(context: JSONObject, place: str) -> None:
    with refused(MALFORMED, pointer=f"/@context/1{place}"):
        loose_text(with_context(context))


def test_an_import_does_not_write_into_a_pinned_context() -> None:
    before = copy.deepcopy(dict(loader.CONTEXTS))
    with refused(CONTEXT_UNKNOWN):
        loose_text(with_context({"@import": V2, "name": "https://example.org/other"}))
    assert before == loader.CONTEXTS
    assert SCHEMA_NAME in text(subject(name="Ana"))


@pytest.mark.parametrize(
    ("contexts", "code"),
    [
        ([], BAD_VALUE),
        (None, BAD_VALUE),
        (5, BAD_VALUE),
        ([V2, None], BAD_VALUE),
        ([V2, [BADGES]], BAD_VALUE),
        ([V2, V2], BAD_VALUE),
        ([V2] * 17, BAD_VALUE),
        ([V2, {5: "x"}], MALFORMED),
        ([V2, {"\x00": "https://example.org/x"}], BAD_VALUE),
    ],
)
def test_what_is_no_list_of_contexts_is_refused(contexts: Any, code: ProblemCode) -> None:
    with refused(code):
        text(credential(**{"@context": contexts}))


def test_a_document_without_a_context_is_refused() -> None:
    with refused(BAD_VALUE, pointer="/@context"):
        text({"type": "VerifiableCredential"})


@pytest.mark.parametrize("policy", Policy)
def test_a_context_inside_the_document_is_not_read(policy: Policy) -> None:
    hiding = {"@context": {"name": None}, "id": "did:example:ana", "name": "Ana"}
    with refused(CONTEXT_UNKNOWN, pointer="/credentialSubject/@context"):
        canonical_nquads(credential(credentialSubject=hiding), policy=policy)


# ── T3: protected terms ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "context",
    [
        {"@protected": True, "name": "https://example.org/name"},
        {"name": None},
        {"VerifiableCredential": "https://example.org/VC"},
        {"description": {"@id": "https://schema.org/description", "@type": "@id"}},
    ],
)
@pytest.mark.parametrize("policy", Policy)
def test_a_protected_term_cannot_be_redefined(context: JSONObject, policy: Policy) -> None:
    with refused(TREE_CHANGED, pointer="/@context"):
        canonical_nquads(with_context(context), policy=policy)


def test_two_pinned_contexts_that_contradict_each_other_are_refused() -> None:
    with refused(TREE_CHANGED, pointer="/@context"):
        text(with_context("https://www.w3.org/2018/credentials/v1"))


@pytest.mark.parametrize(
    "context",
    [
        {"a": "b", "b": "a"},
        {"a": "not an address"},
        {"note": {"@id": "https://example.org/n", "@type": "relative"}},
        {"note": {"@id": "https://example.org/n", "@type": "https://example.org/a b"}},
        {"note": {"@id": "https://example.org/n", "@type": "urn:<a>"}},
        {"@version": 1.0, "note": "https://example.org/n"},
        {"@language": True, "note": "https://example.org/n"},
    ],
)
def test_an_inline_context_that_is_none_is_refused(context: JSONObject) -> None:
    with refused(BAD_VALUE):
        loose_text(with_context(context, note="x"))


# ── T4: the same graph, another tree ────────────────────────────────────────────────────


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("term", ["validUntil", "credentialStatus", "issuer", "credentialSubject"])
def test_a_property_under_its_full_address_is_hidden_from_readers(
    term: str, policy: Policy
) -> None:
    document = badge()
    document[CREDENTIALS + term] = document.pop(term)
    with pytest.raises(CredentialsError) as caught:
        canonical_nquads(document, policy=policy)
    problem = caught.value.problem
    assert problem.code is TREE_CHANGED
    assert problem.detail == f"{term} is written under an address, so a reader would miss it"
    assert problem.pointer == f"/https:~1~1www.w3.org~12018~1credentials#{term}"


def test_a_property_under_a_prefixed_name_is_hidden_from_readers() -> None:
    prefix = {"cred": {"@id": CREDENTIALS, "@prefix": True}}
    with refused(TREE_CHANGED, pointer="/cred:validUntil"):
        loose_text(with_context(prefix, **{"cred:validUntil": "2030-01-01T00:00:00Z"}))
    typed = {"cred:issuer": {"id": "did:web:training.example"}}
    with refused(TREE_CHANGED, pointer="/cred:issuer"):
        loose_text({**with_context(prefix, **typed), "id": "urn:a:2"})


def test_a_property_beside_itself_under_its_full_address_is_refused() -> None:
    document = credential(
        validUntil="2026-06-01T00:00:00Z", **{CREDENTIALS + "validUntil": "2030-01-01T00:00:00Z"}
    )
    with refused(TREE_CHANGED, pointer=""):
        loose_text(document)


def test_a_badge_of_the_first_context_is_taken_though_its_terms_do_not_fit_its_values() -> None:
    document = badge(
        **{
            "@context": [
                "https://www.w3.org/2018/credentials/v1",
                "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
                EXTENSIONS,
            ],
            "issuanceDate": "2026-01-01T00:00:00Z",
        }
    )
    del document["validFrom"], document["validUntil"], document["credentialStatus"]
    del document["credentialSubject"]["achievement"]["inLanguage"]
    assert '"Weld ten seams."' in text(document)


def test_an_address_as_a_name_is_taken_under_the_policy_of_the_standard_where_nothing_hides() -> (
    None
):
    document = subject(**{"https://example.org/note": "x"})
    assert "<https://example.org/note>" in loose_text(document)
    with refused(TREE_CHANGED, pointer="/credentialSubject/https:~1~1example.org~1note"):
        text(document)


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("alias", ["fullName", "n", "nom"])
def test_a_second_name_by_an_inline_context_is_refused(alias: str, policy: Policy) -> None:
    with refused(TREE_CHANGED, pointer="/@context"):
        canonical_nquads(
            with_context({alias: SCHEMA_NAME}, credentialSubject={alias: "Ana"}), policy=policy
        )


@pytest.mark.parametrize("policy", Policy)
def test_a_second_name_through_a_default_vocabulary_is_refused(policy: Policy) -> None:
    context = {"@vocab": "https://www.w3.org/2018/"}
    status = {"id": "https://example.org/status#5", "type": "urn:a:status"}
    with refused(TREE_CHANGED, pointer="/credentials#credentialStatus"):
        canonical_nquads(
            with_context(context, **{"credentials#credentialStatus": status}), policy=policy
        )


@pytest.mark.parametrize("policy", Policy)
def test_a_member_hidden_by_an_inline_context_is_found(policy: Policy) -> None:
    with refused(TREE_CHANGED, pointer="/credentialSubject/role"):
        canonical_nquads(
            with_context(BADGES, {"role": None}, credentialSubject={"id": "urn:a:1", "role": "x"}),
            policy=policy,
        )


def test_the_refusal_names_a_hidden_property_but_never_quotes_a_strange_one() -> None:
    hidden = with_context({"role": None, "secret": None}, credentialSubject={"role": "x"})
    with pytest.raises(CredentialsError) as caught:
        text(hidden)
    assert caught.value.problem.detail.startswith("role is hidden")
    hidden["credentialSubject"] = {"secret": "x"}
    with pytest.raises(CredentialsError) as caught:
        text(hidden)
    assert caught.value.problem.detail.startswith("a member is hidden")


@pytest.mark.parametrize("keyword", ["@included", "@graph", "@id", "@type", "@reverse", "@nest"])
@pytest.mark.parametrize("policy", Policy)
def test_a_keyword_cannot_be_given_a_name(keyword: str, policy: Policy) -> None:
    with refused(TREE_CHANGED, pointer="/@context/1/inc"):
        canonical_nquads(with_context({"inc": keyword}, inc="urn:a:1"), policy=policy)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("@id", "urn:a:1"),
        ("@type", "VerifiableCredential"),
        ("@graph", [{"id": "urn:a:1"}]),
        ("@included", [{"id": "urn:a:1"}]),
        ("@reverse", {"issuer": "urn:a:1"}),
        ("@nest", {"name": "Ana"}),
        ("@index", "x"),
        ("@list", ["x"]),
        ("@set", ["x"]),
        ("@language", "en"),
        ("@unheardof", "x"),
    ],
)
@pytest.mark.parametrize("policy", Policy)
def test_a_keyword_in_place_of_a_name_is_refused(name: str, value: Any, policy: Policy) -> None:
    with refused(TREE_CHANGED, pointer=f"/credentialSubject/{name}"):
        canonical_nquads(subject(**{name: value}), policy=policy)


def test_a_whole_document_in_a_graph_is_refused() -> None:
    inside = credential()
    with refused(TREE_CHANGED, pointer="/@graph"):
        text({"@context": inside.pop("@context"), "@graph": [inside]})


def test_one_subject_split_in_two_is_noticed() -> None:
    document = badge()
    whole = document["credentialSubject"]
    document["credentialSubject"] = [
        {"id": whole["id"], "type": whole["type"], "achievement": whole["achievement"]},
        {"id": whole["id"], "type": whole["type"], "identifier": whole["identifier"]},
    ]
    with refused(TREE_CHANGED, pointer="/credentialSubject/0/id"):
        text(document)


def test_members_moved_to_another_mention_of_a_node_are_noticed() -> None:
    document = badge()
    issuer = document["issuer"]
    document["issuer"] = {"id": issuer["id"], "type": ["Profile"]}
    document["credentialSubject"]["source"] = issuer
    with refused(TREE_CHANGED, pointer="/issuer/id"):
        text(document)


def test_a_class_name_in_place_of_a_property_with_the_same_address_is_refused() -> None:
    document = badge()
    achievement = document["credentialSubject"]["achievement"]
    achievement["Criteria"] = achievement.pop("criteria")
    with pytest.raises(CredentialsError) as caught:
        text(document)
    assert caught.value.problem.detail == "criteria is written under another name here"
    assert caught.value.problem.code is TREE_CHANGED


def test_a_type_under_its_full_address_is_refused() -> None:
    document = badge()
    document["credentialStatus"]["type"] = (
        "https://www.w3.org/ns/credentials/status#BitstringStatusListEntry"
    )
    with pytest.raises(CredentialsError) as caught:
        text(document)
    assert caught.value.problem.code in (TREE_CHANGED, TERM_UNDEFINED)


def test_a_list_in_a_list_is_refused() -> None:
    with refused(TREE_CHANGED, pointer="/credentialSubject/name"):
        text(subject(name=[["Ana"]]))


def test_an_object_in_place_of_a_text_is_refused() -> None:
    with refused(TREE_CHANGED, pointer="/credentialSubject/name"):
        text(subject(name={"@value": "Ana"}))


@pytest.mark.parametrize(
    "values",
    [
        ["Ana", "Ana"],
        [1, 1.0],
        [{"id": "urn:a:1"}, {"id": "urn:a:1"}],
        [{"id": "urn:a:1", "description": "x"}, {"id": "urn:a:1", "description": "x"}],
    ],
)
def test_a_value_that_stands_twice_in_a_set_is_refused(values: list[Any]) -> None:
    with refused(BAD_VALUE):
        text(subject(name=values))


def test_a_type_that_stands_twice_is_refused() -> None:
    with refused(BAD_VALUE, pointer="/type"):
        text(credential(type=["VerifiableCredential", "VerifiableCredential"]))


@pytest.mark.parametrize(
    ("member", "value"), [("creditsEarned", "5.5"), ("creditsEarned", True), ("activityEndDate", 5)]
)
def test_a_value_in_another_spelling_of_its_type_is_refused(member: str, value: Any) -> None:
    document = badge()
    document["credentialSubject"][member] = value
    with refused(BAD_VALUE):
        text(document)


@pytest.mark.parametrize("value", ["false", 0, "0"])
def test_a_truth_value_is_only_true_or_false(value: Any) -> None:
    document = badge()
    document["credentialSubject"]["identifier"][0]["hashed"] = value
    with refused(BAD_VALUE):
        text(document)


# ── T5: addresses ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "address",
    [
        *("", "x", "#list", "asdasd", "//example.org/x", "did", ":x", "1a:b", "_:b0", "urn:"),
        *("https://example.org/a b", "https://example.org/<x>", 'urn:a:"', "urn:a:\\"),
        *("urn:a:^", "urn:a:\x85", "urn:a:{1}", "urn:a:\t", "urn:a:`"),
    ],
)
@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("member", ["id", "issuer", "subject", "evidence", "credentialSchema"])
def test_an_address_that_is_not_absolute_is_refused(
    address: str, policy: Policy, member: str
) -> None:
    document = credential(
        **{member: {"id": address, "type": "JsonSchema"}}
        if member in ("evidence", "credentialSchema")
        else {member: address}
    )
    if member == "subject":
        document["credentialSubject"] = {"id": document.pop("subject"), "name": "Ana"}
    with pytest.raises(CredentialsError) as caught:
        canonical_nquads(document, policy=policy)
    assert caught.value.problem.code in (BAD_VALUE, TERM_UNDEFINED, TREE_CHANGED)


@pytest.mark.parametrize("address", ["x", "#list"])
def test_the_place_of_an_address_that_is_not_absolute_is_told(address: str) -> None:
    with refused(BAD_VALUE, pointer="/credentialSubject/id"):
        text(subject(id=address, name="Ana"))


def test_a_type_that_is_no_proper_address_is_refused() -> None:
    with refused(BAD_VALUE, pointer="/type/1"):
        text(credential(type=["VerifiableCredential", "https://example.org/a b"]))


def test_an_address_as_a_name_must_be_a_proper_one() -> None:
    with refused(TREE_CHANGED):
        loose_text(subject(**{"https://example.org/a b": "x"}))


@pytest.mark.parametrize("prefix", ["did", "https", "ex"])
def test_an_abbreviated_address_is_refused(prefix: str) -> None:
    context = {prefix: "https://example.org/#"}
    with refused(TREE_CHANGED, pointer="/credentialSubject/id"):
        loose_text(
            with_context(
                context,
                issuer="urn:a:issuer",
                credentialSubject={"id": f"{prefix}:ana", "name": "Ana"},
            )
        )


def test_an_address_that_is_abbreviated_twice_over_is_refused() -> None:
    contexts = [{"https": "urn:a:"}, {"far": "https:#"}]
    document = with_context(
        *contexts, issuer="urn:i:1", credentialSubject={"id": "far:x", "name": "Ana"}
    )
    with refused(TREE_CHANGED, pointer="/credentialSubject/id"):
        loose_text(document)


def test_a_thing_may_be_described_twice_in_the_same_words_in_any_order() -> None:
    body = {
        "id": "urn:org:1",
        "type": ["Profile"],
        "name": "Riverside",
        "url": "https://riverside.example",
    }
    document = badge()
    document["issuer"]["parentOrg"] = body
    document["credentialSubject"]["achievement"]["creator"] = dict(reversed(body.items()))
    assert text(document).count('"Riverside"') == 1


def test_a_text_that_only_begins_like_an_abbreviation_is_a_text() -> None:
    assert '"sec:x"' in text(credential(name="sec:x"))


def test_an_address_in_full_is_taken_though_a_prefix_could_abbreviate_it() -> None:
    document = with_context(
        {"ex": "https://example.org/#"},
        credentialSubject={"id": "https://example.org/#ana", "name": "ex:ana"},
    )
    with refused(TREE_CHANGED, pointer="/credentialSubject/name"):
        loose_text(document)
    document["credentialSubject"]["name"] = "Ana"
    assert "<https://example.org/#ana>" in loose_text(document)


# ── T6: order ───────────────────────────────────────────────────────────────────────────


def test_the_order_of_a_set_is_not_signed() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["tag"].reverse()
    assert text(document) == text(badge())


# ── T7: poison ──────────────────────────────────────────────────────────────────────────


def in_two_seconds(run: Callable[[], Any]) -> None:
    started = time.process_time()
    run()
    assert time.process_time() - started < 2


def test_sixty_five_nameless_parts_that_look_alike_are_too_complex() -> None:
    def run() -> None:
        with refused(TOO_COMPLEX):
            text(credential(evidence=[{"name": "x"} for _ in range(65)]))

    in_two_seconds(run)


def test_a_deep_document_is_refused() -> None:
    deep: JSONObject = {"name": "x"}
    for _ in range(900):
        deep = {"evidence": deep}
    with refused(MALFORMED):
        text(credential(evidence=deep))


def test_a_large_document_is_refused() -> None:
    with refused(MALFORMED):
        text(subject(name=[str(number) for number in range(10_001)]))


def test_as_many_values_may_be_read_as_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "MAX_NODES", 100)

    def of_values(number: int) -> JSONObject:
        document = subject(name="")
        left = number - sum(1 for _ in guards._walk(document))
        return subject(name=[str(at) for at in range(left)])

    guards.check_tree(of_values(guards.MAX_NODES), Policy.STRICT)
    with refused(MALFORMED):
        guards.check_tree(of_values(guards.MAX_NODES + 1), Policy.STRICT)


def test_the_largest_inline_context_is_worked_through_in_two_seconds() -> None:
    terms = {f"t{at}": f"t{at + 1}:x" for at in range(9_000)}

    def run() -> None:
        with pytest.raises(CredentialsError):
            loose_text(with_context(terms))

    in_two_seconds(run)


def test_strangers_cannot_fill_the_cache() -> None:
    text(badge())
    before = len(reference._VENDORED.resolved)
    for number in range(20):
        loose_text(with_context({f"note{number}": "https://example.org/note"}))
        loose_text(presentation(with_context({f"n{number}": "https://example.org/n"}, proof={})))
    assert len(reference._VENDORED.resolved) == before


# ── Values ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [0, 5, -5, 5.0, 0.5, -0.125, 51.507351, 2**53, 999_999.5])
def test_a_number_that_everybody_writes_alike_is_taken(number: float) -> None:
    assert text(subject(name=number))


@pytest.mark.parametrize(
    "number", [2**53 + 1, 1e-7, 5e-324, 1_000_000.5, float("nan"), float("inf"), 1e300, 10**400]
)
def test_a_number_that_not_everybody_writes_alike_is_refused(number: float) -> None:
    with refused(BAD_VALUE, pointer="/credentialSubject/name"):
        text(subject(name=number))


@pytest.mark.parametrize("character", ["\x00", "\b", "\x0b", "\f", "\x1f", "\x7f", "\ud800"])
def test_a_control_character_is_refused_wherever_it_stands(character: str) -> None:
    with refused(BAD_VALUE, pointer="/credentialSubject/name"):
        text(subject(name=f"a{character}b"))
    with refused(BAD_VALUE):
        text(subject(**{f"a{character}b": "x"}))


def test_tabs_and_line_ends_are_taken() -> None:
    assert r'"a\tb\r\nc"' in text(subject(name="a\tb\r\nc"))


@pytest.mark.parametrize(
    "value",
    [
        {"@value": "x", "@type": "http://www.w3.org/2001/XMLSchema#date"},
        {"@value": "x", "@index": "y"},
        {"@value": "x", "note": "y"},
        {"@value": "x", "@language": ""},
        {"@value": "x", "@language": "e n"},
        {"@value": "x", "@language": "en_US"},
        {"@value": "x", "@language": 5},
        {"@value": "x", "@language": ["en"]},
        {"@value": "x", "@direction": "up"},
        {"@value": "x", "@direction": ["ltr"]},
        {"@value": 5, "@language": "en"},
        {"@value": None},
        {"@value": {"a": 1}},
    ],
)
@pytest.mark.parametrize("policy", Policy)
def test_a_language_value_has_exactly_its_members(value: JSONObject, policy: Policy) -> None:
    with refused(BAD_VALUE, pointer="/credentialSubject/name"):
        canonical_nquads(subject(name=value), policy=policy)


@pytest.mark.parametrize("value", [True, 0, 2.5, [1, "Text"]])
def test_where_no_context_gives_types_any_value_stands_under_that_name(value: object) -> None:
    context = "https://www.w3.org/ns/credentials/examples/v2"
    document = {"@context": context, "type": value, "fullName": "Ana"}
    canonical = canonical_nquads(document, policy=Policy.W3C)
    assert "_:c14n0 <https://www.w3.org/ns/credentials/examples#type>" in canonical


def test_a_default_language_that_is_none_is_refused() -> None:
    with refused(BAD_VALUE):
        loose_text(with_context({"@language": "e n"}))


@pytest.mark.parametrize(
    "document",
    [
        credential(name=object()),
        credential(name=(1, 2)),
        credential(name={5: "x"}),
        credential(name=b"x"),
    ],
)
def test_what_is_no_json_is_refused(document: JSONObject) -> None:
    with refused(MALFORMED):
        text(document)


@pytest.mark.timeout(20)
def test_what_stands_within_itself_is_refused_and_not_walked_without_end() -> None:
    document = credential()
    document["credentialSubject"]["name"] = [document]
    with refused(MALFORMED):
        text(document)


# ── Presentations ───────────────────────────────────────────────────────────────────────


def test_a_presentation_covers_what_it_shows() -> None:
    found = text(presentation(credential(), badge()))
    assert '<did:web:training.example> <https://schema.org/name> "Training body" _:c14n' in found
    assert found != text(presentation(credential()))


def test_a_single_credential_need_not_stand_in_a_list() -> None:
    document = presentation(verifiableCredential=credential())
    assert text(document) == text(presentation(credential()))


def test_an_undefined_member_of_the_presentation_itself_is_found() -> None:
    with refused(TERM_UNDEFINED, pointer="/note"):
        text(presentation(credential(), note="x"))


def test_a_shown_credential_with_a_proof_is_left_to_its_own_check() -> None:
    proof = {"type": "DataIntegrityProof", "proofPurpose": "assertionMethod"}
    shown = credential(note="x", proof=proof)
    assert text(presentation(shown)) == text(presentation(credential(proof=proof)))


def test_an_undefined_member_of_an_enveloped_credential_is_found() -> None:
    enveloped = {
        "@context": V2,
        "id": "data:application/vc+jwt,e30.e30.e30",
        "type": "EnvelopedVerifiableCredential",
    }
    assert "<data:application/vc+jwt,e30.e30.e30>" in text(presentation(enveloped))
    with refused(TERM_UNDEFINED, pointer="/verifiableCredential/0/note"):
        text(presentation({**enveloped, "note": "x"}))


def test_a_presentation_in_a_presentation_is_refused() -> None:
    with refused(BAD_VALUE, pointer="/verifiableCredential/0"):
        text(presentation(presentation(credential())))


@pytest.mark.parametrize("shown", ["https://example.org/vc", 5, True, ["x"]])
def test_what_is_shown_must_be_credentials(shown: Any) -> None:
    with pytest.raises(CredentialsError):
        text(presentation(shown))


def test_a_shown_credential_brings_its_own_context() -> None:
    with refused(BAD_VALUE, pointer="/verifiableCredential/0/@context"):
        text(presentation({"type": "VerifiableCredential"}))
    with refused(CONTEXT_UNKNOWN, pointer="/verifiableCredential/0/@context/1"):
        text(presentation(with_context("https://example.org/context")))
    with refused(CONTEXT_UNKNOWN, pointer="/@context"):
        text(presentation(with_context(EXAMPLES)))


def test_only_a_presentation_shows_credentials() -> None:
    with refused(TERM_UNDEFINED, pointer="/verifiableCredential"):
        text(credential(verifiableCredential=[credential()]))


# ── Anything at all ─────────────────────────────────────────────────────────────────────

NAMES = st.sampled_from(
    [
        *("@context", "@id", "@type", "@value", "@language", "@graph", "id", "type", "name"),
        *("issuer", "credentialSubject", "verifiableCredential", "proof", "evidence", "note"),
        *("publicKeyJwk", "allowedValue", "a:b", "https://example.org/x", "@vocab", "@protected"),
    ]
)
TEXTS = st.text(max_size=4) | st.sampled_from(
    [
        *(V2, BADGES, EXAMPLES, "VerifiableCredential", "VerifiablePresentation", "@json", "@id"),
        *("JsonWebKey", "Achievement", "https://example.org/x", "did:example:ana", "en", "@list"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | TEXTS, inner, max_size=5),
    max_leaves=20,
)


READABLE = st.just([V2, BADGES, {"note": "https://example.org/note"}])


@given(
    st.dictionaries(NAMES, JSON, max_size=6)
    | st.dictionaries(NAMES, JSON, max_size=6).flatmap(
        lambda document: st.fixed_dictionaries(
            {name: st.just(value) for name, value in document.items()} | {"@context": READABLE}
        )
    ),
    st.sampled_from(Policy),
)
def test_any_json_gives_a_text_or_a_refusal(document: JSONObject, policy: Policy) -> None:
    with suppress(CredentialsError):
        assert canonical_nquads(document, policy=policy)


@pytest.mark.parametrize("kind", [{"a": 1}, ["VerifiableCredential"], 5, None])
def test_a_type_that_is_no_text_is_refused(kind: Any) -> None:
    with pytest.raises(CredentialsError):
        text(credential(evidence={"id": "urn:e:1", "type": [kind, kind]}))


def test_words_with_a_language_and_a_direction_are_read() -> None:
    assert '"a"@en' in text(credential(name={"@value": "a", "@language": "en"}))
    assert text(credential(name={"@value": "a", "@language": "ar", "@direction": "rtl"}))
