"""The table of causes once more, as an employer sees it: a real browser, uploads, and words."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.base.codes import printed_code
from tests.browser import acts
from tests.journeys.causes import CAUSES, Cause
from tests.journeys.stage import Stage, served, stage

pytestmark = pytest.mark.browser

_WORDS = {"valid": "Take care", "invalid": "Not valid", "undetermined": "Could not be checked"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, str]]:
    """One service for all rows, on which the school is accredited."""
    with stage(tmp_path_factory.mktemp("verdicts") / "data") as on_stage:
        on_stage.accredit(on_stage.world.school, "Harbour Technical School")
        with served(on_stage) as address:
            yield on_stage, address


def upload(page: Page, address: str, content: bytes) -> None:
    """Choose a file on the employer's page and press the button."""
    page.goto(f"{address}/verify")
    page.get_by_label("Or choose photos, pictures or files").set_input_files(acts.file_of(content))
    page.get_by_role("button", name="Check").click()


def told(page: Page, on_stage: Stage, address: str, cause: Cause) -> tuple[str, str]:
    """The word and the sentence that the page shows for a cause."""
    content = cause.bring(on_stage)
    upload(page, address, content)
    on_stage.world.unreachable.clear()
    if cause.verdict is None:
        return "", page.locator("#why").inner_text()
    verdict = page.get_by_role("status").first
    return verdict.locator(".word").inner_text(), verdict.locator("h1").inner_text()


@pytest.mark.parametrize("width", [320, 1280])
def test_every_cause_is_shown_in_words_of_its_own(
    page: Page, opened: tuple[Stage, str], width: int
) -> None:
    on_stage, address = opened
    page.set_viewport_size({"width": width, "height": 800})
    sentences: dict[str, str] = {}
    for cause in CAUSES:
        word, sentences[cause.name] = told(page, on_stage, address, cause)
        assert word == (_WORDS[cause.verdict] if cause.verdict else ""), cause.name
        shows_person = "Amina Yusuf" in page.locator("main").inner_text()
        assert shows_person == (cause.genuine == "yes"), cause.name
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not too_wide, cause.name
    assert len(set(sentences.values())) == len(CAUSES), sentences


def test_a_printed_code_opens_with_what_is_on_the_paper(
    page: Page, opened: tuple[Stage, str]
) -> None:
    on_stage, address = opened
    code = printed_code(on_stage.award("Amina Yusuf").verification_code or "")
    page.goto(f"{address}/verify")
    page.get_by_label("Paste a link, a code or the certificate itself").fill(code.lower())
    page.get_by_role("button", name="Check").click()
    expect(page).to_have_url(f"{address}/v/{code}")
    expect(page.locator("main")).not_to_contain_text("Amina")
    page.get_by_label("Name or birth year on the paper").fill("1998")
    page.get_by_role("button", name="Show the lines").click()
    expect(page.locator("main")).to_contain_text("Amina Yusuf")
    expect(page.locator("main")).to_contain_text("Pipe welder")


def test_the_page_works_without_scripts(page: Page, opened: tuple[Stage, str]) -> None:
    on_stage, address = opened
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False).new_page()
    upload(plain, address, on_stage.world.issue().content)
    expect(plain.get_by_role("status").first).to_contain_text("Valid")
    plain.context.close()


def test_a_file_may_be_dropped_on_the_form(page: Page, opened: tuple[Stage, str]) -> None:
    on_stage, address = opened
    page.goto(f"{address}/verify")
    content = on_stage.world.issue().content.decode()
    dropped = page.evaluate_handle(
        """(content) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([content], "badge.json", {type: "application/json"}));
            return transfer;
        }""",
        content,
    )
    page.dispatch_event("form[data-drop]", "drop", {"dataTransfer": dropped})
    expect(page.get_by_role("status").first).to_contain_text("Valid")


def test_in_arabic_the_page_reads_from_the_right(page: Page, opened: tuple[Stage, str]) -> None:
    on_stage, address = opened
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{address}/verify?lang=ar")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    file = {
        "name": "a.json",
        "mimeType": "application/json",
        "buffer": on_stage.world.issue().content,
    }
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type] # a mapping is what it takes
    page.locator("form[data-drop] button").click()
    expect(page.get_by_role("status").first).to_contain_text("هذه الشهادة أصلية وسارية")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", ["/verify", "/console/sign-in"])
def test_the_menu_stays_on_one_line_on_a_small_phone(
    page: Page, opened: tuple[Stage, str], path: str, language: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{opened[1]}{path}?lang={language}")
    entries = page.locator("header nav li")
    boxes = [entries.nth(place).bounding_box() for place in range(entries.count())]
    assert len({round(box["y"]) for box in boxes if box}) == 1
