"""What an employer is told: each cause right, over the API and on the page, in its own words."""

import re
from html import unescape

import pytest

from tests.journeys.causes import CAUSES, Cause
from tests.journeys.stage import Stage

_HTML = {"Accept": "text/html"}
# How each verdict looks on the page; a body that is not known is genuine, with care.
_STATES = {"valid": "caution", "invalid": "invalid", "undetermined": "undetermined"}

causes = pytest.mark.parametrize("cause", CAUSES, ids=[cause.name for cause in CAUSES])


@pytest.fixture
def accredited(on_stage: Stage) -> Stage:
    """A stage on which the school is accredited, so that a good certificate is simply good."""
    on_stage.accredit(on_stage.world.school, "Harbour Technical School")
    return on_stage


def page_of(stage: Stage, content: bytes, language: str = "en") -> str:
    """The page that answers an upload."""
    answer = stage.client.post(
        f"/verify?lang={language}", files={"file": ("brought", content)}, headers=_HTML
    )
    assert answer.status_code in {200, 422}
    return answer.text


def shown(page: str) -> tuple[str, str]:
    """The state of a result page and its one sentence; without a result, why there is none."""
    result = re.search(r'data-state="(\w+)".*?<h1>(.*?)</h1>', page, re.DOTALL)
    if result is None:
        nothing = re.search(r'<p id="why">(.*?)</p>', page, re.DOTALL)
        assert nothing is not None
        return "", unescape(nothing[1]).strip()
    return result[1], unescape(result[2]).strip()


def test_a_good_certificate_is_valid_and_its_issuer_is_named_by_the_list(
    accredited: Stage,
) -> None:
    world = accredited.world
    good = world.issue(world.document(credentialStatus=world.entry())).content
    answer = accredited.client.post("/api/v1/verify", content=good).json()
    assert answer["verdict"] == "valid"
    assert answer["checks"]["issuer"]["answer"] == "accredited"
    assert answer["checks"]["issuer"]["name"] == "Harbour Technical School"
    assert shown(page_of(accredited, good))[0] == "valid"
    assert "Accredited by <bdi>National Training Authority</bdi>" in page_of(accredited, good)


@causes
def test_the_api_gives_each_cause(accredited: Stage, cause: Cause) -> None:
    answer = accredited.client.post("/api/v1/verify", content=cause.bring(accredited))
    found = answer.json()
    if cause.verdict is None:
        assert (answer.status_code, found["code"]) == (422, cause.code)
        return
    assert answer.status_code == 200
    assert found["verdict"] == cause.verdict
    assert [problem["code"] for problem in found["problems"]] == (
        [cause.code] if cause.code else []
    )
    answers = {check: found["checks"][check]["answer"] for check in found["checks"]}
    assert (answers["genuine"], answers["current"], answers["issuer"]) == (
        cause.genuine,
        cause.current,
        cause.issuer,
    )
    assert ("credential" in found) == (cause.genuine == "yes")


@causes
def test_the_page_shows_each_cause_and_never_as_passed(accredited: Stage, cause: Cause) -> None:
    content = cause.bring(accredited)
    page = page_of(accredited, content)
    state, _ = shown(page)
    assert state == (_STATES[cause.verdict] if cause.verdict else "")
    assert ("Amina Yusuf" in page) == (cause.genuine == "yes")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_two_causes_have_the_same_sentence(accredited: Stage, language: str) -> None:
    # The unreachable list stays unreachable, so it comes last.
    rows = sorted(CAUSES, key=lambda cause: cause.name == "unreachable list")
    sentences = {
        cause.name: shown(page_of(accredited, cause.bring(accredited), language))[1]
        for cause in rows
    }
    assert len(set(sentences.values())) == len(CAUSES), sentences


def test_before_the_proof_holds_only_the_issuers_key_is_asked_for(accredited: Stage) -> None:
    forged = next(cause for cause in CAUSES if cause.name == "changed claim")
    content = forged.bring(accredited)
    accredited.fetcher.asked.clear()
    accredited.client.post("/api/v1/verify", content=content)
    assert accredited.fetcher.asked == ["https://school.example/.well-known/did.json"]


def test_own_certificates_are_checked_without_the_network(accredited: Stage) -> None:
    award = accredited.award()
    answer = accredited.client.post("/api/v1/verify", content=award.content).json()
    assert answer["verdict"] == "valid"
    assert accredited.fetcher.asked == []
