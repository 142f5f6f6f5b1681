import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from fastapi import FastAPI, File, Request, UploadFile
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import IntegrityError, OperationalError

from app.base import logs, pages
from app.base.edge import HEADERS
from credentials import ProblemCode, refuse

CANARY = "Amara-Canary"
MakeClient = Callable[..., TestClient]


class Body(BaseModel):
    """What the test route takes."""

    model_config = ConfigDict(extra="forbid")

    name: str
    year: int


def routes(application: FastAPI) -> None:
    """Routes that go wrong in every way."""

    @application.post("/api/v1/things")
    def take(body: Body) -> dict[str, str]:
        return {"name": body.name}

    @application.post("/api/v1/verify")
    async def verify(request: Request) -> dict[str, int]:
        return {"size": len(await request.body())}

    @application.post("/console/lists/new")
    async def upload(file: UploadFile = File()) -> dict[str, int]:  # noqa: B008
        return {"size": len(await file.read())}

    @application.get("/v/{code}")
    def printed(code: str) -> None:
        raise refuse(ProblemCode.REVOKED, f"length {len(code)}")

    @application.get("/fault/{kind}")
    def fault(kind: str) -> None:
        raise {
            "ours": RuntimeError(f"{CANARY} spk_0123456789abcdef.secret"),
            "locked": OperationalError("UPDATE", {"name": CANARY}, Exception("locked")),
            "race": IntegrityError("INSERT", {"name": CANARY}, Exception(CANARY)),
            "crowd": refuse(ProblemCode.TOO_MANY_REQUESTS, "slow down"),
            "stranger": refuse(ProblemCode.NOT_SIGNED_IN, "who"),
        }[kind]


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return make_client(routes, max_json=1_000, max_verify=5_000, max_upload=50_000)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the process logs while the test runs, as it is configured for real."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure()
    written = StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers[:], root.level = before, level


# ── Problems ────────────────────────────────────────────────────────────────────────────


def test_a_program_gets_a_problem_as_json(client: TestClient) -> None:
    answer = client.get("/v/ABCD")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "http://localhost:8000/problems/revoked",
        "code": "revoked",
        "title": "It was revoked",
        "detail": "length 4",
        "pointer": "",
        "status": 400,
    }


