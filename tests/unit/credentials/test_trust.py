"""The trusted list: whose key it is, and what an issuer may award."""

from datetime import UTC, datetime, timedelta

import pytest

from credentials.problems import CredentialsError, ProblemCode
from credentials.trust import IssuerStanding, Reason, Standing, TrustEntry, TrustList
from tests.refusal import refused

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCHOOL = "did:web:school.example"
LAST_YEAR = AT - timedelta(days=365)


def accredited(
    *,
    accredited_by: str = "Ministry of Labour",
    types: frozenset[str] = frozenset(),
    since: datetime | None = None,
    until: datetime | None = None,
) -> TrustEntry:
    return TrustEntry(
        did=SCHOOL,
        name="School of Welding",
        standing=Standing.ACCREDITED,
        accredited_by=accredited_by,
        achievement_types=types,
        valid_from=since,
        valid_until=until,
    )


def known() -> TrustEntry:
    return TrustEntry(did=SCHOOL, name="School of Welding", standing=Standing.KNOWN)


def suspended() -> TrustEntry:
    return TrustEntry(did=SCHOOL, name="School of Welding", standing=Standing.SUSPENDED)


def judged(
    *entries: TrustEntry,
    did: str = SCHOOL,
    types: tuple[str, ...] = ("Certificate",),
    awarded_at: datetime | None = AT,
) -> IssuerStanding:
    return TrustList(entries, AT).judge(did, types=types, awarded_at=awarded_at, at=AT)


def test_an_accredited_issuer_is_named_with_the_body_that_says_so() -> None:
    assert judged(accredited()) == IssuerStanding(
        Standing.ACCREDITED, "School of Welding", "Ministry of Labour", Reason.ACCREDITED
    )


def test_an_issuer_that_is_not_on_the_list_is_unknown_and_has_no_name() -> None:
    assert judged(accredited(), did="did:web:other.example") == IssuerStanding(
        Standing.UNKNOWN, None, None, Reason.NOT_ON_THE_LIST
    )


@pytest.mark.parametrize(
    "did",
    [
        "did:web:School.example",
        "did:web:school.example.",
        "did:web:sch\u043eol.example",
        "did:web:school.example#key-1",
        " did:web:school.example",
        "",
    ],
)
def test_a_did_that_only_looks_like_it_is_unknown(did: str) -> None:
    assert judged(accredited(), did=did).standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    "did",
    [
        "did:web:School.example",
        "did:web:school.example#key-1",
        "did:web:school.example/path",
        "did:web:sch\u043eol.example",
        "did:web:school.example%3a8443",
        "did:KEY:z6Mk",
        "https://school.example",
        "did:web:",
        "did:web:school.example:",
        "",
    ],
)
def test_a_record_for_a_did_that_could_be_written_otherwise_is_refused(did: str) -> None:
    with pytest.raises(CredentialsError) as refused:
        TrustList([TrustEntry(did=did, name="School", standing=Standing.KNOWN)], AT)
    assert refused.value.problem.code is ProblemCode.BAD_VALUE


def test_a_publisher_of_lists_is_named_in_the_one_form_too() -> None:
    named = frozenset({"did:web:Registry.example"})
    with refused(ProblemCode.BAD_VALUE, pointer="/list_issuers"):
        TrustList(
            [TrustEntry(did="did:key:z6Mk", name="S", standing=Standing.KNOWN, list_issuers=named)]
        )


@pytest.mark.parametrize(
    "did",
    [
        "did:web:school.example",
        "did:web:localhost%3A8443:issuers:school",
        "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",
        "did:jwk:eyJrdHkiOiJPS1AifQ",
    ],
)
def test_a_record_may_be_about_any_did_in_its_canonical_form(did: str) -> None:
    entry = TrustEntry(did=did, name="School", standing=Standing.KNOWN)
    assert judged(entry, did=did).standing is Standing.KNOWN


def test_a_record_cannot_say_that_an_issuer_is_unknown() -> None:
    with pytest.raises(CredentialsError):
        TrustList([TrustEntry(did=SCHOOL, name="School", standing=Standing.UNKNOWN)], AT)


def test_a_plain_record_makes_an_issuer_known_and_nothing_more() -> None:
    assert judged(known()) == IssuerStanding(
        Standing.KNOWN, "School of Welding", None, Reason.WITHOUT_ACCREDITATION
    )


