"""T70: a name is text on every page that shows it, and no page would run a script in it."""

from html.parser import HTMLParser

import pytest
from httpx2 import Response
from typing_extensions import override

from app.base.codes import printed_code
from tests.journeys.stage import Stage
from tests.unit.wallet_api.worker import BORN, browser, give

_HTML = {"Accept": "text/html"}
NAMES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "</title></bdi><iframe srcdoc=x>",
    "javascript:alert(1)",
]


class _Tags(HTMLParser):
    """Collects what would act by itself when a browser reads the page."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.acting.append(f"{tag} {name}")


def _is_safe(page: Response, name: str) -> None:
    for tag in ("<script>", "<img src=x", "<svg onload", "<iframe"):
        assert tag not in page.text, (name, page.url)
    assert ">49<" not in page.text
    tags = _Tags()
    tags.feed(page.text)
    assert tags.acting == [], page.url
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", NAMES)
def test_a_persons_name_is_text_from_the_claim_to_the_employer(
    plain_stage: Stage, name: str
) -> None:
    given = give(plain_stage, name, course=name)
    worker = browser(plain_stage)
    code = given.claim_code or ""
    pages = [worker.open(f"/c/{code}").page, worker.send(f"/c/{code}", **BORN).page]
    pages.append(worker.send(f"/c/{code}/accept", ticket=worker.hidden("ticket"), into="new").page)
    pages += [worker.open(path).page for path in ("/passport", "/passport/share")]
    pages.append(browser(plain_stage).open(worker.share()).page)
    printed = f"/v/{printed_code(given.award.verification_code or '')}"
    client = plain_stage.client
    pages += [client.get(printed, headers=_HTML)]
    pages += [client.post(printed, data={"fact": "1998"}, headers=_HTML)]
    upload = {"file": ("a", given.award.content)}
    pages += [client.post("/verify", files=upload, headers=_HTML)]
    for page in pages:
        assert page is not None
        assert page.status_code == 200, page.url
        _is_safe(page, name)


@pytest.mark.parametrize("typed", NAMES)
def test_what_is_typed_is_not_given_back_as_markup(lasting: Stage, typed: str) -> None:
    client = lasting.client
    for page in (
        client.post("/verify", data={"text": typed}, headers=_HTML),
        client.get(f"/v/{typed}", headers=_HTML),
        client.get(f"/c/{typed}", headers=_HTML),
        client.get(f"/problems/{typed}", headers=_HTML),
        client.get(f"/verify?lang={typed}", headers=_HTML),
        client.get("/verify", headers={**_HTML, "Accept-Language": typed}),
    ):
        assert page.status_code < 500
        _is_safe(page, typed)
