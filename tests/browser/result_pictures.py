"""Pictures of each result for docs/results.md: `python -m tests.browser.result_pictures`.

They are taken of the same causes that the table of causes is tested with.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.browser import acts
from tests.browser.conftest import started
from tests.journeys.causes import CAUSES
from tests.journeys.stage import Stage, served, stage

FOLDER = Path(__file__).parents[2] / "docs" / "images" / "results"
# Which cause shows which result; the picture has the name of its page of explanation.
PICTURES = {
    "changed claim": "tampered",
    "expired": "expired",
    "revoked": "revoked",
    "suspended": "suspended",
    "replaced": "replaced",
    "not yet valid": "not-yet-valid",
    "unreachable list": "status-unreachable",
    "unknown issuer": "valid-unknown",
    "unknown context": "context-unknown",
}
_PHONE: ViewportSize = {"width": 390, "height": 560}


def main() -> None:
    """Take one picture of the beginning of each result."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        stage(Path(folder) / "data") as on,
        served(on) as address,
        sync_playwright() as playwright,
    ):
        on.accredit(on.world.school, "Harbour Technical School")
        chromium = started(playwright)
        page = chromium.new_context(
            viewport=_PHONE,
            locale="en-GB",
            color_scheme="light",
        ).new_page()
        for cause in CAUSES:
            if cause.name in PICTURES:
                _take(on, page, address, cause.bring(on), PICTURES[cause.name])
                on.world.unreachable.clear()
        chromium.close()


def _take(on: Stage, page: Page, address: str, content: bytes, name: str) -> None:
    del on
    page.goto(f"{address}/verify")
    page.locator("#file").set_input_files(acts.file_of(content))
    page.get_by_role("button", name="Check").click()
    page.locator(".verdict").wait_for()
    # The result itself, without the head of the page.
    page.locator(".verdict").evaluate("it => window.scrollTo(0, it.offsetTop - 12)")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(48)
    picture.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