def test_a_person_gets_a_page_with_what_it_means_and_what_to_do(client: TestClient) -> None:
    answer = client.get("/v/ABCD", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "The issuer has withdrawn this certificate. It no longer counts." in answer.text
    assert "they can ask the issuer" in answer.text


def test_on_the_api_a_browser_gets_json_too(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_unknown_address_is_a_problem_too(client: TestClient) -> None:
    assert client.get("/nothing").json()["code"] == "not-found"
    assert client.get("/api/v1/things").status_code == 405


def test_wrong_parts_of_a_request_are_pointed_at_and_not_repeated(client: TestClient) -> None:
    answer = client.post("/api/v1/things", json={"year": CANARY, "na/me": "x"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "request-invalid"
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"/name", "/year", "/na~1me"}
    assert CANARY not in answer.text


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[]", b"null", b'{"name": "a", "year": NaN}'])
def test_a_body_that_is_no_json_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(
        "/api/v1/things", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_fault_of_ours_says_nothing_but_its_number(client: TestClient, log: StringIO) -> None:
    answer = client.get("/fault/ours")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    instance = answer.json()["instance"]
    assert instance.startswith("urn:uuid:")
    assert "RuntimeError" not in answer.text
    written = log.getvalue()
    assert instance in written
    assert "RuntimeError" in written
    assert CANARY not in answer.text + written


def test_a_person_meets_a_fault_as_a_page_with_its_number(client: TestClient) -> None:
    answer = client.get("/fault/ours", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "urn:uuid:" in answer.text


@pytest.mark.parametrize(
    ("kind", "status", "header"),
    [
        ("locked", 503, ("Retry-After", "5")),
        ("race", 409, ("X-Content-Type-Options", "nosniff")),
        ("crowd", 429, ("Retry-After", "60")),
        ("stranger", 401, ("WWW-Authenticate", 'Bearer realm="skills-passport"')),
    ],
)
def test_each_trouble_has_its_status(
    client: TestClient, kind: str, status: int, header: tuple[str, str]
) -> None:
    answer = client.get(f"/fault/{kind}")
    assert answer.status_code == status
    assert answer.headers[header[0]] == header[1]
    assert CANARY not in answer.text


# ── Bodies ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("path", "limit"), [("/api/v1/things", 1_000), ("/api/v1/verify", 5_000)])
def test_a_body_that_is_too_large_is_refused(client: TestClient, path: str, limit: int) -> None:
    for content in (b"x" * (limit + 1), iter([b"x" * limit, b"x"])):
        answer = client.post(path, content=content)
        assert answer.status_code == 413
        assert answer.json()["code"] == "too-large"
    assert client.post("/api/v1/verify", content=b"x" * 5_000).json() == {"size": 5_000}


def test_a_class_list_may_be_larger_and_has_a_limit_too(client: TestClient) -> None:
    assert client.post("/console/lists/new", files={"file": b"x" * 40_000}).json() == {
        "size": 40_000
    }
    assert client.post("/console/lists/new", files={"file": b"x" * 50_001}).status_code == 413


def test_a_large_body_of_another_kind_is_not_let_in_by_the_address(client: TestClient) -> None:
    answer = client.post("/console/lists/new", content=b"x" * 1_001)
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/csv", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize(
    "path", ["/api/v1/organisations/any/awards", "/console/sign-in", "/console/lists/new/more"]
)
def test_where_no_class_list_is_taken_its_limit_does_not_hold(
    client: TestClient, path: str, kind: str
) -> None:
    answer = client.post(path, content=b"x" * 1_001, headers={"Content-Type": kind})
    assert answer.status_code == 413


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip", "GZIP"])
def test_a_compressed_body_is_refused(client: TestClient, encoding: str) -> None:
    answer = client.post("/api/v1/verify", content=b"x", headers={"Content-Encoding": encoding})
    assert answer.status_code == 415


@pytest.mark.parametrize("length", ["-1", "+1", "1e3", "٣", "9" * 30, " "])
def test_an_odd_content_length_is_refused(client: TestClient, length: str) -> None:
    answer = client.post(
        "/api/v1/verify", content=b"x", headers={b"Content-Length": length.encode()}
    )
    assert answer.status_code in {413, 422}


# ── Headers, language, log ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/nothing", "/v/ABCD", "/fault/ours", "/static/x/style.css"])
def test_every_answer_has_the_headers_of_safety(client: TestClient, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]


def test_on_https_browsers_are_told_to_stay_there(make_client: MakeClient) -> None:
    client = make_client(routes, public_url="https://passport.example")
    assert "max-age=" in client.get("/nothing").headers["Strict-Transport-Security"]


def test_pages_are_kept_by_nobody(client: TestClient) -> None:
    answer = client.get("/nothing", headers={"Accept": "text/html"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("header", "path", "language"),
    [
        ("ar-EG,en;q=0.5", "/x", "ar"),
        ("fr, ar;q=0.4, en;q=0.6", "/x", "en"),
        ("fr", "/x", "en"),
        ("", "/x", "en"),
        (";;q=,ar;q=x", "/x", "en"),
        ("en", "/x?lang=ar", "ar"),
        ("en", "/x?lang=xx", "en"),
        ("en", "/x?lang=" + "a" * 5_000, "en"),
        ("en", "/x?" + "&".join(["lang=ar"] * 200), "en"),
    ],
)
def test_a_page_speaks_the_readers_language(
    client: TestClient, header: str, path: str, language: str
) -> None:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": header})
    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["Content-Language"] == language


def test_a_chosen_language_is_remembered(client: TestClient) -> None:
    client.get("/x?lang=ar", headers={"Accept": "text/html"})
    answer = client.get("/x", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert 'dir="rtl"' in answer.text


def test_a_request_is_logged_without_what_it_said(client: TestClient, log: StringIO) -> None:
    client.get(f"/v/{CANARY}?name={CANARY}", headers={"Authorization": CANARY})
    client.post("/api/v1/things", json={"name": CANARY, "year": 1})
    client.get(f"/{CANARY}")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["path"], line["status"]) for line in requests] == [
        ("/v/{code}", 400),
        ("/api/v1/things", 200),
        ("none", 404),
    ]
    assert CANARY not in log.getvalue()
    assert len({line["request"] for line in requests}) == 3


def test_measurements_name_routes_and_never_what_stood_in_them(client: TestClient) -> None:
    client.get(f"/v/{CANARY}")
    client.request("CANARY", "/x")
    services = client.app.state.services  # type: ignore[attr-defined]
    measured = services.metrics.exposition().decode()
    assert 'route="/v/{code}",status="400"' in measured
    assert 'method="OTHER"' in measured
    assert CANARY not in measured


@pytest.mark.parametrize(
    "secret",
    [
        "spk_0123456789abcdef.abcdefghijklmnop",
        "https://passport.example/c/ABCD-EFGH-JKMNP",
        "/s/abcdefghijklmnop",
        "/console/setup/abcdefghijklmnop",
        "amara@example.org",
        "eyJhbGciOiJFZERTQSJ9.eyJ2YyI6e30.c2ln",
    ],
)
def test_a_secret_that_gets_into_a_message_is_masked(log: StringIO, secret: str) -> None:
    logging.getLogger("anything").warning("it was %s, they said", secret)
    written = json.loads(log.getvalue())["event"]
    assert written.startswith("it was ")
    assert secret not in written
    assert logs.MASK in written


def test_people_read_the_same_in_one_line(log: StringIO) -> None:
    logs.configure(form="text")
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(log)
    with logs.about(request="abc"):
        logging.getLogger("anything").info("done", extra={"count": 3, "person": CANARY})
    _, level, *words = log.getvalue().split()
    assert (level, words) == ("info", ["done", "request=abc", "count=3", "logger=anything"])


def test_an_error_is_told_by_where_it_was_and_not_by_what_it_says(log: StringIO) -> None:
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("anything").exception("fault")
    logging.getLogger("anything").error("no fault", exc_info=True)
    told, untold = (json.loads(line) for line in log.getvalue().splitlines())
    assert told["error"] == "ValueError"
    assert any("test_edge.py" in frame for frame in told["frames"])
    assert CANARY not in log.getvalue()
    assert "error" not in untold
    assert untold["timestamp"].endswith("Z")


# ── Forms and cookies ───────────────────────────────────────────────────────────────────


def test_cookies_are_bound_to_the_host_on_https_and_work_on_loopback_http(
    make_client: MakeClient,
) -> None:
    page = {"Accept": "text/html"}
    plain = make_client(routes).get("/x", headers=page).headers["set-cookie"]
    assert plain.startswith("csrf=")
    assert "Secure" not in plain
    client = make_client(routes, public_url="https://passport.example")
    bound = client.get("/x", headers=page).headers["set-cookie"]
    assert bound.startswith("__Host-csrf=")
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in bound
    assert "Domain" not in bound


def test_a_static_file_is_kept_for_ever_under_the_name_of_its_content(client: TestClient) -> None:
    services = client.app.state.services  # type: ignore[attr-defined]
    address = services.pages.static_address("style.css")
    answer = client.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert "immutable" not in client.get("/static/old/style.css").headers["Cache-Control"]


@pytest.mark.parametrize("name", ["nothing.css", "../settings.py", "%2e%2e/settings.py", ""])
def test_nothing_but_static_files_is_served_as_one(client: TestClient, name: str) -> None:
    assert client.get(f"/static/x/{name}").status_code == 404


def test_a_qr_code_is_a_picture_inside_the_page() -> None:
    assert pages.qr_image("https://passport.example").startswith("data:image/svg+xml;base64,")
