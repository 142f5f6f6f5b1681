"""What a report becomes for a reader: one cause, five answers, every claim, nothing more."""

from datetime import timedelta

import pytest

from app.verifier.answer import answer
from app.verifier.claims import Label, claims_of
from app.verifier.ports import PrintedCertificate
from app.verifier.reading import Endorsed, Headline, Reading, State, read, read_validity
from app.verifier.receipts.facts import facts_of
from app.verifier.service import Examined
from app.verifier.version2_claims import in_version_3
from credentials import (
    Expectation,
    JSONObject,
    Materials,
    ProblemCode,
    Standing,
    Step,
    Verdict,
    VerificationReport,
)
from credentials.report import Finding
from tests.earlier import SIGNATURE_2020, in_version_1, signed_as_in_2020
from tests.unit.credentials.badges.test_records import a_badge, a_record
from tests.unit.credentials.badges.test_version2_endorsements import praised
from tests.unit.credentials.badges.version2 import Site, check
from tests.world import NOON, World, changed

HERE = "https://passport.example"


@pytest.fixture
def world() -> World:
    return World()


# ── What a reader should know beside the verdict ──


@pytest.mark.parametrize(
    ("purpose", "remark"),
    [("message", ProblemCode.STATUS_MESSAGE), ("refresh", ProblemCode.REFRESH_OFFERED)],
)
def test_what_takes_nothing_away_is_remarked_and_changes_no_sentence(
    world: World, purpose: str, remark: ProblemCode
) -> None:
    world.accredit(world.school, "Harbour School", accredited_by="Authority")
    document = world.document(credentialStatus=world.entry(purpose))
    world.set_status(document, purpose)
    reading = read(world.verify(world.issue(document)))
    assert (reading.headline, reading.problem) == (Headline.VALID, None)
    assert [one.code for one in reading.remarks] == [remark]


# ── Learner records ──


def test_a_record_is_shown_as_no_better_than_the_worst_certificate_in_it(world: World) -> None:
    world.accredit(world.school, "Harbour School", accredited_by="Authority")
    world.accredit(world.issuer("college.example"), "College", accredited_by="Authority")
    good = a_badge(world)
    reading = read(world.verify(world.issue(a_record(world, good))))
    assert (reading.headline, reading.is_set) == (Headline.VALID, False)
    assert [(one.title, one.state) for one in reading.inner] == [("Welder", State.GOOD)]
    assert "verifiableCredential" not in " ".join(claim.path for claim in reading.claims.lines)
    assert reading.names == ()
    forged = good | {"id": "urn:uuid:2", "name": "Doctor of medicine"}
    reading = read(world.verify(world.issue(a_record(world, good, forged))))
    assert (reading.state, reading.headline) == (State.BAD, Headline.SHARED_MIXED)
    assert [one.state for one in reading.inner] == [State.GOOD, State.BAD]
    assert reading.problem is None


def test_programs_read_the_answer_for_each_certificate_of_a_record(world: World) -> None:
    examined = Examined(world.verify(world.issue(a_record(world, a_badge(world)))))
    whole = answer(examined, public_url=HERE)
    assert whole["verdict"] == "valid"
    assert [one["checks"]["subject"]["names"] for one in whole["credentials"]] == [["Amina Yusuf"]]


# ── The one sentence ──


@pytest.mark.parametrize(
    ("standing", "state", "headline"),
    [
        (Standing.ACCREDITED, State.GOOD, Headline.VALID),
        (Standing.KNOWN, State.GOOD, Headline.VALID_KNOWN),
        (Standing.UNVETTED, State.CAUTION, Headline.VALID_UNVETTED),
        (Standing.SUSPENDED, State.CAUTION, Headline.VALID_SUSPENDED),
        (None, State.CAUTION, Headline.VALID_UNKNOWN),
    ],
)
def test_a_valid_certificate_is_shown_by_the_standing_of_its_issuer(
    world: World, standing: Standing | None, state: State, headline: Headline
) -> None:
    if standing is not None:
        by = "Authority" if standing is Standing.ACCREDITED else None
        world.accredit(world.school, "Harbour School", standing=standing, accredited_by=by)
    reading = read(world.verify(world.issue()))
    assert (reading.state, reading.headline, reading.problem) == (state, headline, None)
    assert reading.issuer is not None
    assert reading.issuer.name == (None if standing is None else "Harbour School")


