"""T91: pages load nothing from other hosts, whatever a certificate or a template says."""

import re
from pathlib import Path

import pytest
from starlette.routing import Route

from app.base.edge import HEADERS
from app.main import _ROUTES
from tests.journeys.stage import Stage

_ROOT = Path(__file__).parents[2]
_FOLDERS = [
    _ROOT / package / folder
    for package in ("app/base", "app/pages", "wallet_api/pages")
    for folder in ("templates", "static")
    if (_ROOT / package / folder).is_dir()
]
_FILES = sorted(path for folder in _FOLDERS for path in folder.rglob("*.*"))
_HTML = {"Accept": "text/html"}
_TAG = re.compile(r"<([a-z]+)\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(?:src|srcset|href|action|formaction|data|poster|background|ping)\s*=\s*["']?"""
    r"""\s*((?:[a-z]+:)?//[^"'\s>]*)""",
    re.IGNORECASE,
)
# What a style sheet or a program could fetch by itself.
_IN_STYLE = re.compile(r"""@import|url\(\s*["']?(?:[a-z]+:)?//""", re.IGNORECASE)
_IN_SCRIPT = re.compile(
    r"""(?:https?:)?//[\w-]+\.\w|sendBeacon|WebSocket|EventSource|importScripts|eval\("""
)


def loaded_from_elsewhere(page: str) -> list[str]:
    """The addresses of other hosts that a browser would ask by itself, or send a form to."""
    found = []
    for tag in _TAG.finditer(page):
        # A link is followed by the reader alone; the style sheets and icons are <link>.
        if tag[1].lower() != "a":
            found += _ATTRIBUTE.findall(tag[0])
    return found + _IN_STYLE.findall(page)


def test_the_finder_finds() -> None:
    for page in (
        '<img alt="" src="https://canary.example/x.png">',
        "<script src=//canary.example/x.js></script>",
        '<form method="post" action="https://canary.example/">',
        "<style>@import 'https://canary.example/x.css'</style>",
    ):
        assert loaded_from_elsewhere(page)
    assert not loaded_from_elsewhere('<a href="https://issuer.example/">x</a><img src="/a.png">')


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.name)
def test_no_template_style_or_script_names_another_host(path: Path) -> None:
    text = path.read_text()
    if path.suffix == ".js":
        code = "\n".join(line for line in text.splitlines() if not line.strip().startswith("//"))
        assert not _IN_SCRIPT.search(code)
    else:
        assert loaded_from_elsewhere(text) == []


def test_every_public_page_is_answered_with_the_policy_and_loads_nothing(lasting: Stage) -> None:
    paths = {
        route.path
        for router in _ROUTES
        for route in router.routes
        if isinstance(route, Route) and "GET" in (route.methods or ()) and "{" not in route.path
    }
    assert {"/", "/verify", "/claim"} <= paths
    for path in sorted(paths):
        answer = lasting.client.get(path, headers=_HTML)
        assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert loaded_from_elsewhere(answer.text) == [], path


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = dict(
        part.strip().partition(" ")[::2] for part in HEADERS["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert {source for sources in policy.values() for source in sources.split()} <= {
        "'none'",
        "'self'",
        "data:",
    }


def test_a_certificate_has_nothing_loaded_on_the_page_of_its_result(lasting: Stage) -> None:
    world = lasting.world
    document = world.document()
    achievement = document["credentialSubject"]["achievement"]
    achievement["image"] = {"id": "https://canary.example/badge.png", "type": "Image"}
    achievement["description"] = "![x](https://canary.example/x.png) <img src=//canary.example/x>"
    document["issuer"]["image"] = {"id": "https://canary.example/logo.png", "type": "Image"}
    content = world.issue(document).content
    page = lasting.client.post("/verify", files={"file": ("a", content)}, headers=_HTML).text
    assert 'data-state="' in page
    assert loaded_from_elsewhere(page) == []
    assert not re.search(r'<a [^>]*href="https://canary', page)
