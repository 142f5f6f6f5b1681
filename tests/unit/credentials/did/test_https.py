"""An https address as the identifier of an issuer: its key document, and keys under it."""

import json
from typing import Any

import pytest

from credentials.did.document import PublishedKey, key_document
from credentials.keys import jwk
from credentials.keys.algorithms import ED25519, RSA, Algorithm
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.materials import NOTHING_AT_HAND, Fetched, Materials, WantKind
from credentials.problems import ProblemCode, Verdict
from credentials.report import Answer
from tests.attacks.forging import codes, token
from tests.typed_world import key_of
from tests.world import Issuer, World

ADDRESS = "https://school.example/issuers/1"
DID = "did:web:school.example:issuers:1"
KEY = f"{ADDRESS}#key-1"


def school(kid: str = KEY, algorithm: Algorithm = ED25519, did: str = ADDRESS) -> Issuer:
    seed = generate_seed(algorithm)
    return Issuer(did, LocalSigner(seed, verification_method=kid, algorithm=algorithm))


def published(issuer: Issuer, at: World, **changes: Any) -> Materials:
    """The key document of an issuer at its own address."""
    made = json.dumps(key_document(DID, [PublishedKey("key-1", key_of(issuer.signer))]))
    content = json.dumps({**json.loads(made.replace(DID, issuer.did)), **changes}).encode()
    return Materials(did_documents={issuer.did: Fetched(content, at.at)})


def standing(value: Any, at: World, url: str) -> Materials:
    """A key, or a set of keys, at an address."""
    return Materials(issuer_keys={url: Fetched(json.dumps(value).encode(), at.at)})


def named_by(kid: str, issuer: Issuer, world: World) -> bytes:
    """A vc+jwt of the issuer whose header names its key so."""
    algorithm = issuer.signer.algorithm.jose
    return token(world.document(issuer), issuer.signer, kid=kid, alg=algorithm)


# ── A document of keys at the issuer's address (Controlled Identifiers 1.0) ──


@pytest.mark.parametrize("form", [None, "vc+jwt", "vc+cose"])
def test_an_issuer_with_an_address_signs_by_the_document_that_stands_there(
    form: str | None,
) -> None:
    world, issuer = World(), school()
    world.accredit(Issuer(DID, issuer.signer), "Riverside")
    secured = world.issue(world.document(issuer), issuer=issuer, form=form)
    first = world.verify(secured, materials=NOTHING_AT_HAND)
    assert [(want.kind, want.name, want.url) for want in first.wanted] == [
        (WantKind.DID_DOCUMENT, ADDRESS, ADDRESS)
    ]
    report = world.verify(secured, materials=published(issuer, world))
    assert report.verdict is Verdict.VALID, codes(report)
    assert report.signed_by == ADDRESS
    # Lists of trusted issuers name the host and path as did:web.
    assert report.standing is not None
    assert report.standing.name == "Riverside"
    other = world.verify(secured, materials=published(school(), world))
    assert codes(other) == [ProblemCode.TAMPERED]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "https://school.example/issuers/2"}, ProblemCode.KEY_NOT_FOUND),
        ({"id": DID}, ProblemCode.KEY_NOT_FOUND),
        ({"assertionMethod": []}, ProblemCode.KEY_NOT_ALLOWED),
        ({"verificationMethod": []}, ProblemCode.KEY_NOT_FOUND),
    ],
)
def test_a_document_that_does_not_vouch_for_the_key_gives_none(
    changes: dict[str, Any], code: ProblemCode
) -> None:
    world, issuer = World(), school()
    secured = world.issue(world.document(issuer), issuer=issuer)
    report = world.verify(secured, materials=published(issuer, world, **changes))
    assert codes(report) == [code]


def test_a_key_at_another_address_is_not_the_issuers_and_nobody_is_asked_for_it() -> None:
    world = World()
    mallory = school("https://mallory.example/issuers/1#key-1")
    signed = named_by("https://mallory.example/issuers/1#key-1", mallory, world)
    report = world.verify(signed, materials=NOTHING_AT_HAND)
    assert [want.url for want in report.wanted] == [
        "https://school.example/.well-known/jwt-vc-issuer/issuers/1"
    ]


