"""A training body's programs describe, describe anew, retire, export and import achievements."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.base import accounts
from app.base.custody import open_key_file
from app.base.settings import Settings
from app.issuer.achievements.pictures import data_url
from app.main import create_app
from tests.client import Client
from tests.unit.app.issuer.achievements.test_exchange import picture
from tests.unit.app.school import NOON, URL, School

API = "/api/v1/organisations/riverside/achievements"
BODY: dict[str, Any] = {
    "code": "WELD-3",
    "name": "Pipe welding",
    "description": "Welds pipes.",
    "criteria": "Two test pieces.",
    "hours": 7.5,
    "alignments": [{"kind": "level", "framework": "EQF", "code": "3"}],
    "results": [{"name": "Theory", "type": "Percent", "minimum": "0", "maximum": "100"}],
}


class Program:
    """A program of a training body, with its key."""

    def __init__(self, folder: Path) -> None:
        application = create_app(Settings(data_dir=folder, public_url=URL), clock=lambda: NOON)
        self.services = application.state.services
        self.school = School(self.services.database, open_key_file(folder, may_make=False))
        self.http = Client(application, base_url=URL)
        self.key = self.new_key(self.school.organisation.id)

    def new_key(self, organisation_id: str, *scopes: str) -> str:
        with self.school.database.session() as session:
            return accounts.create_api_key(
                session,
                organisation_id=organisation_id,
                scopes=frozenset(scopes or {"award"}),
                actor="test",
                at=NOON,
            )

    def __call__(self, method: str, path: str = "", body: Any = None, *, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return self.http.request(method, API + path, json=body, headers=headers)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    yield made
    made.services.workers.close()
    made.services.database.dispose()


def test_an_achievement_is_described_changed_and_described_anew(program: Program) -> None:
    made = program("POST", "", BODY)
    assert made.status_code == 201
    one = f"/{made.json()['id']}"
    assert made.json()["alignments"][0]["name"] == "EQF 3"
    changed = program("PUT", one, {**BODY, "hours": 8})
    assert (changed.json()["id"], changed.json()["hours"]) == (made.json()["id"], 8)

    award = {
        "achievement": "WELD-3",
        "person": {"name": "Bo Li", "birth_date": "1991-01-01"},
        "results": [{"name": "Theory", "value": "88"}],
    }
    awards = f"{API.rpartition('/')[0]}/awards"
    headers = {"Authorization": f"Bearer {program.key}"}
    issued = program.http.post(awards, json=award, headers=headers).json()
    signed = program.http.get(f"{awards}/{issued['id']}/credential", headers=headers).json()
    assert signed["credentialSubject"]["result"][0]["value"] == "88"

    assert program("PUT", one, BODY).status_code == 409
    second = program("POST", f"{one}/versions", {**BODY, "hours": 9})
    assert second.status_code == 201
    assert (second.json()["version"], second.json()["replaces"]) == (2, made.json()["id"])
    listed = {item["code"]: item["version"] for item in program("GET").json()}
    assert listed == {"WELD-2": 1, "WELD-3": 2}
    assert program("GET", one).json()["version"] == 1


def test_what_was_retired_is_not_awarded_and_can_be_opened_again(program: Program) -> None:
    made = program("POST", "", BODY).json()
    assert program("POST", f"/{made['id']}/retire").json()["retired"] is True
    assert "WELD-3" not in {item["code"] for item in program("GET").json()}
    assert program("POST", f"/{made['id']}/reopen").json()["retired"] is False


def test_a_picture_is_in_the_answer_about_one_and_not_in_a_list(program: Program) -> None:
    before = program("POST", "", {**BODY, "image": _url(picture())}).json()
    assert before["image"] == _url(picture())
    assert program("GET", f"/{before['id']}").json()["image"] == before["image"]
    assert all(item["image"] is None for item in program("GET").json())


def test_an_export_is_imported_by_another_body(program: Program) -> None:
    program("POST", "", {**BODY, "image": _url(picture())})
    other = program.school.new_organisation("hillside")
    key = program.new_key(other.id)
    left = program("GET", "/export").json()
    theirs = API.replace("riverside", "hillside")
    headers = {"Authorization": f"Bearer {key}"}
    answer = program.http.post(f"{theirs}/import", json=left, headers=headers).json()
    assert (len(answer["made"]), answer["unchanged"]) == (2, 0)
    assert program.http.get(f"{theirs}/export", headers=headers).json() == left
    again = program.http.post(f"{theirs}/import", json=left, headers=headers).json()
    assert again == {"made": [], "unchanged": 2}
    one = program.http.get(f"{theirs}/{answer['made'][0]}/export", headers=headers).json()
    assert one["achievements"] == left["achievements"][:1]


def test_another_body_and_a_key_for_reading_change_nothing(program: Program) -> None:
    other = program.school.new_organisation("hillside")
    mine = program.school.achievement.id
    stranger = program.new_key(other.id)
    reader = program.new_key(program.school.organisation.id, "read")
    for method, path, body in (
        ("POST", "", BODY),
        ("PUT", f"/{mine}", BODY),
        ("POST", f"/{mine}/versions", BODY),
        ("POST", f"/{mine}/retire", None),
        ("POST", f"/{mine}/reopen", None),
        ("POST", "/import", {}),
    ):
        assert program(method, path, body, key=stranger).status_code == 404, path
        assert program(method, path, body, key=reader).status_code == 403, path
    for path in ("", "/export", f"/{mine}", f"/{mine}/export"):
        assert program("GET", path, key=stranger).status_code == 404
        assert program("GET", path, key=reader).status_code == 200
    theirs = API.replace("riverside", "hillside")
    headers = {"Authorization": f"Bearer {stranger}"}
    assert program.http.get(f"{theirs}/{mine}", headers=headers).status_code == 404


def _url(content: bytes) -> str:

    return data_url(content)
