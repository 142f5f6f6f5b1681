"""A training body from its application to a replaced certificate, as new users would do it.

Every page is looked at 1280 and 320 pixels wide, and every click is counted against
docs/journeys.md.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from pypdf import PdfReader

from tests.browser import acts
from tests.browser.clicks import Clicks, allowed
from tests.browser.service import Service, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_DESK: ViewportSize = {"width": 1280, "height": 900}
_PHONE: ViewportSize = {"width": 320, "height": 640}
_JOURNEY = "A training body"
_PEOPLE = 400
_BODY = "Harbour Skills Centre"
_OWNER, _SECOND = "director@harbour.example", "deputy@harbour.example"
_OPERATOR = "operator@passport.example"
_WELDING = "Metal arc welding, level 2"

# Twelve kinds of mistakes that clerks make: what the line says instead of what it should.
_MISTAKES = {
    "no name": {"name": ""},
    "a name that is too long": {"name": "Ana " * 80},
    "a hidden character": {"name": "Ana \u202eSmith"},
    "a birth date in words": {"birth_date": "May 1998"},
    "a day that does not exist": {"birth_date": "1998-02-30"},
    "born in the future": {"birth_date": "2089-05-01"},
    "awarded in the future": {"awarded_on": "2030-01-01"},
    "an address without its domain": {"email": "ana@"},
    "neither birth date nor number": {"birth_date": "", "register_number": ""},
    "a year of two digits": {"birth_date": "01.02.98"},
    "a cell too many": {"awarded_on": "2026-11-06,spare"},
    "the same person again": {"name": "Person 1", "register_number": "R-1"},
}
_HEADINGS = ("name", "birth_date", "register_number", "email", "awarded_on")


def class_list() -> bytes:
    """Four hundred people, twelve of them with a mistake, each in another way."""
    lines = [",".join(_HEADINGS)]
    mistakes = list(_MISTAKES.values())
    for number in range(_PEOPLE):
        right = {
            "name": f"Person {number}",
            "birth_date": "1990-01-01",
            "register_number": f"R-{number}",
            "email": "",
            "awarded_on": "2026-11-06",
        }
        wrong = mistakes[number // 30] if number % 30 == 15 and number // 30 < 12 else {}
        lines.append(",".join({**right, **wrong}[name] for name in _HEADINGS))
    return "\n".join(lines).encode()


class Person:
    """Somebody before a browser of their own, whose pages are looked at on both screens."""

    def __init__(self, browser: Browser, service: Service, clicks: Clicks) -> None:
        self.context: BrowserContext = browser.new_context(locale="en-GB", viewport=_DESK)
        self.context.set_default_timeout(20_000)
        clicks.watch(self.context)
        self.page: Page = self.context.new_page()
        self.clicks = clicks
        self.url = service.url

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else f"{self.url}{path}")
        self.look()

    def press(self, name: str | re.Pattern[str]) -> None:
        exact = isinstance(name, str)
        self.page.locator("main").get_by_role("button", name=name, exact=exact).first.click()
        self.look()

    def follow(self, name: str | re.Pattern[str]) -> None:
        exact = isinstance(name, str)
        self.page.locator("main").get_by_role("link", name=name, exact=exact).first.click()
        self.look()

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def write(self, fields: dict[str, str]) -> None:
        for label, text in fields.items():
            acts.entry(self.page, label).fill(text)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text, timeout=60_000)

    def look(self) -> None:
        """Nothing is wider than the screen, on a desk and on a small phone."""
        acts.fits(self.page)
        self.page.set_viewport_size(_PHONE)
        acts.fits(self.page)
        self.page.set_viewport_size(_DESK)

    def comes_in(self, link: str) -> None:
        """Choose a password with a link from a mail."""
        self.open(link)
        self.write({"New password": acts.PASSWORD, "The same password again": acts.PASSWORD})
        self.press("Save and sign in")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, started as a person would start it."""
    with running(tmp_path_factory.mktemp("service")) as started:
        yield started


@pytest.mark.timeout(600)
def test_a_new_body_gets_from_its_application_to_a_replaced_certificate(
    browser: Browser, service: Service
) -> None:
    clicks = Clicks(_JOURNEY)
    owner = Person(browser, service, clicks)
    with clicks.step("apply"):
        apply(owner, service)
    with clicks.step("approve an application"):
        approve(Person(browser, service, clicks), service)
    with clicks.step("sign in for the first time"):
        owner.comes_in(service.mailed(_OWNER, about="/console/setup/"))
    second = Person(browser, service, clicks)
    with clicks.step("bring in a second person"):
        invite(owner)
        second.comes_in(service.mailed(_SECOND, about="/console/setup/"))
    with clicks.step("have lists approved by a second person"):
        owner.open("/console/profile/settings")
        owner.tick("A second person has to approve each class list")
        owner.press("Save")
    with clicks.step("describe an achievement"):
        describe(owner)
    with clicks.step("hand in a list of 400"):
        hand_in(owner)
    with clicks.step("mend twelve wrong lines"):
        mend(owner)
    with clicks.step("pass the list on"):
        owner.press(re.compile(r"^Pass on 400 certificates"))
        owner.sees("waits for the approval of a second person")
    with clicks.step("approve a list"):
        second.open("/console")
        second.open(owner.page.url)
        second.press("Approve, and issue 400 certificates")
        second.sees("400 certificates were issued")
    with clicks.step("print 400 claim slips"):
        slips(owner)
    with clicks.step("withdraw a certificate"):
        withdraw(owner)
    with clicks.step("confirm a withdrawal"):
        second.open("/console/requests")
        second.press("Confirm: withdraw it")
        second.sees("Nothing waits for a second person.")
    with clicks.step("replace a certificate"):
        replace(owner)
    assert clicks.taken.keys() == allowed(_JOURNEY).keys()


