"""T74, T75: names, addresses, codes, links and keys are in no log, measurement, header or error."""

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from httpx2 import Response

from app.base import logs, outbox
from app.base.codes import printed_code
from app.main import check_handlers
from app.worker import do_jobs
from tests.attacks.tenants import ACHIEVEMENT, tenant
from tests.journeys.stage import Stage
from tests.typed_world import TypedWorld
from tests.unit.wallet_api.worker import BORN, WRONG, browser

NAME, LATIN, MAIL = "Canaria Kanarienvogel", "Latina Kanarien", "canary.bird@example.org"
NUMBER, CERTIFICATE = "REG-77-CANARY", "CERT-88-CANARY"
_HTML = {"Accept": "text/html"}
# What a browser fetches or sends by itself; a link is followed only by whoever taps it.
_LOADED = re.compile(
    r"""<(?:script|img|link|iframe|form|source|object|embed)\b[^>]*?"""
    r"""\b(?:src|href|action|data|srcset)=["']((?:[a-z]+:)?//[^"']*)""",
    re.IGNORECASE,
)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that the process logs, down to the smallest, in the form it has in service."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure(level=logging.DEBUG)
    written = StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers[:], root.level = before, level


class _Recorder:
    """Remembers what left the service beside its answers, and answers that others may keep.

    `outside` are the addresses of other hosts from which a page would load something.
    """

    def __init__(self) -> None:
        self.headers = ""
        self.errors = ""
        self.kept = ""
        self.outside: set[str] = set()

    def __call__(self, response: Response) -> None:
        response.read()
        # Where a form leads next, and a cookie's own value, are for this browser alone.
        private = {"location", "set-cookie"}
        self.headers += "".join(
            f"{name}: {value}\n" for name, value in response.headers.items() if name not in private
        )
        is_page = "html" in response.headers.get("content-type", "")
        if response.status_code >= 400 and not is_page:
            self.errors += response.text
        if "no-store" not in response.headers.get("cache-control", ""):
            self.kept += response.text
        if is_page:
            assert response.headers["referrer-policy"] == "no-referrer"
            self.outside |= set(_LOADED.findall(response.text))


