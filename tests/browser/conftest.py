"""A real Chromium for the tests in this folder: the distribution's own, without a window."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

# Chromium keeps to itself: nothing is fetched in the background, no second way round the network.
_FLAGS = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def started(playwright: Playwright) -> Browser:
    """The browser of this machine; the one that can do without a window takes two thirds."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    # Chromium's sandbox refuses to run as root.
    flags = [*_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else _FLAGS
    return playwright.chromium.launch(executable_path=program, args=flags)


# Playwright keeps an event loop running in this thread for as long as it is open, and other
# tests start loops of their own: so it is closed with its module.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for each module, started when the first test asks."""
    with sync_playwright() as playwright:
        chromium = started(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with no cookies and no history; an error in its scripts fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
