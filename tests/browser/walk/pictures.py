"""The pictures of docs/journeys.md, made anew: `python -m tests.browser.walk.pictures`.

They are taken on the way that the test goes, so that they show what is there.
"""

import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.clicks import Clicks
from tests.browser.conftest import started
from tests.browser.service import running
from tests.browser.walk.album import Album
from tests.browser.walk.school import School
from tests.browser.walk.way import JOURNEY, Walk, go
from tests.browser.walk.worker import AHMED, GRACE

FOLDER = Path(__file__).parents[3] / "docs/images/walk"
NAMES = ("accept", "passport", "preview", "checked", "back")


def main() -> None:
    """Go the way in both languages, and keep the pictures, with few colours."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        browser = started(playwright)
        with running(folder) as service:
            school = School(browser, service)
            for worker in (GRACE, AHMED):
                album = Album(folder, worker.language)
                go(Walk(browser, service, school, worker, Clicks(JOURNEY), album), folder)
                for name in NAMES:
                    _keep(folder / f"{worker.language}-{name}.png")
        browser.close()


def _keep(taken: Path) -> None:
    picture = Image.open(taken).convert("RGB").quantize(32)
    picture.save(FOLDER / taken.name, optimize=True)


if __name__ == "__main__":
    main()
