"""A worker's first year with a passport on a phone 320 pixels wide, as a new user would do it.

From a printed slip to a lost phone, once in English and once in Arabic. Every page is looked
at, and every tap is counted against docs/journeys.md.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.clicks import Clicks, allowed
from tests.browser.service import Service, running
from tests.browser.walk.album import Album, folder_asked_for
from tests.browser.walk.school import School
from tests.browser.walk.way import JOURNEY, Walk, go
from tests.browser.walk.worker import AHMED, GRACE, Worker

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, started as a person would start it."""
    with running(tmp_path_factory.mktemp("service")) as started:
        yield started


@pytest.fixture(scope="module")
def school(browser: Browser, service: Service) -> School:
    """A training body that both workers were at."""
    return School(browser, service)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("worker", [GRACE, AHMED], ids=["en", "ar"])
def test_a_worker_gets_from_a_printed_slip_to_a_new_phone(
    browser: Browser, service: Service, school: School, worker: Worker, tmp_path: Path
) -> None:
    clicks = Clicks(JOURNEY)
    album = Album(folder_asked_for(), worker.language)
    go(Walk(browser, service, school, worker, clicks, album), tmp_path)
    assert clicks.taken.keys() == allowed(JOURNEY).keys()
