"""The README's pictures, made anew: `python -m tests.browser.pictures`.

They are taken on the way of the same steps that the browser tests take, so that they show
what is there.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import acts
from tests.browser.conftest import started
from tests.browser.service import Service, running

_FOLDER = Path(__file__).parents[2] / "docs" / "images"
_LARGEST = 200_000
_DESK = (1280, 1210)
_PHONE = (390, 844)
# So that the sentence and all five lines are in the picture.
_LONG_PHONE = (390, 1265)


def main() -> None:
    """Take one picture of each of the three people's pages."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as service,
        sync_playwright() as playwright,
    ):
        chromium = started(playwright)
        issued = _clerk(chromium, service)
        _worker(chromium, service, issued)
        _employer(chromium, service, issued)
        chromium.close()


def _clerk(chromium: Browser, service: Service) -> acts.Issued:
    operator = _window(chromium, _DESK)
    acts.choose_password(operator, service.command("operator", "create", "op@passport.example"))
    clerk = _window(chromium, _DESK)
    acts.choose_password(clerk, acts.open_college(operator)[0])
    acts.describe_award(clerk)
    acts.hand_in(clerk, service.url)
    issued = acts.issue(clerk)
    clerk.goto(issued.page)
    _take(clerk, "clerk")
    return issued


def _worker(chromium: Browser, service: Service, issued: acts.Issued) -> None:
    worker = _window(chromium, _PHONE)
    acts.claim(worker, service.url, issued.codes[acts.WORKER], born=("12", "3", "1994"))
    acts.share(worker, service.url)
    worker.goto(f"{service.url}/passport")
    _take(worker, "worker")


def _employer(chromium: Browser, service: Service, issued: acts.Issued) -> None:
    employer = _window(chromium, _LONG_PHONE)
    acts.check_file(employer, service.url, "certificate.png", issued.png[acts.WORKER])
    acts.see_valid(employer)
    _take(employer, "employer")


def _window(chromium: Browser, size: tuple[int, int]) -> Page:
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="en-GB", color_scheme="light"
    )
    return context.new_page()


def _take(page: Page, name: str) -> None:
    """Save what the screen shows, with few colours: the pages have few."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(64)
    path = _FOLDER / f"{name}.png"
    picture.save(path, optimize=True)
    if path.stat().st_size > _LARGEST:
        raise SystemExit(f"{path} is larger than {_LARGEST} bytes")


if __name__ == "__main__":
    main()
