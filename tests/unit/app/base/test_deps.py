import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from jinja2 import ChoiceLoader, DictLoader
from starlette.responses import Response

from app.base import accounts, pages
from app.base.accounts import OPERATOR, STAFF
from app.base.db import Database
from app.base.deps import ApiKey, CsrfDep, Now, Operator, OptionalApiKey, ReadingDep, Staff
from tests.unit.app.base.conftest import NOW

MakeClient = Callable[..., TestClient]


def routes(application: FastAPI) -> None:
    """One route for each kind of caller, and one with a form."""

    @application.get("/program")
    def program(identity: ApiKey) -> str:
        return identity.organisation_id

    @application.get("/anybody")
    def anybody(identity: OptionalApiKey) -> str:
        return identity.organisation_id if identity else "stranger"

    @application.get("/staff")
    def staff(account: Staff) -> str:
        return account.email

    @application.get("/operator")
    def operator(account: Operator) -> str:
        return account.email

    @application.get("/time")
    def time(at: Now, session: ReadingDep) -> str:
        session.connection()
        return at.isoformat()

    @application.get("/form")
    def form(request: Request) -> Response:
        return pages.render(request, "form.html")

    @application.post("/form")
    def send(_form: CsrfDep) -> str:
        return "taken"


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return with_form(make_client(routes))


def with_form(client: TestClient) -> TestClient:

    environment = client.app.state.services.pages.environment  # type: ignore[attr-defined]
    form = DictLoader({"form.html": "<form method=post>{{ csrf_field() }}</form>"})
    environment.loader = ChoiceLoader([environment.loader, form])
    return client


def signed_in(client: TestClient, database: Database, role: str) -> None:
    with database.session() as session:
        account = accounts.create_account(
            session,
            email=f"{role}@example.org",
            name="A",
            role=role,
            organisation_id="one" if role == STAFF else None,
            actor="test",
            at=NOW,
        )
        client.cookies.set("session", accounts.begin_session(session, account, at=NOW))


def token_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic eA==", "Bearer spk_"])
def test_a_program_without_a_right_key_is_a_stranger(
    client: TestClient, header: str | None
) -> None:
    headers = {"Authorization": header} if header is not None else {}
    assert client.get("/program", headers=headers).status_code == 401


def test_a_program_is_known_by_its_key(client: TestClient, sqlite: Database) -> None:
    with sqlite.session() as session:
        key = accounts.create_api_key(
            session, organisation_id="one", scopes=frozenset(), actor="test", at=NOW
        )
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/program", headers=headers).json() == "one"
    assert client.get("/anybody", headers=headers).json() == "one"
    assert client.get("/program", params={"api_key": key}).status_code == 401


def test_where_anybody_may_ask_a_wrong_key_is_still_refused(client: TestClient) -> None:
    assert client.get("/anybody").json() == "stranger"
    assert client.get("/anybody", headers={"Authorization": "Bearer x"}).status_code == 401


@pytest.mark.parametrize(
    ("role", "staff", "operator"), [(STAFF, 200, 403), (OPERATOR, 403, 200), (None, 401, 401)]
)
def test_each_role_has_its_own_rooms(
    client: TestClient, sqlite: Database, role: str | None, staff: int, operator: int
) -> None:
    if role is not None:
        signed_in(client, sqlite, role)
    assert client.get("/staff").status_code == staff
    assert client.get("/operator").status_code == operator


def test_a_person_who_is_not_signed_in_is_shown_the_way(client: TestClient) -> None:
    answer = client.get("/staff", headers={"Accept": "text/html"})
    assert answer.status_code == 401
    assert 'href="/console"' in answer.text


def test_a_crowd_that_comes_at_once_is_served_one_after_another(
    client: TestClient, sqlite: Database
) -> None:
    # Who holds the write lock needs a thread to go on; those who wait must leave it one.
    with sqlite.session() as session:
        key = accounts.create_api_key(
            session, organisation_id="a", scopes=frozenset(), actor="test", at=NOW
        )
    headers = {"Authorization": f"Bearer {key}"}

    def ask(_number: int) -> int:
        return client.get("/program", headers=headers).status_code

    with client, ThreadPoolExecutor(60) as crowd:
        assert set(crowd.map(ask, range(60))) == {200}


def test_the_time_is_that_of_the_service(client: TestClient) -> None:
    assert client.get("/time").json() == NOW.isoformat()
    assert NOW.utcoffset() == timedelta(0)


def test_a_form_from_our_page_is_taken(client: TestClient) -> None:
    token = token_of(client.get("/form").text)
    assert client.post("/form", data={"csrf": token}).json() == "taken"
    assert client.post("/form", data={"csrf": token}, files={"f": b"x"}).json() == "taken"


@pytest.mark.parametrize("sent", [{}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}])
def test_a_form_from_elsewhere_is_refused(client: TestClient, sent: dict[str, str]) -> None:
    client.get("/form")
    assert client.post("/form", data=sent).status_code == 403


def test_a_file_in_place_of_the_token_is_refused(client: TestClient) -> None:
    client.get("/form")
    assert client.post("/form", files={"csrf": b"x"}).status_code == 403


def test_a_form_gathers_no_more_in_memory_than_ours_have(client: TestClient) -> None:
    token = token_of(client.get("/form").text)
    for data in ({"a": "x" * 80_001}, {str(number): "x" for number in range(301)}):
        sent = client.post("/form", data={"csrf": token, **data}, files={"f": b"x"})
        assert sent.status_code == 400


def test_a_token_without_its_cookie_is_refused(client: TestClient) -> None:
    token = token_of(client.get("/form").text)
    client.cookies.clear()
    assert client.post("/form", data={"csrf": token}).status_code == 403


def test_a_token_of_another_browser_is_refused(client: TestClient) -> None:
    token = token_of(client.get("/form").text)
    client.cookies.clear()
    client.get("/form")
    assert client.post("/form", data={"csrf": token}).status_code == 403


def test_a_token_from_before_the_log_in_is_refused_after_it(
    client: TestClient, sqlite: Database
) -> None:
    token = token_of(client.get("/form").text)
    signed_in(client, sqlite, STAFF)
    assert client.post("/form", data={"csrf": token}).status_code == 403