@pytest.mark.parametrize(
    "did", ["https://School.example", "https://127.0.0.1", "https://school.example/../a"]
)
def test_an_address_of_another_spelling_is_not_asked(did: str) -> None:
    world = World()
    issuer = school(f"{did}#key-1", did=did)
    report = world.verify(named_by(f"{did}#key-1", issuer, world), materials=NOTHING_AT_HAND)
    assert (codes(report), report.wanted) == ([ProblemCode.BAD_VALUE], ())


# ── Keys under the issuer's address (Open Badges 3.0, "Dereferencing the Public Key") ──


def test_a_key_of_its_own_address_is_the_issuers_where_it_lies_under_it() -> None:
    world, url = World(), f"{ADDRESS}/keys/1"
    issuer = school(url, RSA)
    signed = named_by(url, issuer, world)
    first = world.verify(signed, materials=NOTHING_AT_HAND)
    assert [(want.kind, want.name, want.url) for want in first.wanted] == [
        (WantKind.JWK_SET, url, url)
    ]
    key = jwk.encode(key_of(issuer.signer))
    assert world.verify(signed, materials=standing(key, world, url)).verdict is Verdict.VALID
    foreign = jwk.encode(key_of(school(algorithm=RSA).signer))
    assert codes(world.verify(signed, materials=standing(foreign, world, url))) == [
        ProblemCode.TAMPERED
    ]


@pytest.mark.parametrize("name", ["key-1", f"{ADDRESS}/keys#key-1"])
def test_a_key_of_a_set_is_found_by_its_name(name: str) -> None:
    world, url = World(), f"{ADDRESS}/keys"
    issuer = school(f"{url}#key-1", RSA)
    signed = named_by(f"{url}#key-1", issuer, world)
    key, other = ({**jwk.encode(key_of(one.signer)), "kid": name} for one in (issuer, school()))
    found = world.verify(signed, materials=standing({"keys": [key]}, world, url))
    assert found.verdict is Verdict.VALID
    for keys in ([], [key, other], [{**key, "kid": "key-2"}]):
        report = world.verify(signed, materials=standing({"keys": keys}, world, url))
        assert codes(report) == [ProblemCode.KEY_NOT_FOUND]


@pytest.mark.parametrize("value", [None, [], {}, {"keys": "x"}, "a home page"])
@pytest.mark.parametrize("name", ["", "#key-1"])
def test_what_is_no_key_leaves_it_open(value: Any, name: str) -> None:
    world, url = World(), f"{ADDRESS}/keys"
    signed = named_by(url + name, school(), world)
    report = world.verify(signed, materials=standing(value, world, url))
    assert (report.verdict, report.genuine) == (Verdict.UNDETERMINED, Answer.UNCHECKED)


@pytest.mark.parametrize(
    "kid",
    [f"{ADDRESS}/../2/keys/1", f"{ADDRESS}/%2e%2e/2", f"{ADDRESS}/?key=1", f"{ADDRESS}//keys"],
)
def test_a_path_that_leads_out_of_the_issuers_address_is_refused(kid: str) -> None:
    world = World()
    report = world.verify(named_by(kid, school(), world), materials=NOTHING_AT_HAND)
    assert (codes(report), report.wanted) == ([ProblemCode.BAD_VALUE], ())


@pytest.mark.parametrize(
    "kid", ["https://school.example/issuers/10/key", "https://school.example/k"]
)
def test_what_lies_beside_the_issuers_address_does_not_speak_for_it(kid: str) -> None:
    world = World()
    report = world.verify(named_by(kid, school(), world), materials=NOTHING_AT_HAND)
    assert [want.kind for want in report.wanted] == [WantKind.JWT_ISSUER]


@pytest.mark.parametrize("typ", ["vc+jwt", "JWT"])
def test_a_relative_name_is_that_of_a_key_in_the_issuers_document(typ: str) -> None:
    world, issuer = World(), school()
    document = world.document(issuer)
    if typ == "JWT":
        document = {
            **world.document(issuer, **{"@context": ["https://www.w3.org/2018/credentials/v1"]}),
            "issuanceDate": "2026-06-12T00:00:00Z",
        }
        del document["validFrom"], document["validUntil"], document["name"]
        document["credentialSubject"] = {"id": "did:example:amina"}
        document["issuer"] = ADDRESS
        document = {"vc": document}
    signed = token({**document, "iss": ADDRESS}, issuer.signer, typ=typ, kid="#key-1")
    assert codes(world.verify(signed, materials=published(issuer, world))) == []
