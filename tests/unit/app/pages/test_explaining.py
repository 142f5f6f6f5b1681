"""What each result means and does not mean, on a page of its own, in both languages."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from app.base.locales import LANGUAGES, speaking
from app.pages.explaining import TOPICS, explanation_of
from app.verifier.reading import Headline
from credentials import ProblemCode
from tests.browser.result_pictures import PICTURES
from tests.journeys.causes import CAUSES
from tests.journeys.stage import Stage, stage

_DOCS = Path(__file__).parents[4] / "docs"
_HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for all tests of this file."""
    with stage(tmp_path_factory.mktemp("explaining") / "data") as opened:
        yield opened


def address_of(topic: str) -> str:
    return f"/explained/{topic}" if topic in set(Headline) else f"/problems/{topic}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_result_is_explained_on_a_page_of_its_own(lasting: Stage, language: str) -> None:
    pages = set()
    for topic in TOPICS:
        answer = lasting.client.get(f"{address_of(topic)}?lang={language}", headers=_HTML)
        page = unescape(answer.text)
        with speaking(language):
            told = explanation_of(topic)
        assert answer.status_code == 200
        assert told is not None
        for words in (told.means, told.does_not_mean, told.for_its_owner):
            assert words in page
        found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
        assert found is not None
        pages.add(found[1].strip())
    assert len(pages) == len(TOPICS)


def test_what_must_not_be_confused_is_told_apart() -> None:
    with speaking("en"):
        texts = {topic: explanation_of(topic) for topic in TOPICS}

    def denied(topic: str) -> str:
        told = texts[topic]
        assert told is not None
        return told.does_not_mean

    assert "Nobody has taken it back, and it is no forgery" in denied(ProblemCode.EXPIRED)
    assert "It is no forgery" in denied(ProblemCode.REVOKED)
    assert "A pause is no fault" in denied(ProblemCode.SUSPENDED)
    assert "has not lost the award" in denied(ProblemCode.REPLACED)
    assert "It is no forgery" in denied(Headline.VALID_UNKNOWN)
    assert "neither good nor bad news" in denied(ProblemCode.STATUS_UNREACHABLE)


def test_every_result_page_leads_to_its_explanation(lasting: Stage) -> None:
    for cause in CAUSES:
        content = cause.bring(lasting)
        page = lasting.client.post("/verify", files={"file": ("a", content)}, headers=_HTML).text
        lasting.world.unreachable.clear()
        if cause.verdict is None:
            continue
        topic = cause.code or Headline.VALID_UNKNOWN.value
        assert f'href="{address_of(topic)}"' in page


def test_a_result_that_is_none_is_not_found(lasting: Stage) -> None:
    for topic in ("valid", "expired", "x", "not-finished"):
        assert lasting.client.get(f"/explained/{topic}", headers=_HTML).status_code == 404


def test_the_documentation_shows_each_of_these_results_with_its_picture() -> None:
    text = (_DOCS / "results.md").read_text()
    shown = re.findall(r"!\[[^]]+\]\(images/results/([\w-]+)\.png\)", text)
    assert sorted(shown) == sorted(PICTURES.values())
    with speaking("en"):
        for topic in shown:
            told = explanation_of(topic)
            assert told is not None
            assert told.means in text
            assert told.does_not_mean in text
            assert (_DOCS / "images" / "results" / f"{topic}.png").is_file()
