"""A worker's way from a printed slip to a lost phone, part by part."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import acts
from tests.browser.clicks import Clicks
from tests.browser.service import Service
from tests.browser.walk.album import Album
from tests.browser.walk.people import Person
from tests.browser.walk.school import School
from tests.browser.walk.worker import (
    FIRST,
    MORE,
    Worker,
    add_work,
    ask,
    confirm,
    look_at_it,
    open_it,
    say_what_is_wrong,
    see_that_it_was_opened,
    share,
    take_another,
    take_it,
)

JOURNEY = "A worker"
_CORRECTED = (
    "There is a corrected certificate. If it is not in your passport, "
    "ask %(issuer)s for its claim code."
)


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


def go(walk: Walk, folder: Path) -> None:
    """The whole way; `folder` is for what is printed."""
    phone = walk.somebody()
    paper = five_certificates(walk, phone, folder)
    confirmed_work(walk, phone)
    shared_and_withdrawn(walk, phone)
    lost(walk, phone, acts.scanned(paper, folder))


def five_certificates(walk: Walk, phone: Person, folder: Path) -> bytes:
    """From a slip with a misspelt name to five certificates; the recovery sheet (PDF)."""
    school, worker, step = walk.school, walk.worker, walk.clicks.step
    person = {"name_latin": worker.latin, "birth_date": "1994-03-12"}
    wrong = school.award(FIRST, name=worker.misspelt, **person)
    code = acts.scanned(school.slip(wrong["id"]), folder).rpartition("/")[2]
    with step("see what the certificate says before taking it"):
        look_at_it(phone, walk.service, code)
        phone.reads(worker.misspelt)
    with step("say that the name is wrong"):
        became = say_what_is_wrong(phone, worker)
    slip = school.correct(worker.letter, **{"Name": worker.name})
    phone.open(became)
    phone.sees(_CORRECTED, issuer=acts.COLLEGE)
    with step("take the corrected certificate"):
        paper = take_it(phone, worker, acts.scanned(slip, folder))
    with step("take four more"):
        for course in MORE:
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
    phone.show("passport")
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
        new.show("back")
        new.press("Yes, and I have lost the other one: sign it out")
        new.sees("Freeze everything")
    phone.open(home)
    phone.sees("Your passport is not open here")
    phone.reads_nothing_of(worker.name)
    new.open(home)
    new.reads(worker.name)
    look_round(new, home)


def look_round(phone: Person, home: str) -> None:
    """Every other page of the passport; nothing is pressed there."""
    certificate, entry = (
        str(phone.page.locator(link).first.evaluate("it => it.href"))
        for link in ("article h3 a", ".said a")
    )
    for link in (certificate, f"{certificate}/wrong", f"{certificate}/bind", entry):
        phone.open(link)
    for place in ("about-me", "import", "export", "erase", "return", "entries/new/language"):
        phone.open(f"{home}/{place}")
