"""What a replaced certificate says to whom, and where the corrected one goes."""

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from app.issuer.awards import AwardResult
from app.issuer.service import ReplacementReason
from app.issuer.tables import Award
from tests.journeys.stage import PUBLIC_URL, Stage, stage
from tests.unit.wallet_api.worker import BORN, browser, give

_COURSES = itertools.count(1)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for all of these tests; each has a certificate of its own."""
    with stage(tmp_path_factory.mktemp("corrections")) as opened:
        yield opened


def given(stage: Stage, name: str, **known: Any) -> AwardResult:
    """A certificate of a course of its own."""
    return give(stage, name, course=f"Course {next(_COURSES)}", **known)


def public_check(stage: Stage, award: Award) -> str:
    """The page that the code on the paper opens."""
    return browser(stage).open(f"/v/{award.verification_code}").text


def report(stage: Stage, award: Award) -> Any:
    """The one problem that the API reports."""
    answer = stage.client.post("/api/v1/verify", content=award.content).json()
    (problem,) = answer["problems"]
    return problem


def new_paper(result: AwardResult) -> str:
    code = result.award.verification_code or ""
    return f"{PUBLIC_URL}/v/{code[:4]}-{code[4:8]}-{code[8:]}"


def test_a_misspelt_name_leads_from_the_old_paper_to_the_new_one(lasting: Stage) -> None:
    old = given(lasting, "Amina Yussuf")
    new = lasting.replace(old.award, "Amina Yusuf")
    assert report(lasting, old.award)["code"] == "replaced"
    assert report(lasting, old.award)["replacement"] == new_paper(new)
    page = public_check(lasting, old.award)
    assert new_paper(new) in page
    assert "Replaced on" in page
    assert "Amina" not in page


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (ReplacementReason.NAME_CHANGED, {}),
        (ReplacementReason.MISSPELT_NAME, {"name_latin": "Amina Yusuf"}),
        (ReplacementReason.MISSPELT_NAME, {"birth_date": date(1999, 4, 3)}),
    ],
)
def test_what_says_more_than_the_old_paper_is_only_had_from_the_holder(
    lasting: Stage, reason: ReplacementReason, said: dict[str, Any]
) -> None:
    old = given(lasting, "Amina Yussuf")
    new = lasting.replace(old.award, "Amina Yusuf", reason, **said)
    assert "replacement" not in report(lasting, old.award)
    page = public_check(lasting, old.award)
    assert new_paper(new) not in page
    assert "The person has it. Ask them for it." in page


def test_the_holder_lets_an_old_paper_lead_to_a_new_name(lasting: Stage) -> None:
    old = given(lasting, "Amina Yusuf")
    worker = browser(lasting).claim(old.claim_code)
    new = lasting.replace(old.award, "Amina Karim", ReplacementReason.NAME_CHANGED)
    assert new_paper(new) not in public_check(lasting, old.award)
    worker.open("/passport").send("/passport/old-papers", lead="yes")
    assert "Old papers lead to the new certificates." in worker.text
    assert new_paper(new) in public_check(lasting, old.award)
    assert report(lasting, old.award)["replacement"] == new_paper(new)
    worker.send("/passport/old-papers", lead="no")
    assert new_paper(new) not in public_check(lasting, old.award)


def test_the_corrected_certificate_comes_into_the_passport_without_a_code(
    lasting: Stage,
) -> None:
    old = given(lasting, "Amina Yussuf", email="amina@example.org")
    worker = browser(lasting).claim(old.claim_code)
    new = lasting.replace(old.award, "Amina Yusuf", email="amina@example.org")
    assert new.claim_code == ""
    worker.open("/passport")
    assert "The corrected certificate is in your passport." in worker.text
    worker.send("/passport/notices")
    assert "The corrected certificate is in your passport." not in worker.text


def test_the_code_of_a_replaced_certificate_opens_nothing_and_says_why(lasting: Stage) -> None:
    old = given(lasting, "Amina Yussuf")
    new = lasting.replace(old.award, "Amina Yusuf")
    worker = browser(lasting).open(f"/c/{old.claim_code}")
    assert "corrected" in worker.text
    assert worker.open(f"/c/{new.claim_code}").send(f"/c/{new.claim_code}", **BORN).status == 200
