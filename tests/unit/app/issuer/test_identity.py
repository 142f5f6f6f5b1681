"""An organisation's identity: made once, published whole, and never under another address."""

import json
from typing import Any

import pytest

from app.base.settings import Settings, StartError
from app.issuer import identity, service
from credentials import CredentialsError, ProblemCode, Step
from tests.unit.app.school import ANA, NOON, School


def published(school: School, slug: str) -> dict[str, Any]:
    with school.database.reading() as session:
        organisation = service.organisation_by_slug(session, slug)
        return service.did_document(session, organisation, custody=school.custody)


def test_a_body_under_the_service_is_known_by_its_address(school: School) -> None:
    assert school.organisation.did == "did:web:localhost%3A8000:issuers:riverside"


def test_its_document_shows_a_key_for_awards_and_one_for_lists(school: School) -> None:
    document = published(school, "riverside")

    assert document["id"] == school.organisation.did
    assert len(document["assertionMethod"]) == 2
    with school.database.reading() as session:
        content = service.own_did_document(session, school.organisation.did, custody=school.custody)
    assert content is not None
    assert json.loads(content) == document


def test_a_did_key_body_has_one_key_and_publishes_nothing(small_school: School) -> None:
    made = small_school.new_organisation("keyed", did_method="key")

    assert made.did.startswith("did:key:z6Mk")
    with small_school.database.reading() as session:
        keys = small_school.custody.keys(session, owner=identity.owner(made.id))
        assert [key.purpose for key in keys] == ["assertion"]
        assert service.own_did_document(session, made.did, custody=small_school.custody) is None


def test_awards_of_a_did_key_body_verify(small_school: School) -> None:
    small_school.organisation = small_school.new_organisation("keyed", did_method="key")
    small_school.achievement = small_school.new_achievement("K")

    assert small_school.verify(small_school.award().award.content)


def test_awards_as_tokens_verify(small_school: School) -> None:
    small_school.organisation = small_school.new_organisation("tokens", cryptosuite="vc+jwt")
    small_school.achievement = small_school.new_achievement("K")

    made = small_school.award().award

    assert made.media_type == "application/vc+jwt"
    assert small_school.verify(made.content)


def test_a_body_with_its_own_domain_awards_once_its_file_was_seen(small_school: School) -> None:
    small_school.organisation = small_school.new_organisation(
        "own", did_method="domain", domain="school.example"
    )
    small_school.achievement = small_school.new_achievement("K")
    assert small_school.organisation.did == "did:web:school.example"
    with pytest.raises(CredentialsError) as refused:
        small_school.award()
    assert refused.value.problem.code is ProblemCode.CONFLICT

    with small_school.database.session() as session:
        organisation = session.merge(small_school.organisation)
        document = service.did_document(session, organisation, custody=small_school.custody)
        service.approve_domain(
            session,
            organisation,
            json.dumps(document).encode(),
            custody=small_school.custody,
            actor="test",
            at=NOON,
        )
    small_school.organisation = organisation

    assert small_school.verify(small_school.award().award.content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"<html>",
        lambda _: b"[]",
        lambda _: b"[" * 100_000,
        lambda document: json.dumps({**document, "id": "did:web:other.example"}).encode(),
        lambda document: json.dumps({**document, "assertionMethod": []}).encode(),
        lambda document: json.dumps({**document, "verificationMethod": []}).encode(),
        lambda document: json.dumps({**document, "verificationMethod": [1]}).encode(),
    ],
)
def test_a_file_that_does_not_show_our_keys_is_not_accepted(
    small_school: School, damage: Any
) -> None:
    organisation = small_school.new_organisation(
        "own", did_method="domain", domain="school.example"
    )
    document = published(small_school, "own")

    with (
        pytest.raises(CredentialsError) as refused,
        small_school.database.session() as session,
    ):
        service.approve_domain(
            session,
            session.merge(organisation),
            damage(document),
            custody=small_school.custody,
            actor="test",
            at=NOON,
        )

    assert refused.value.problem.code is ProblemCode.CONFLICT


