"""Who walks, and what a worker, a foreman and an employer do on the pages."""

from dataclasses import dataclass

from tests.browser.service import Service
from tests.browser.walk.people import Person
from tests.browser.walk.school import COURSES

FIRST, *MORE = COURSES
SHARED = ("WELD-2", "SAFE-1", "AID-1")


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
_BORN = {"Day": "12", "Month": "3", "Year": "1994"}


def look_at_it(phone: Person, service: Service, code: str) -> None:
    """Type the code of a slip, as it was printed, and a birth date."""
    phone.open(f"{service.url}/claim")
    phone.write({"Your claim code": code.lower()})
    phone.press("Next")
    phone.reads(COURSES[FIRST])
    phone.write(_BORN)
    phone.press("Next")
    phone.sees("Is this you?")
    phone.show("accept")


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
    for course in SHARED:
        phone.tick(COURSES[course])
    phone.press("See what they will see")
    phone.sees("This is what they will see")
    phone.show("preview")
    for course, name in COURSES.items():
        (phone.reads if course in SHARED else phone.reads_nothing_of)(name)
    phone.press("Make the link")
    return phone.page.locator(".code bdi").inner_text()


def open_it(employer: Person, worker: Worker, link: str) -> None:
    employer.open(link)
    employer.reads_nothing_of(worker.name)
    employer.write({"Your name or company": "Gulf Steel"})
    employer.press("Show and check")
    employer.sees("Every certificate in this set is genuine and valid.")
    employer.show("checked")
    employer.reads(worker.name)
    employer.reads(COURSES["AID-1"])
    employer.reads_nothing_of(COURSES["FIRE-1"])


def see_that_it_was_opened(phone: Person) -> None:
    phone.page.reload()
    phone.look()
    phone.reads("Gulf Steel")
    phone.follow("Back to my passport")
