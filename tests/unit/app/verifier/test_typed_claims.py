"""What an employer reads of an SD-JWT VC."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.verifier.claims import Label, claims_of
from app.verifier.intake import Document
from app.verifier.intake.texts import find_in_text
from app.verifier.reading import read
from credentials import Binding, Expectation
from tests.typed_world import NONCE, READER, TypedWorld

ASKED = Expectation(domain=READER, challenge=NONCE)


def test_the_claims_are_read_like_those_of_any_badge() -> None:
    world = TypedWorld()
    reading = read(world.verify(world.shown()))
    assert reading.title == "Welder"
    assert reading.names == ("Amina Yusuf",)
    assert reading.has_status
    machines = {claim.path.partition(" ")[0] for claim in reading.claims.technical}
    assert {"iss", "iat", "nbf", "exp", "cnf", "status", "vct"} <= machines


def test_a_claim_that_is_not_shown_is_not_read() -> None:
    world = TypedWorld()
    reading = read(world.verify(world.shown(None, "/id")))
    assert reading.names == ()


def test_claims_about_a_person_are_read_by_their_names() -> None:
    claims = claims_of(
        {
            "vct": "urn:person",
            "name": "Amina Yusuf",
            "given_name": "Amina",
            "family_name": "Yusuf",
            "birthdate": "1990-01-01",
            "address": {"locality": "Nairobi"},
        }
    )
    assert claims.values(Label.NAME) == ("Amina Yusuf",)
    assert claims.values(Label.GIVEN_NAME) == ("Amina",)
    assert claims.values(Label.FAMILY_NAME) == ("Yusuf",)
    assert claims.values(Label.OTHER) == ("Nairobi", "1990-01-01")


def test_a_day_that_the_token_does_not_end_on_is_not_its_last_day() -> None:
    claims = {"vct": "x", "exp": 1893456000, "validUntil": "2030-01-01T00:00:00Z"}
    assert claims_of(claims).values(Label.VALID_UNTIL) == ("2030-01-01T00:00:00Z",)
    for other in (claims | {"exp": 1893456001}, {**claims, "exp": None}):
        assert claims_of(other).values(Label.VALID_UNTIL) == ()
        assert claims_of(other).values(Label.OTHER) == ("2030-01-01T00:00:00Z",)


def test_in_other_documents_these_names_are_anybodys() -> None:
    document = {"@context": [], "vct": "x", "given_name": "Amina", "name": "Welder"}
    claims = claims_of(document)
    assert claims.values(Label.TITLE) == ("Welder",)
    assert claims.values(Label.GIVEN_NAME) == ()


@pytest.mark.parametrize(
    ("key", "asked", "binding"),
    [
        (True, True, Binding.ANSWERED),
        (True, False, Binding.SHOWN),
        (False, False, Binding.NOT_SHOWN),
    ],
)
def test_how_it_was_shown_is_said_only_as_far_as_it_was_checked(
    *, key: bool, asked: bool, binding: Binding
) -> None:
    world = TypedWorld()
    content = world.shown() if key else world.issue_typed()
    report = world.verify(content, expect=ASKED if asked else None)
    assert read(report).binding is binding
    answer = report.as_json(problem_base="/p")
    assert answer["checks"]["holder"] == {"answer": binding.value}


@pytest.mark.parametrize("changes", [{"holder": None}, {"issuer": "did:key:z6Mk"}])
def test_nothing_is_said_of_a_key_where_there_is_none_or_no_proof(changes: dict[str, Any]) -> None:
    world = TypedWorld()
    content = world.issue_typed(holder=None) if "holder" in changes else world.shown()
    if "issuer" in changes:
        content = replace(content, content=content.content.replace(b"~", b"A~", 1))
    report = world.verify(content)
    assert read(report).binding is None
    assert "holder" not in report.as_json(problem_base="/p")["checks"]


def test_an_sd_jwt_may_be_pasted_even_with_broken_lines() -> None:
    content = TypedWorld().shown().content.decode()
    broken = "\n".join(content[start : start + 70] for start in range(0, len(content), 70))
    found = find_in_text(broken, public_url="https://passport.example")
    assert found == Document(content.encode())
