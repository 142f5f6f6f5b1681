"""vc+cose and vp+cose, made, shown and read; and what vc+jwt and they have in common."""

from typing import Any

import cbor2
import pytest

from credentials.cose import sign1
from credentials.enveloping.registry import envelope
from credentials.enveloping.token_claims import key_named
from credentials.keys.algorithms import ALGORITHMS, BLS12381, P521, Algorithm
from credentials.model import JSONObject, MediaType, Policy, SecuredCredential, as_bytes
from credentials.parsing import envelopes
from credentials.presentation import present
from credentials.problems import ProblemCode, Verdict
from credentials.question import Expectation
from tests.attacks.forging import codes
from tests.attacks.forging import token as forged_token
from tests.refusal import refused
from tests.world import NOON, World

FORMS = ("vc+jwt", "vc+cose")
KINDS = [one for one in ALGORITHMS.values() if one.jose]
TYP = {sign1.TYP: "application/vc+cose"}


def made(world: World, document: Any = None, header: Any = TYP, claims: Any = None) -> bytes:
    content = document if isinstance(document, bytes) else as_bytes(document or world.document())
    members = {sign1.KID: world.school.signer.verification_method.encode(), **header}
    if claims is not None:
        members[sign1.CWT_CLAIMS] = claims
    return sign1.sign(content, world.school.signer, members)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("algorithm", KINDS, ids=lambda one: one.name)
def test_each_kind_of_key_issues_and_presents(form: str, algorithm: Algorithm) -> None:
    world = World()
    holder = world.key_issuer(algorithm)
    secured = world.issue(world.document(holder), issuer=holder, form=form)
    assert secured.media_type == f"application/{form}"
    report = world.verify(secured.content)
    assert report.verdict is Verdict.VALID, codes(report)
    assert report.proof_created == NOON.replace(microsecond=0)
    shown = present(
        [secured], holder.signer, domain="reader.example", challenge="1", at=NOON, form=form
    )
    expect = Expectation(domain="reader.example", challenge="1")
    assert world.verify(shown.content, expect=expect).verdict is Verdict.VALID
    other = Expectation(domain="other.example", challenge="1")
    assert codes(world.verify(shown.content, expect=other)) == [ProblemCode.WRONG_AUDIENCE]


def test_a_changed_byte_of_any_part_is_noticed() -> None:
    world = World()
    content = world.issue(form="vc+cose").content
    for place in range(2, len(content), 97):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert world.verify(changed).verdict is not Verdict.VALID


def test_it_travels_in_an_envelope_in_base64() -> None:
    world = World()
    wrapped = envelope(world.issue(form="vc+cose"))
    assert wrapped is not None
    assert wrapped["id"].startswith("data:application/vc+cose;base64,0oR")
    assert world.verify(wrapped).verdict is Verdict.VALID
    plain = {**wrapped, "id": wrapped["id"].replace(";base64", "")}
    assert world.verify(plain).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("document", "header", "code"),
    [
        (None, {sign1.TYP: "application/vc+jwt"}, ProblemCode.SUITE_UNKNOWN),
        (None, {sign1.TYP: 7}, ProblemCode.SUITE_UNKNOWN),
        (None, {}, ProblemCode.SUITE_UNKNOWN),
        (b"[1]", TYP, ProblemCode.MALFORMED),
        (b"{", TYP, ProblemCode.MALFORMED),
        ({"vc": {}}, TYP, ProblemCode.BAD_VALUE),
        ({"proof": {}}, TYP, ProblemCode.BAD_VALUE),
        (None, {**TYP, sign1.KID: b"\xff"}, ProblemCode.PROOF_REJECTED),
        (None, {**TYP, sign1.KID: "text"}, ProblemCode.KEY_NOT_ALLOWED),
        (None, {**TYP, sign1.CWT_CLAIMS: 7}, ProblemCode.PROOF_REJECTED),
        (None, {**TYP, sign1.CWT_CLAIMS: {1: "did:web:other.example"}}, ProblemCode.BAD_VALUE),
        (None, {**TYP, sign1.CWT_CLAIMS: {4: 1}}, ProblemCode.PROOF_REJECTED),
    ],
)
def test_what_is_not_as_it_should_be_is_refused(
    document: Any, header: Any, code: ProblemCode
) -> None:
    world = World()
    if isinstance(document, dict):
        document = {**world.document(), **document}
    assert codes(world.verify(made(world, document, header))) == [code]


def test_claims_in_the_header_that_are_not_known_here_say_nothing() -> None:
    world = World()
    assert (
        world.verify(made(world, claims={100: "x", 1: world.school.did})).verdict is Verdict.VALID
    )


def test_a_key_named_relative_to_the_issuer_is_the_issuers() -> None:
    # VC-JOSE-COSE 1.0 §4.3: only where iss says whose.
    world = World()
    payload = {**world.document(), "iss": world.school.did}
    fragment = world.school.signer.verification_method.partition("#")[2]
    for kid in (fragment, f"#{fragment}"):
        good = forged_token(payload, world.school.signer, kid=kid)
        assert world.verify(good).verdict is Verdict.VALID
        alone = forged_token(world.document(), world.school.signer, kid=kid)
        assert codes(world.verify(alone)) == [ProblemCode.KEY_NOT_ALLOWED]
    assert key_named("k", {"iss": "https://school.example"}) == "k"


