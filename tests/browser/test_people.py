"""The three people's journeys, and the operator's before them, in a real browser.

One service is started with the real command on an empty folder, and one class list goes
through it: opened by an operator, issued by a clerk, claimed and shared by a worker, checked
by an employer.
"""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import acts
from tests.browser.service import Service, running

pytestmark = pytest.mark.browser

_PHONE = {"width": 320, "height": 640}
_DESK = {"width": 1280, "height": 800}


def window(browser: Browser, size: dict[str, int], *, scripts: bool = True) -> BrowserContext:
    """A browser of somebody else: no cookies, no history."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        java_script_enabled=scripts,
        locale="en-GB",
    )
    context.set_default_timeout(20_000)
    return context


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, started as a person would start it."""
    with running(tmp_path_factory.mktemp("service")) as started:
        yield started


@pytest.fixture(scope="module")
def links(browser: Browser, service: Service) -> list[str]:
    """What the operator gives to the clerk and a second person, after opening the college."""
    context = window(browser, _DESK)
    page = context.new_page()
    acts.choose_password(page, service.command("operator", "create", "op@passport.example"))
    expect(page.get_by_text("There is no training body yet.")).to_be_visible()
    made = acts.open_college(page)
    context.close()
    return made


@pytest.fixture(scope="module")
def issued(browser: Browser, service: Service, links: list[str]) -> acts.Issued:
    """What the clerk holds after the class list. Her browser runs no scripts."""
    context = window(browser, _DESK, scripts=False)
    page = context.new_page()
    acts.choose_password(page, links[0])
    acts.describe_award(page)
    acts.hand_in(page, service.url)
    held = acts.issue(page)
    context.close()
    return held


@pytest.fixture(scope="module")
def shared(browser: Browser, service: Service, issued: acts.Issued) -> str:
    """The link that the worker made, with the first certificate on the list, on a small phone."""
    context = window(browser, _PHONE)
    page = context.new_page()
    acts.claim(page, service.url, issued.codes[acts.WORKER], born=("12", "3", "1994"))
    link = acts.share(page, service.url)
    context.close()
    return link


# ── The clerk ───────────────────────────────────────────────────────────────────────────


def test_the_clerk_issues_a_class_list_without_scripts(issued: acts.Issued) -> None:
    assert len(issued.pdf) == len(issued.png) == len(issued.json) == len(issued.codes) == 23
    assert len(set(issued.codes.values())) == 23


def test_the_printed_certificate_says_where_it_is_checked(
    service: Service, issued: acts.Issued, tmp_path: Path
) -> None:
    link = acts.scanned(issued.pdf[acts.WORKER], tmp_path)
    assert link.startswith(f"{service.url}/v/")


