"""verify(): what each step finds, in which order, and what is never asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.jose import compact
from credentials.materials import NOTHING_AT_HAND, Fetched, Materials, WantKind
from credentials.model import JSONObject, Policy, as_bytes
from credentials.problems import ProblemCode, StatusNote, Step, Verdict
from credentials.proofs import data_integrity
from credentials.question import Expectation
from credentials.report import Answer, VerificationReport
from credentials.status.bitstring import MINIMUM_ENTRIES, StatusList
from credentials.trust import Reason, Standing, TrustList
from credentials.verification import verify
from tests.attacks.forging import codes
from tests.attacks.forging import token as forged_token
from tests.world import NOON, World, changed

# ── A good credential ──


@pytest.mark.parametrize("form", [None, "vc+jwt"])
def test_a_certificate_as_it_was_signed_is_valid(form: str | None) -> None:
    world = World()
    report = world.verify(world.issue(form=form))
    assert report
    assert (report.verdict, report.genuine, report.current) == (
        Verdict.VALID,
        Answer.YES,
        Answer.YES,
    )
    assert report.credential["name"] == "Welder"
    assert report.issuer == world.school.did


def test_a_did_key_certificate_needs_nothing_at_hand() -> None:
    world = World()
    issuer = world.key_issuer()
    assert world.verify(world.issue(issuer=issuer), materials=Materials())


def test_a_certificate_whose_status_bit_is_unset_says_as_of_when() -> None:
    world = World()
    document = world.document(credentialStatus=world.entry())
    report = world.verify(world.issue(document))
    assert report.verdict is Verdict.VALID
    assert report.status_as_of == NOON


# ── Parse ──


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"[1]", b"{}", b'{"a": 1}', b"a.b.c", b"\xff", b'{"verifiableCredential": {}}'],
)
def test_what_is_no_credential_is_said_to_be_none(content: bytes) -> None:
    report = World().verify(content)
    assert codes(report) == [ProblemCode.NO_CREDENTIAL_FOUND]
    assert report.verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"proof": ', ProblemCode.MALFORMED),
        (b'{"type": "VerifiableCredential"}', ProblemCode.BAD_VALUE),
        (b'{"credentialSubject": {}, "type": 5}', ProblemCode.BAD_VALUE),
        (b"eyJ.eyJ.x", ProblemCode.MALFORMED),
    ],
)
def test_a_broken_credential_is_invalid_and_has_no_claims(
    content: bytes, code: ProblemCode
) -> None:
    report = World().verify(content)
    assert codes(report) == [code]
    assert report.verdict is Verdict.INVALID
    with pytest.raises(LookupError):
        _ = report.credential


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_verify_never_raises_for_any_bytes(content: bytes) -> None:
    assert World().verify(content, materials=Materials()).verdict is not Verdict.VALID


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["@context", "type", "id", "proof", "issuer", "credentialSubject"])
                | st.text(max_size=5),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_verify_never_raises_for_any_members(value: Any) -> None:
    world = World()
    document = world.document(credentialStatus=value, proof=value, evidence=value)
    assert world.verify(document, materials=Materials()).verdict is not Verdict.VALID


# ── Authenticate ──


def test_a_certificate_without_a_proof_is_not_signed() -> None:
    world = World()
    assert codes(world.verify(world.document())) == [ProblemCode.PROOF_MISSING]


def test_a_changed_claim_is_noticed() -> None:
    world = World()

    def promote(document: JSONObject) -> None:
        document["credentialSubject"]["achievement"]["name"] = "Master welder"

    report = world.verify(changed(world.issue(), promote))
    assert codes(report) == [ProblemCode.TAMPERED]
    with pytest.raises(LookupError):
        _ = report.credential


def test_a_changed_token_is_noticed() -> None:
    world = World()
    head, body, _ = world.issue(form="vc+jwt").content.split(b".")
    other = world.issue(world.document(name="Other"), form="vc+jwt").content.split(b".")
    assert codes(world.verify(b".".join([head, body, other[2]]))) == [ProblemCode.TAMPERED]


@pytest.mark.parametrize("form", [None, "vc+jwt"])
def test_a_credential_signed_by_another_key_than_the_issuers_is_refused(form: str | None) -> None:
    world = World()
    mallory = world.key_issuer()
    secured = world.issue(world.document(mallory), issuer=mallory, form=None)
    forged: Any = changed(secured, lambda document: document["issuer"].update(id=world.school.did))
    if form == "vc+jwt":
        payload = as_bytes(world.document())
        forged = compact.sign(payload, mallory.signer, typ="vc+jwt", cty="vc").encode()
    report = world.verify(forged)
    assert codes(report) == [ProblemCode.KEY_NOT_ALLOWED]
    assert report.verdict is Verdict.INVALID


def test_a_forged_issuer_is_not_even_asked_for_its_key() -> None:
    world = World()
    mallory = world.issuer("mallory.example")
    secured = world.issue(world.document(mallory), issuer=mallory)
    forged = changed(secured, lambda document: document["issuer"].update(id=world.school.did))
    assert world.verify(forged, materials=Materials()).wanted == ()


def test_before_the_proof_holds_only_the_issuers_key_is_wanted() -> None:
    world = World()
    secured = world.issue(world.document(credentialStatus=world.entry()))
    report = world.verify(secured, materials=Materials())
    assert [(want.kind, want.name) for want in report.wanted] == [
        (WantKind.DID_DOCUMENT, world.school.did)
    ]
    assert codes(report) == [ProblemCode.ISSUER_UNREACHABLE]
    assert report.verdict is Verdict.UNDETERMINED


def test_after_the_proof_holds_the_status_list_is_wanted() -> None:
    world = World()
    secured = world.issue(world.document(credentialStatus=world.entry()))
    only_keys = Materials(world.materials().did_documents)
    report = world.verify(secured, materials=only_keys)
    assert [want.url for want in report.wanted] == [world.school.list_url("revocation")]
    assert report.verdict is Verdict.UNDETERMINED
    assert report.genuine is Answer.YES
    assert report.current is Answer.UNCHECKED


def test_an_issuer_that_cannot_be_reached_leaves_it_open() -> None:
    world = World()
    world.unreachable.add(world.school.did)
    report = world.verify(world.issue())
    assert codes(report) == [ProblemCode.ISSUER_UNREACHABLE]
    assert report.wanted == ()
    assert report.verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"proofPurpose": "authentication"}, ProblemCode.PROOF_REJECTED),
        ({"created": "2026-11-20T12:01:01Z"}, ProblemCode.PROOF_REJECTED),
        ({"expires": "2026-11-20T11:58:59Z"}, ProblemCode.PROOF_REJECTED),
        ({"previousProof": "urn:x"}, ProblemCode.PROOF_REJECTED),
        ({"cryptosuite": "other-2030"}, ProblemCode.SUITE_UNKNOWN),
        ({"verificationMethod": "did:web:school.example#key-9"}, ProblemCode.KEY_NOT_FOUND),
        ({"created": "2026-11-20T11:00:00Z"}, ProblemCode.TAMPERED),
    ],
)
def test_a_changed_proof_is_refused(changes: JSONObject, code: ProblemCode) -> None:
    world = World()
    document = changed(world.issue(), lambda document: document["proof"].update(changes))
    assert codes(world.verify(document)) == [code]


def test_an_unknown_suite_beside_a_good_proof_is_a_warning() -> None:
    world = World()

    def add(document: JSONObject) -> None:
        document["proof"] = [document["proof"], {**document["proof"], "cryptosuite": "x-2030"}]

    report = world.verify(changed(world.issue(), add))
    assert report.verdict is Verdict.VALID
    assert [warning.code for warning in report.warnings] == [ProblemCode.SUITE_UNKNOWN]


def test_one_bad_proof_of_the_issuer_makes_the_set_invalid() -> None:
    world = World()

    def add(document: JSONObject) -> None:
        other = {**document["proof"], "created": "2026-11-20T11:00:00Z"}
        document["proof"] = [document["proof"], other]

    assert codes(world.verify(changed(world.issue(), add))) == [ProblemCode.TAMPERED]


def test_a_foreign_proof_and_an_unknown_one_leave_it_open() -> None:
    world = World()

    def replace_proofs(document: JSONObject) -> None:
        foreign = {**document["proof"], "verificationMethod": "did:web:x.example#key-1"}
        unknown = {**document["proof"], "cryptosuite": "x-2030"}
        document["proof"] = [foreign, unknown]

    report = world.verify(changed(world.issue(), replace_proofs))
    assert codes(report) == [ProblemCode.SUITE_UNKNOWN]


# ── Tokens ──


def a_token(world: World, typ: str = "vc+jwt", **changes: Any) -> bytes:
    payload = {**world.document(), **changes}
    return compact.sign(as_bytes(payload), world.school.signer, typ=typ, cty="vc").encode()


def seconds(delta: int) -> int:
    return int(NOON.timestamp()) + delta


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vc": {}}, ProblemCode.BAD_VALUE),
        ({"proof": {"type": "x"}}, ProblemCode.BAD_VALUE),
        ({"iss": "did:web:other.example"}, ProblemCode.BAD_VALUE),
        ({"jti": "urn:uuid:other"}, ProblemCode.BAD_VALUE),
        ({"sub": "did:example:other"}, ProblemCode.BAD_VALUE),
        ({"iat": "now"}, ProblemCode.BAD_VALUE),
        ({"iat": True}, ProblemCode.BAD_VALUE),
        ({"exp": -1}, ProblemCode.BAD_VALUE),
        ({"iat": seconds(61)}, ProblemCode.PROOF_REJECTED),
        ({"nbf": seconds(61)}, ProblemCode.PROOF_REJECTED),
        ({"exp": seconds(-61)}, ProblemCode.PROOF_REJECTED),
    ],
)
def test_a_token_whose_claims_do_not_fit_is_refused(changes: JSONObject, code: ProblemCode) -> None:
    world = World()
    assert codes(world.verify(a_token(world, **changes))) == [code]


def test_a_token_within_the_leeway_of_honest_clocks_is_taken() -> None:
    world = World()
    token = a_token(world, iat=seconds(59), nbf=seconds(59), exp=seconds(-59), iss=world.school.did)
    assert world.verify(token).verdict is Verdict.VALID


def test_a_token_of_another_kind_is_left_open() -> None:
    world = World()
    report = world.verify(a_token(world, typ="JWT"))
    assert codes(report) == [ProblemCode.SUITE_UNKNOWN]
    assert report.verdict is Verdict.UNDETERMINED


def test_a_token_around_something_else_than_an_object_is_malformed() -> None:
    world = World()
    token = compact.sign(b"[1]", world.school.signer, typ="vc+jwt", cty="vc").encode()
    assert codes(world.verify(token)) == [ProblemCode.MALFORMED]


def test_a_token_whose_algorithm_does_not_fit_the_key_is_refused() -> None:
    world = World()
    signed = forged_token(world.document(), world.school.signer, alg="ES256")
    assert codes(world.verify(signed)) == [ProblemCode.PROOF_REJECTED]


def test_an_enveloped_credential_is_read_out_of_its_envelope() -> None:
    world = World()
    token = world.issue(form="vc+jwt").content.decode()
    envelope = {
        "@context": world.document()["@context"][:1],
        "id": f"data:application/vc+jwt,{token}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert world.verify(envelope).verdict is Verdict.VALID


# ── Dates ──


@pytest.mark.parametrize(
    ("seconds_from_edge", "edge", "expected"),
    [
        (-61, "validFrom", [ProblemCode.NOT_YET_VALID]),
        (-59, "validFrom", []),
        (59, "validUntil", []),
        (61, "validUntil", [ProblemCode.EXPIRED]),
    ],
)
def test_dates_are_judged_with_a_minute_of_leeway(
    seconds_from_edge: int, edge: str, expected: list[ProblemCode]
) -> None:
    world = World()
    other = {"validFrom": "validUntil", "validUntil": "validFrom"}[edge]
    document = world.document(**{edge: "2026-11-20T12:00:00Z", other: ...})
    moment = NOON + timedelta(seconds=seconds_from_edge)
    secured = World.issue(world, document)
    # The proof is made at noon, so a moment before noon is within the leeway only to -60 s.
    world.at = moment
    report = world.verify(secured, at=max(moment, NOON - timedelta(seconds=60)))
    if seconds_from_edge == -61:
        document = world.document(validFrom="2026-11-20T12:00:00Z")
        world.at = moment
        report = world.verify(world.issue(document), at=moment)
    assert codes(report) == expected


# ── Status ──


@pytest.mark.parametrize(
    ("purpose", "code"),
    [("revocation", ProblemCode.REVOKED), ("suspension", ProblemCode.SUSPENDED)],
)
def test_a_set_bit_speaks_against_it_by_its_purpose(purpose: str, code: ProblemCode) -> None:
    world = World()
    document = world.document(credentialStatus=[world.entry(), world.entry("suspension")])
    secured = world.issue(document)
    world.set_status(document, purpose)
    report = world.verify(secured)
    assert codes(report) == [code]
    assert report.verdict is Verdict.INVALID
    assert report.credential["name"] == "Welder"


def test_what_the_register_knows_as_replaced_is_not_called_revoked() -> None:
    world = World()
    entry = world.entry()
    document = world.document(credentialStatus=entry)
    secured = world.issue(document)
    world.set_status(document, "revocation")
    place = (entry["statusListCredential"], int(entry["statusListIndex"]))
    world.notes[place] = StatusNote(NOON, is_replaced=True)
    assert codes(world.verify(secured)) == [ProblemCode.REPLACED]


@pytest.mark.parametrize("purpose", ["refresh", "message"])
def test_refresh_and_message_are_not_asked_for(purpose: str) -> None:
    world = World()
    secured = world.issue(world.document(credentialStatus=world.entry(purpose)))
    only_keys = Materials(world.materials().did_documents)
    assert world.verify(secured, materials=only_keys).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "OtherStatus", "id": "https://school.example/x"},
        {
            "type": "BitstringStatusListEntry",
            "statusPurpose": "https://school.example/own",
            "statusListIndex": "1",
            "statusListCredential": "https://school.example/status/own",
        },
    ],
)
def test_an_unknown_status_leaves_it_open_by_our_policy_and_warns_by_the_standards(
    entry: JSONObject,
) -> None:
    world = World()
    world.school = world.key_issuer()
    document = world.document(world.school, credentialStatus=entry, **{"@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://www.w3.org/ns/credentials/examples/v2",
    ]})  # fmt: skip
    secured = world.issue(document, policy=Policy.W3C)
    by_standard = world.verify(secured, policy=Policy.W3C)
    assert by_standard.verdict is Verdict.VALID
    assert [warning.code for warning in by_standard.warnings] == [ProblemCode.STATUS_UNKNOWN]


def test_an_unknown_status_is_never_passed_by_our_policy() -> None:
    world = World()
    entry = {**world.entry(), "statusPurpose": "examination"}
    report = world.verify(world.issue(world.document(credentialStatus=entry)))
    assert codes(report) == [ProblemCode.STATUS_UNKNOWN]
    assert report.verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("purpose", "code"),
    [("message", ProblemCode.STATUS_MESSAGE), ("refresh", ProblemCode.REFRESH_OFFERED)],
)
def test_messages_and_refreshes_warn_and_never_make_it_invalid(
    purpose: str, code: ProblemCode
) -> None:
    world = World()
    document = world.document(credentialStatus=world.entry(purpose))
    secured = world.issue(document)
    unset = world.verify(secured)
    world.set_status(document, purpose)
    told = world.verify(secured)
    assert (unset.verdict, unset.warnings) == (Verdict.VALID, ())
    assert (told.verdict, [warning.code for warning in told.warnings]) == (Verdict.VALID, [code])
    # Nothing is said of the time of such a list: what it says decides nothing.
    assert told.status_as_of is None


def test_a_list_of_messages_that_cannot_be_had_is_no_reason_to_doubt() -> None:
    world = World()
    secured = world.issue(world.document(credentialStatus=world.entry("message")))
    keys = Materials(world.materials().did_documents)
    asking = world.verify(secured, materials=keys)
    assert asking.verdict is Verdict.VALID
    assert [want.url for want in asking.wanted] == [world.school.list_url("message")]
    world.unreachable.add(world.school.list_url("message"))
    assert world.verify(secured).verdict is Verdict.VALID


def several_bits(world: World, index: int, **changes: object) -> JSONObject:
    messages = [{"status": hex(value), "message": f"step {value}"} for value in range(4)]
    entry = {**world.entry(), "statusSize": 2, "statusMessage": messages, **changes}
    world.school.statuses["revocation"] = StatusList.of([15], entries=2 * MINIMUM_ENTRIES)
    return world.document(credentialStatus={**entry, "statusListIndex": str(index)})


@pytest.mark.parametrize(("index", "code"), [(7, ProblemCode.REVOKED), (6, None), (8, None)])
def test_an_entry_of_several_bits_is_set_when_any_of_them_is(
    index: int, code: ProblemCode | None
) -> None:
    world = World()
    report = world.verify(world.issue(several_bits(world, index), policy=Policy.W3C))
    assert codes(report) == ([code] if code else [])


def test_a_list_by_whom_the_trust_list_names_counts() -> None:
    world = World()
    registry = world.issuer("registry.example")
    document = world.document(credentialStatus=world.entry(issuer=registry))
    world.set_status(document, "revocation", registry)
    secured = world.issue(document)
    assert codes(world.verify(secured)) == [ProblemCode.STATUS_INVALID]
    named = frozenset({registry.did})
    world.accredit(world.school, "Applied", standing=Standing.UNVETTED, list_issuers=named)
    assert codes(world.verify(secured)) == [ProblemCode.STATUS_INVALID]
    world.accredit(world.school, "School", standing=Standing.KNOWN, list_issuers=named)
    assert codes(world.verify(secured)) == [ProblemCode.REVOKED]


def test_a_list_that_cannot_be_reached_leaves_it_open() -> None:
    world = World()
    secured = world.issue(world.document(credentialStatus=world.entry()))
    world.unreachable.add(world.school.list_url("revocation"))
    report = world.verify(secured)
    assert codes(report) == [ProblemCode.STATUS_UNREACHABLE]
    assert report.verdict is Verdict.UNDETERMINED


def with_list(world: World, content: bytes) -> Materials:
    url = world.school.list_url("revocation")
    known = world.materials()
    return Materials(known.did_documents, {url: Fetched(content, NOON)})


def test_whatever_is_wrong_with_a_list_never_passes() -> None:
    world = World()
    document = world.document(credentialStatus=world.entry())
    secured = world.issue(document)
    good = world.published(world.school, "revocation")
    mallory = world.issuer("mallory.example")
    mallory.statuses["revocation"] = world.school.statuses["revocation"]
    late = {"validUntil": "2026-11-20T11:30:00Z"}
    cases = {
        "not a document": b"<html>",
        "unsigned": as_bytes(changed_list(good, lambda it: it.pop("proof"))),
        "changed": as_bytes(
            changed_list(good, lambda it: it.update(validUntil="2031-01-01T00:00:00Z"))
        ),
        "by another": world.published(mallory, "revocation"),
        "over": world.published(world.school, "revocation", **late),
        "a presentation": as_bytes(world.present([secured], world.key_issuer())),
        "another credential": secured.content,
    }
    for case, content in cases.items():
        report = world.verify(secured, materials=with_list(world, content))
        assert codes(report) == [ProblemCode.STATUS_INVALID], case
        assert report.verdict is Verdict.UNDETERMINED, case


def changed_list(content: bytes, edit: Any) -> JSONObject:
    import json  # noqa: PLC0415 - only here

    document: JSONObject = json.loads(content)
    edit(document)
    return document


def test_an_index_past_the_end_of_the_list_never_passes() -> None:
    world = World()
    entry = {**world.entry(), "statusListIndex": "131072", "id": ...}
    entry = {name: value for name, value in entry.items() if value is not ...}
    report = world.verify(world.issue(world.document(credentialStatus=entry)))
    assert codes(report) == [ProblemCode.STATUS_OUT_OF_RANGE]
    assert report.verdict is Verdict.UNDETERMINED
    assert report.problems[0].pointer == "/credentialStatus"


def test_a_list_by_another_issuer_does_not_make_anybody_fetch_that_issuers_key() -> None:
    world = World()
    holder = world.key_issuer()
    secured = world.issue(world.document(holder, credentialStatus=world.entry()), issuer=holder)
    lists = world.materials().status_lists
    report = world.verify(secured, materials=Materials({}, lists))
    assert codes(report) == [ProblemCode.STATUS_INVALID]
    assert report.wanted == ()


# ── Trust ──


def test_the_issuers_name_comes_from_the_list_and_not_from_the_credential() -> None:
    world = World()
    world.accredit(world.school, "National Welding School", accredited_by="The authority")
    report = world.verify(world.issue())
    assert report.standing is not None
    assert report.standing.standing is Standing.ACCREDITED
    assert report.standing.name == "National Welding School"


def test_an_unknown_issuers_certificate_is_valid_and_unknown() -> None:
    world = World()
    report = world.verify(world.issue())
    assert report.verdict is Verdict.VALID
    assert report.standing is not None
    assert (report.standing.standing, report.standing.name) == (Standing.UNKNOWN, None)


@pytest.mark.parametrize(
    ("begins", "answer"),
    [
        ("2026-06-01T00:00:00+08:00", Standing.ACCREDITED),
        ("2026-05-31T00:00:00+08:00", Standing.KNOWN),
        ("2026-05-31T00:00:00-05:00", Standing.KNOWN),
        ("2026-06-01T00:00:00-05:00", Standing.ACCREDITED),
    ],
)
def test_an_accreditation_counts_by_the_day_that_the_issuer_wrote(
    begins: str, answer: Standing
) -> None:
    world = World()
    world.accredit(world.school, "School", valid_from=datetime(2026, 6, 1, tzinfo=UTC))
    standing = world.verify(world.issue(world.document(validFrom=begins))).standing
    assert standing is not None
    assert standing.standing is answer


def test_an_award_that_lies_ahead_is_not_covered_yet() -> None:
    world = World()
    world.accredit(world.school, "School")
    standing = world.verify(world.issue(world.document(validFrom="2026-12-20T00:00:00Z"))).standing
    assert standing is not None
    assert standing.reason is Reason.OUTSIDE_PERIOD


def test_a_type_of_award_that_is_no_text_is_none_that_anybody_is_accredited_for() -> None:
    world = World()
    world.accredit(world.school, "School", achievement_types=frozenset({"Certificate"}))
    document = world.document()
    document["credentialSubject"]["achievement"]["achievementType"] = ["Certificate", "Badge"]
    standing = world.verify(world.issue(document, form="vc+jwt")).standing
    assert standing is not None
    assert standing.reason is Reason.TYPE_NOT_COVERED


def test_what_was_found_before_the_proof_stays_in_the_report() -> None:
    world = World()
    forged = world.verify(changed(world.issue(), lambda it: it.update(name="Baker")))
    waiting = world.verify(world.issue(), materials=NOTHING_AT_HAND)
    for report in (forged, waiting):
        assert [finding.step for finding in report.findings] == [Step.PARSE, Step.PROOF]


def test_an_award_of_today_is_covered_where_the_clock_is_ahead_of_the_readers() -> None:
    world = World()
    world.accredit(world.school, "School")
    east = (NOON + timedelta(hours=14)).date()
    document = world.document(validFrom=f"{east}T00:00:00+14:00")
    standing = world.verify(world.issue(document)).standing
    assert standing is not None
    assert standing.standing is Standing.ACCREDITED


def test_a_verifier_may_ask_for_accredited_issuers_only() -> None:
    world = World()
    secured = world.issue()
    only_accredited = Expectation(accredited=True)
    report = world.verify(secured, expect=only_accredited)
    assert codes(report) == [ProblemCode.ISSUER_NOT_ACCREDITED]
    assert report.verdict is Verdict.INVALID
    world.accredit(world.school, "School")
    assert world.verify(secured, expect=only_accredited).verdict is Verdict.VALID


# ── Presentations ──

AUDIENCE = Expectation(domain="reader.example", challenge="share-1")


def test_a_presentation_for_this_reader_is_valid_with_all_it_shows() -> None:
    world = World()
    shown = world.present([world.issue(), world.issue(form="vc+jwt")], world.key_issuer())
    report = world.verify(shown, expect=AUDIENCE)
    assert report.verdict is Verdict.VALID
    assert report.is_presentation
    assert report.holder == shown["holder"]
    assert [inner.verdict for inner in report.inner] == [Verdict.VALID] * 2


@pytest.mark.parametrize(
    ("expect", "code"),
    [
        (Expectation(domain="other.example"), ProblemCode.WRONG_AUDIENCE),
        (Expectation(challenge="other"), ProblemCode.WRONG_NONCE),
    ],
)
def test_a_presentation_for_another_reader_is_refused(
    expect: Expectation, code: ProblemCode
) -> None:
    world = World()
    report = world.verify(world.present([world.issue()], world.key_issuer()), expect=expect)
    assert codes(report) == [code]
    assert report.inner == ()
    assert report.holder is None


def test_a_bad_credential_makes_the_presentation_invalid_and_is_pointed_at() -> None:
    world = World()
    holder = world.key_issuer()
    document = world.document(validUntil="2026-11-01T00:00:00Z")
    report = world.verify(world.present([world.issue(), world.issue(document)], holder))
    assert report.verdict is Verdict.INVALID
    assert report.problems[0].pointer == "/verifiableCredential/1/validUntil"


def test_an_undetermined_credential_leaves_the_presentation_open() -> None:
    world = World()
    shown = world.present([world.issue()], world.key_issuer())
    report = world.verify(shown, materials=Materials())
    assert report.verdict is Verdict.UNDETERMINED
    assert [want.name for want in report.wanted] == [world.school.did]


def test_a_credential_taken_out_of_a_presentation_and_replaced_is_noticed() -> None:
    world = World()
    shown = world.present([world.issue()], world.key_issuer())
    other = world.issue(world.document(name="Other"))

    def swap(document: JSONObject) -> None:
        document["verifiableCredential"] = world.present([other], world.school)[
            "verifiableCredential"
        ]

    assert codes(world.verify(changed(shown, swap))) == [ProblemCode.TAMPERED]


def test_somebody_elses_credential_is_not_shown_to_be_the_holders() -> None:
    world = World()
    subject = {**world.document()["credentialSubject"], "id": "did:example:worker"}
    secured = world.issue(world.document(credentialSubject=subject))
    report = world.verify(world.present([secured], world.key_issuer()))
    assert [warning.code for warning in report.inner[0].warnings] == [ProblemCode.HOLDER_NOT_SHOWN]


def test_the_holders_own_credential_is_shown_without_a_warning() -> None:
    world = World()
    holder = world.key_issuer()
    subject = {**world.document()["credentialSubject"], "id": holder.did}
    secured = world.issue(world.document(credentialSubject=subject))
    assert world.verify(world.present([secured], holder)).inner[0].warnings == ()


def test_a_presentation_by_an_unreachable_holder_is_left_open() -> None:
    world = World()
    holder = world.issuer("holder.example")
    shown = world.present([world.issue()], holder)
    report = world.verify(shown, materials=Materials())
    assert codes(report) == [ProblemCode.ISSUER_UNREACHABLE]
    assert [want.name for want in report.wanted] == [holder.did]


def test_a_presentation_inside_a_presentation_is_refused() -> None:
    world = World()
    holder = world.key_issuer()
    shown = world.present([world.issue()], holder)

    def nest(document: JSONObject) -> None:
        document["verifiableCredential"] = [shown]

    report = world.verify(changed(shown, nest))
    assert report.verdict is Verdict.INVALID


def test_a_presentation_token_inside_a_presentation_is_refused() -> None:
    world = World()
    holder = world.key_issuer()
    envelope = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"data:application/vp+jwt,{a_presentation_token(world).decode()}",
        "type": "EnvelopedVerifiablePresentation",
    }
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": holder.did,
        "verifiableCredential": [envelope],
    }
    shown = data_integrity.secure(
        document,
        signer=holder.signer,
        cryptosuite="eddsa-rdfc-2022",
        purpose="authentication",
        at=NOON,
        policy=Policy.STRICT,
    )
    report = world.verify(shown)
    assert codes(report) == [ProblemCode.BAD_VALUE]
    assert report.problems[0].pointer == "/verifiableCredential/0"


def test_an_achievement_that_is_only_named_has_no_type_to_be_accredited_for() -> None:
    world = World()
    subject = {"type": ["AchievementSubject"], "achievement": "https://school.example/welder"}
    secured = world.issue(world.document(credentialSubject=subject))
    world.accredit(world.school, "School", achievement_types=frozenset({"Certificate"}))
    report = world.verify(secured)
    assert report.standing is not None
    assert report.standing.standing is Standing.KNOWN


def a_presentation_token(world: World, **changes: Any) -> bytes:
    holder = world.school
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "VerifiablePresentation",
        "holder": holder.did,
        "verifiableCredential": [],
        **changes,
    }
    document = {name: value for name, value in document.items() if value != []}
    return compact.sign(as_bytes(document), holder.signer, typ="vp+jwt", cty="vp").encode()


def test_a_presentation_token_names_its_reader_too() -> None:
    world = World()
    good = a_presentation_token(world, aud="reader.example", nonce="share-1")
    report = world.verify(good, expect=AUDIENCE, policy=Policy.W3C)
    assert report.verdict is Verdict.VALID
    assert report.holder == world.school.did
    for changes, code in (
        ({"nonce": "share-1"}, ProblemCode.WRONG_AUDIENCE),
        ({"aud": "reader.example"}, ProblemCode.WRONG_NONCE),
    ):
        token = a_presentation_token(world, **changes)
        assert codes(world.verify(token, expect=AUDIENCE, policy=Policy.W3C)) == [code]


def test_a_presentation_that_shows_nothing_is_not_called_valid() -> None:
    world = World()
    report = world.verify(a_presentation_token(world))
    assert codes(report) == [ProblemCode.NO_CREDENTIAL_FOUND]
    assert report.verdict is Verdict.UNDETERMINED


# ── The report ──


def test_the_answer_for_machines_has_its_five_lines() -> None:
    world = World()
    world.accredit(world.school, "National Welding School", accredited_by="The authority")
    document = world.document(credentialStatus=world.entry())
    answer = world.verify(world.issue(document)).as_json(problem_base="https://p.example/problems")
    assert answer["verdict"] == "valid"
    assert answer["at"] == "2026-11-20T12:00:00Z"
    assert answer["checks"] == {
        "genuine": {"answer": "yes"},
        "issuer": {
            "answer": "accredited",
            "id": world.school.did,
            "name": "National Welding School",
            "accreditedBy": "The authority",
        },
        "current": {"answer": "yes", "statusAsOf": "2026-11-20T12:00:00Z"},
        "subject": {"answer": "compare"},
        "recognised": {"answer": "not-stated"},
    }
    assert answer["credential"]["name"] == "Welder"
    assert answer["problems"] == []


def test_an_answer_about_a_forgery_holds_no_claims() -> None:
    world = World()
    forged = changed(world.issue(), lambda document: document.update(name="Master"))
    answer = world.verify(forged).as_json(problem_base="https://p.example/problems")
    assert answer["verdict"] == "invalid"
    assert "credential" not in answer
    assert answer["checks"]["issuer"] == {"answer": "unchecked"}
    assert answer["checks"]["current"] == {"answer": "unchecked"}
    assert answer["problems"] == [
        {
            "type": "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR",
            "code": "tampered",
            "title": "The signature does not fit the content",
            "detail": "the signature does not fit the content",
            "pointer": "/proof",
        }
    ]


def test_an_answer_about_a_presentation_holds_one_for_each_credential() -> None:
    world = World()
    subject = {**world.document()["credentialSubject"], "id": "did:example:worker"}
    secured = world.issue(world.document(credentialSubject=subject))
    answer = world.verify(world.present([secured], world.key_issuer())).as_json(problem_base="/p")
    assert "presentation" in answer
    assert [inner["verdict"] for inner in answer["credentials"]] == ["valid"]
    assert answer["credentials"][0]["warnings"][0]["type"] == "/p/holder-not-shown"


def test_a_report_that_skipped_a_step_is_not_valid() -> None:
    world = World()
    report = world.verify(world.issue())
    fewer = [finding for finding in report.findings if finding.step is not Step.STATUS]
    shortened = VerificationReport(report.at, tuple(fewer), parsed=report.parsed)
    assert shortened.verdict is Verdict.UNDETERMINED


def test_the_front_function_takes_no_defaults_for_what_matters() -> None:
    world = World()
    secured = world.issue()
    report = verify(secured.content, materials=world.materials(), trust=TrustList(), at=NOON)
    assert report.verdict is Verdict.VALID
