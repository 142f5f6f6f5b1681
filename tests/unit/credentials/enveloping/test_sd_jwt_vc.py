"""dc+sd-jwt (SD-JWT VC draft-19): what is valid, whose key, and what is refused, rule by rule."""

import json
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from credentials.jose import compact
from credentials.keys import jwk
from credentials.keys.algorithms import P256
from credentials.materials import Materials, WantKind
from credentials.model import MediaType, ParsedCredential, SecuredCredential
from credentials.problems import ProblemCode, Verdict
from credentials.question import Expectation
from credentials.report import Answer, Binding
from credentials.sdjwt.combined import Combined, read_combined
from credentials.sdjwt.disclosures import disclosure
from credentials.sdjwt.key_binding import Showing, bind
from credentials.sdjwt.showing import hidden_claims, show
from credentials.sdjwt.typed import issue_typed
from tests.attacks.forging import codes
from tests.refusal import refused
from tests.typed_world import LIST, NAME, NONCE, READER, VCT, TypedWorld, fetched, key_of

ASKED = Expectation(domain=READER, challenge=NONCE)


def forged(world: TypedWorld, *, header: Any = None, **changes: Any) -> bytes:
    """The usual payload with members changed before it was signed by the school's key."""
    token = read_combined(world.issue_typed().content).token
    payload = json.loads(compact.read(token).payload)
    merged = {**payload, **changes}
    written = json.dumps({name: one for name, one in merged.items() if one is not ...})
    members = {"typ": "dc+sd-jwt", "kid": "key-1"} if header is None else header
    return (compact.sign_with(members, written.encode(), world.school.signer) + "~").encode()


# ── What is valid ──


def test_it_is_valid_and_shown_by_its_holder() -> None:
    world = TypedWorld()
    report = world.verify(world.shown(), expect=ASKED)
    assert report.verdict is Verdict.VALID
    assert (report.shown_by, report.binding) == (world.holder.did, Binding.ANSWERED)
    assert report.issuer == world.https
    assert report.credential["credentialSubject"]["identifier"][0]["identityHash"] == "Amina Yusuf"
    assert "id" not in report.credential
    assert not report.warnings


def test_what_is_not_shown_is_not_in_it() -> None:
    world = TypedWorld()
    shown = show(world.issue_typed(), [])
    assert b"Amina" not in shown.content
    report = world.verify(shown)
    assert report.credential["credentialSubject"]["identifier"] == []
    assert report.verdict is Verdict.VALID


def test_without_the_holders_key_it_is_not_shown_to_be_the_holders() -> None:
    world = TypedWorld()
    report = world.verify(world.issue_typed())
    assert report.verdict is Verdict.VALID
    assert report.shown_by is None
    assert [one.code for one in report.warnings] == [ProblemCode.HOLDER_NOT_SHOWN]
    assert report.binding is Binding.NOT_SHOWN


def test_who_is_asked_to_show_it_has_to_show_it_with_the_key() -> None:
    world = TypedWorld()
    report = world.verify(world.issue_typed(), expect=ASKED)
    assert codes(report) == [ProblemCode.PROOF_MISSING]


def test_one_that_is_bound_to_no_key_needs_none() -> None:
    world = TypedWorld()
    report = world.verify(world.issue_typed(holder=None))
    assert report.verdict is Verdict.VALID
    assert not report.warnings


@pytest.mark.parametrize("kind", ["web", "key"])
def test_an_issuer_with_a_did_is_as_good(kind: str) -> None:
    world = TypedWorld()
    issuer = world.school if kind == "web" else world.key_issuer(P256)
    made = world.issue_typed(by=issuer, issuer=issuer.did, place=None)
    assert world.verify(made).verdict is Verdict.VALID


def test_trust_in_a_host_is_trust_in_both_of_its_names() -> None:
    world = TypedWorld()
    world.accredit(world.school, "Riverside College")
    standing = world.verify(world.issue_typed()).standing
    assert standing is not None
    assert standing.name == "Riverside College"


def test_its_type_is_its_vct() -> None:
    world = TypedWorld()
    parsed = world.verify(world.issue_typed()).parsed
    assert isinstance(parsed, ParsedCredential)
    assert parsed.types == (VCT,)
    assert parsed.subject_ids == ()