def apply(owner: Person, service: Service) -> None:
    owner.open("/apply")
    owner.write(
        {
            "Name": _BODY,
            "What do you award?": "Welding courses, 400 people a year.",
            "Your name": "Wanjiku Mwangi",
            "E-mail address": _OWNER,
        }
    )
    # Whoever types the name of a country needs no click.
    acts.entry(owner.page, "Country").press_sequentially("Kenya")
    owner.clicks.choose(acts.entry(owner.page, "What are you?"), "school")
    owner.press("Send the application")
    owner.open(service.mailed(_OWNER, about="/apply/"))
    owner.press("Yes, this is my application")
    file = owner.page.get_by_label("Add a paper")
    owner.clicks.give_file(file, name="registration.pdf", content=b"%PDF-1.7\n%%EOF\n")
    owner.press("Hand it in")
    owner.sees("registration.pdf")


def approve(operator: Person, service: Service) -> None:
    operator.comes_in(service.command("operator", "create", _OPERATOR))
    operator.follow(_BODY)
    operator.write({"Short name": "harbour"})
    operator.press("Approve")


def invite(owner: Person) -> None:
    owner.open("/console/staff")
    owner.write({"E-mail address": _SECOND, "Name": "Juma Otieno"})
    owner.tick("Approver")
    owner.press("Invite")


def describe(owner: Person) -> None:
    owner.open("/console")
    owner.follow("Describe what we award")
    owner.write(
        {
            "Name": _WELDING,
            "Code": "WELD-2",
            "What it is": "Welds steel plate and pipe in all positions.",
            "What had to be shown": "120 hours of practice and two tests.",
        }
    )
    owner.tick("Course")
    owner.press("Save")


def hand_in(owner: Person) -> None:
    owner.open("/console/lists/new")
    file = owner.page.get_by_label("The list, as an Excel workbook")
    owner.clicks.give_file(file, name="list.csv", content=class_list())
    owner.press("Look at the list")
    owner.sees("12 lines are wrong")
    owner.sees("388 certificates will be issued")


def mend(owner: Person) -> None:
    """Correct each wrong line where it stands."""
    for left in range(len(_MISTAKES), 0, -1):
        owner.sees(f"{left} lines are wrong" if left > 1 else "1 line is wrong")
        owner.follow(re.compile(r"^\d+: correct it$"))
        number = int(re.findall(r"\d+", owner.page.get_by_role("heading", level=1).inner_text())[0])
        right = {
            "Whole name": f"Person {number - 2}",
            "Birth date": "1990-01-01",
            "Register number": f"R-{number - 2}",
            "E-mail address": "",
            "Day of the award": "2026-11-06",
        }
        owner.write(right)
        owner.press("Save the line")
    owner.sees("400 certificates will be issued")


def slips(owner: Person) -> None:
    owner.open(owner.page.url)
    owner.follow("400 claim slips")
    owner.press(re.compile(r"^Make"))
    # The page goes on by itself.
    owner.page.get_by_role("heading", name="The slips are ready").wait_for(timeout=60_000)
    with owner.page.expect_download() as download:
        owner.page.get_by_role("button", name=re.compile(r"^Download the slips")).click()
    pdf = Path(download.value.path()).read_bytes()
    assert len(PdfReader(io.BytesIO(pdf)).pages) == _PEOPLE // 8


def withdraw(owner: Person) -> None:
    owner.open("/console/awards")
    owner.page.get_by_label("Name, number, or the code on the paper").first.fill("R-7")
    owner.press("Find")
    owner.follow("Person 7")
    owner.follow("Withdraw")
    owner.tick("It was issued by mistake")
    owner.tick("I am sure.")
    owner.press("Ask for the withdrawal")
    owner.sees("Somebody asked to withdraw it")


def replace(owner: Person) -> None:
    owner.open("/console/awards")
    owner.page.get_by_label("Name, number, or the code on the paper").first.fill("R-8")
    owner.press("Find")
    owner.follow("Person 8")
    owner.follow("Correct and replace")
    owner.write({"Name": "Person Eight"})
    owner.tick("The name was misspelt")
    owner.press("Issue the corrected one")
    owner.sees("Issued in place of an earlier one.")