def test_the_last_day_is_the_one_that_the_issuer_wrote(world: World) -> None:
    reading = read(
        world.verify(world.issue(world.document(validUntil="2027-11-01T23:59:59-05:00")))
    )
    assert reading.valid_until is not None
    assert reading.valid_until.day == 1


def test_a_certificate_of_an_earlier_version_is_read_like_any_other() -> None:
    world = World()
    body = world.key_issuer()
    entry = {"id": "https://school.example/schemas/1", "type": "JsonSchemaValidator2018"}
    older = in_version_1(world.document(body, credentialSchema=entry), SIGNATURE_2020)
    reading = read(world.verify(signed_as_in_2020(older, body.signer, at=NOON)))
    assert (reading.state, reading.headline) == (State.CAUTION, Headline.VALID_UNKNOWN)
    assert reading.has_unchecked_form
    dates = (reading.claims.values(Label.VALID_FROM), reading.claims.values(Label.VALID_UNTIL))
    assert dates == (("2026-06-12T00:00:00Z",), ("2030-06-12T00:00:00Z",))
    assert reading.valid_until is not None
    assert not read(world.verify(world.issue())).has_unchecked_form


def test_what_somebody_elses_badge_rests_on_is_shown_as_it_is() -> None:
    document: JSONObject = {
        "evidence": [
            {"type": ["Evidence"], "genre": "Film", "name": "A weld", "narrative": "Look."},
            {"type": ["Evidence"], "genre": "ext:assessor", "name": ["A-1"], "narrative": "Me."},
            {"type": ["Evidence"], "genre": "ext:centre", "name": {"text": "odd"}},
        ],
        "credentialSubject": {"source": {"id": "did:example:1", "name": "A yard"}},
    }
    claims = claims_of(document)
    assert set(claims.values(Label.EVIDENCE)) == {"Film", "A weld", "Look.", "Me."}
    assert claims.values(Label.ASSESSOR) == ("A-1",)
    assert claims.values(Label.PROVIDER) == ("A yard",)
    assert "odd" in claims.values(Label.OTHER)


def test_of_several_causes_the_one_that_says_most_is_told(world: World) -> None:
    document = world.document(credentialStatus=world.entry(), validUntil="2026-11-01T00:00:00Z")
    world.set_status(document, "revocation")
    reading = read(world.verify(world.issue(document)))
    assert reading.problem is not None
    assert reading.problem.code is ProblemCode.REVOKED
    assert {problem.code for problem in reading.current_problems} == {
        ProblemCode.REVOKED,
        ProblemCode.EXPIRED,
    }


def test_what_decides_is_told_before_what_is_merely_open(world: World) -> None:
    document = world.document(credentialStatus=world.entry(), validUntil="2026-11-01T00:00:00Z")
    world.unreachable.add(world.school.list_url("revocation"))
    reading = read(world.verify(world.issue(document)))
    assert reading.problem is not None
    assert reading.problem.code is ProblemCode.EXPIRED


def test_a_check_that_did_not_end_is_never_shown_as_passed() -> None:
    unfinished = VerificationReport(NOON, (Finding(Step.PARSE),))
    reading = read(unfinished)
    assert (reading.state, reading.headline) == (State.UNCHECKED, Headline.NOT_FINISHED)


def test_a_reader_who_asked_for_accreditation_is_told_that_it_is_missing(world: World) -> None:
    report = world.verify(world.issue(), expect=Expectation(accredited=True))
    reading = read(report)
    assert reading.state is State.BAD
    assert reading.problem is not None
    assert reading.problem.code is ProblemCode.ISSUER_NOT_ACCREDITED


# ── Nothing unproven is shown ──


def test_a_forged_certificate_shows_no_claim_and_no_issuer(world: World) -> None:
    world.accredit(world.school, "Harbour School", accredited_by="Authority")
    forged = changed(world.issue(), lambda it: it.update(name="Master"))
    reading = read(world.verify(forged))
    assert reading.claims.lines == ()
    assert reading.claims.technical == ()
    assert (reading.issuer, reading.issuer_id, reading.valid_until) == (None, None, None)
    assert not reading.shows_claims