def test_what_older_drafts_called_vc_sd_jwt_is_read_as_the_same() -> None:
    world = TypedWorld()
    old = forged(world, header={"typ": "vc+sd-jwt", "kid": "key-1"})
    assert world.verify(old).verdict is Verdict.VALID


def test_the_days_are_those_that_the_issuers_clock_showed() -> None:
    world = TypedWorld()
    begins = world.at - timedelta(days=100)
    written = begins.isoformat()
    claims = {**world.typed().claims, "validFrom": written}
    parsed = world.verify(world.issue_typed(claims=claims)).parsed
    assert isinstance(parsed, ParsedCredential)
    assert (parsed.begins_in, parsed.ends_in) == ("validFrom", "exp")
    ends = (world.at + timedelta(days=100)).isoformat()
    parsed = world.verify(world.issue_typed(claims={**claims, "validUntil": ends})).parsed
    assert isinstance(parsed, ParsedCredential)
    assert (parsed.begins_in, parsed.ends_in) == ("validFrom", "validUntil")


def test_it_need_not_say_when_it_was_signed() -> None:
    world = TypedWorld()
    assert world.verify(forged(world, iat=...)).verdict is Verdict.VALID
    ahead = int((world.at + timedelta(hours=1)).timestamp())
    assert codes(world.verify(forged(world, iat=ahead))) == [ProblemCode.PROOF_REJECTED]


def test_what_has_the_contexts_of_the_data_model_is_no_claims_of_a_type() -> None:
    world = TypedWorld()
    old = {"typ": "vc+sd-jwt", "kid": "key-1"}
    both = forged(world, header=old, **{"@context": ["https://www.w3.org/ns/credentials/v2"]})
    assert world.verify(both).parsed is None


# ── Dates ──


@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [(1, 2, ProblemCode.NOT_YET_VALID), (-2, -1, ProblemCode.EXPIRED)],
)
def test_its_dates_are_judged_as_those_of_any_certificate(
    begins: int, ends: int, code: ProblemCode
) -> None:
    world = TypedWorld()
    period: dict[str, Any] = {
        "valid_from": world.at + timedelta(days=begins),
        "valid_until": world.at + timedelta(days=ends),
    }
    report = world.verify(world.issue_typed(**period))
    assert codes(report) == [code]
    assert report.genuine is Answer.YES


# ── Whose key ──


def test_before_the_proof_only_the_keys_of_the_issuer_are_asked_for() -> None:
    world = TypedWorld()
    report = world.verify(world.issue_typed(), materials=Materials())
    assert report.verdict is Verdict.UNDETERMINED
    assert [(want.kind, want.name, want.url) for want in report.wanted] == [
        (
            WantKind.JWT_ISSUER,
            "https://school.example",
            "https://school.example/.well-known/jwt-vc-issuer",
        )
    ]


def test_keys_at_an_address_of_their_own_are_asked_for_next() -> None:
    world, url = TypedWorld(), "https://school.example/keys.jwks"
    metadata = json.dumps({"issuer": world.https, "jwks_uri": url}).encode()
    at_hand = replace(world.materials(), issuer_keys={world.https: fetched(metadata, world)})
    report = world.verify(world.issue_typed(), materials=at_hand)
    assert [(want.kind, want.url) for want in report.wanted] == [(WantKind.JWK_SET, url)]
    keys = json.dumps({"keys": [{**jwk.encode(key_of(world.school.signer)), "kid": "key-1"}]})
    both = {**at_hand.issuer_keys, url: fetched(keys.encode(), world)}
    again = world.verify(world.issue_typed(), materials=replace(at_hand, issuer_keys=both))
    assert again.verdict is Verdict.VALID


@pytest.mark.parametrize(
    "content", [None, b"<html>", b"{}", b'{"issuer":"https://school.example"}']
)
def test_an_issuer_whose_keys_cannot_be_had_leaves_it_open(content: bytes | None) -> None:
    world = TypedWorld()
    at_hand = replace(world.materials(), issuer_keys={world.https: fetched(content, world)})
    report = world.verify(world.issue_typed(), materials=at_hand)
    assert report.verdict is Verdict.UNDETERMINED or codes(report) == [ProblemCode.KEY_NOT_FOUND]
    assert report.genuine is not Answer.YES