def test_no_canary_is_found_after_the_whole_journey(  # noqa: PLR0915 - one whole journey
    plain_stage: Stage, log: StringIO
) -> None:
    recorder = _Recorder()
    client = plain_stage.client
    school = tenant(plain_stage, "riverside")
    client.event_hooks["response"].append(recorder)
    person = {
        "name": NAME, "name_latin": LATIN, "birth_date": "1998-04-03",
        "register_number": NUMBER, "email": MAIL,
    }  # fmt: skip
    body = {"achievement": "WELD", "person": person, "certificate_number": CERTIFICATE}
    client.post(f"{school.home}/achievements", json=ACHIEVEMENT, headers=school.headers)
    made = client.post(f"{school.home}/awards", json=body, headers=school.headers).json()
    award_url = f"{school.home}/awards/{made['id']}"
    content = client.get(f"{award_url}/credential", headers=school.headers).content
    class_list = f"name,birth_date,email\n{NAME},1998-02-30,{MAIL}\n".encode()
    client.post(
        f"{school.home}/batches?achievement=WELD",
        content=class_list,
        headers={**school.headers, "Content-Type": "text/csv"},
    )
    services = plain_stage.services
    outbox.deliver(
        services.database,
        outbox.mail_adapter(services.settings),
        render=services.pages.text,
        sender=services.settings.mail_from,
        at=plain_stage.world.at,
    )

    code = made["claim_code"]
    worker = browser(plain_stage)
    worker.client.event_hooks["response"].append(recorder)
    worker.open(f"/c/{code}").send(f"/c/{code}", **WRONG)
    worker.send(f"/c/{code}", **BORN)
    worker.send(f"/c/{code}/accept", ticket=worker.hidden("ticket"), into="new")
    return_token = worker.return_link.rpartition("/")[2]
    share = worker.share()
    share_token = share.rpartition("/")[2]
    reader = browser(plain_stage)
    reader.client.event_hooks["response"].append(recorder)
    reader.open(share).send(share)
    reader.send("/verify/receipt", ticket=reader.hidden("ticket"))

    printed = printed_code(made["verify_url"].rpartition("/")[2].replace("-", ""))
    client.get(f"/v/{printed}", headers=_HTML)
    client.post(f"/v/{printed}", data={"fact": NAME}, headers=_HTML)
    client.post("/verify", files={"file": (f"{NAME}.json", content)}, headers=_HTML)
    assert client.post("/api/v1/verify", content=content).json()["verdict"] == "valid"
    receipt = client.post("/api/v1/verify?receipt=titled", content=content).json()["receipt"]
    client.post("/verify", data={"text": receipt}, headers=_HTML)

    # Many at once: a file, a code and a link, from the page and by the API.
    listed = f"{printed}\n{share}\n".encode()
    pages = browser(plain_stage)
    pages.client.event_hooks["response"].append(recorder)
    pages.open("/verify/many")
    pages.page = pages.client.post(
        "/verify/many",
        data={"csrf": pages.hidden("csrf"), "text": f"{NAME}\n{printed}"},
        files=[("files", (f"{NAME}.json", content)), ("files", ("list.csv", listed))],
        headers=_HTML,
    )
    many = str(pages.page.url).rpartition("/")[2]
    programs = client.post("/api/v1/bulk-checks", content=listed).json()["id"]
    assert do_jobs(services, check_handlers(services)) == 2
    assert NAME in pages.open(f"/verify/many/{many}").text
    assert NAME in pages.open(f"/verify/many/{many}/table.csv").text
    client.get(f"/api/v1/bulk-checks/{programs}")
    client.get(f"/api/v1/bulk-checks/{programs[:-1]}x")
    client.post("/api/v1/bulk-checks", content=b"PK\x03\x04" + NAME.encode())
    client.delete(f"/api/v1/bulk-checks/{programs}")

    # Everything that goes wrong, with the canary in it.
    broken = json.loads(content) | {"name": NAME}
    client.post("/credentials/verify", json={"verifiableCredential": broken})
    client.post("/credentials/verify", json={"verifiableCredential": NAME})
    client.post(f"{school.home}/awards", json={**body, "note": NAME}, headers=school.headers)
    bad = {**body, "person": {**person, "birth_date": NAME, "email": f"{MAIL} x"}}
    client.post(f"{school.home}/awards", json=bad, headers=school.headers)
    client.post(
        "/issuers/riverside/credentials/issue",
        json={"credential": {**broken, "grade": NAME}},
        headers=school.headers,
    )
    client.get(f"/{NAME}/{MAIL}?name={NAME}&key={school.key}")
    client.get(f"/problems/{NAME}")
    client.get(school.home, headers={"Authorization": f"Bearer {school.key}x"})
    client.post("/api/v1/verify", json={"url": f"https://nobody.example/{NUMBER}"})
    client.post("/api/v1/verify", json={"code": printed[:-1] + "Z"})
    client.post("/wallet/api/v1/claims/look-up", json={"code": code})
    client.post("/wallet/api/v1/claims/facts", json={"code": code, "fact": NUMBER})

    canaries = [
        "Kanarien", "Canaria", "canary.bird", "77-CANARY", "88-CANARY", "1998-04-03",
        code, code.replace("-", ""), printed, printed.replace("-", ""), return_token,
        share_token, school.key.partition(".")[2], made["digest"], receipt, many, programs,
        json.loads(content)["id"],
    ]  # fmt: skip
    # That one was typed by the reader, as it is.
    asked = [url for url in plain_stage.fetcher.asked if "nobody.example" not in url]
    measured = client.get("/metrics").text
    # Every stage was measured, so that something could be found there.
    for stage in (
        'passport_verify_seconds_count{step="",verdict="valid"}',
        'passport_actions_total{action="award.issued"} 1.0',
        'passport_backlog{stage="mail",state="waiting"}',
        'passport_backlog{stage="jobs",state="failed"} 0.0',
        'passport_backlog_oldest_seconds{stage="status lists"}',
        "passport_database_connections ",
    ):
        assert stage in measured, stage
    written = log.getvalue()
    assert '"event": "request"' in written
    assert "passport_requests" in measured
    assert "problem" in recorder.errors
    places = {
        "log": written,
        "metrics": measured,
        "headers": recorder.headers,
        "errors": recorder.errors,
        "caches": recorder.kept,
        "addresses that were asked": " ".join(asked),
    }
    hits = [
        (place, canary)
        for place, text in places.items()
        for canary in canaries
        if canary.casefold() in text.casefold()
    ]
    assert hits == []
    # No line of the log is anything but one JSON object: no name can begin a line of its own.
    for line in written.splitlines():
        assert isinstance(json.loads(line), dict)
    assert not re.search(r"did:key:z\w+", measured)
    assert recorder.outside == set()


def test_a_line_end_in_an_address_begins_no_new_line_of_the_log(
    plain_stage: Stage, log: StringIO
) -> None:
    plain_stage.client.get('/%0d%0a{"event":"forged"}')
    plain_stage.client.get("/v/x%0aforged", headers={"User-Agent": "a\tb", "X-Request-Id": "f"})
    logging.getLogger("any").warning('a\n{"event": "forged"}')
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert "forged" not in {line["event"] for line in lines}


def test_a_disclosure_of_an_sd_jwt_is_not_logged_either(log: StringIO) -> None:
    shown = TypedWorld().shown().content.decode()
    logging.getLogger("app").error("cannot read %s", shown)
    assert "cannot read ***" in log.getvalue()
    assert not any(part in log.getvalue() for part in shown.split("~"))