@pytest.mark.parametrize(
    "profile",
    [
        {"slug": "Riverside"},
        {"slug": "a/b"},
        {"slug": "-x"},
        {"slug": ""},
        {"name": ""},
        {"name": "Riverside\u202e"},
        {"name": "River\u200dside"},
        {"url": "javascript:alert(1)"},
        {"country": "Kenya"},
        {"language": "en_GB"},
        {"did_method": "ion"},
        {"key_type": "DSA"},
        {"cryptosuite": "none"},
        {"did_method": "domain"},
        {"domain": "school.example"},
        {"did_method": "domain", "domain": "127.0.0.1"},
        {"did_method": "domain", "domain": "http://school.example/"},
        {"did_method": "domain", "domain": "school.example:"},
        {"did_method": "domain", "domain": "school.example/../x"},
        {"did_method": "domain", "domain": "sch\u043eol.example"},
    ],
)
def test_a_body_in_the_wrong_form_is_refused(small_school: School, profile: dict[str, str]) -> None:
    with pytest.raises(CredentialsError) as refused:
        small_school.new_organisation(profile.pop("slug", "new"), **profile)

    assert refused.value.problem.code is ProblemCode.BAD_VALUE


def test_a_short_name_is_taken_once(school: School) -> None:
    with pytest.raises(CredentialsError) as refused:
        school.new_organisation("riverside")

    assert refused.value.problem.code is ProblemCode.CONFLICT


def test_a_domain_is_taken_once(small_school: School) -> None:
    small_school.new_organisation("one", did_method="domain", domain="school.example")

    with pytest.raises(CredentialsError) as refused:
        small_school.new_organisation("two", did_method="domain", domain="school.example")

    assert refused.value.problem.code is ProblemCode.CONFLICT


def check_start(school: School, public_url: str) -> None:
    with school.database.reading() as session:
        service.check_public_address(session, Settings(public_url=public_url))


def test_the_service_starts_under_the_address_that_the_world_knows(school: School) -> None:
    school.award()

    check_start(school, "http://localhost:8000")


@pytest.mark.parametrize(
    "url", ["https://other.example", "http://localhost:8001", "http://127.0.0.1:8000"]
)
def test_it_does_not_start_under_another(school: School, url: str) -> None:
    with pytest.raises(StartError, match="riverside"):
        check_start(school, url)


def test_it_does_not_start_under_another_when_only_lists_name_it(small_school: School) -> None:
    small_school.organisation = small_school.new_organisation("keyed", did_method="key")
    small_school.achievement = small_school.new_achievement("K")
    small_school.award(ANA, at=NOON)

    with pytest.raises(StartError, match="/status/"):
        check_start(small_school, "https://other.example")


# ── What is awarded ─────────────────────────────────────────────────────────────────────


def test_the_same_description_is_the_same_achievement(school: School) -> None:
    assert school.new_achievement("WELD-2").id == school.achievement.id


def test_a_code_keeps_its_meaning(school: School) -> None:
    with pytest.raises(CredentialsError) as refused:
        school.new_achievement("WELD-2", name="Cooking")

    assert refused.value.problem.code is ProblemCode.CONFLICT


@pytest.mark.parametrize(
    "words",
    [
        {"name": ""},
        {"criteria": "a\u202eb"},
        {"achievement_type": "Made up"},
        {"language": "not a language"},
        {"validity_months": 0},
        {"validity_months": 601},
        {"description": "x" * 4001},
        {
            "translations": (
                service.Translation(language="en", name="n", description="d", criteria="c"),
            )
        },
    ],
)
def test_an_achievement_in_the_wrong_form_is_refused(
    small_school: School, words: dict[str, Any]
) -> None:
    with pytest.raises(CredentialsError) as refused:
        small_school.new_achievement("NEW", **words)

    assert refused.value.problem.kind.step is not Step.SERVICE


def test_an_unknown_code_is_not_found(small_school: School) -> None:
    with small_school.database.reading() as session:
        for find in (
            lambda: service.achievement_by_code(session, small_school.organisation, "NONE"),
            lambda: service.organisation_by_slug(session, "nobody"),
        ):
            with pytest.raises(CredentialsError) as refused:
                find()
            assert refused.value.problem.code is ProblemCode.NOT_FOUND
