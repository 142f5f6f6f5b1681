"""A withdrawal takes two people and a reason of the list, and what a body notes stays with it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.base.outbox import OutboxMessage
from app.issuer import corrections
from app.issuer.corrections import RevocationReason, Withdrawal, reconcile
from app.issuer.corrections.tables import Case, WorkerRequest
from app.issuer.tables import Award
from credentials import CredentialsError, ProblemCode, Verdict
from tests.attacks.tenants import Tenant, tenant
from tests.journeys.stage import Stage, stage
from tests.unit.app.school import NOON, School, small_school
from tests.unit.wallet_api.worker import browser

__all__ = ["small_school"]

CANARY = "CANARY her uncle owes us money"
FRAUD = Withdrawal(reason=RevocationReason.FRAUD_FOUND, note=CANARY)


def asked(school: School, award: Award, *, actor: str = "account:a") -> Case:
    with school.database.session() as session:
        return corrections.ask_to_revoke(
            session,
            school.organisation,
            award.id,
            withdrawal=FRAUD,
            desk=school.desk,
            actor=actor,
            at=NOON,
        )


def test_the_same_account_never_confirms_its_own(small_school: School) -> None:
    made = small_school.award().award
    case = asked(small_school, made)
    with pytest.raises(CredentialsError) as error, small_school.database.session() as session:
        corrections.confirm(
            session,
            small_school.organisation,
            case.id,
            desk=small_school.desk,
            actor="account:a",
            at=NOON,
        )
    assert error.value.problem.code is ProblemCode.NOT_ALLOWED
    assert small_school.verify(made.content).verdict is Verdict.VALID


def test_another_body_neither_confirms_nor_declines(small_school: School) -> None:
    case = asked(small_school, small_school.award().award)
    other = small_school.new_organisation("other")
    for decide in (corrections.confirm, corrections.decline, corrections.take_back):
        with pytest.raises(CredentialsError) as error, small_school.database.session() as session:
            decide(session, other, case.id, desk=small_school.desk, actor="account:b", at=NOON)
        assert error.value.problem.code is ProblemCode.NOT_FOUND


def test_asking_twice_waits_once_and_mails_once(small_school: School) -> None:
    made = small_school.award().award
    assert asked(small_school, made).id == asked(small_school, made, actor="account:b").id
    with small_school.database.reading() as session:
        assert len(session.scalars(select(Case)).all()) == 1


def test_fsck_sees_who_confirmed_their_own_and_what_was_not_deleted(small_school: School) -> None:
    made = small_school.award().award
    case = asked(small_school, made)
    with small_school.database.session() as session:
        corrections.confirm(
            session,
            small_school.organisation,
            case.id,
            desk=small_school.desk,
            actor="account:b",
            at=NOON,
        )
        assert list(reconcile.mismatches(session)) == []
        session.get_one(Case, case.id).decided_by = "account:a"
        (sentence,) = reconcile.mismatches(session)
    assert "confirmed by the one who asked for it" in sentence


# ── Over HTTP ───────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("withdrawals") / "data", verify_rate=20) as made:
        yield made


@pytest.fixture(scope="module")
def school(opened: Stage) -> Tenant:
    return tenant(opened, "victim")


@pytest.mark.parametrize("reason", ["", "debt", "fees unpaid", "left-employer", None, 7])
def test_a_program_has_no_other_reasons_either(
    opened: Stage, school: Tenant, reason: object
) -> None:
    award = school.award(register_number=f"R-{reason}")
    answer = opened.client.post(
        f"{school.home}/awards/{award['id']}/revoke",
        json={"reason": reason},
        headers=school.headers,
    )
    assert answer.status_code == 422
    own = opened.client.get(f"{school.home}/awards/{award['id']}", headers=school.headers)
    assert own.json()["state"] == "active"


def test_a_note_is_in_no_public_answer_and_no_mail(opened: Stage, school: Tenant) -> None:
    award = school.award(register_number="R-N", email="worker@example.org")
    path = f"{school.home}/awards/{award['id']}"
    content = opened.client.get(f"{path}/credential", headers=school.headers).content
    body = {"reason": "fraud-found", "note": CANARY}
    assert opened.client.post(f"{path}/revoke", json=body, headers=school.headers).is_success
    own = opened.client.get(f"{school.home}/corrections", headers=school.headers).json()
    assert own[0]["note"] == CANARY
    printed = award["verify_url"]
    public = (
        opened.client.post("/api/v1/verify", content=content).text,
        opened.client.post("/api/v1/verify", json={"url": printed}).text,
        browser(opened).open(printed).text,
        opened.client.get(path, headers=school.headers).text,
    )
    assert all("CANARY" not in answer for answer in public)
    with opened.services.database.reading() as session:
        mails = session.scalars(select(OutboxMessage)).all()
        assert "CANARY" not in "".join(str(mail.context) for mail in mails)
        assert session.scalars(select(WorkerRequest)).all() == []


def test_guessing_links_is_throttled(opened: Stage) -> None:
    guesser = browser(opened)
    answers = {guesser.open(f"/contest/{'A' * 21}{number:x}").status for number in range(16)}
    answers |= {guesser.open(f"/r/{'A' * 21}{number:x}").status for number in range(16)}
    assert answers == {404, 429}