def test_the_keys_of_an_issuer_that_are_gone_leave_it_open() -> None:
    world = TypedWorld()
    gone = replace(fetched(None, world), reason="", gone=True)
    at_hand = replace(world.materials(), issuer_keys={world.https: gone})
    report = world.verify(world.issue_typed(), materials=at_hand)
    assert codes(report) == [ProblemCode.ISSUER_UNREACHABLE]


def test_a_key_of_somebody_else_is_refused_before_anything_is_asked_for() -> None:
    world = TypedWorld()
    header = {"typ": "dc+sd-jwt", "kid": "did:web:other.example#key-1"}
    for issuer in (world.https, world.school.did):
        report = world.verify(forged(world, header=header, iss=issuer), materials=Materials())
        assert codes(report) == [ProblemCode.KEY_NOT_ALLOWED]
        assert report.wanted == ()


def test_a_kind_of_issuer_that_is_not_known_leaves_it_open() -> None:
    world = TypedWorld()
    for changes in ({"iss": ...}, {"iss": "urn:school"}, {"iss": "http://school.example"}):
        report = world.verify(forged(world, **changes))
        assert codes(report) == [ProblemCode.DID_METHOD_UNKNOWN]
        assert report.verdict is Verdict.UNDETERMINED
    by_certificate = forged(world, header={"typ": "dc+sd-jwt", "x5c": "AA"})
    assert codes(world.verify(by_certificate)) == [ProblemCode.DID_METHOD_UNKNOWN]


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "dc+sd-jwt", "kid": "key-1", "jwk": "x"},
        {"typ": "dc+sd-jwt", "kid": "key-1", "crit": "x"},
        {"typ": "dc+sd-jwt", "kid": "key-1", "alg": "none"},
        {"typ": "dc+sd-jwt", "kid": "key-1", "alg": "ES256"},
    ],
)
def test_a_header_that_brings_its_own_rules_is_refused(header: Any) -> None:
    world = TypedWorld()
    assert codes(world.verify(forged(world, header=header))) == [ProblemCode.PROOF_REJECTED]


def test_of_an_https_issuer_with_one_key_it_need_not_be_named() -> None:
    world = TypedWorld()
    assert world.verify(forged(world, header={"typ": "dc+sd-jwt"})).verdict is Verdict.VALID


# ── The form of the claims ──


@pytest.mark.parametrize(
    "changes",
    [
        {"vct": ...},
        {"vct": ""},
        {"vct": 1},
        {"vct#integrity": 1},
        {"aka_vcts": []},
        {"aka_vcts": "x"},
        {"aka_vcts": [VCT]},
        {"aka_vcts": [1]},
        {"aka_vcts": None},
        {"iss": 1},
        {"nbf": "today"},
        {"nbf": True},
        {"exp": -1},
        {"exp": 2**40},
        {"cnf": {}},
        {"cnf": None},
        {"status": []},
        {"status": {"status_list": []}},
        {"status": {"status_list": {"uri": LIST}}},
        {"status": {"status_list": {"uri": LIST, "idx": "7"}}},
        {"status": {"status_list": {"uri": LIST, "idx": True}}},
        {"status": {"status_list": {"uri": LIST, "idx": -1}}},
        {"status": {"status_list": {"uri": "token-status/1", "idx": 7}}},
    ],
    ids=str,
)
def test_a_claim_of_another_form_is_refused(changes: dict[str, Any]) -> None:
    world = TypedWorld()
    assert codes(world.verify(forged(world, **changes))) == [ProblemCode.BAD_VALUE]


def test_the_first_place_on_a_list_is_one() -> None:
    world = TypedWorld()
    report = world.verify(forged(world, status={"status_list": {"uri": LIST, "idx": 0}}))
    assert report.verdict is Verdict.VALID


def test_further_types_may_be_named() -> None:
    world = TypedWorld()
    assert world.verify(forged(world, aka_vcts=["urn:other"])).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "name", ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"]
)
def test_what_a_reader_has_to_see_is_never_disclosed(name: str) -> None:
    world = TypedWorld()
    hidden = disclosure(name, world.https if name == "iss" else VCT, salt="1")
    token = forged(world, **{name: ..., "_sd": [hidden.digest("sha-256")]})
    content = Combined(token.decode().rstrip("~"), (hidden,)).text().encode()
    assert codes(world.verify(content)) == [ProblemCode.PROOF_REJECTED]


