"""JWTs with a vc or vp claim: read as version 1.1 made them, with nothing said in two ways."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.enveloping.registry import FORMS, forms_for
from credentials.keys.algorithms import ED25519, P256, Algorithm
from credentials.model import JSONObject, Policy, as_bytes
from credentials.parsing import CREDENTIALS_V1, CREDENTIALS_V2
from credentials.problems import ProblemCode, Verdict
from credentials.question import Expectation
from credentials.report import VerificationReport
from tests.attacks.forging import codes, with_claims
from tests.attacks.forging import token as forged_token
from tests.world import NOON, Issuer, World

WORLD = World()
ISSUER = WORLD.key_issuer()
BEGINS, ENDS = datetime(2026, 6, 12, tzinfo=UTC), datetime(2030, 6, 12, tzinfo=UTC)


def a_credential(**changes: Any) -> JSONObject:
    document: JSONObject = {
        "@context": [CREDENTIALS_V1],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"alumniOf": "School"},
    }
    merged = {**document, **changes}
    return {name: value for name, value in merged.items() if value is not ...}


def claims_of(vc: Any = None, **changes: Any) -> JSONObject:
    claims: JSONObject = {
        "vc": a_credential() if vc is None else vc,
        "iss": ISSUER.did,
        "sub": "did:example:worker",
        "jti": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "nbf": int(BEGINS.timestamp()),
        "exp": int(ENDS.timestamp()),
    }
    merged = {**claims, **changes}
    return {name: value for name, value in merged.items() if value is not ...}


def a_token(claims: Any, issuer: Issuer = ISSUER, **header: Any) -> bytes:
    members = {"alg": issuer.signer.algorithm.jose, "typ": "JWT", **header}
    return forged_token(claims, issuer.signer, **members)


def verified(claims: Any, **header: Any) -> VerificationReport:
    return WORLD.verify(a_token(claims, **header))


def problems(claims: Any, **header: Any) -> list[tuple[ProblemCode, str]]:
    report = verified(claims, **header)
    assert (report.verdict is Verdict.VALID) == (report.problems == ())
    return [(problem.code, problem.pointer) for problem in report.problems]


def test_what_the_claims_say_is_put_back_into_the_credential() -> None:
    report = verified(claims_of())
    assert (report.verdict, report.problems) == (Verdict.VALID, ())
    assert report.credential == {
        **a_credential(),
        "id": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "issuer": ISSUER.did,
        "issuanceDate": "2026-06-12T00:00:00Z",
        "expirationDate": "2030-06-12T00:00:00Z",
        "credentialSubject": {"alumniOf": "School", "id": "did:example:worker"},
    }


@pytest.mark.parametrize(
    "vc",
    [
        a_credential(issuer=ISSUER.did),
        a_credential(issuer={"id": ISSUER.did, "name": "School"}),
        a_credential(issuer={"name": "School"}),
        a_credential(issuanceDate="2026-06-12T02:00:00.5+02:00"),
        a_credential(credentialSubject=[{"id": "did:example:worker"}]),
    ],
)
def test_what_stands_on_both_sides_says_the_same(vc: JSONObject) -> None:
    assert problems(claims_of(vc)) == []


def test_what_a_token_has_no_claims_for_stands_in_the_credential_alone() -> None:
    whole = a_credential(
        id="urn:a",
        issuer=ISSUER.did,
        issuanceDate="2026-06-12T00:00:00Z",
        credentialSubject={"alumniOf": "School"},
    )
    report = verified(claims_of(whole, iss=..., sub=..., jti=..., nbf=..., exp=...))
    assert (report.verdict, report.credential) == (Verdict.VALID, whole)


@pytest.mark.parametrize("typ", ["JWT", "jwt", ...])
def test_the_type_of_the_token_may_be_left_out(typ: Any) -> None:
    assert problems(claims_of(), typ=typ) == []


@pytest.mark.parametrize("algorithm", [ED25519, P256])
def test_each_kind_of_key_signs_them(algorithm: Algorithm) -> None:
    issuer = WORLD.key_issuer(algorithm)
    assert WORLD.verify(a_token(claims_of(iss=issuer.did), issuer), policy=Policy.W3C)


def test_a_key_may_be_named_relative_to_its_issuer() -> None:
    fragment = ISSUER.signer.verification_method.partition("#")[2]
    assert problems(claims_of(), kid=f"#{fragment}") == []
    (problem,) = problems(claims_of(iss=WORLD.school.did), kid="#key-1")
    assert problem[0] is ProblemCode.TAMPERED


def test_the_dates_of_the_token_are_those_of_the_credential() -> None:
    over = int((NOON - timedelta(days=1)).timestamp())
    ahead = int((NOON + timedelta(days=1)).timestamp())
    assert problems(claims_of(exp=over)) == [(ProblemCode.EXPIRED, "/expirationDate")]
    assert problems(claims_of(nbf=ahead)) == [(ProblemCode.NOT_YET_VALID, "/issuanceDate")]


def test_a_changed_token_is_noticed() -> None:
    changed = with_claims(a_token(claims_of()), sub="did:example:other")
    assert codes(WORLD.verify(changed)) == [ProblemCode.TAMPERED]


@pytest.mark.parametrize(
    ("claims", "pointer"),
    [
        (claims_of([]), "/vc"),
        (claims_of("text"), "/vc"),
        (claims_of(jti="urn:other", vc=a_credential(id="urn:one")), "/jti"),
        (claims_of(a_credential(issuer="did:example:other")), "/iss"),
        (claims_of(a_credential(issuer={"id": "did:example:other"})), "/iss"),
        (claims_of(a_credential(issuanceDate="2026-06-12T00:00:01Z")), "/nbf"),
        (claims_of(a_credential(expirationDate="2040-06-12T00:00:00Z")), "/exp"),
        (claims_of(a_credential(credentialSubject={"id": "did:example:other"})), "/sub"),
        (claims_of(a_credential(credentialSubject=[{"a": "b"}, {"c": "d"}])), "/sub"),
        (claims_of(a_credential(credentialSubject=...)), "/sub"),
        (claims_of(nbf="yesterday"), "/nbf"),
        (claims_of(nbf=True), "/nbf"),
        (claims_of(exp=-1), "/exp"),
        (claims_of(exp=2**40), "/exp"),
        (claims_of(nbf=...), "/issuanceDate"),
        (claims_of(iss=...), "/issuer"),
        (claims_of(iss=5), "/issuer"),
        (claims_of(a_credential(proof={"type": "x"})), "/proof"),
        (claims_of(a_credential(**{"@context": ["https://one.example/v1"]})), "/@context/0"),
        (claims_of(a_credential(**{"@context": ...})), "/@context"),
        (claims_of(vp={}), "/vp"),
        (claims_of(a_credential(type=["Other"])), "/type"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(claims: JSONObject, pointer: str) -> None:
    assert problems(claims) == [(ProblemCode.BAD_VALUE, pointer)]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "none"}, ProblemCode.PROOF_REJECTED),
        ({"alg": "HS256"}, ProblemCode.PROOF_REJECTED),
        ({"crit": ["b64"]}, ProblemCode.PROOF_REJECTED),
        ({"jwk": {"kty": "OKP"}}, ProblemCode.PROOF_REJECTED),
        ({"kid": 5}, ProblemCode.PROOF_REJECTED),
        ({"kid": ...}, ProblemCode.DID_METHOD_UNKNOWN),
        ({"kid": "key-1"}, ProblemCode.DID_METHOD_UNKNOWN),
        ({"kid": "did:example:other#key-1"}, ProblemCode.KEY_NOT_ALLOWED),
        ({"typ": "dc+sd-jwt"}, ProblemCode.SUITE_UNKNOWN),
    ],
)
def test_the_header_is_read_by_the_rules_of_every_token(
    header: JSONObject, code: ProblemCode
) -> None:
    assert [found for found, _ in problems(claims_of(), **header)] == [code]


def test_no_such_token_is_made() -> None:
    assert "vc 1.1 jwt" in FORMS
    assert "vc 1.1 jwt" not in forms_for(ED25519)


@given(
    st.dictionaries(
        st.sampled_from(["vc", "iss", "sub", "jti", "nbf", "exp", "iat", "vp"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just(a_credential()),
    )
)
def test_any_claims_are_judged_without_an_exception(changes: JSONObject) -> None:
    assert verified({**claims_of(), **changes}).at == NOON


def test_a_token_bound_to_a_key_and_shown_without_it_says_so() -> None:
    holder = WORLD.key_issuer().signer.verification_method
    report = verified(claims_of(cnf={"kid": holder}))
    assert [one.code for one in report.warnings] == [ProblemCode.HOLDER_NOT_SHOWN]


def a_presentation(*shown: Any, **changes: Any) -> JSONObject:
    """The claims of a token by which the issuer shows something."""
    presentation = {
        "@context": [CREDENTIALS_V1],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(shown),
    }
    claims = {"vp": presentation, "iss": ISSUER.did, "aud": "reader.example", "nonce": "share-1"}
    return {name: value for name, value in {**claims, **changes}.items() if value is not ...}


def in_an_envelope(kind: str, token: bytes, media_type: str = "application/jwt") -> JSONObject:
    return {
        "@context": [CREDENTIALS_V2],
        "type": f"EnvelopedVerifiable{kind}",
        "id": f"data:{media_type},{token.decode()}",
    }


ANSWER = Expectation(domain="reader.example", challenge="share-1")


def test_a_presentation_shows_tokens_as_texts_and_is_by_its_issuer() -> None:
    shown = a_token(claims_of(sub=ISSUER.did)).decode()
    report = WORLD.verify(a_token(a_presentation(shown, jti="urn:shown")), expect=ANSWER)
    assert (report.verdict, report.signed_by) == (Verdict.VALID, ISSUER.did)
    assert report.parsed is not None
    assert report.parsed.document["holder"] == ISSUER.did
    assert report.parsed.document["id"] == "urn:shown"
    (certificate,) = report.inner
    assert (certificate.verdict, certificate.warnings) == (Verdict.VALID, ())
    assert certificate.pointer == "/verifiableCredential/0"


def test_a_presentation_without_an_issuer_names_its_holder_itself() -> None:
    shown = a_token(claims_of(sub=ISSUER.did)).decode()
    claims = a_presentation(shown, iss=...)
    method = ISSUER.signer.verification_method
    report = WORLD.verify(a_token(claims, kid=method), expect=ANSWER)
    assert "holder" not in report.credential
    claims["vp"]["holder"] = ISSUER.did
    report = WORLD.verify(a_token(claims, kid=method), expect=ANSWER)
    assert (report.verdict, report.signed_by) == (Verdict.VALID, ISSUER.did)


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"nonce": "share-2"}, ProblemCode.WRONG_NONCE, ""),
        ({"aud": "other.example"}, ProblemCode.WRONG_AUDIENCE, ""),
        ({"exp": int((NOON - timedelta(hours=1)).timestamp())}, ProblemCode.PROOF_REJECTED, "/exp"),
        ({"nbf": int((NOON + timedelta(hours=1)).timestamp())}, ProblemCode.PROOF_REJECTED, "/iat"),
        ({"iat": int((NOON + timedelta(hours=1)).timestamp())}, ProblemCode.PROOF_REJECTED, "/iat"),
        ({"vp": []}, ProblemCode.BAD_VALUE, "/vp"),
        ({"vc": {}}, ProblemCode.BAD_VALUE, "/vp"),
    ],
)
def test_a_presentation_that_does_not_fit_is_refused(
    changes: JSONObject, code: ProblemCode, pointer: str
) -> None:
    shown = a_token(claims_of()).decode()
    report = WORLD.verify(a_token(a_presentation(shown, **changes)), expect=ANSWER)
    assert (codes(report), report.problems[0].pointer) == ([code], pointer)


def test_a_presentation_by_another_holder_or_changed_is_refused() -> None:
    claims = a_presentation(a_token(claims_of()).decode())
    claims["vp"]["holder"] = "did:example:other"
    assert codes(WORLD.verify(a_token(claims))) == [ProblemCode.BAD_VALUE]
    del claims["vp"]["holder"]
    changed = with_claims(a_token(claims), nonce="share-2")
    assert codes(WORLD.verify(changed)) == [ProblemCode.TAMPERED]


@pytest.mark.parametrize("version", [CREDENTIALS_V1, CREDENTIALS_V2])
@pytest.mark.parametrize("text", ["urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427", "{}", 5])
def test_what_is_shown_as_a_text_is_a_token(version: str, text: Any) -> None:
    claims = a_presentation(text)
    claims["vp"]["@context"] = [version]
    report = WORLD.verify(a_token(claims))
    assert (codes(report), report.problems[0].pointer) == (
        [ProblemCode.BAD_VALUE],
        "/verifiableCredential/0",
    )


def test_documents_of_version_2_in_such_claims_are_read_in_their_envelopes() -> None:
    second = {"@context": [CREDENTIALS_V2]}
    token = a_token(claims_of(a_credential(**second), sub=ISSUER.did, iat=1, jti=..., nbf=1))
    claims = a_presentation(in_an_envelope("Credential", token))
    claims["vp"].update(second)
    shown = as_bytes(in_an_envelope("Presentation", a_token(claims)))
    report = WORLD.verify(shown, expect=ANSWER)
    (certificate,) = report.inner
    assert (report.verdict, certificate.problems, certificate.warnings) == (Verdict.VALID, (), ())
    assert certificate.credential == {
        **a_credential(**second),
        "issuer": ISSUER.did,
        "credentialSubject": {"alumniOf": "School", "id": ISSUER.did},
    }
    as_another = in_an_envelope("Presentation", a_token(claims), "application/vp+jwt")
    assert codes(WORLD.verify(as_bytes(as_another))) == [ProblemCode.BAD_VALUE]


def test_the_times_of_a_token_around_version_2_are_its_own() -> None:
    over = int((NOON - timedelta(days=1)).timestamp())
    second = a_credential(**{"@context": [CREDENTIALS_V2]})
    assert problems(claims_of(second, exp=over)) == [(ProblemCode.PROOF_REJECTED, "/exp")]