def test_an_issuer_that_was_not_reached_is_not_named(world: World) -> None:
    reading = read(world.verify(world.issue(), materials=Materials()))
    assert (reading.state, reading.issuer, reading.names) == (State.UNCHECKED, None, ())


def test_validity_alone_says_nothing_about_person_or_award(world: World) -> None:
    report = world.verify(world.issue())
    assert read(report).names == ("Amina Yusuf",)
    reading = read_validity(report)
    assert (reading.names, reading.title, reading.levels, reading.birth_years) == ((), None, (), ())
    assert "Amina" not in repr(reading)
    assert "Amina" not in repr(read(report))


# ── Shared sets ──


def shared(world: World, *documents: JSONObject) -> Reading:
    holder = world.key_issuer()
    secured = [world.issue(document) for document in documents]
    return read(world.verify(world.present(secured, holder)))


def test_a_set_is_as_good_as_its_worst_certificate(world: World) -> None:
    world.accredit(world.school, "Harbour School", accredited_by="Authority")
    good, over = world.document(), world.document(validUntil="2026-11-01T00:00:00Z")
    open_ = world.document(credentialStatus=world.entry())
    world.unreachable.add(world.school.list_url("revocation"))
    assert shared(world, good).headline is Headline.SHARED_VALID
    assert shared(world, good, open_).headline is Headline.SHARED_UNCHECKED
    mixed = shared(world, good, over)
    assert (mixed.state, mixed.headline) == (State.BAD, Headline.SHARED_MIXED)
    assert [inner.state for inner in mixed.inner] == [State.GOOD, State.BAD]
    assert mixed.holder is not None


def test_a_set_from_an_unknown_body_asks_for_care(world: World) -> None:
    assert shared(world, world.document()).headline is Headline.SHARED_CAUTION


def test_a_set_that_was_changed_shows_nothing_inside(world: World) -> None:
    presentation = world.present([world.issue()], world.key_issuer())
    presentation["proof"]["challenge"] = "another"
    reading = read(world.verify(presentation))
    assert (reading.state, reading.inner, reading.holder) == (State.BAD, (), None)


def test_a_certificate_presented_by_another_key_is_marked(world: World) -> None:
    document = world.document()
    document["credentialSubject"]["id"] = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    assert shared(world, document).inner[0].is_shared_by_another


# ── Claims ──


def test_every_claim_is_shown_once_and_in_order(world: World) -> None:
    claims = claims_of(world.document())
    assert [(claim.label, claim.value) for claim in claims.lines] == [
        (Label.NAME, "Amina Yusuf"),
        (Label.TITLE, "Welder"),
        (Label.DESCRIPTION, "Welds plates and pipes."),
        (Label.CRITERIA, "Passed the trade test."),
        (Label.KIND, "Certificate"),
        (Label.VALID_FROM, "2026-06-12T00:00:00Z"),
        (Label.VALID_UNTIL, "2030-06-12T00:00:00Z"),
        (Label.ISSUER_SAYS, "What it calls itself"),
    ]


def test_two_titles_that_differ_are_both_shown(world: World) -> None:
    claims = claims_of(world.document(name="Master welder"))
    assert set(claims.values(Label.TITLE)) == {"Welder", "Master welder"}


def test_what_has_no_place_of_its_own_is_listed_by_its_path(world: World) -> None:
    document = world.document(
        evidence=[{"type": ["Evidence"], "audience": "Yards", "hours": 12, "open": True}]
    )
    others = {
        claim.path: claim.value for claim in claims_of(document).lines if claim.label is Label.OTHER
    }
    assert others == {
        "evidence audience": "Yards",
        "evidence hours": "12",
        "evidence open": "true",
    }


def test_values_with_a_language_are_shown_as_their_text(world: World) -> None:
    document = world.document(name={"@value": "Soudeuse", "@language": "fr"})
    assert "Soudeuse" in claims_of(document).values(Label.TITLE)


def test_translations_stand_apart_by_their_language(world: World) -> None:
    document = world.document()
    document["credentialSubject"]["achievement"]["related"] = [
        {"type": ["Related", "Achievement"], "inLanguage": "ar", "name": "لحّام"}
    ]
    claims = claims_of(document)
    (translation,) = claims.translations
    assert translation.language == "ar"
    assert [claim.value for claim in translation.claims if claim.label is Label.TITLE] == ["لحّام"]
    assert "لحّام" not in claims.values(Label.TITLE)


