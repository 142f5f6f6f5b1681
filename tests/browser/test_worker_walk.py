"""A worker's first year with a passport on a phone 320 pixels wide, as a new user would do it.

From a printed slip to a lost phone, once in English and once in Arabic. Every page is looked
at and kept as a picture, and every tap is counted against docs/journeys.md.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser

from tests.browser import acts
from tests.browser.clicks import Clicks, allowed
from tests.browser.service import Service, running
from tests.browser.walk.album import Album, folder_of
from tests.browser.walk.people import Person
from tests.browser.walk.school import COURSES, School

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_JOURNEY = "A worker"
_FIRST, *_MORE = COURSES
_SHARED = ("WELD-2", "SAFE-1", "AID-1")


@dataclass(frozen=True, slots=True)
class Worker:
    """Who walks: the name as it is right, and as the clerk has misspelt it."""

    language: str
    name: str
    latin: str
    misspelt: str
    letter: str
    work: tuple[str, str, str]
    foreman: str

    @property
    def email(self) -> str:
        """Where the foreman reads mail."""
        return f"foreman.{self.language}@yard.example"


GRACE = Worker(
    language="en",
    name="Grace Wanjiru Mwangi",
    latin="Grace Wanjiru Mwangi",
    misspelt="Grace Wanjiro Mwangi",
    letter="It is Wanjiru, with u at the end.",
    work=("Welder", "Harbour Yard", "Mombasa, Kenya"),
    foreman="Peter Otieno",
)
AHMED = Worker(
    language="ar",
    name="أحمد بن يوسف",
    latin="Ahmed Ben Youssef",
    misspelt="أحمد بن يونس",
    letter="اسم أبي يوسف وليس يونس.",
    work=("لحّام", "حوض الميناء", "صفاقس، تونس"),
    foreman="سالم الهمامي",
)
_CORRECTED = (
    "There is a corrected certificate. If it is not in your passport, "
    "ask %(issuer)s for its claim code."
)
_BORN = {"Day": "12", "Month": "3", "Year": "1994"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, started as a person would start it."""
    with running(tmp_path_factory.mktemp("service")) as started:
        yield started


@pytest.fixture(scope="module")
def school(browser: Browser, service: Service) -> School:
    """A training body that both workers were at."""
    return School(browser, service)


@dataclass(frozen=True, slots=True)
class Walk:
    """What all parts of one walk share."""

    browser: Browser
    service: Service
    school: School
    worker: Worker
    clicks: Clicks
    album: Album

    def somebody(self) -> Person:
        """A phone of somebody else."""
        return Person(self.browser, self.clicks, self.album)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("worker", [GRACE, AHMED], ids=["en", "ar"])
def test_a_worker_gets_from_a_printed_slip_to_a_new_phone(
    browser: Browser, service: Service, school: School, worker: Worker, tmp_path: Path
) -> None:
    album = Album(folder_of(tmp_path / "album"), worker.language)
    walk = Walk(browser, service, school, worker, Clicks(_JOURNEY), album)
    phone = walk.somebody()
    paper = five_certificates(walk, phone, tmp_path)
    confirmed_work(walk, phone)
    shared_and_withdrawn(walk, phone)
    lost(walk, phone, scanned(paper, tmp_path))
    assert walk.clicks.taken.keys() == allowed(_JOURNEY).keys()


# ── The parts of the way ────────────────────────────────────────────────────────────────


def five_certificates(walk: Walk, phone: Person, folder: Path) -> bytes:
    """From a slip with a misspelt name to five certificates; the recovery sheet (PDF)."""
    school, worker, step = walk.school, walk.worker, walk.clicks.step
    person = {"name_latin": worker.latin, "birth_date": "1994-03-12"}
    wrong = school.award(_FIRST, name=worker.misspelt, **person)
    code = scanned(school.slip(wrong["id"]), folder).rpartition("/")[2]
    with step("see what the certificate says before taking it"):
        look_at_it(phone, walk.service, code)
        phone.reads(worker.misspelt)
    with step("say that the name is wrong"):
        became = say_what_is_wrong(phone, worker)
    slip = school.correct(worker.letter, **{"Name": worker.name})
    phone.open(became)
    phone.sees(_CORRECTED, issuer=acts.COLLEGE)
    with step("take the corrected certificate"):
        paper = take_it(phone, worker, scanned(slip, folder))
    with step("take four more"):
        for course in _MORE:
            take_another(phone, school.award(course, name=worker.name, **person)["claim_url"])
    return paper


def confirmed_work(walk: Walk, phone: Person) -> None:
    """From what the worker says to what somebody else confirms."""
    worker, step = walk.worker, walk.clicks.step
    with step("add work experience"):
        add_work(phone, worker)
    with step("ask the foreman to confirm it"):
        ask(phone, worker)
    foreman = walk.somebody()
    with step("confirm what a worker says"):
        confirm(foreman, worker, walk.service.mailed(worker.email, about="/confirm/"))
    foreman.context.close()
    phone.open(f"{walk.service.url}/passport")
    phone.sees("Confirmed by an address that we do not know")
    phone.reads(worker.email)


