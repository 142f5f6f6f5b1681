"""T80: what was signed before a change of keys verifies for ever, for everybody.

A key in wrong hands is the exception: nothing that it signed counts any more, at once.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.base.custody import ACTIVE, COMPROMISED, RETIRED, SigningKey
from app.issuer import reconcile, service, signing_keys
from app.issuer.people import Person
from credentials import CredentialsError, ProblemCode, Verdict
from tests.refusal import refused
from tests.unit.app.school import NOON, School, database, school, small_school

__all__ = ["database", "school", "small_school"]


def keys(school: School) -> list[SigningKey]:
    with school.database.reading() as session:
        return signing_keys.keys_of(session, school.organisation, custody=school.custody)


def begin(school: School, at: datetime) -> None:
    with school.database.session() as session:
        body = service.organisation_by_slug(session, school.slug)
        signing_keys.begin_rotation(session, body, custody=school.custody, actor="test", at=at)


def finish(school: School, at: datetime) -> None:
    with school.database.session() as session:
        body = service.organisation_by_slug(session, school.slug)
        signing_keys.finish_rotation(session, body, custody=school.custody, actor="test", at=at)


def give_up(school: School, key: SigningKey, at: datetime) -> None:
    with school.database.session() as session:
        body = service.organisation_by_slug(session, school.slug)
        signing_keys.give_up(
            session, body, key.id, since=at, custody=school.custody, actor="test", at=at
        )


def award(school: School, number: int, at: datetime = NOON) -> bytes:
    person = Person(f"Nr {number}", register_number=f"R-{number}")
    return school.award(person, day=date(2026, 11, 2), at=at).award.content


def document(school: School, did: str | None = None) -> dict[str, Any]:
    with school.database.reading() as session:
        content = service.own_did_document(
            session, did or school.organisation.did, custody=school.custody
        )
    assert content is not None
    found: dict[str, Any] = json.loads(content)
    return found


def foreign_mismatches(shown: dict[str, Any], contents: list[bytes]) -> Iterator[str]:
    """What other software looks at before it checks a signature (CID 1.0 §3.3)."""
    methods = {method["id"]: method for method in shown["verificationMethod"]}
    for content in contents:
        (proof,) = [json.loads(content)["proof"]]
        method = methods.get(proof["verificationMethod"])
        if method is None or method["id"] not in shown["assertionMethod"]:
            yield f"{proof['verificationMethod']} is not published for assertions"
        elif "revoked" in method:
            yield f"{method['id']} is revoked"
        elif "expires" in method and proof["created"] >= method["expires"]:
            yield f"{method['id']} had expired when it signed"


def test_after_three_changes_of_keys_everything_verifies(small_school: School) -> None:
    contents, at = [award(small_school, 0)], NOON
    for number in range(1, 4):
        begin(small_school, at)
        contents.append(award(small_school, 10 + number, at))
        at += timedelta(days=1)
        finish(small_school, at)
        contents.append(award(small_school, number, at))
    signers = {json.loads(content)["proof"]["verificationMethod"] for content in contents}
    assert len(signers) == 4
    for content in contents:
        assert small_school.verify(content, at=at), content
    shown = document(small_school)
    assert list(foreign_mismatches(shown, contents)) == []
    assert len(shown["verificationMethod"]) == 8
    assert sum("expires" in method for method in shown["verificationMethod"]) == 6
    assert len(shown["authentication"]) == 2


def test_a_new_key_is_published_before_it_signs(small_school: School) -> None:
    before = len(document(small_school)["verificationMethod"])
    begin(small_school, NOON)
    shown = document(small_school)
    assert len(shown["verificationMethod"]) == before + 2
    with refused(ProblemCode.CONFLICT):
        begin(small_school, NOON)
    with refused(ProblemCode.CONFLICT):
        finish(small_school, NOON + signing_keys.WAIT - timedelta(seconds=1))
    old = [key.verification_method for key in keys(small_school) if key.state == ACTIVE]
    signed = json.loads(award(small_school, 1))["proof"]["verificationMethod"]
    assert signed in old
    finish(small_school, NOON + signing_keys.WAIT)
    with refused(ProblemCode.CONFLICT):
        finish(small_school, NOON + timedelta(days=1))


def test_a_body_with_its_own_domain_signs_with_what_its_file_shows(
    small_school: School,
) -> None:
    made = small_school.new_organisation("own", did_method="domain", domain="own.example")
    small_school.slug, small_school.organisation = "own", made

    def check(published: bytes) -> None:
        with small_school.database.session() as session:
            body = service.organisation_by_slug(session, "own")
            service.approve_domain(
                session, body, published, custody=small_school.custody, actor="test", at=NOON
            )

    first = json.dumps(document(small_school)).encode()
    check(first)
    begin(small_school, NOON)
    with refused(ProblemCode.CONFLICT):
        finish(small_school, NOON + timedelta(days=1))
    with refused(ProblemCode.CONFLICT):
        check(first)
    assert [key.state for key in keys(small_school)].count("pending") == 2
    check(json.dumps(document(small_school)).encode())
    states = [key.state for key in keys(small_school)]
    assert (states.count(ACTIVE), states.count(RETIRED)) == (2, 2)


def test_a_did_key_never_changes(small_school: School) -> None:
    small_school.organisation = small_school.new_organisation("keyed", did_method="key")
    small_school.slug = "keyed"
    with refused(ProblemCode.CONFLICT):
        begin(small_school, NOON)
    with refused(ProblemCode.CONFLICT):
        give_up(small_school, keys(small_school)[0], NOON)


def test_a_key_in_wrong_hands_counts_for_nothing_at_once(small_school: School) -> None:
    lost = award(small_school, 1)
    small_school.published()
    (key,) = [one for one in keys(small_school) if one.purpose == "assertion"]
    with refused(ProblemCode.NOT_FOUND):
        give_up(small_school, SigningKey(id="0" * 32), NOON)
    with small_school.database.session() as session, refused(ProblemCode.BAD_VALUE):
        signing_keys.give_up(
            session,
            small_school.organisation,
            key.id,
            since=NOON + timedelta(days=1),
            custody=small_school.custody,
            actor="test",
            at=NOON,
        )
    give_up(small_school, key, NOON)
    report = small_school.verify(lost)
    assert report.verdict is Verdict.INVALID
    assert ProblemCode.KEY_NOT_ALLOWED in {problem.code for problem in report.problems}
    assert small_school.verify(award(small_school, 2)), "a new key took its place"
    shown = document(small_school)
    (method,) = [one for one in shown["verificationMethod"] if "revoked" in one]
    assert method["id"] not in shown["assertionMethod"] + shown["authentication"]
    with refused(ProblemCode.CONFLICT):
        give_up(small_school, key, NOON)
    with small_school.database.reading() as session:
        found = list(reconcile.mismatches(session, custody=small_school.custody, at=NOON))
    assert found == [], "that what it signed does not verify is how it must be"


def test_lists_are_signed_anew_when_their_key_is_given_up(small_school: School) -> None:
    content = award(small_school, 1)
    before = small_school.published()["proof"]["verificationMethod"]
    (key,) = [one for one in keys(small_school) if one.verification_method == before]
    give_up(small_school, key, NOON)
    assert small_school.published()["proof"]["verificationMethod"] != before
    assert small_school.verify(content)


def test_on_an_own_domain_nothing_is_issued_until_the_file_tells_of_the_lost_key(
    small_school: School,
) -> None:
    made = small_school.new_organisation("own", did_method="domain", domain="own.example")
    small_school.slug, small_school.organisation = "own", made
    small_school.achievement = small_school.new_achievement("OWN")

    def check() -> None:
        with small_school.database.session() as session:
            body = service.organisation_by_slug(session, "own")
            shown = json.dumps(document(small_school)).encode()
            service.approve_domain(
                session, body, shown, custody=small_school.custody, actor="test", at=NOON
            )
        with small_school.database.reading() as session:
            small_school.organisation = service.organisation_by_slug(session, "own")

    check()
    (key,) = [one for one in keys(small_school) if one.purpose == "assertion"]
    give_up(small_school, key, NOON)
    with small_school.database.reading() as session:
        small_school.organisation = service.organisation_by_slug(session, "own")
    with pytest.raises(CredentialsError):
        award(small_school, 1)
    check()
    assert small_school.verify(award(small_school, 2))


def test_a_change_of_keys_under_load_leaves_nothing_unverifiable(school: School) -> None:
    begin(school, NOON)
    later = NOON + signing_keys.WAIT

    def work(number: int) -> bytes | None:
        # The clocks of those at work differ a little.
        if number == 6:
            finish(school, later)
            return None
        return award(school, number, later + timedelta(seconds=number))

    with ThreadPoolExecutor(4) as crowd:
        contents = [content for content in crowd.map(work, range(14)) if content]
    assert len(contents) == 13
    signers = {json.loads(content)["proof"]["verificationMethod"] for content in contents}
    assert len(signers) <= 2
    assert list(foreign_mismatches(document(school), contents)) == []
    for content in contents:
        assert school.verify(content, at=later + timedelta(minutes=1))
    assert COMPROMISED not in {key.state for key in keys(school)}
