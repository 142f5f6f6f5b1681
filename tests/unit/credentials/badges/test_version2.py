"""Open Badges 2.0 judged: hosted by what the issuer's site says, signed by the issuer's key."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from credentials.badges.identity import is_hash_of
from credentials.badges.v2.documents import CONTEXT, profile
from credentials.badges.v2.scope import is_within
from credentials.materials import Fetched, Materials, WantKind
from credentials.model import JSONObject, ParsedBadge, Policy
from credentials.problems import ProblemCode, Verdict
from credentials.question import Expectation
from credentials.report import Answer, VerificationReport
from tests.unit.credentials.badges.version2 import ADDRESS, SITE, Site, check
from tests.world import NOON, World


def outcome(report: VerificationReport) -> tuple[Verdict, list[ProblemCode]]:
    return report.verdict, [problem.code for problem in report.problems]


VALID: tuple[Verdict, list[ProblemCode]] = (Verdict.VALID, [])


# ── Hosted ──


def test_a_hosted_badge_is_what_its_issuers_site_publishes_now() -> None:
    site = Site()
    report = check(site.hosted(), site.materials())
    assert outcome(report) == VALID
    assert (report.genuine, report.current) == (Answer.PUBLISHED, Answer.YES)
    assert [warning.code for warning in report.warnings] == [ProblemCode.HOSTED_ONLY]
    assert (report.issuer, report.signed_by) == (f"{SITE}/issuer", None)
    assert report.status_as_of == NOON
    shown = report.credential
    assert shown["badge"]["name"] == "Welder"
    assert shown["badge"]["issuer"]["name"] == "Harbour School"
    told = report.as_json(problem_base="/p")
    assert told["checks"]["genuine"] == {"answer": "published"}
    assert told["credential"]["id"] == f"{SITE}/a/1"


def test_a_credential_that_only_speaks_of_version_2_is_none_of_it() -> None:
    world = World()
    secured = world.issue(world.document(name=f"See {CONTEXT}"))
    report = world.verify(secured)
    assert (report.verdict, report.issuer) == (Verdict.VALID, world.school.did)


def test_its_address_alone_is_enough() -> None:
    site = Site()
    site.hosted()
    assert outcome(check(f"{SITE}/a/1".encode(), site.materials())) == VALID


def test_class_and_issuer_may_stand_inside_but_the_issuers_address_decides() -> None:
    site = Site()
    inside = {**site.pages[f"{SITE}/badge"], "issuer": {"id": f"{SITE}/issuer", "name": "Forged"}}
    report = check(site.hosted(badge=inside), site.materials())
    assert outcome(report) == VALID
    assert report.credential["badge"]["issuer"]["name"] == "Harbour School"


def test_what_is_missing_is_wanted_step_by_step() -> None:
    site = Site()
    badge = site.hosted()
    pages = dict(site.materials().hosted)
    at_hand: dict[str, Fetched] = {}
    asked = []
    for _ in range(3):
        report = check(badge, Materials(hosted=at_hand))
        assert report.verdict is Verdict.UNDETERMINED
        assert report.genuine is Answer.UNCHECKED
        (want,) = report.wanted
        assert want.kind is WantKind.HOSTED
        asked.append(want.url.removeprefix(SITE))
        at_hand[want.url] = pages[want.url]
    assert asked == ["/a/1", "/badge", "/issuer"]
    assert outcome(check(badge, Materials(hosted=at_hand))) == VALID


@pytest.mark.parametrize(
    "page", [None, {"@context": CONTEXT, "id": f"{SITE}/a/1", "revoked": True}]
)
def test_a_withdrawn_badge_is_revoked(page: Any) -> None:
    site = Site()
    badge = site.hosted()
    site.pages[f"{SITE}/a/1"] = page
    report = check(badge, site.materials())
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.REVOKED])
    with pytest.raises(LookupError):
        _ = report.credential


@pytest.mark.parametrize("page", [b"<html>", b"[]", b'{"id": "https://school.example/other"}'])
@pytest.mark.parametrize("path", ["/a/1", "/badge", "/issuer"])
def test_a_site_that_says_something_else_leaves_it_open(path: str, page: bytes) -> None:
    site = Site()
    badge = site.hosted()
    site.pages[f"{SITE}{path}"] = page
    report = check(badge, site.materials())
    assert outcome(report) == (Verdict.UNDETERMINED, [ProblemCode.ISSUER_UNREACHABLE])


def test_a_class_that_is_gone_is_no_withdrawal() -> None:
    site = Site()
    badge = site.hosted()
    site.pages[f"{SITE}/badge"] = None
    report = check(badge, site.materials())
    assert outcome(report) == (Verdict.UNDETERMINED, [ProblemCode.ISSUER_UNREACHABLE])


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": {"type": "email", "identity": "else@example.org", "hashed": False}},
        {"issuedOn": "2020-01-01T00:00:00Z"},
        {"expires": "2040-01-01T00:00:00Z"},
        {"badge": f"{SITE}/master"},
        {"badge": {"id": f"{SITE}/master", "type": "BadgeClass"}},
    ],
)
def test_a_file_that_says_more_than_the_site_is_refused(change: JSONObject) -> None:
    site = Site()
    report = check(site.hosted() | change, site.materials())
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.HOSTED_OTHERWISE])


@pytest.mark.parametrize(
    ("rules", "verdict"),
    [
        (..., Verdict.INVALID),
        ({"type": "VerificationObject", "allowedOrigins": "badges.example"}, Verdict.VALID),
        ({"allowedOrigins": ["school.example", "badges.example"]}, Verdict.VALID),
        ({"allowedOrigins": ["example", "badges.example.org"]}, Verdict.INVALID),
        ({"startsWith": "https://badges.example/school/"}, Verdict.VALID),
        ({"startsWith": ["https://school.example/", "https://badges.example"]}, Verdict.VALID),
        ({"startsWith": "https://badges.example/other/"}, Verdict.INVALID),
        ({"startsWith": "https://badges.exam"}, Verdict.INVALID),
        ({"startsWith": "https://"}, Verdict.INVALID),
        (
            {"allowedOrigins": "badges.example", "startsWith": "https://badges.example/other/"},
            Verdict.INVALID,
        ),
    ],
)
def test_a_badge_elsewhere_counts_where_its_issuer_says_so(rules: Any, verdict: Verdict) -> None:
    site, host = Site(), Site("https://badges.example")
    site.change("/issuer", verification=rules)
    badge = host.hosted("/school/1", badge=f"{SITE}/badge")
    report = check(badge, site.materials(host))
    assert report.verdict is verdict
    if verdict is Verdict.INVALID:
        assert outcome(report)[1] == [ProblemCode.HOSTED_ELSEWHERE]


def test_a_badge_that_its_site_calls_signed_is_not_hosted() -> None:
    site = Site()
    claimed = site.hosted()
    site.change("/a/1", verification={"type": "signed"})
    report = check(claimed, site.materials())
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.PROOF_MISSING])


@pytest.mark.parametrize(
    "address", ["http://school.example/a/1", "urn:uuid:1", "https://SCHOOL.example/a"]
)
def test_a_hosted_badge_has_an_https_address(address: str) -> None:
    site = Site()
    report = check(site.hosted() | {"id": address}, site.materials())
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.KEY_NOT_ALLOWED])
    assert report.wanted == ()


def test_no_badge_without_an_https_address_is_within_what_an_issuer_publishes() -> None:
    site = Site()
    site.change("/issuer", verification={"startsWith": "urn:"})
    assert not is_within("urn:uuid:1", profile(site.pages[f"{SITE}/issuer"]))


# ── Signed ──


def test_a_signed_badge_is_its_issuers() -> None:
    site = Site()
    report = check(site.signed(), site.materials())
    assert outcome(report) == VALID
    assert (report.genuine, report.current, report.signed_by) == (
        Answer.YES,
        Answer.YES,
        f"{SITE}/issuer",
    )
    assert report.warnings == ()
    assert report.status_as_of == NOON
    assert isinstance(report.parsed, ParsedBadge)
    assert report.parsed.has_status


def test_until_the_signature_holds_only_the_key_is_asked_for() -> None:
    site = Site()
    pages = site.materials().hosted
    at_hand: dict[str, Fetched] = {}
    asked = []
    while wanted := check(site.signed(), Materials(hosted=at_hand)).wanted:
        asked.append([want.url.removeprefix(SITE) for want in wanted])
        at_hand |= {want.url: pages[want.url] for want in wanted}
    assert asked == [["/key"], ["/badge", "/issuer"], ["/revoked"]]


def test_a_changed_badge_is_refused() -> None:
    site = Site()
    head, _, signature = site.signed().split(b".")
    _, payload, _ = site.signed(issuedOn="2020-01-01T00:00:00Z").split(b".")
    report = check(b".".join((head, payload, signature)), site.materials())
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.TAMPERED])


def test_a_key_of_another_issuer_signs_nothing_for_this_one() -> None:
    site, other = Site(), Site("https://other.example")
    badge = other.signed(badge=f"{SITE}/badge")
    report = check(badge, site.materials(other))
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.KEY_NOT_ALLOWED])


def test_a_key_that_claims_an_owner_has_to_be_listed_by_it() -> None:
    site, other = Site(), Site("https://other.example")
    other.change("/key", owner=f"{SITE}/issuer")
    badge = other.signed(badge=f"{SITE}/badge")
    report = check(badge, site.materials(other))
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.KEY_NOT_ALLOWED])
    site.change("/issuer", publicKey=[{"id": "https://other.example/key"}, f"{SITE}/key", 5])
    assert outcome(check(badge, site.materials(other))) == VALID


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda site: site.signed(verification={"type": "signed"}), ProblemCode.KEY_NOT_FOUND),
        (lambda site: site.signed({"alg": "RS256"}), ProblemCode.PROOF_REJECTED),
        (lambda site: site.signed({"alg": "none"}), ProblemCode.PROOF_REJECTED),
        (lambda site: site.signed({"alg": "ES256", "jwk": {}}), ProblemCode.PROOF_REJECTED),
        (lambda site: site.signed({"alg": "ES256", "crit": ["b64"]}), ProblemCode.PROOF_REJECTED),
    ],
)
def test_a_token_that_bends_its_check_is_refused(
    edit: Callable[[Site], bytes], code: ProblemCode
) -> None:
    site = Site()
    assert outcome(check(edit(site), site.materials())) == (Verdict.INVALID, [code])


def test_a_page_that_is_no_key_signs_nothing() -> None:
    site = Site()
    site.change("/key", type="Profile")
    report = check(site.signed(), site.materials())
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.KEY_NOT_FOUND])


@pytest.mark.parametrize(
    "entry",
    ["urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427", {"uid": "u1", "revocationReason": "Error"}],
)
def test_a_badge_on_the_list_of_its_issuer_is_revoked(entry: Any) -> None:
    site = Site()
    site.change("/revoked", revokedAssertions=["urn:x", entry])
    report = check(site.signed(uid="u1"), site.materials())
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.REVOKED])
    site.change("/revoked", revokedAssertions=[{"id": entry, "revoked": False}, {"uid": 5}])
    assert outcome(check(site.signed(uid="u1"), site.materials())) == VALID


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "Profile"}, ProblemCode.STATUS_INVALID),
        ({"revokedAssertions": ...}, ProblemCode.STATUS_INVALID),
        ({"issuer": "https://other.example/issuer"}, ProblemCode.STATUS_INVALID),
        ({"id": "https://other.example/revoked"}, ProblemCode.STATUS_UNREACHABLE),
    ],
)
def test_a_list_that_does_not_hold_leaves_it_open(changes: JSONObject, code: ProblemCode) -> None:
    site = Site()
    site.change("/revoked", **changes)
    assert outcome(check(site.signed(), site.materials())) == (Verdict.UNDETERMINED, [code])


def test_an_issuer_without_a_list_cannot_withdraw() -> None:
    site = Site()
    site.change("/issuer", revocationList=...)
    report = check(site.signed(), site.materials())
    assert outcome(report) == VALID
    assert isinstance(report.parsed, ParsedBadge)
    assert not report.parsed.has_status


def test_the_signature_may_not_be_left_out() -> None:
    site = Site()
    document = site.hosted(verification={"type": "SignedBadge"})
    assert outcome(check(document, site.materials())) == (
        Verdict.INVALID,
        [ProblemCode.PROOF_MISSING],
    )


# ── Dates, people, and shapes ──


def test_a_badge_counts_between_its_two_dates() -> None:
    site = Site()
    badge = site.hosted(issuedOn="2026-06-12T10:00-0500", expires="2027-06-12T10:00:00.5+02:00")
    materials = site.materials()
    assert outcome(check(badge, materials)) == VALID
    late = check(badge, materials, at=NOON + timedelta(days=365))
    assert outcome(late) == (Verdict.INVALID, [ProblemCode.EXPIRED])
    early = check(badge, materials, at=NOON - timedelta(days=365))
    assert outcome(early) == (Verdict.INVALID, [ProblemCode.NOT_YET_VALID])
    assert isinstance(early.parsed, ParsedBadge)
    assert early.parsed.valid_from.isoformat() == "2026-06-12T15:00:00+00:00"


def test_the_recipient_is_compared_by_hash() -> None:
    site = Site()
    recipient = check(site.hosted(), site.materials()).credential["recipient"]
    assert is_hash_of(recipient, ADDRESS)
    assert not is_hash_of(recipient, "else@example.org")


def test_a_reader_may_ask_for_accreditation() -> None:
    site = Site()
    report = check(site.hosted(), site.materials(), expect=Expectation(accredited=True))
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.ISSUER_NOT_ACCREDITED])


BAD = [(Verdict.INVALID, [ProblemCode.BAD_VALUE])]


@pytest.mark.parametrize(
    "change",
    [
        {"id": 5},
        {"recipient": ...},
        {"recipient": {"type": "email"}},
        {"recipient": {"type": "email", "identity": "x", "hashed": "no"}},
        {"recipient": {"type": "email", "identity": "x", "salt": 5}},
        {"verification": ...},
        {"verification": {"type": ["hosted", "signed"]}},
        {"verification": {"type": "other"}},
        {"verification": {"type": "hosted", "creator": 5}},
        {"badge": 5},
        {"issuedOn": "2026-06-12"},
        {"issuedOn": 1_481_241_600},
        {"expires": None},
        {"expires": "2026-13-12T10:00:00Z"},
    ],
)
def test_an_assertion_of_another_shape_is_refused(change: JSONObject) -> None:
    site = Site()
    site.hosted()
    site.change("/a/1", **change)
    site.change("/a/1", id=change.get("id", f"{SITE}/a/1"))
    assert outcome(check(site.pages[f"{SITE}/a/1"], site.materials())) in BAD


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/badge", {"type": "Profile"}),
        ("/badge", {"name": ""}),
        ("/badge", {"description": ["a"]}),
        ("/badge", {"image": ...}),
        ("/badge", {"image": ""}),
        ("/badge", {"criteria": {}}),
        ("/badge", {"criteria": 5}),
        ("/badge", {"issuer": 5}),
        ("/issuer", {"type": "BadgeClass"}),
        ("/issuer", {"email": ...}),
        ("/issuer", {"verification": "x"}),
        ("/issuer", {"verification": {"allowedOrigins": []}}),
        ("/issuer", {"verification": {"startsWith": [5]}}),
        ("/issuer", {"verification": {"startsWith": [SITE, 5]}}),
        ("/issuer", {"revocationList": 5}),
        ("/key", {"publicKeyPem": 5}),
        ("/key", {"publicKeyPem": "x"}),
        ("/key", {"owner": ...}),
    ],
)
def test_a_part_of_another_shape_is_refused(path: str, change: JSONObject) -> None:
    site = Site()
    site.change(path, **change)
    badge = site.signed() if path == "/key" else site.hosted()
    assert outcome(check(badge, site.materials())) in BAD


def test_an_issuer_inside_without_an_address_is_nobody() -> None:
    site = Site()
    site.change("/badge", issuer={"name": "Nobody"})
    report = check(site.hosted(), site.materials())
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.KEY_NOT_ALLOWED])


@pytest.mark.parametrize("context", [{"name": "urn:evil"}, "https://evil.example/context"])
def test_a_context_that_could_rename_things_is_not_read(context: Any) -> None:
    site = Site()
    badge = {**site.hosted(), "@context": [CONTEXT, context]}
    site.pages[f"{SITE}/a/1"] = badge
    assert outcome(check(badge, site.materials())) == (
        Verdict.UNDETERMINED,
        [ProblemCode.CONTEXT_UNKNOWN],
    )


def test_the_language_of_a_badge_may_be_said() -> None:
    site = Site()
    site.hosted(verification=..., verify={"type": "hosted"})
    badge = site.pages[f"{SITE}/a/1"]
    badge["@context"] = [CONTEXT, {"@language": "fr"}]
    assert outcome(check(badge, site.materials())) == VALID


def test_a_part_of_a_badge_is_nobodys_badge() -> None:
    site = Site()
    report = check(site.pages[f"{SITE}/badge"], site.materials())
    assert outcome(report) == (Verdict.UNDETERMINED, [ProblemCode.NO_CREDENTIAL_FOUND])


@pytest.mark.parametrize(
    "content",
    [
        b"openbadges",
        b'{"openbadges": ',
        b'["openbadges"]',
        b'{"@context": "https://example.org/openbadges"}',
        b"eyJ.eyJ.openbadges",
        b"eyJhIjoxfQ.b3BlbmJhZGdlcw.x",
        b"http://school.example/a/1",
        b"https://school.example/a 1",
    ],
)
def test_whatever_else_is_no_badge_of_version_2(content: bytes) -> None:
    report = check(content, Materials())
    assert report.wanted == ()
    assert report.verdict is not Verdict.VALID


def test_a_verifier_by_the_letter_of_another_standard_reads_none() -> None:
    site = Site()
    report = check(json.dumps(site.hosted()).encode(), site.materials(), policy=Policy.W3C)
    assert outcome(report)[1] == [ProblemCode.NO_CREDENTIAL_FOUND]
