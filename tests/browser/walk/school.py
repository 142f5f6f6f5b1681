"""A training body that is set up, with a clerk who issues, prints slips and corrects."""

from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser import acts
from tests.browser.service import Service

COURSES = {
    "WELD-2": "Metal arc welding, level 2",
    "SAFE-1": "Safety on building sites",
    "CRANE-1": "Slinging and signalling for cranes",
    "FIRE-1": "Fire watch",
    "AID-1": "First aid at work",
}


class School:
    """The college of the other browser tests, accredited; its programs issue by the API."""

    def __init__(self, browser: Browser, service: Service) -> None:
        self._browser = browser
        operator = self._desk()
        acts.choose_password(operator, service.command("operator", "create", "op@passport.example"))
        links = acts.open_college(operator)
        operator.context.close()
        self.clerk = self._desk()
        acts.choose_password(self.clerk, links[0])
        self.url = service.url
        self._key = self._key_of_a_program()
        for code, name in COURSES.items():
            facts = {"code": code, "name": name, "description": f"{name}.", "criteria": "A test."}
            self._call("achievements", facts)

    def award(self, course: str, **person: str) -> dict[str, Any]:
        """A certificate for somebody; the answer has its id and its claim link."""
        return self._call("awards", {"achievement": course, "person": person})

    def slip(self, award_id: str) -> bytes:
        """The claim slip of a certificate as the clerk prints it (PDF)."""
        self.clerk.goto(f"{self.url}/console/awards/{award_id.rpartition(':')[2]}")
        acts.press(self.clerk, "Show the claim slip")
        return self.clerk.pdf()

    def correct(self, said: str, **right: str) -> bytes:
        """Answer a worker who has said that something is wrong; the new slip (PDF)."""
        self.clerk.goto(f"{self.url}/console/requests")
        letter = self.clerk.get_by_role("article").filter(has_text=said)
        letter.get_by_role("link", name="Correct and replace").click()
        for label, text in right.items():
            acts.entry(self.clerk, label).fill(text)
        self.clerk.get_by_label("The name was misspelt").check()
        acts.press(self.clerk, "Issue the corrected one")
        acts.press(self.clerk, "Show the claim slip")
        return self.clerk.pdf()

    def _desk(self) -> Page:
        context = self._browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(20_000)
        return context.new_page()

    def _key_of_a_program(self) -> str:
        self.clerk.goto(f"{self.url}/console/programs")
        acts.entry(self.clerk, "For which program?").fill("student records")
        self.clerk.get_by_label("Issue certificates").check()
        acts.press(self.clerk, "Make the key")
        return self.clerk.locator(".code bdi").inner_text()

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.clerk.request.post(
            f"{self.url}/api/v1/organisations/riverside/{path}",
            data=body,
            headers={"Authorization": f"Bearer {self._key}"},
        )
        assert answer.ok, answer.text()
        found: dict[str, Any] = answer.json()
        return found