def test_a_part_of_what_a_reader_has_to_see_is_not_disclosed_either() -> None:
    world = TypedWorld()
    hidden = disclosure("status_list", {"uri": LIST, "idx": 7}, salt="1")
    token = forged(world, status={"_sd": [hidden.digest("sha-256")]})
    content = Combined(token.decode().rstrip("~"), (hidden,)).text().encode()
    assert codes(world.verify(content)) == [ProblemCode.PROOF_REJECTED]


def test_a_token_without_the_mark_of_an_sd_jwt_is_none() -> None:
    world = TypedWorld()
    report = world.verify(forged(world).rstrip(b"~"))
    assert report.verdict is Verdict.UNDETERMINED
    assert codes(report) == [ProblemCode.SUITE_UNKNOWN]


def test_a_status_of_another_kind_leaves_it_open() -> None:
    world = TypedWorld()
    report = world.verify(forged(world, status={"other": {}}))
    assert codes(report) == [ProblemCode.STATUS_UNKNOWN]


# ── The key of the holder ──


@pytest.mark.parametrize(
    ("expect", "code"),
    [
        (Expectation(domain="https://other.example", challenge=NONCE), ProblemCode.WRONG_AUDIENCE),
        (Expectation(domain=READER, challenge="other"), ProblemCode.WRONG_NONCE),
    ],
)
def test_it_answers_one_reader_and_one_question(expect: Expectation, code: ProblemCode) -> None:
    world = TypedWorld()
    assert codes(world.verify(world.shown(), expect=expect)) == [code]


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(-299, Verdict.VALID), (-301, Verdict.INVALID), (59, Verdict.VALID), (61, Verdict.INVALID)],
)
def test_it_is_shown_now(seconds: int, verdict: Verdict) -> None:
    world = TypedWorld()
    shown = world.shown(at=world.at + timedelta(seconds=seconds))
    expect = replace(ASKED, shown_within=timedelta(seconds=300))
    assert world.verify(shown, expect=expect).verdict is verdict


def test_another_key_does_not_show_it() -> None:
    world = TypedWorld()
    credential = world.issue_typed()
    mine = world.shown(credential)
    world.holder = world.key_issuer()
    with refused(ProblemCode.KEY_NOT_ALLOWED):
        world.shown(credential)
    other = world.shown(world.issue_typed())
    stolen = read_combined(mine.content)
    swapped = Combined(stolen.token, stolen.disclosures, read_combined(other.content).key_binding)
    assert codes(world.verify(swapped.text().encode())) == [ProblemCode.PROOF_REJECTED]


def test_a_key_may_be_named_by_a_did_url() -> None:
    world = TypedWorld()
    method = world.holder.signer.verification_method
    named = SecuredCredential(
        world.issue_typed().media_type, forged(world, cnf={"kid": method}, _sd=...)
    )
    assert world.verify(show(named, [])).warnings
    showing = Showing(READER, NONCE, world.at)
    shown = show(named, [], holder=world.holder.signer, showing=showing)
    report = world.verify(shown, expect=ASKED)
    assert report.shown_by == world.holder.did
    presented = world.verify(world.present([named], world.holder))
    assert not presented.inner[0].warnings


def test_a_key_binding_to_no_key_is_refused() -> None:
    world = TypedWorld()
    bound = read_combined(world.shown().content)
    free = read_combined(world.issue_typed(holder=None).content)
    mixed = Combined(free.token, (), bound.key_binding)
    assert codes(world.verify(mixed.text().encode())) == [ProblemCode.PROOF_REJECTED]
    showing = Showing(READER, NONCE, world.at)
    own = bind(free, world.holder.signer, showing, hash_name="sha-256")
    report = world.verify(Combined(free.token, free.disclosures, own).text().encode())
    assert [(one.code, one.pointer) for one in report.problems] == [
        (ProblemCode.PROOF_REJECTED, "/cnf")
    ]


# ── In a presentation of the W3C ──