def test_the_same_list_again_issues_nobody_twice(
    page: Page, service: Service, issued: acts.Issued
) -> None:
    acts.sign_in(page, service.url, acts.CLERK)
    page.goto(f"{service.url}/console/lists/new")
    page.get_by_label("The list, as an Excel workbook").set_input_files(
        acts.EXAMPLES / "class-list.csv"
    )
    acts.press(page, "Look at the list")
    expect(page).to_have_url(f"{issued.page}?again=yes")
    expect(page.get_by_text("You handed this file in before")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("23 certificates were issued")


def test_a_certificate_that_two_people_withdraw_no_longer_verifies(
    page: Page, browser: Browser, service: Service, issued: acts.Issued, links: list[str]
) -> None:
    name = "Ngozi Okonkwo"
    acts.check_text(page, service.url, issued.json[name].decode())
    expect(page.get_by_text("This certificate is genuine and valid.")).to_be_visible()

    acts.sign_in(page, service.url, acts.CLERK)
    acts.ask_to_withdraw(page, service.url, name)
    context = window(browser, _DESK)
    second = context.new_page()
    acts.choose_password(second, links[1])
    acts.confirm_withdrawal(second, service.url, name)
    context.close()

    acts.check_text(page, service.url, issued.json[name].decode())
    expect(page.locator(".verdict .word")).to_have_text("Not valid")
    expect(
        page.get_by_text("The issuer has withdrawn this certificate. It no longer counts.").first
    ).to_be_visible()


# ── The worker ──────────────────────────────────────────────────────────────────────────


def test_the_workers_code_is_dead_once_it_was_used(
    page: Page, service: Service, issued: acts.Issued, shared: str
) -> None:
    assert shared.startswith(f"{service.url}/s/")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{service.url}/c/{issued.codes[acts.WORKER]}")
    expect(page.locator("main")).not_to_contain_text(acts.WORKER)
    expect(page.get_by_role("heading", level=1)).to_have_text("This code was used")


def test_the_worker_stops_the_link_and_it_shows_nothing_any_more(
    browser: Browser, service: Service, issued: acts.Issued
) -> None:
    context = window(browser, _PHONE)
    page = context.new_page()
    code = issued.codes["Олена Шевчук"]
    page.goto(f"{service.url}/c/{code}")
    for part, value in (("Day", "8"), ("Month", "7"), ("Year", "1990")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Next").first.click()
    acts.press(page, "Yes, this is me. Keep it.")
    link = acts.share(page, service.url)
    acts.press(page, "Stop this link")

    other = window(browser, _PHONE).new_page()
    other.goto(link)
    expect(other.locator("main")).not_to_contain_text("Olena")
    expect(other.locator("main")).to_contain_text("That says nothing about the certificates")
    other.context.close()
    context.close()


# ── The employer ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [_PHONE, _DESK], ids=["phone", "desk"])
def test_the_employer_opens_the_shared_link(
    browser: Browser, shared: str, size: dict[str, int]
) -> None:
    context = window(browser, size)
    page = context.new_page()
    page.goto(shared)
    acts.fits(page)
    expect(page.locator("main")).not_to_contain_text(acts.WORKER)
    acts.press(page, "Show and check")
    expect(page.get_by_text("Every certificate in this set is genuine and valid.")).to_be_visible()
    acts.see_valid(page)
    context.close()


def test_the_employer_types_the_printed_code(
    page: Page, service: Service, issued: acts.Issued, tmp_path: Path
) -> None:
    code = acts.scanned(issued.pdf[acts.WORKER], tmp_path).rpartition("/")[2]
    acts.check_text(page, service.url, code.lower().replace("-", " "))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This certificate is genuine and valid."
    )
    expect(page.locator("main")).not_to_contain_text(acts.WORKER_LATIN)
    page.get_by_label("Name or birth year on the paper").fill("1995")
    acts.press(page, "Show the lines")
    expect(page.locator("main")).not_to_contain_text(acts.WORKER_LATIN)
    page.get_by_label("Name or birth year on the paper").fill("ben youssef")
    acts.press(page, "Show the lines")
    acts.see_valid(page)


def test_the_employer_uploads_the_picture_with_the_certificate_in_it(
    page: Page, service: Service, issued: acts.Issued
) -> None:
    acts.check_file(page, service.url, "certificate.png", issued.png[acts.WORKER])
    acts.see_valid(page)


def test_the_employer_pastes_the_certificate_itself(
    page: Page, service: Service, issued: acts.Issued
) -> None:
    acts.check_text(page, service.url, issued.json[acts.WORKER].decode())
    acts.see_valid(page)


def test_the_employer_takes_a_photo_of_the_paper(
    page: Page, service: Service, issued: acts.Issued, tmp_path: Path
) -> None:
    acts.check_file(
        page, service.url, "IMG_1234.jpg", photo(acts.printed(issued.pdf[acts.WORKER], tmp_path))
    )
    expect(page).to_have_url(f"{service.url}/v/{page.url.rpartition('/')[2]}")
    page.get_by_label("Name or birth year on the paper").fill("1994")
    acts.press(page, "Show the lines")
    acts.see_valid(page)


def test_an_edited_certificate_shows_nothing_of_what_it_says(
    page: Page, service: Service, issued: acts.Issued
) -> None:
    edited = json.loads(issued.json[acts.WORKER])
    edited["credentialSubject"]["achievement"]["name"] = "Master welder"
    acts.check_text(page, service.url, json.dumps(edited, ensure_ascii=False))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This certificate was changed after it was signed, or it is a forgery."
    )
    expect(page.locator("main")).not_to_contain_text("Master welder")
    expect(page.locator("main")).not_to_contain_text(acts.WORKER_LATIN)


def photo(picture: bytes) -> bytes:
    """The paper on a dark table: held aslant, a little out of focus, as JPEG."""
    paper = Image.open(io.BytesIO(picture)).convert("RGB")
    table = Image.new("RGB", (paper.width + 400, paper.height + 400), (60, 48, 40))
    table.paste(paper, (200, 200))
    taken = table.rotate(7, fillcolor=(60, 48, 40)).filter(ImageFilter.GaussianBlur(1.2))
    written = io.BytesIO()
    taken.save(written, "JPEG", quality=70)
    return written.getvalue()
