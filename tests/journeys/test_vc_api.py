"""The W3C VC API as the public test suites call it: issue, verify, status, presentations."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from httpx2 import Response

from app.base import accounts
from app.issuer import service as issuer
from credentials import Policy, ProblemCode
from credentials.proofs import data_integrity
from tests.attacks.forging import with_proof
from tests.earlier import SIGNATURE_2020, in_version_1, signed_as_in_2020
from tests.journeys.stage import ACTOR, Stage, stage
from tests.world import World

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
UNDEFINED = "https://www.w3.org/ns/credentials/undefined-terms/v2"
# As the data model states it for its base context (VCDM 2.0 §B.1).
DIGEST = "sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ="

_NUMBERS = count(1)

Edit = Callable[[dict[str, Any]], object]


@dataclass(slots=True)
class Endpoint:
    """One issuer's addresses and its key, as a suite has them in its configuration."""

    stage: Stage
    slug: str
    did: str
    key: str

    def minimal(self, **changes: Any) -> dict[str, Any]:
        """The smallest credential that the data model allows; `...` removes a member."""
        document = {
            "@context": [V2],
            "type": ["VerifiableCredential"],
            "issuer": self.did,
            "credentialSubject": {"id": "did:example:subject"},
        }
        merged = {**document, **changes}
        return {name: value for name, value in merged.items() if value is not ...}

    def issue(self, credential: object, **beside: object) -> Response:
        """POST issue; `options` are absent unless they are given."""
        return self.post("issue", {"credential": credential, **beside})

    def issued(self, **changes: Any) -> dict[str, Any]:
        """What issue answers to a credential that it accepts."""
        answer = self.issue(self.minimal(**changes))
        assert answer.status_code == 201, answer.text
        secured: dict[str, Any] = answer.json()["verifiableCredential"]
        return secured

    def post(self, what: str, body: object, *, key: str | None = None) -> Response:
        """POST to one of the issuer's addresses."""
        headers = {"Authorization": f"Bearer {self.key if key is None else key}"}
        path = f"/issuers/{self.slug}/credentials/{what}"
        return self.stage.client.post(path, json=body, headers=headers)

    def verify(self, credential: object, **beside: object) -> Response:
        """POST verify, which is open to all."""
        question = {"verifiableCredential": credential, **beside}
        return self.stage.client.post("/credentials/verify", json=question)


def endpoint_on(stage: Stage, **profile: Any) -> Endpoint:
    """A new issuer with an API key."""
    services, at = stage.services, stage.world.at
    slug = f"suite-{next(_NUMBERS)}"
    with services.database.session() as session:
        made = issuer.create_organisation(
            session,
            issuer.Profile(slug=slug, name="Suite", **profile),
            custody=services.custody,
            public_url=services.settings.public_url,
            actor=ACTOR,
            at=at,
        )
        key = accounts.create_api_key(
            session,
            organisation_id=made.id,
            scopes=accounts.EVERYTHING,
            actor=ACTOR,
            at=at,
        )
        return Endpoint(stage, slug, made.did, key)


@pytest.fixture(scope="module")
def suite_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for all these tests, as a suite has it; none stands in another's way."""
    with stage(tmp_path_factory.mktemp("suite")) as opened:
        yield opened


@pytest.fixture(scope="module")
def endpoint(suite_stage: Stage) -> Endpoint:
    return endpoint_on(suite_stage, did_method="key")


def assert_verified(answer: Response) -> None:
    """A 200 in which nothing looks like a failure."""
    assert (answer.status_code, answer.json()["verified"]) == (200, True), answer.text
    assert answer.json()["problemDetails"] == []
    assert "errors" not in answer.json()


def assert_refused(answer: Response, *codes: ProblemCode) -> None:
    """A 400 with problem details; with these codes if any are named."""
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert body["verified"] is False
    assert body["errors"] == body["problemDetails"] != []
    for problem in body["problemDetails"]:
        assert problem["type"]
        assert problem["title"]
        assert problem["detail"]
    if codes:
        assert [problem["code"] for problem in body["problemDetails"]] == list(codes)