def test_in_a_presentation_the_same_key_has_to_present_it() -> None:
    world = TypedWorld()
    credential = world.issue_typed()
    asked = Expectation(domain="reader.example", challenge="share-1")
    own = world.verify(world.present([credential], world.holder), expect=asked)
    assert own.verdict is Verdict.VALID
    assert not own.inner[0].warnings
    other = world.verify(world.present([credential], world.key_issuer()), expect=asked)
    assert [one.code for one in other.inner[0].warnings] == [ProblemCode.HOLDER_NOT_SHOWN]


# ── Issued here ──


def test_what_is_bound_to_nobody_is_shown_by_nobody() -> None:
    world = TypedWorld()
    free = world.issue_typed(holder=None)
    showing = Showing(READER, NONCE, world.at)
    with refused(ProblemCode.KEY_NOT_ALLOWED, pointer="/cnf"):
        show(free, [], holder=world.holder.signer, showing=showing)


def test_what_can_be_hidden_is_known_to_the_holder() -> None:
    assert sorted(hidden_claims(TypedWorld().issue_typed())) == sorted([NAME, "/id"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hidden": ["/vct"]}, ProblemCode.BAD_VALUE),
        ({"hidden": [""]}, ProblemCode.BAD_VALUE),
        ({"hidden": ["/iat"]}, ProblemCode.BAD_VALUE),
        ({"hidden": ["/cnf/jwk"]}, ProblemCode.BAD_VALUE),
        ({"hidden": ["/nothing"]}, ProblemCode.BAD_VALUE),
        ({"claims": {"iss": "x"}, "hidden": []}, ProblemCode.BAD_VALUE),
        ({"claims": {"_sd": []}, "hidden": []}, ProblemCode.BAD_VALUE),
        ({"issuer": "https://other.example"}, ProblemCode.KEY_NOT_ALLOWED),
        ({"issuer": "did:web:other.example"}, ProblemCode.KEY_NOT_ALLOWED),
        ({"issuer": "https://Other.example"}, ProblemCode.BAD_VALUE),
    ],
)
def test_nothing_else_is_signed(changes: dict[str, Any], code: ProblemCode) -> None:
    world = TypedWorld()
    with refused(code):
        issue_typed(world.typed(**changes), world.school.signer, at=world.at)


def test_what_is_not_known_is_not_said() -> None:
    world = TypedWorld()
    typed = world.typed(valid_from=None, valid_until=None, integrity="sha256-AA", place=None)
    made = issue_typed(typed, world.school.signer, at=world.at)
    report = world.verify(made)
    assert report.verdict is Verdict.VALID
    assert report.credential["vct#integrity"] == "sha256-AA"
    assert not {"nbf", "exp", "status"} & report.credential.keys()


def test_days_that_say_something_else_than_the_dates_are_not_read_as_days() -> None:
    world = TypedWorld()
    claims = {**world.typed().claims, "validFrom": "yesterday"}
    parsed = world.verify(world.issue_typed(claims=claims)).parsed
    assert isinstance(parsed, ParsedCredential)
    assert parsed.begins_in == "nbf"


def test_a_payload_that_is_no_object_is_not_shown() -> None:
    token = compact.sign_with({"typ": "dc+sd-jwt"}, b"[]", TypedWorld().school.signer)
    with refused(ProblemCode.MALFORMED):
        show(SecuredCredential(MediaType.SD_JWT_VC, f"{token}~".encode()), [])


def test_what_is_no_sd_jwt_is_not_shown_in_parts() -> None:
    world = TypedWorld()
    with refused(ProblemCode.BAD_VALUE):
        show(world.issue(), [])


def test_its_claims_are_not_taken_for_members_of_the_data_model() -> None:
    world = TypedWorld()
    claims = world.typed().claims | {
        "type": ["OpenBadgeCredential", "ClrCredential"],
        "endorsement": [{"type": "EndorsementCredential"}],
        "credentialSchema": {"id": "https://school.example/schema", "type": "JsonSchema"},
    }
    report = world.verify(world.shown(world.issue_typed(claims=claims)))
    assert report.verdict is Verdict.VALID
    assert (report.endorsements, report.inner, report.warnings) == ((), (), ())
