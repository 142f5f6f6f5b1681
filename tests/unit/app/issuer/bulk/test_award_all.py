"""Many awards at once are the awards that one by one makes, and all of them or none."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from app.base.audit import AuditEvent
from app.base.outbox import OutboxMessage
from app.issuer import awards, bulk, slips
from app.issuer.people import Person
from app.issuer.service import Grant
from app.issuer.tables import Award, Claim
from app.status.tables import StatusPosition
from credentials import Algorithm, CredentialsError, Signer, Verdict
from tests.unit.app.school import ANA, NOON, TODAY, School

BO = Person("Олена Бо", "Olena Bo", None, "R-18", "bo@example.org", former_names=("Old",))
# What is new in every award: identifiers, codes, times and what is signed over them.
_ITS_OWN = {
    "register_key",
    "id", "credential_id", "certificate_number", "number_key", "verification_code", "stored",
    "digest", "search_text", "person_key", "person",
}  # fmt: skip


class _Counting:
    """A signer that counts how often its key is used."""

    def __init__(self, held: Signer) -> None:
        self._held = held
        self.used = 0

    @property
    def verification_method(self) -> str:
        return self._held.verification_method

    @property
    def algorithm(self) -> Algorithm:
        return self._held.algorithm

    @property
    def public_key(self) -> bytes:
        return self._held.public_key

    def sign(self, content: bytes) -> bytes:
        self.used += 1
        return self._held.sign(content)


def awarded(school: School, *grants: Grant) -> list[str]:
    with school.database.session() as session:
        signer = awards.signer_of(session, school.organisation, custody=school.custody)
        return bulk.award_all(
            session, school.organisation, school.achievement, grants,
            desk=school.desk, actor="test", at=NOON, signer=signer,
        )  # fmt: skip


def stored(school: School) -> dict[str, int]:
    with school.database.reading() as session:
        tables = (Award, Claim, StatusPosition, OutboxMessage, AuditEvent)
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }


def columns(award: Award) -> dict[str, Any]:
    names = [column.key for column in Award.__mapper__.column_attrs]
    return {name: getattr(award, name) for name in names}


def test_each_is_what_an_award_by_itself_is(school: School) -> None:
    grant = Grant(person=BO, awarded_on=TODAY, batch_id="b", register_reference="Book 3")
    (first,) = awarded(school, grant)
    other = school.award(
        replace(BO, register_number="R-19"), batch_id="b", register_reference="Book 3"
    )

    with school.database.reading() as session:
        many, single = session.get_one(Award, first), session.get_one(Award, other.award.id)
        assert {name: value for name, value in columns(many).items() if name not in _ITS_OWN} == {
            name: value for name, value in columns(single).items() if name not in _ITS_OWN
        }
        assert json.loads(many.content).keys() == json.loads(single.content).keys()
        assert many.search_text.startswith("олена бо\nolena bo\nold\n")
        claims = [session.get_one(Claim, award_id) for award_id in (first, other.award.id)]
        mails = [session.get_one(OutboxMessage, claim.mail_id) for claim in claims]
        for award, claim, mail in zip((many, single), claims, mails, strict=True):
            code = slips.printed_code(claim, custody=school.custody)
            assert mail.context["claim_url"].endswith(f"/c/{code}")
            assert (mail.recipient, mail.tries, claim.wrong_tries) == ("bo@example.org", 0, 0)
            said = session.scalars(select(AuditEvent).where(AuditEvent.subject == award.id)).one()
            assert (said.action, said.digest) == ("award.issued", award.digest)
        assert school.verify(many.content).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "wrong",
    [
        Grant(person=ANA, awarded_on=TODAY),
        Grant(person=replace(ANA, name="9"), awarded_on=TODAY),
        Grant(person=replace(ANA, name="Bo"), awarded_on=TODAY, certificate_number="n 1"),
        Grant(person=replace(ANA, name="Bo"), awarded_on=TODAY, centre_id="nowhere"),
        Grant(person=BO, awarded_on=TODAY),
    ],
    ids=["held already", "no name", "number taken", "no such centre", "twice at once"],
)
def test_where_one_is_refused_nobody_is_awarded(small_school: School, wrong: Grant) -> None:
    small_school.award(ANA, certificate_number="N1")
    before = stored(small_school)

    with pytest.raises(CredentialsError):
        awarded(small_school, Grant(person=BO, awarded_on=TODAY), wrong)

    assert stored(small_school) == before


def test_a_number_that_stands_twice_at_once_is_refused(small_school: School) -> None:
    grants = [Grant(person=one, awarded_on=TODAY, certificate_number="7") for one in (ANA, BO)]

    with pytest.raises(CredentialsError) as refused:
        awarded(small_school, *grants)

    assert refused.value.problem.pointer == "/certificate_number"


def test_a_sample_of_a_list_is_looked_at_again_or_all_of_it(small_school: School) -> None:
    grants = [
        Grant(person=replace(ANA, register_number=f"R-{at}"), awarded_on=TODAY) for at in range(40)
    ]
    with small_school.database.session() as session:
        held = awards.signer_of(session, small_school.organisation, custody=small_school.custody)
        signer = _Counting(held)
        said: Any = {"actor": "test", "at": NOON, "signer": signer}
        for verifies_all, signatures in ((False, range(40, 60)), (True, range(78, 90))):
            desk = replace(small_school.desk, verifies_all=verifies_all)
            signer.used = 0
            savepoint = session.begin_nested()
            bulk.award_all(
                session, small_school.organisation, small_school.achievement, grants,
                desk=desk, **said,
            )  # fmt: skip
            savepoint.rollback()
            assert signer.used in signatures