@pytest.mark.parametrize(
    ("stated", "language"), [("ar", "ar"), ("zh-Hant-TW", "zh-Hant-TW"), ('" onclick="x', None)]
)
def test_the_language_of_the_texts_is_known_where_it_is_one(
    world: World, stated: str, language: str | None
) -> None:
    document = world.document()
    assert claims_of(document).language is None
    document["credentialSubject"]["achievement"]["inLanguage"] = stated
    assert claims_of(document).language == language


def test_a_hashed_name_is_not_taken_for_a_name(world: World) -> None:
    document = world.document()
    identity = document["credentialSubject"]["identifier"][0]
    identity |= {"hashed": True, "identityHash": "sha256$00"}
    claims = claims_of(document)
    assert claims.values(Label.NAME) == ()
    # Nobody reads a hash: it stands among what is for machines.
    assert any(claim.value == "sha256$00" for claim in claims.technical)


@pytest.mark.parametrize("member", ["identityType", "identityHash", "hashed"])
def test_a_name_is_read_alone_in_a_list_too(world: World, member: str) -> None:
    # Whoever passes a certificate on can write either; the same signature covers both.
    document = world.document()
    names = claims_of(document).values(Label.NAME)
    identity = document["credentialSubject"]["identifier"][0]
    identity[member] = [identity[member]]
    assert claims_of(document).values(Label.NAME) == names != ()


@pytest.mark.parametrize("kind", [["name", "ext:birthYear"], {"id": "urn:x:name"}, [], None, 1])
def test_an_identity_of_an_odd_kind_is_listed_like_any_claim(world: World, kind: object) -> None:
    document = world.document()
    identity = document["credentialSubject"]["identifier"][0]
    identity["identityType"] = kind
    claims = claims_of(document)
    assert identity["identityHash"] in claims.values(Label.OTHER)
    assert claims.values(Label.NAME) == ()


def test_a_date_that_is_none_is_shown_as_written(world: World) -> None:
    claims = claims_of(world.document(term="2026-02-30T00:00:00Z"))
    (other,) = [claim for claim in claims.lines if claim.label is Label.OTHER]
    assert (other.value, other.day) == ("2026-02-30T00:00:00Z", None)


def test_the_list_of_claims_has_an_end(world: World) -> None:
    document = world.document(evidence=[{"name": str(number)} for number in range(5_000)])
    assert len(claims_of(document).lines) <= 2_000


# ── The answer of the API ──


def test_the_answer_names_what_to_compare(world: World) -> None:
    world.accredit(world.school, "Harbour School", accredited_by="Authority")
    found = answer(Examined(world.verify(world.issue())), public_url=HERE)
    assert found["checks"]["subject"] == {"answer": "compare", "names": ["Amina Yusuf"]}
    assert found["checks"]["issuer"]["reason"] == "accredited"
    assert found["credential"]["name"] == "Welder"


def test_a_printed_code_alone_tells_nothing_about_the_person(world: World) -> None:
    report = world.verify(world.issue())
    printed = PrintedCertificate(b"", ("Amina Yusuf",), 1998)
    found = answer(Examined(report, printed=printed), public_url=HERE)
    assert set(found) == {"verdict", "at", "checks", "problems"}
    assert found["checks"]["subject"] == {"answer": "not-checked"}
    assert "Amina" not in str(found)
    assert "Welder" not in str(found)


def test_each_certificate_of_a_set_has_its_own_answer(world: World) -> None:
    report = world.verify(world.present([world.issue()], world.key_issuer()))
    found = answer(Examined(report, shared=True), public_url=HERE)
    assert found["credentials"][0]["checks"]["subject"]["names"] == ["Amina Yusuf"]
    assert found["credentials"][0]["checks"]["issuer"]["answer"] == "unknown"


def test_a_problem_is_told_with_its_page(world: World) -> None:
    late = world.verify(world.issue(), at=NOON + timedelta(days=4_000))
    (problem,) = answer(Examined(late), public_url=HERE)["problems"]
    assert problem["type"] == f"{HERE}/problems/expired"
    assert late.verdict is Verdict.INVALID


# ── What others say ──