@pytest.mark.parametrize(
    ("types", "standing"),
    [
        (("Certificate",), Standing.ACCREDITED),
        (("License",), Standing.KNOWN),
        (("Certificate", "License"), Standing.KNOWN),
        ((), Standing.KNOWN),
    ],
)
def test_an_accreditation_for_certificates_covers_certificates_only(
    types: tuple[str, ...], standing: Standing
) -> None:
    assert judged(accredited(types=frozenset({"Certificate"})), types=types).standing is standing


def test_an_award_of_another_type_says_why_it_is_not_covered() -> None:
    standing = judged(accredited(types=frozenset({"License"})))
    assert standing.reason is Reason.TYPE_NOT_COVERED
    assert standing.accredited_by is None


@pytest.mark.parametrize(
    ("awarded_at", "standing"),
    [
        (LAST_YEAR - timedelta(seconds=1), Standing.KNOWN),
        (LAST_YEAR, Standing.ACCREDITED),
        (AT - timedelta(days=30), Standing.ACCREDITED),
        (AT - timedelta(days=30) + timedelta(seconds=1), Standing.KNOWN),
    ],
)
def test_an_accreditation_covers_awards_of_its_period_only(
    awarded_at: datetime, standing: Standing
) -> None:
    entry = accredited(since=LAST_YEAR, until=AT - timedelta(days=30))
    assert judged(entry, awarded_at=awarded_at).standing is standing


def test_an_award_outside_the_period_says_so() -> None:
    entry = accredited(until=LAST_YEAR)
    assert judged(entry).reason is Reason.OUTSIDE_PERIOD


@pytest.mark.parametrize(("ahead", "standing"), [(60, Standing.ACCREDITED), (61, Standing.KNOWN)])
def test_an_award_may_be_dated_a_minute_ahead_as_clocks_are(ahead: int, standing: Standing) -> None:
    assert judged(accredited(), awarded_at=AT + timedelta(seconds=ahead)).standing is standing


def test_an_award_without_a_date_is_not_covered() -> None:
    assert judged(accredited(), awarded_at=None).reason is Reason.AWARD_DATE_MISSING


def test_a_suspension_outweighs_every_other_record() -> None:
    assert judged(accredited(), known(), suspended()) == IssuerStanding(
        Standing.SUSPENDED, "School of Welding", None, Reason.SUSPENDED
    )


def test_one_of_two_accreditations_is_enough() -> None:
    other = accredited(accredited_by="Council", types=frozenset({"License"}))
    assert judged(other, accredited()).accredited_by == "Ministry of Labour"


def test_an_accreditation_that_misses_the_award_says_more_than_a_plain_record() -> None:
    assert judged(known(), accredited(until=LAST_YEAR)).reason is Reason.OUTSIDE_PERIOD


def test_a_list_counts_issuers_and_keeps_its_time() -> None:
    made = TrustList([known(), accredited()], AT)
    assert (len(made), made.at) == (1, AT)


def test_an_empty_list_knows_nobody() -> None:
    assert judged().standing is Standing.UNKNOWN


def unvetted() -> TrustEntry:
    return TrustEntry(did=SCHOOL, name="Self-named School", standing=Standing.UNVETTED)


def test_an_issuer_that_has_only_applied_is_unvetted() -> None:
    assert judged(unvetted()) == IssuerStanding(
        Standing.UNVETTED, "Self-named School", None, Reason.NOT_YET_APPROVED
    )


def test_whatever_else_was_recorded_counts_more_than_an_application() -> None:
    assert judged(unvetted(), accredited()).standing is Standing.ACCREDITED
    for other in (known(), accredited(types=frozenset({"License"}))):
        assert judged(unvetted(), other).standing is Standing.KNOWN
        assert judged(unvetted(), other).name == "School of Welding"
    assert judged(unvetted(), suspended()).standing is Standing.SUSPENDED


def test_no_record_of_an_issuer_takes_the_place_of_an_earlier_one() -> None:
    assert judged(accredited(), known()).standing is Standing.ACCREDITED
    assert judged(suspended(), accredited()).standing is Standing.SUSPENDED


@pytest.mark.parametrize(
    ("standing", "counts"), [(Standing.KNOWN, True), (Standing.UNVETTED, False)]
)
def test_who_has_only_applied_names_nobody_who_publishes_its_lists(
    standing: Standing, *, counts: bool
) -> None:
    host = "did:web:lists.example"
    entry = TrustEntry(did=SCHOOL, name="School", standing=standing, list_issuers=frozenset({host}))
    trust = TrustList([entry], AT)
    assert trust.may_list(SCHOOL, by=host) is counts
    assert trust.may_list(SCHOOL, by=SCHOOL)
    assert not trust.may_list(SCHOOL, by="did:web:other.example")
