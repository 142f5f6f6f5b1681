"""The worker's thread over HTTP: claim, keep, share, be checked, correct, take back."""

import json
import logging
import re

import pytest

from app.base import logs
from app.issuer import service as issuer
from tests.journeys.stage import Stage
from tests.unit.wallet_api.worker import Browser, browser, give, revoke


def verdict(reader: Browser) -> str:
    """The state of the first result on a reader's page."""
    found = re.search(r'data-state="([a-z]+)"', reader.text)
    assert found is not None
    return found.group(1)


def test_a_certificate_travels_from_the_slip_to_the_employer_and_back(on_stage: Stage) -> None:
    welding, crane = give(on_stage), give(on_stage, course="Crane operator")
    on_stage.accredit(_did(on_stage), "Harbour School")

    # The worker claims both into one passport and leaves the borrowed phone.
    phone = browser(on_stage).claim(welding.claim_code)
    paper = phone.return_link
    phone.claim(crane.claim_code, into="here")
    phone.open("/passport").send("/passport/close", forget="yes")
    assert "Amina" not in phone.text

    # At home the paper opens the passport, and a link is made for one employer.
    home = browser(on_stage).open(paper)
    assert home.text.count(">Valid<") == 2
    link = home.share(purpose="job", days="7")

    # The employer has one minute and no account.
    employer = browser(on_stage).open(link).send(link)
    assert verdict(employer) == "valid"
    assert "Every certificate in this set is genuine and valid." in employer.text
    for line in ("Is it genuine?", "Who issued it, and who says so?", "Amina Yusuf", "1998"):
        assert line in employer.text

    # One is taken back; the employer sees which, at once, under the same link.
    revoke(on_stage, crane)
    employer.send(link)
    assert verdict(employer) == "invalid"
    assert employer.text.count("The issuer has withdrawn this certificate") >= 1
    assert employer.text.count('data-state="valid"') == 1

    # The worker takes the link back; the certificates stay.
    home.open("/passport").send("/passport/withdraw-all")
    assert employer.open(link).status == 410
    assert home.text.count(">Valid<") == 1


def test_a_corrected_certificate_is_claimed_anew_and_the_old_one_says_replaced(
    on_stage: Stage,
) -> None:
    old = give(on_stage, "Amina Yussuf")
    worker = browser(on_stage).claim(old.claim_code)
    on_stage.replace(old.award, "Amina Yusuf")
    worker.open("/passport")
    assert "Replaced by a corrected one" in worker.text
    assert "The corrected certificate is in your passport." in worker.text
    assert worker.text.count("/passport/certificates/") == 2


def test_every_page_of_the_thread_is_there_in_arabic(on_stage: Stage) -> None:
    worker = browser(on_stage).open("/claim?lang=ar")
    worker.claim(give(on_stage).claim_code)
    for address in ("/claim", "/passport", "/passport/share"):
        page = worker.open(address).text
        assert '<html lang="ar" dir="rtl">' in page
        assert "All of this is free" not in page
        assert "كل هذا مجاني" in page


def test_no_log_line_of_the_thread_holds_a_secret_or_a_name(
    on_stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    logs.configure()
    try:
        award = give(on_stage, email="amina@example.org")
        worker = browser(on_stage).claim(award.claim_code)
        paper = worker.return_link
        browser(on_stage).open(paper)
        link = worker.share()
        browser(on_stage).open(link).send(link)
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert "/passport" in {event.get("path") for event in events}
    # Any digits may stand in these, those of a birthday as well.
    for event in events:
        for name in ("timestamp", "milliseconds", "request", "instance"):
            event.pop(name, None)
    written = json.dumps(events, ensure_ascii=False)
    for secret in (
        award.claim_code,
        paper.rpartition("/")[2],
        link.rpartition("/")[2],
        "Amina",
        "amina@",
        "1998",
    ):
        assert secret not in written


def _did(stage: Stage) -> str:
    with stage.services.database.reading() as session:
        return issuer.organisation_by_slug(session, "harbour").did
