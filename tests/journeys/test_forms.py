"""The table of causes in every form of input: 150 cells, each by API and as a page."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from app.base.wording import problem_sentence
from credentials import JSONObject, Problem, ProblemCode
from tests.journeys.causes import CAUSES, Cause
from tests.journeys.forms import FORMS, NEVER, Brought, bring
from tests.journeys.stage import Stage, stage

_HTML = {"Accept": "text/html"}
# What a page says of a body that is not known, which no problem says.
_UNKNOWN_BODY = "from a body that we do not know"
# Where there is nothing to check, each form says what to bring instead.
_NOTHING = {
    "link": "it is not a certificate that can be checked",
    "paste": "There is no certificate in what you gave us",
    "JSON": "There is no certificate in what you gave us",
    "JWT": "There is no certificate in what you gave us",
    "PNG": "We found no code and no certificate in this picture",
    "SVG": "There is no certificate in what you gave us",
    "PDF": "No certificate is attached to this PDF file",
    "photo": "There is no certificate in what you gave us",
    "code": "No certificate of this service was printed with this code",
    "share": "There is nothing behind this link",
}


@pytest.fixture(scope="module")
def on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for the whole table, on which the school is accredited."""
    with stage(tmp_path_factory.mktemp("forms") / "data") as opened:
        opened.accredit(opened.world.school, "Harbour Technical School")
        yield opened


def by_api(on: Stage, brought: Brought) -> JSONObject:
    """The API's answer; of a shared set, to the one certificate in it."""
    sent: dict[str, Any] = brought.api
    answer: JSONObject = on.client.post("/api/v1/verify", **sent).json()
    whole = answer.get("credentials")
    return answer if whole is None else {**whole[0], "verdict": whole[0]["verdict"]}


def as_page(on: Stage, brought: Brought) -> str:
    """The words of the page, with the state of what is checked in front."""
    sent: dict[str, Any] = brought.sent
    page = on.client.post(brought.page, headers=_HTML, **sent).text
    states = re.findall(r'data-state="(\w+)"', page)
    words = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
    return f"{states[-1] if states else 'none'}: {words}"


def expected_words(form: str, cause: Cause, answer: JSONObject) -> str:
    """The sentence that the page has to say."""
    if cause.verdict is None:
        return _NOTHING[form]
    if cause.code is None:
        return _UNKNOWN_BODY
    (told,) = answer["problems"]
    return problem_sentence(
        ProblemCode(cause.code), Problem(ProblemCode(cause.code), "", told["pointer"])
    )


def faults_of(on: Stage, form: str, cause: Cause) -> list[str]:
    """What is wrong in one cell."""
    brought = bring(on, form, cause)
    answer, page = by_api(on, brought), as_page(on, brought)
    faults = []
    if answer.get("verdict") != cause.verdict:
        faults.append(f"the API says {answer.get('verdict')}")
    codes = [problem["code"] for problem in answer.get("problems", [])]
    if cause.verdict is None:
        codes = [answer.get("code")]
    if codes != ([cause.code] if cause.code else []):
        faults.append(f"its problems are {codes}")
        return faults
    states = {"valid": "caution", None: "none"}
    if not page.startswith(f"{states.get(cause.verdict, cause.verdict)}: "):
        faults.append(f"the page shows {page[:20]}")
    if expected_words(form, cause, answer) not in page:
        faults.append(f"the page says {page}")
    return faults


@pytest.mark.parametrize("form", FORMS)
def test_each_cause_is_told_in_this_form(on: Stage, form: str) -> None:
    faults = {}
    for cause in CAUSES:
        if (form, cause.name) in NEVER:
            continue
        found = faults_of(on, form, cause)
        on.world.unreachable.clear()
        if found:
            faults[cause.name] = found
    assert faults == {}


def test_every_reason_belongs_to_a_cell_and_is_a_sentence() -> None:
    cells = {(form, cause.name) for form in FORMS for cause in CAUSES}
    assert len(cells) == 150
    assert set(NEVER) <= cells
    assert all(len(reason.split()) > 5 for reason in NEVER.values())