# ── Issue ──


@pytest.mark.parametrize("method", ["key", "web"])
def test_a_minimal_credential_is_issued_and_completed_and_verified(
    on_stage: Stage, method: str
) -> None:
    endpoint = endpoint_on(on_stage, did_method=method)
    asked = endpoint.minimal()
    answer = endpoint.issue(asked)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"verifiableCredential"}
    secured = answer.json()["verifiableCredential"]
    assert {name: secured[name] for name in asked} == asked
    assert secured["id"].startswith("urn:uuid:")
    assert secured["credentialStatus"]["type"] == "BitstringStatusListEntry"
    proof = secured["proof"]
    assert (proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", "eddsa-rdfc-2022")
    assert proof["proofPurpose"] == "assertionMethod"
    assert proof["verificationMethod"].startswith(f"{endpoint.did}#")
    assert_verified(endpoint.verify(secured))


OPTIONS: list[dict[str, object]] = [
    {},
    {"options": {}},
    {"options": {"mandatoryPointers": ["/issuer"]}},
]


@pytest.mark.parametrize("beside", OPTIONS)
def test_options_may_be_absent_or_say_something_that_is_not_needed(
    endpoint: Endpoint, beside: dict[str, object]
) -> None:
    assert endpoint.issue(endpoint.minimal(), **beside).status_code == 201


ACCEPTED: dict[str, dict[str, Any]] = {
    "an id": {"id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33"},
    "a type by its whole name": {"type": ["VerifiableCredential", "https://type.example/A"]},
    "a type of another context": {
        "@context": [V2, EXAMPLES],
        "type": ["VerifiableCredential", "ExampleAlumniCredential"],
    },
    "terms that are defined nowhere, by the context for them": {
        "@context": [V2, UNDEFINED],
        "credentialSubject": {"id": "did:example:subject", "favouriteColour": "green"},
    },
    "an inline context": {
        "@context": [V2, {"colour": "https://terms.example/colour"}],
        "credentialSubject": {"id": "did:example:subject", "colour": "green"},
    },
    "dates in the past": {
        "validFrom": "1999-12-31T23:59:59Z",
        "validUntil": "2020-01-01T00:00:00+02:00",
    },
    "names with a language and a direction": {
        "name": [
            {"@value": "HTML", "@language": "en"},
            {"@value": "HTML و CSS", "@language": "ar", "@direction": "rtl"},
        ]
    },
    "a description": {"description": "What it is for."},
    "several subjects": {
        "@context": [V2, EXAMPLES],
        "credentialSubject": [{"id": "did:example:a"}, {"id": "did:example:b"}],
    },
    "a subject without an id": {
        "@context": [V2, EXAMPLES],
        "credentialSubject": {"alumniOf": "The School of Examples"},
    },
    "a status of a type that nobody knows": {
        "credentialStatus": {"type": "https://type.example/Status"}
    },
    "a status of a type that only its context knows": {
        "@context": [V2, UNDEFINED],
        "credentialStatus": {"id": "https://status.example/1#2", "type": "ExampleStatus"},
    },
    "a schema of a type that nobody knows": {
        "@context": [V2, EXAMPLES],
        "credentialSchema": [
            {"id": "https://schema.example/1", "type": "JsonSchema"},
            {"id": "https://schema.example/2", "type": "https://type.example/Schema"},
        ],
    },
    "terms of use, evidence and a refresh service": {
        "@context": [V2, EXAMPLES],
        "termsOfUse": {"type": "https://type.example/Terms"},
        "evidence": [{"id": "https://evidence.example/1", "type": "https://type.example/Evidence"}],
        "refreshService": {"id": "https://refresh.example/1", "type": "https://type.example/R"},
    },
    "a related resource with its digest": {"relatedResource": [{"id": V2, "digestSRI": DIGEST}]},
}
EXPIRED = {"dates in the past"}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_the_data_model_allows_is_issued_and_verified(endpoint: Endpoint, name: str) -> None:
    secured = endpoint.issued(**ACCEPTED[name])
    answer = endpoint.verify(secured, options={"checks": ["proof"]})
    if name in EXPIRED:
        assert_refused(answer, ProblemCode.EXPIRED)
    else:
        assert_verified(answer)


def test_version_1_is_issued_and_has_a_status_that_acts_where_it_is_asked_for(
    endpoint: Endpoint,
) -> None:
    members = {"@context": [V1], "issuanceDate": "2020-03-16T22:37:26.544Z"}
    plain = endpoint.issued(**members)
    assert (endpoint.verify(plain).status_code, "credentialStatus" in plain) == (200, False)
    asked = {"options": {"credentialStatus": {"type": "BitstringStatusListEntry"}}}
    made = endpoint.issue(endpoint.minimal(**members), **asked)
    signed = made.json()["verifiableCredential"]
    assert endpoint.verify(signed).status_code == 200
    withdrawn = {"credentialId": signed["id"], "credentialStatus": signed["credentialStatus"]}
    assert endpoint.post("status", withdrawn).status_code == 200
    assert endpoint.verify(signed).status_code == 400


def test_a_credential_is_no_text_unless_it_is_a_token(endpoint: Endpoint) -> None:
    signed = endpoint.issued()
    for text in (json.dumps(signed), f" {json.dumps(signed)}", f"\ufeff{json.dumps(signed)}"):
        assert endpoint.verify(text).status_code == 400


def test_a_context_inside_may_stand_in_a_context_of_its_own(endpoint: Endpoint) -> None:
    terms = {"Ticket": "https://example.org/Ticket", "seat": "https://example.org/seat"}
    subject = {"type": "Ticket", "seat": "12 a"}
    signed = endpoint.issued(**{"@context": [V2, terms], "credentialSubject": subject})
    # Contexts are not signed, so that the same terms may be written so afterwards.
    signed["@context"][1] = {"@context": terms}
    assert endpoint.verify(signed).status_code == 200
    signed["@context"][1] = {"@context": {**terms, "seat": "https://example.org/row"}}
    assert endpoint.verify(signed).status_code == 400
    signed["@context"][1] = {"@context": {"@context": terms}}
    assert endpoint.verify(signed).status_code == 400


def test_an_issuer_may_be_an_object_with_names(endpoint: Endpoint) -> None:
    name = {"@value": "Universität", "@language": "de"}
    secured = endpoint.issued(issuer={"id": endpoint.did, "name": name, "description": "A"})
    assert_verified(endpoint.verify(secured))


def test_the_same_id_may_be_issued_again(endpoint: Endpoint) -> None:
    first, second = (endpoint.issued(id="https://credential.example/1") for _ in range(2))
    assert first["credentialStatus"] != second["credentialStatus"]
    assert_verified(endpoint.verify(first))
    assert_verified(endpoint.verify(second))


REFUSED: dict[str, dict[str, Any]] = {
    "no context": {"@context": ...},
    "no context of the data model first": {"@context": [EXAMPLES, V2]},
    "a context that is a number": {"@context": [V2, 1]},
    "a context that nobody pinned": {"@context": [V2, "https://context.example/v1"]},
    "a context that redefines a protected term": {
        "@context": [V2, {"VerifiableCredential": "https://terms.example/Another"}]
    },
    "a context that redefines what another one of its own protects": {
        "@context": [
            V2,
            {"@protected": True, "Course": "https://terms.example/Course"},
            {"Course": "https://terms.example/Another"},
        ],
        "type": ["VerifiableCredential", "Course"],
    },
    "an id that is not a URL": {"id": "not a url"},
    "an id that is a list": {"id": ["urn:a:b"]},
    "an id of null": {"id": None},
    "no type": {"type": ...},
    "a type that does not say what it is": {"type": ["https://type.example/A"]},
    "a type that is defined nowhere": {"type": ["VerifiableCredential", "Unheard"]},
    "a term that is defined nowhere": {"unheardOf": "x"},
    "a term that is defined nowhere, in the subject": {
        "credentialSubject": {"id": "did:example:subject", "unheardOf": "x"}
    },
    "no issuer": {"issuer": ...},
    "an issuer of null": {"issuer": None},
    "an issuer that is a number": {"issuer": 4},
    "an issuer that is a list": {"issuer": ["did:example:a"]},
    "an issuer that is no URL": {"issuer": "somebody"},
    "an issuer without an id": {"issuer": {"name": "A"}},
    "an issuer that is somebody else": {"issuer": "did:example:else"},
    "no subject": {"credentialSubject": ...},
    "an empty subject": {"credentialSubject": {}},
    "an empty list of subjects": {"credentialSubject": []},
    "a subject that is a text": {"credentialSubject": "did:example:subject"},
    "a list with a text among the subjects": {"credentialSubject": ["did:example:subject"]},
    "a subject with a relative id": {"credentialSubject": {"id": "subject"}},
    "a date without a zone": {"validFrom": "2026-01-01T00:00:00"},
    "a day alone": {"validUntil": "2027-01-01"},
    "an end before the beginning": {
        "validFrom": "2026-02-01T00:00:00Z",
        "validUntil": "2026-01-01T00:00:00Z",
    },
    "a name with more than a language": {
        "name": {"@value": "A", "@language": "en", "url": "https://name.example"}
    },
    "a name that is a number": {"name": 5},
    "a description in the issuer that is no text": {"issuer": {"description": {"@value": 5}}},
    "a status without a type": {"credentialStatus": {"id": "https://status.example/1"}},
    "a status whose id is no URL": {
        "credentialStatus": {"id": "1", "type": "https://type.example/Status"}
    },
    "a schema without a type": {"credentialSchema": {"id": "https://schema.example/1"}},
    "a schema without an id": {"credentialSchema": {"type": "JsonSchema"}},
    "a schema whose id is no URL": {"credentialSchema": {"id": "1", "type": "JsonSchema"}},
    "a refresh service without a type": {"refreshService": {"id": "https://refresh.example/1"}},
    "terms of use without a type": {"termsOfUse": {"id": "https://terms.example/1"}},
    "evidence without a type": {"evidence": {"id": "https://evidence.example/1"}},
    "a related resource without an id": {"relatedResource": {"digestSRI": DIGEST}},
    "a related resource without a digest": {"relatedResource": {"id": V2}},
    "a related resource twice": {
        "relatedResource": [{"id": V2, "digestSRI": DIGEST}, {"id": V2, "digestSRI": DIGEST}]
    },
    "a related resource with a wrong digest": {
        "relatedResource": [{"id": V2, "digestSRI": DIGEST.replace("WZVc", "AAAA")}]
    },
    "a related resource with a digest that is none": {
        "relatedResource": [{"id": "https://resource.example/1", "digestMultibase": "uZTQ0"}]
    },
    "a related resource that is a text": {"relatedResource": [V2]},
    "a proof after one that is not there": {
        "proof": {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "proofPurpose": "assertionMethod",
            "verificationMethod": "did:example:a#b",
            "previousProof": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
            "proofValue": "z1",
        }
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_data_model_forbids_is_refused_at_issue(endpoint: Endpoint, name: str) -> None:
    changes = dict(REFUSED[name])
    if name == "a description in the issuer that is no text":
        changes["issuer"] = {"id": endpoint.did, **changes["issuer"]}
    answer = endpoint.issue(endpoint.minimal(**changes))
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [{}, [], None, {"credential": []}, {"credential": "x"}])
def test_a_request_without_a_credential_is_refused(endpoint: Endpoint, body: object) -> None:
    assert endpoint.post("issue", body).status_code == 400


def test_only_the_issuers_own_key_issues(suite_stage: Stage, endpoint: Endpoint) -> None:
    other = endpoint_on(suite_stage, did_method="key")
    asked = {"credential": endpoint.minimal()}
    assert endpoint.post("issue", asked, key="spk_0.0").status_code == 401
    assert endpoint.post("issue", asked, key=other.key).status_code == 404


def test_an_issuer_of_tokens_answers_with_an_envelope_that_verifies(suite_stage: Stage) -> None:
    endpoint = endpoint_on(suite_stage, cryptosuite="vc+jwt")
    envelope = endpoint.issued()
    assert envelope["type"] == "EnvelopedVerifiableCredential"
    assert envelope["id"].startswith("data:application/vc+jwt,")
    assert_verified(endpoint.verify(envelope))
    envelope["id"] += "A"
    assert_refused(endpoint.verify(envelope))


# ── Status ──


def change_of(secured: dict[str, Any], *, status: bool | str) -> dict[str, Any]:
    entry = secured["credentialStatus"]
    return {
        "credentialId": secured["id"],
        "credentialStatus": {"type": entry["type"], "statusPurpose": entry["statusPurpose"]},
        "status": status,
    }


@pytest.mark.parametrize("status", [True, "1", "true"])
def test_a_revoked_credential_verifies_no_more_and_for_ever(
    endpoint: Endpoint, status: Any
) -> None:
    secured, other = endpoint.issued(), endpoint.issued()
    assert endpoint.post("status", change_of(secured, status=status)).status_code == 200
    assert_refused(endpoint.verify(secured), ProblemCode.REVOKED)
    assert endpoint.post("status", change_of(secured, status=False)).status_code == 400
    assert_refused(endpoint.verify(secured), ProblemCode.REVOKED)
    assert_verified(endpoint.verify(other))


def test_the_status_of_what_was_not_issued_here_cannot_be_changed(
    suite_stage: Stage, endpoint: Endpoint
) -> None:
    other = endpoint_on(suite_stage, did_method="key")
    change = change_of(endpoint.issued(), status=True)
    assert other.post("status", change).status_code == 404
    unheard = {**change, "credentialId": "urn:uuid:0b3aef56-d8ba-41ed-83dd-58172aaccc33"}
    assert endpoint.post("status", unheard).status_code == 404


def test_the_published_list_is_itself_a_credential_that_verifies(endpoint: Endpoint) -> None:
    secured = endpoint.issued()
    path = secured["credentialStatus"]["statusListCredential"]
    answer = endpoint.stage.client.get(path)
    assert answer.headers["content-type"] == "application/vc"
    for accepted, given in {
        "application/ld+json, application/json": "application/ld+json",
        "application/json": "application/json",
        "application/vc, application/ld+json": "application/vc",
        "application/json, */*": "application/vc",
        "text/html": "application/vc",
    }.items():
        again = endpoint.stage.client.get(path, headers={"Accept": accepted})
        assert (again.headers["content-type"], again.content) == (given, answer.content)
    published = answer.json()
    assert (published["id"], published["issuer"]) == (path, endpoint.did)
    assert_verified(endpoint.verify(published))


# ── Verify ──


def edited(document: dict[str, Any], edit: Edit) -> dict[str, Any]:
    copied = copy.deepcopy(document)
    edit(copied)
    return copied


FORGERIES: dict[str, Edit] = {
    "no proof": lambda d: d.pop("proof"),
    "an empty list of proofs": lambda d: d.update(proof=[]),
    "a changed claim": lambda d: d["credentialSubject"].update(id="did:example:other"),
    "an added claim": lambda d: d.update(name="Added"),
    "an added term that is defined nowhere": lambda d: d.update(unheardOf="x"),
    "another type of proof": lambda d: d["proof"].update(type="UnknownProof"),
    "a proof without a type": lambda d: d["proof"].pop("type"),
    "another cryptosuite": lambda d: d["proof"].update(cryptosuite="unknown-suite"),
    "no cryptosuite": lambda d: d["proof"].pop("cryptosuite"),
    "no verification method": lambda d: d["proof"].pop("verificationMethod"),
    "a verification method that is no key": lambda d: d["proof"].update(
        verificationMethod="did:key:zInvalid#zInvalid"
    ),
    "no purpose": lambda d: d["proof"].pop("proofPurpose"),
    "another purpose": lambda d: d["proof"].update(proofPurpose="authentication"),
    "no value": lambda d: d["proof"].pop("proofValue"),
    "a value that is not base58btc": lambda d: d["proof"].update(
        proofValue="u" + d["proof"]["proofValue"][1:]
    ),
    "a value that is too short": lambda d: d["proof"].update(proofValue="z2"),
    "a date that is no date": lambda d: d["proof"].update(created="yesterday"),
    "a date that was changed": lambda d: d["proof"].update(created="2020-01-01T00:00:00Z"),
    "a domain that was added": lambda d: d["proof"].update(domain="reader.example"),
    "an earlier proof that is not there": lambda d: d["proof"].update(
        previousProof="urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33"
    ),
    "no context": lambda d: d.pop("@context"),
    "a context that gives a claim another meaning": lambda d: d["@context"].append(
        {"VerifiableCredential": "https://terms.example/Another"}
    ),
    "no issuer": lambda d: d.pop("issuer"),
    "another issuer": lambda d: d.update(issuer="did:example:else"),
    "another index": lambda d: d["credentialStatus"].update(statusListIndex="1"),
    "no status": lambda d: d.pop("credentialStatus"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_credential_is_refused_with_400(endpoint: Endpoint, name: str) -> None:
    secured = endpoint.issued()
    assert_verified(endpoint.verify(secured))
    assert_refused(endpoint.verify(edited(secured, FORGERIES[name])))


def test_every_proof_of_a_set_counts(endpoint: Endpoint) -> None:
    world = endpoint.stage.world
    body = world.key_issuer()
    document = world.document(body)
    times = (world.at, world.at - timedelta(hours=1))
    proofs = [with_proof(document, body.signer, at=at)["proof"] for at in times]
    signed = {**document, "proof": proofs}
    assert_verified(endpoint.verify(signed))
    forged = edited(signed, lambda d: d["proof"][1].update(created="2026-01-01T00:00:00Z"))
    assert_refused(endpoint.verify(forged), ProblemCode.TAMPERED)


def test_a_credential_of_version_1_is_verified_and_refused_once_it_is_changed(
    endpoint: Endpoint,
) -> None:
    world = endpoint.stage.world
    body = world.key_issuer()
    older = in_version_1(world.document(body), SIGNATURE_2020)
    signed = signed_as_in_2020(older, body.signer, at=world.at)
    assert_verified(endpoint.verify(signed))
    forged = edited(signed, lambda d: d.update(expirationDate="2040-01-01T00:00:00Z"))
    assert_refused(endpoint.verify(forged), ProblemCode.TAMPERED)


NOTHING_TO_VERIFY: list[object] = [
    {},
    {"options": {"checks": ["proof"]}},
    {"verifiableCredential": None},
    {"verifiableCredential": ""},
    {"verifiableCredential": 1},
    {"verifiableCredential": []},
    {"verifiableCredential": {}},
    {"verifiableCredential": "no token"},
    {"verifiablePresentation": {}},
    [],
    None,
    "text",
]


@pytest.mark.parametrize("address", ["/credentials/verify", "/presentations/verify"])
@pytest.mark.parametrize("body", NOTHING_TO_VERIFY)
def test_a_request_with_nothing_to_verify_is_refused_with_400(
    suite_stage: Stage, address: str, body: object
) -> None:
    assert_refused(suite_stage.client.post(address, json=body))


@pytest.mark.parametrize("address", ["/credentials/verify", "/presentations/verify"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":1,"a":2}'])
def test_a_body_that_is_no_json_is_refused_with_400(
    suite_stage: Stage, address: str, content: bytes
) -> None:
    assert_refused(suite_stage.client.post(address, content=content))


@pytest.mark.parametrize("options", [None, [], "x", {}, {"checks": "proof"}, {"unheardOf": 1}])
def test_options_of_any_form_do_not_change_the_answer(endpoint: Endpoint, options: object) -> None:
    assert_verified(endpoint.verify(endpoint.issued(), options=options))


# ── Presentations ──

AUDIENCE = {"domain": "reader.example", "challenge": "share-1"}


def shown(world: World, form: str | None = None) -> dict[str, Any]:
    """A presentation by a did:key of one credential, for one audience and occasion."""
    secured = world.issue(form=form, policy=Policy.W3C)
    return world.present([secured], world.key_issuer())


def an_envelope(address: str) -> dict[str, Any]:
    return {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": address}


def verify(stage: Stage, presentation: object, options: object) -> Response:
    body = {"verifiablePresentation": presentation, "options": options}
    return stage.client.post("/presentations/verify", json=body)


@pytest.mark.parametrize("form", [None, "vc+jwt"])
def test_a_signed_presentation_is_verified_for_its_domain_and_challenge(
    suite_stage: Stage, form: str | None
) -> None:
    presentation = shown(suite_stage.world, form)
    assert_verified(verify(suite_stage, presentation, AUDIENCE))
    for member in AUDIENCE:
        other = {**AUDIENCE, member: "other"}
        assert_refused(verify(suite_stage, presentation, other))


def test_a_presentation_in_the_vocabulary_of_the_examples_is_verified_for_its_challenge(
    suite_stage: Stage,
) -> None:
    world = suite_stage.world
    holder = world.key_issuer()
    unsigned: dict[str, Any] = {
        "@context": [V2, EXAMPLES],
        "type": ["VerifiablePresentation"],
        "holder": holder.did,
        "verifiableCredential": [json.loads(world.issue(policy=Policy.W3C).content)],
    }
    signed = data_integrity.secure(
        unsigned,
        signer=holder.signer,
        purpose="authentication",
        at=world.at,
        policy=Policy.W3C,
        challenge="123456789",
    )
    assert_verified(verify(suite_stage, signed, {"challenge": "123456789"}))
    assert_refused(verify(suite_stage, signed, {"challenge": "12345678"}), ProblemCode.WRONG_NONCE)


PRESENTATION_FORGERIES: dict[str, Edit] = {
    "unsigned": lambda d: d.pop("proof"),
    "without a type": lambda d: d.pop("type"),
    "of another holder": lambda d: d.update(holder="did:example:else"),
    "with a changed claim": lambda d: d["verifiableCredential"][0].update(name="Another"),
    "without its credential": lambda d: d.pop("verifiableCredential"),
    "with an unsigned credential": lambda d: d["verifiableCredential"][0].pop("proof"),
    "with a text for a credential": lambda d: d.update(verifiableCredential=["urn:a:b"]),
    "with a holder that is no URL": lambda d: d.update(holder={"name": "somebody"}),
    "with an envelope that holds nothing": lambda d: d.update(
        verifiableCredential=[an_envelope("data:application/vc+jwt,")]
    ),
    "with an envelope that is no data: URL": lambda d: d.update(
        verifiableCredential=[an_envelope("https://credential.example/1")]
    ),
    "for another purpose": lambda d: d["proof"].update(proofPurpose="assertionMethod"),
}


@pytest.mark.parametrize("name", PRESENTATION_FORGERIES)
def test_a_presentation_that_was_changed_is_refused(suite_stage: Stage, name: str) -> None:
    presentation = shown(suite_stage.world)
    forged = edited(presentation, PRESENTATION_FORGERIES[name])
    assert_refused(verify(suite_stage, forged, AUDIENCE))


def test_an_unsigned_presentation_is_refused_whatever_is_in_it(suite_stage: Stage) -> None:
    unsigned = {"@context": [V2], "type": ["VerifiablePresentation"]}
    secured = suite_stage.world.issue()
    with_credential = edited(shown(suite_stage.world), lambda d: d.pop("proof"))
    for presentation in (unsigned, with_credential):
        for options in ({}, AUDIENCE):
            assert_refused(verify(suite_stage, presentation, options))
    assert_refused(verify(suite_stage, secured.content.decode(), AUDIENCE))


def test_credentials_and_presentations_are_each_refused_at_the_others_address(
    suite_stage: Stage, endpoint: Endpoint
) -> None:
    assert_refused(endpoint.verify(shown(suite_stage.world)))
    assert_refused(verify(suite_stage, endpoint.issued(), {}))