def test_what_others_say_stands_apart_from_the_claims(world: World) -> None:
    board = world.issuer("board.example")
    document = world.document(type=["VerifiableCredential", "OpenBadgeCredential"])
    award = document["credentialSubject"]["achievement"]
    for place, about in ((document, document["id"]), (award, award["id"])):
        praise = {
            "@context": document["@context"],
            "id": f"{about}/praise",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Praise",
            "issuer": board.did,
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {
                "id": about,
                "type": ["EndorsementSubject"],
                "endorsementComment": "Good.",
            },
        }
        token = world.issue(praise, issuer=board, form="vc+jwt").content.decode()
        place["endorsementJwt"] = [token]
    document["issuer"]["endorsementJwt"] = ["no.token.here"]
    reading = read(world.verify(world.issue(document, form="vc+jwt")))
    told = {about: (item.state, item.comment) for about, item in reading.endorsements}
    assert told == {
        Endorsed.CERTIFICATE: (State.CAUTION, "Good."),
        Endorsed.AWARD: (State.CAUTION, "Good."),
        Endorsed.BODY: (State.UNCHECKED, ""),
    }
    assert not any("endorsement" in claim.path for claim in reading.claims.lines)
    assert reading.verdict is Verdict.VALID


# ── Open Badges 2.0 ──


def test_what_others_publish_of_a_badge_is_shown_as_theirs() -> None:
    school, college, badge = praised()
    named = school.pages[badge["id"]]
    reading = read(check(named, school.materials(college)))
    ((about, said),) = reading.endorsements
    assert (about, said.comment) == (Endorsed.AWARD, "Fit for pipelines.")
    assert (said.issuer_id, said.state) == ("https://college.example/issuer", State.CAUTION)


def test_a_hosted_badge_is_never_shown_as_signed() -> None:
    site = Site()
    reading = read(check(site.hosted(expires="2030-06-12T10:00:00+02:00"), site.materials()))
    assert (reading.state, reading.genuine.value) == (State.CAUTION, "published")
    assert reading.problem is not None
    assert reading.problem.code is ProblemCode.HOSTED_ONLY
    assert (reading.title, reading.shows_claims, reading.has_status) == ("Welder", True, True)
    assert reading.claims.values(Label.CRITERIA) == ("Passed the test.",)
    # Hashes and addresses of machines are no lines to compare.
    assert not any("sha256$" in claim.value for claim in reading.claims.lines)
    assert len(reading.addresses) == 1
    assert reading.claims.values(Label.ISSUER_SAYS) == ("Harbour School",)
    assert {claim.label for claim in reading.claims.lines} >= {
        Label.AWARDED_ON,
        Label.VALID_UNTIL,
        Label.ALIGNMENT,
    }
    assert reading.valid_until is not None
    assert reading.valid_until.hour == 10


def test_a_signed_badge_of_version_2_is_read_like_every_signed_certificate() -> None:
    site = Site()
    reading = read(check(site.signed(), site.materials()))
    assert (reading.state, reading.headline) == (State.CAUTION, Headline.VALID_UNKNOWN)
    assert reading.problem is None


def test_a_forged_badge_of_version_2_tells_no_days() -> None:
    site = Site()
    head, payload, signature = site.signed(expires="2030-06-12T10:00:00+02:00").split(b".")
    reading = read(check(b".".join((head, payload, signature[::-1])), site.materials()))
    assert reading.genuine.value == "no"
    assert (reading.valid_from, reading.valid_until) == (None, None)
    assert (reading.issuer_id, reading.shows_claims) == (None, False)


def test_nothing_of_a_badge_of_version_2_is_left_out() -> None:
    placed = in_version_3(
        {
            "badge": "https://school.example/badge",
            "recipient": {"type": "other", "identity": "plain name"},
            "evidence": ["https://school.example/e", {"narrative": "Did it."}],
            "narrative": "All of it.",
        }
    )
    assert placed["credentialSubject"]["achievement"]["id"] == "https://school.example/badge"
    told = {claim.value for claim in claims_of(placed).lines}
    assert {"plain name", "Did it.", "All of it."} <= told
    assert in_version_3({"recipient": "x", "badge": {"criteria": "https://a.example"}})


def test_a_receipt_of_a_hosted_badge_says_that_nobody_signed_it() -> None:
    site = Site()
    checked = facts_of(check(site.hosted(), site.materials()), b"x")
    assert (checked.cause, checked.state) == (ProblemCode.HOSTED_ONLY, State.CAUTION)
