"""An award is whole or not there at all, and what becomes of it is what verifiers see."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.base.audit import AuditEvent
from app.base.outbox import OutboxMessage
from app.issuer import service
from app.issuer.corrections import reconcile
from app.issuer.corrections import store as correction_store
from app.issuer.corrections.tables import SUSPENSION
from app.issuer.service import (
    RevocationReason,
    SuspensionReason,
    Withdrawal,
)
from app.issuer.tables import Award, Claim
from app.status.tables import StatusPosition
from app.verifier.claims import Label, claims_of
from credentials import CredentialsError, Policy, ProblemCode, Verdict
from tests.unit.app.school import ANA, NOON, TODAY, School

V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


def document(award: Award) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(award.content)
    return read


def codes(school: School, award: Award, **how: Any) -> set[ProblemCode]:
    report = school.verify(award.content, **how)
    return {problem.code for problem in report.problems if problem.kind.verdict is not None}


def refusal(error: pytest.ExceptionInfo[CredentialsError]) -> ProblemCode:
    return error.value.problem.code


def test_a_new_award_verifies(school: School) -> None:
    made = school.award().award

    assert school.verify(made.content).verdict is Verdict.VALID


def test_it_names_the_person_in_both_scripts_and_has_no_subject_id(small_school: School) -> None:
    subject = document(small_school.award().award)["credentialSubject"]

    assert "id" not in subject
    assert [item["identityHash"] for item in subject["identifier"]] == [
        "Ana Pérez",
        "Ana Perez",
        "1990",
    ]
    assert all(item["hashed"] is False for item in subject["identifier"])


def test_neither_register_number_nor_mail_address_is_in_the_certificate(
    small_school: School,
) -> None:
    person = replace(ANA, email="ana@example.org")

    made = small_school.award(person).award

    assert b"R-17" not in made.content
    assert b"ana@example.org" not in made.content


def test_position_claim_audit_and_mail_come_with_the_award(school: School) -> None:
    made = school.award(replace(ANA, email="ana@example.org")).award

    with school.database.reading() as session:
        position = session.scalars(select(StatusPosition)).one()
        claim = session.scalars(select(Claim)).one()
        mail = session.scalars(select(OutboxMessage)).one()
        entry = session.scalars(select(AuditEvent).where(AuditEvent.action == "award.issued")).one()
    assert position.award_id == claim.award_id == entry.subject == made.id
    assert entry.digest == made.digest
    assert mail.recipient == "ana@example.org"


def test_a_transaction_that_fails_leaves_nothing(school: School) -> None:
    with pytest.raises(RuntimeError), school.database.session() as session:  # noqa: PT012
        service.award(
            session,
            school.organisation,
            school.achievement,
            service.Grant(person=replace(ANA, email="a@b.org"), awarded_on=NOON.date()),
            desk=school.desk,
            actor="test",
            at=NOON,
        )
        raise RuntimeError

    with school.database.reading() as session:
        for table in (Award, Claim, StatusPosition, OutboxMessage):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_one_person_gets_one_award_of_a_day(school: School) -> None:
    school.award()

    with pytest.raises(CredentialsError) as error:
        school.award(replace(ANA, name="ANA  pérez"))

    assert refusal(error) is ProblemCode.CONFLICT
    assert school.award(day=date(2026, 11, 19)).award.awarded_on == date(2026, 11, 19)


def test_of_many_who_award_the_same_at_once_one_succeeds(school: School) -> None:
    def attempt(_: int) -> bool:
        try:
            school.award()
        except CredentialsError:
            return False
        return True

    with ThreadPoolExecutor(4) as writers:
        succeeded = list(writers.map(attempt, range(8)))

    assert sum(succeeded) == 1
    assert len(school.awards()) == 1


@pytest.mark.usefixtures("socket_disabled")
def test_awarding_opens_no_connection(small_school: School) -> None:
    assert small_school.award().award.state == "active"


def test_an_award_cannot_lie_in_the_future(small_school: School) -> None:
    with pytest.raises(CredentialsError) as error:
        small_school.award(day=NOON.date() + timedelta(days=2))

    assert error.value.problem.pointer == "/awarded_on"


def test_an_award_of_today_is_valid_at_once_where_the_day_began_earlier(
    small_school: School,
) -> None:
    made = small_school.award(day=NOON.date() + timedelta(days=1)).award

    assert small_school.verify(made.content).verdict is Verdict.VALID


def test_an_award_ends_with_its_last_day(small_school: School) -> None:
    short = small_school.new_achievement("SHORT", validity_months=3)
    made = small_school.award(achievement=short, day=date(2026, 11, 30), at=NOON + timedelta(10))
    last_second = document(made.award)["validUntil"]

    assert last_second == "2027-02-28T23:59:59Z"


def test_an_award_begins_and_ends_with_the_days_of_its_body(small_school: School) -> None:
    small_school.organisation.time_zone = "America/Lima"
    short = small_school.new_achievement("SHORT", validity_months=1)

    document = json.loads(small_school.award(achievement=short).award.content)

    assert document["awardedDate"] == document["validFrom"] == "2026-11-20T00:00:00-05:00"
    assert document["validUntil"] == "2026-12-20T23:59:59-05:00"
    claims = claims_of(document)
    shown = {claim.label: claim.day.date() for claim in claims.lines if claim.day}
    assert shown[Label.AWARDED_ON] == TODAY
    assert shown[Label.VALID_UNTIL] == date(2026, 12, 20)


def test_tomorrow_is_in_the_future_for_a_body_that_said_where_it_is(small_school: School) -> None:
    small_school.organisation.time_zone = "America/Lima"

    with pytest.raises(CredentialsError) as refused:
        small_school.award(day=TODAY + timedelta(days=1), at=NOON)

    assert refused.value.problem.pointer == "/awarded_on"


def test_former_names_are_kept_and_not_signed(small_school: School) -> None:
    person = replace(ANA, former_names=("Ana Lopez",), family_name="Pérez")

    award = small_school.award(person).award

    assert award.person is not None
    assert award.person["former_names"] == ["Ana Lopez"]
    assert b"Lopez" not in award.content
    assert b"ext:familyName" in award.content


def test_a_name_that_looks_like_json_stays_a_name(small_school: School) -> None:
    hostile = '","issuer":"did:web:evil.example","x":"'

    made = small_school.award(replace(ANA, name=hostile)).award

    assert document(made)["issuer"]["id"] == small_school.organisation.did
    assert document(made)["credentialSubject"]["identifier"][0]["identityHash"] == hostile


def test_a_translation_is_signed_as_a_related_achievement(small_school: School) -> None:
    translated = small_school.new_achievement(
        "ARABIC",
        translations=(
            service.Translation(language="ar", name="لحام", description="و", criteria="ا"),
        ),
    )
    made = small_school.award(achievement=translated).award
    achievement = document(made)["credentialSubject"]["achievement"]

    assert achievement["inLanguage"] == "en"
    assert achievement["related"][0]["name"] == "لحام"
    assert small_school.verify(made.content).verdict is Verdict.VALID


# ── What becomes of it ──────────────────────────────────────────────────────────────────


def test_a_revoked_award_is_seen_as_revoked(school: School) -> None:
    made = school.award().award
    school.revoke(made)

    assert codes(school, made) == {ProblemCode.REVOKED}


def test_revoking_twice_is_noted_once(small_school: School) -> None:
    made = small_school.award().award
    small_school.revoke(made)
    small_school.revoke(made)

    with small_school.database.reading() as session:
        noted = session.scalar(select(func.count()).where(AuditEvent.action == "award.revoked"))
    assert noted == 1


def test_a_suspended_award_is_seen_as_suspended_until_it_is_reinstated(school: School) -> None:
    pausable = school.new_achievement("PAUSE", suspendable=True)
    made = school.award(achievement=pausable).award
    assert document(made)["type"] == ["VerifiableCredential"]
    who: dict[str, Any] = {"desk": school.desk, "actor": "test", "at": NOON}

    with school.database.session() as session:
        service.suspend(
            session, school.organisation, made.id, reason=SuspensionReason.UNDER_REVIEW, **who
        )
    assert codes(school, made) == {ProblemCode.SUSPENDED}
    with school.database.reading() as session:
        (case,) = correction_store.records(session, made.id, kind=SUSPENSION)
        assert (case.reason, case.decided_by) == ("under-review", "test")
        assert list(reconcile.mismatches(session)) == []

    with school.database.session() as session:
        service.reinstate(session, school.organisation, made.id, **who)
    assert school.verify(made.content).verdict is Verdict.VALID


def test_a_badge_cannot_be_suspended(small_school: School) -> None:
    made = small_school.award().award

    with pytest.raises(CredentialsError) as error, small_school.database.session() as session:
        service.suspend(
            session,
            small_school.organisation,
            made.id,
            reason=SuspensionReason.UNDER_REVIEW,
            desk=small_school.desk,
            actor="test",
            at=NOON,
        )

    assert refusal(error) is ProblemCode.CONFLICT


def test_a_revoked_award_cannot_be_suspended(small_school: School) -> None:
    pausable = small_school.new_achievement("PAUSE", suspendable=True)
    made = small_school.award(achievement=pausable).award
    small_school.revoke(made)

    with pytest.raises(CredentialsError) as error, small_school.database.session() as session:
        service.suspend(
            session,
            small_school.organisation,
            made.id,
            reason=SuspensionReason.UNDER_REVIEW,
            desk=small_school.desk,
            actor="test",
            at=NOON,
        )

    assert refusal(error) is ProblemCode.CONFLICT


def test_a_replaced_award_gives_way_to_the_corrected_one(school: School) -> None:
    old = school.award().award

    new = school.replace(old, name="Ana Peréz").award

    assert codes(school, old) == {ProblemCode.REVOKED}
    assert school.verify(new.content).verdict is Verdict.VALID
    assert new.certificate_number == old.certificate_number
    stored = {award.id: award for award in school.awards()}
    assert (stored[old.id].state, stored[old.id].replaced_by) == ("replaced", new.id)


def test_only_the_newest_of_a_chain_is_replaced(small_school: School) -> None:
    old = small_school.award().award
    small_school.replace(old)

    with pytest.raises(CredentialsError) as error:
        small_school.replace(old)
    assert refusal(error) is ProblemCode.CONFLICT
    with pytest.raises(CredentialsError) as error:
        small_school.revoke(old)
    assert refusal(error) is ProblemCode.CONFLICT


def test_another_body_can_do_nothing_with_an_award(small_school: School) -> None:
    made = small_school.award().award
    other = small_school.new_organisation("other")

    with pytest.raises(CredentialsError) as error, small_school.database.session() as session:
        service.revoke(
            session,
            other,
            made.id,
            withdrawal=Withdrawal(reason=RevocationReason.FRAUD_FOUND),
            desk=small_school.desk,
            actor="test",
            at=NOON,
        )
    assert refusal(error) is ProblemCode.NOT_FOUND
    with pytest.raises(CredentialsError) as error, small_school.database.session() as session:
        service.award(
            session,
            other,
            small_school.achievement,
            service.Grant(person=ANA, awarded_on=NOON.date()),
            desk=small_school.desk,
            actor="test",
            at=NOON,
        )
    assert refusal(error) is ProblemCode.NOT_FOUND


# ── The claim code at rest ──────────────────────────────────────────────────────────────


def test_the_slip_can_be_printed_again(school: School) -> None:
    result = school.award()

    with school.database.reading() as session:
        claim = session.get_one(Claim, result.award.id)
        assert service.printed_code(claim, custody=school.custody) == result.claim_code
    assert claim.sealed_code is not None
    assert result.claim_code.replace("-", "").encode() not in claim.sealed_code


def test_a_new_code_kills_the_old_one(school: School) -> None:
    result = school.award()
    with school.database.session() as session:
        claim = session.get_one(Claim, result.award.id)
        old, claim.mail_id = claim.code_digest, "a mail with the old link"

    with school.database.session() as session:
        renewed = service.renew_claim(session, result.award, custody=school.custody)

    with school.database.reading() as session:
        claim = session.get_one(Claim, result.award.id)
        assert claim.code_digest != old
        assert claim.mail_id is None
        assert service.printed_code(claim, custody=school.custody) == renewed


def test_a_code_does_not_open_under_another_award(small_school: School) -> None:
    one, other = small_school.award().award, small_school.award(day=date(2026, 1, 1)).award
    with small_school.database.session() as session:
        first, second = session.get_one(Claim, one.id), session.get_one(Claim, other.id)
        first.sealed_code = second.sealed_code

        with pytest.raises(CredentialsError) as error:
            service.printed_code(first, custody=small_school.custody)

    assert refusal(error) is ProblemCode.KEY_UNAVAILABLE


def test_a_claimed_award_has_no_code_any_more(small_school: School) -> None:
    made = small_school.award().award
    with small_school.database.session() as session:
        claim = session.get_one(Claim, made.id)
        claim.state, claim.claimed_at, claim.sealed_code = "claimed", NOON, None

        assert service.printed_code(claim, custody=small_school.custody) is None
        with pytest.raises(CredentialsError):
            service.renew_claim(session, made, custody=small_school.custody)


# ── What others composed ────────────────────────────────────────────────────────────────


def raw(school: School, **members: Any) -> dict[str, Any]:
    return {
        "@context": [V2, EXAMPLES],
        "type": ["VerifiableCredential", "ExampleAlumniCredential"],
        "issuer": school.organisation.did,
        "credentialSubject": {"id": "did:example:1", "alumniOf": {"id": "did:example:2"}},
        **members,
    }


def test_an_id_and_a_status_are_added_where_absent(school: School) -> None:
    made = school.issue_raw(raw(school))

    assert document(made)["id"].startswith("urn:uuid:")
    assert document(made)["credentialStatus"]["statusPurpose"] == "revocation"
    assert codes(school, made, policy=Policy.W3C) == set()


def test_what_is_there_already_is_left_alone(small_school: School) -> None:
    status = {"id": "https://example.org/s#1", "type": "ExampleStatus"}
    wish = raw(small_school, id="https://example.org/1", credentialStatus=status)

    made = small_school.issue_raw(wish)

    assert document(made)["id"] == "https://example.org/1"
    assert document(made)["credentialStatus"] == status


def test_an_id_may_come_twice(small_school: School) -> None:
    wish = raw(small_school, id="urn:uuid:0e3c4d3a-3f0c-4b7f-9d62-0c1a7d5d7d10")

    first, second = small_school.issue_raw(wish), small_school.issue_raw(wish)

    assert first.credential_id == second.credential_id
    assert document(first)["credentialStatus"] != document(second)["credentialStatus"]


@pytest.mark.parametrize(
    "members",
    [
        {"issuer": "did:web:somebody.example"},
        {"@context": [V2]},  # nothing defines the type and the claim then
        {"id": "not an address"},
        {"validFrom": "yesterday"},
        {"type": ["ExampleAlumniCredential"]},
    ],
)
def test_nothing_is_signed_or_counted_for_a_bad_credential(
    small_school: School, members: dict[str, Any]
) -> None:
    with pytest.raises(CredentialsError):
        small_school.issue_raw(raw(small_school, **members))

    assert small_school.awards() == []
    with small_school.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StatusPosition)) == 0