def shared_and_withdrawn(walk: Walk, phone: Person) -> None:
    """From a choice of three to a link that shows nothing any more."""
    worker, step = walk.worker, walk.clicks.step
    with step("share three of five"):
        link = share(phone)
    employer = walk.somebody()
    with step("open what a worker shares"):
        open_it(employer, worker, link)
    with step("see that it was opened"):
        see_that_it_was_opened(phone)
    with step("withdraw a link"):
        phone.press("Stop this link")
        phone.sees("Stopped by you")
    employer.open(link)
    employer.sees("The person has stopped this link")
    employer.reads_nothing_of(worker.name)
    employer.context.close()


def lost(walk: Walk, phone: Person, link: str) -> None:
    """From a lost phone to a new one, with nothing but the recovery sheet."""
    worker, home = walk.worker, f"{walk.service.url}/passport"
    new = walk.somebody()
    with walk.clicks.step("come back on a new phone, and sign the lost one out"):
        new.open(link)
        new.reads(worker.name)
        new.press("Yes, and I have lost the other one: sign it out")
        new.sees("Freeze everything")
    phone.open(home)
    phone.sees("Your passport is not open here")
    phone.reads_nothing_of(worker.name)
    new.open(home)
    new.reads(worker.name)


# ── What people do on the pages ─────────────────────────────────────────────────────────


def scanned(paper: bytes, folder: Path) -> str:
    """What the code on a printed page (PDF) says."""
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(acts.printed(paper, folder))))
    return found.text


def look_at_it(phone: Person, service: Service, code: str) -> None:
    """Type the code of a slip, as it was printed, and a birth date."""
    phone.open(f"{service.url}/claim")
    phone.write({"Your claim code": code.lower()})
    phone.press("Next")
    phone.reads(COURSES[_FIRST])
    phone.write(_BORN)
    phone.press("Next")
    phone.sees("Is this you?")


def say_what_is_wrong(phone: Person, worker: Worker) -> str:
    """Write to the training body; the link that says what becomes of it."""
    phone.unfold("Something is wrong")
    phone.tick(phone.said("The name"))
    phone.write({"In your words": worker.letter})
    phone.press("Send this to the training body")
    phone.sees("It was sent")
    return phone.page.locator(".code bdi").inner_text()


def take_it(phone: Person, worker: Worker, link: str) -> bytes:
    """Scan the new slip, and keep the certificate; the recovery sheet as it is printed (PDF)."""
    phone.open(link)
    phone.write(_BORN)
    phone.press("Next")
    phone.reads(worker.name)
    phone.reads_nothing_of(worker.misspelt)
    phone.press("Yes, this is me. Keep it.")
    phone.sees("It is yours")
    paper = phone.page.pdf()
    phone.follow("Open my passport")
    return paper


def take_another(phone: Person, link: str) -> None:
    phone.open(link)
    phone.write(_BORN)
    phone.press("Next")
    phone.press("Yes, this is me. Keep it.")
    phone.sees("It is yours")


def add_work(phone: Person, worker: Worker) -> None:
    phone.follow("Open my passport")
    phone.unfold("Add something that you say yourself")
    phone.follow("Add work")
    role, employer, place = worker.work
    phone.write(
        {
            "What you worked as": role,
            "Employer": employer,
            "Place and country": place,
            "Since when": "5/2021",
            "Until when": "2024",
        }
    )
    phone.press("Keep it")
    phone.reads(employer)


def ask(phone: Person, worker: Worker) -> None:
    phone.follow("Ask somebody to confirm this")
    phone.write({"Their e-mail address": worker.email, "Your name, as they know you": worker.name})
    phone.press("Send the link")
    phone.reads(worker.email)


def confirm(foreman: Person, worker: Worker, link: str) -> None:
    foreman.open(link)
    foreman.reads(worker.work[1])
    foreman.write({"Your name": worker.foreman})
    foreman.press("Yes, this is true")


def share(phone: Person) -> str:
    """Choose three certificates, look at them as the reader will, and make the link."""
    phone.follow("Share")
    for course in _SHARED:
        phone.tick(COURSES[course])
    phone.press("See what they will see")
    phone.sees("This is what they will see")
    for course, name in COURSES.items():
        (phone.reads if course in _SHARED else phone.reads_nothing_of)(name)
    phone.press("Make the link")
    return phone.page.locator(".code bdi").inner_text()


def open_it(employer: Person, worker: Worker, link: str) -> None:
    employer.open(link)
    employer.reads_nothing_of(worker.name)
    employer.write({"Your name or company": "Gulf Steel"})
    employer.press("Show and check")
    employer.sees("Every certificate in this set is genuine and valid.")
    employer.reads(worker.name)
    employer.reads(COURSES["AID-1"])
    employer.reads_nothing_of(COURSES["FIRE-1"])


def see_that_it_was_opened(phone: Person) -> None:
    phone.page.reload()
    phone.look()
    phone.reads("Gulf Steel")
    phone.follow("Back to my passport")