def test_an_issuer_in_the_header_is_the_issuer_or_refused() -> None:
    world = World()
    mine, other = world.school.did, "did:web:other.example"
    signer = world.school.signer
    assert world.verify(forged_token(world.document(), signer, iss=mine)).verdict is Verdict.VALID
    assert codes(world.verify(forged_token(world.document(), signer, iss=other))) == [
        ProblemCode.BAD_VALUE
    ]


@pytest.mark.parametrize("claim", [{"iss": "did:web:x.example"}, {"sub": "did:web:x.example"}])
def test_a_presentation_says_of_its_holder_what_its_token_says(claim: JSONObject) -> None:
    world = World()
    holder = world.key_issuer()
    document = {
        "@context": world.document()["@context"][:1],
        "type": "VerifiablePresentation",
        "holder": holder.did,
        "verifiableCredential": [envelope(world.issue(form="vc+jwt"))],
    }
    token = forged_token({**document, **claim}, holder.signer, typ="vp+jwt")
    assert codes(world.verify(token)) == [ProblemCode.BAD_VALUE]


def test_a_date_as_the_time_of_signature_is_passed_over_by_the_standard_only() -> None:
    world = World()
    token = forged_token({**world.document(), "iat": "2024-01-01T00:00:00Z"}, world.school.signer)
    assert world.verify(token, policy=Policy.W3C).verdict is Verdict.VALID
    assert codes(world.verify(token)) == [ProblemCode.BAD_VALUE]


def test_a_token_bound_to_a_key_and_shown_without_it_says_so() -> None:
    world = World()
    holder = world.key_issuer()
    token = forged_token(
        {**world.document(), "cnf": {"kid": holder.signer.verification_method}},
        world.school.signer,
    )
    report = world.verify(token)
    assert [one.code for one in report.warnings] == [ProblemCode.HOLDER_NOT_SHOWN]
    secured = SecuredCredential(MediaType.VC_JWT, token)
    shown = present([secured], holder.signer, domain="r.example", challenge="1", at=NOON)
    assert world.verify(shown.content).inner[0].warnings == ()
    other = present(
        [secured], world.key_issuer().signer, domain="r.example", challenge="1", at=NOON
    )
    assert [one.code for one in world.verify(other.content).inner[0].warnings] == [
        ProblemCode.HOLDER_NOT_SHOWN
    ]


@pytest.mark.parametrize("cnf", [5, {}, {"jkt": "thumbprint"}, {"jwk": {}}])
def test_a_token_bound_to_what_is_not_read_is_presented_by_nobody_known(cnf: Any) -> None:
    world = World()
    holder = world.key_issuer()
    token = forged_token({**world.document(), "cnf": cnf}, world.school.signer)
    secured = SecuredCredential(MediaType.VC_JWT, token)
    shown = present([secured], holder.signer, domain="r.example", challenge="1", at=NOON)
    (inner,) = world.verify(shown.content).inner
    assert inner.verdict is Verdict.VALID
    assert [one.code for one in inner.warnings] == [ProblemCode.HOLDER_NOT_SHOWN]


def test_a_presentation_is_not_made_with_a_key_or_form_that_cannot() -> None:
    world = World()
    signer = world.key_issuer(BLS12381).signer
    credential = world.issue(form="vc+jwt")
    for form, key in (("vc+jwt", signer), ("dc+sd-jwt", world.key_issuer(P521).signer)):
        with refused(ProblemCode.SIGNING_FAILED):
            present([credential], key, domain="r", challenge="1", at=NOON, form=form)


def test_bytes_that_only_begin_like_it_are_malformed() -> None:
    assert codes(World().verify(b"\xd2\x84" + cbor2.dumps([1]))) == [ProblemCode.MALFORMED]


@pytest.mark.parametrize("form", FORMS)
def test_the_status_of_what_is_enveloped_is_read_from_a_list_that_is_too(form: str) -> None:
    # A key on P-521 signs tokens only, so that its list is a vc+jwt as well.
    world = World()
    school = world.key_issuer(P521)
    document = world.document(school, credentialStatus=world.entry("revocation", school))
    secured = world.issue(document, issuer=school, form=form)
    assert world.published(school, "revocation").startswith(b"eyJ")
    assert world.verify(secured).verdict is Verdict.VALID
    world.set_status(document, "revocation", school)
    assert codes(world.verify(secured)) == [ProblemCode.REVOKED]


@pytest.mark.parametrize("form", FORMS)
def test_an_enveloped_presentation_is_read_out_of_its_envelope(form: str) -> None:
    world = World()
    holder = world.key_issuer()
    shown = present(
        [world.issue(form=form)], holder.signer, domain="r", challenge="1", at=NOON, form=form
    )
    wrapped = envelopes.envelope(shown, in_base64=form == "vc+cose")
    assert wrapped["type"] == "EnvelopedVerifiablePresentation"
    report = world.verify(wrapped, expect=Expectation(domain="r", challenge="1"))
    assert report.verdict is Verdict.VALID
    assert report.holder == holder.did
    late = Expectation(domain="r", challenge="2")
    assert codes(world.verify(wrapped, expect=late)) == [ProblemCode.WRONG_NONCE]
