"""The addresses of a training body's programs: whose key opens what, and once means once."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from app.base import accounts
from app.base.codes import parse_code
from app.base.custody import KEY_FILE, SigningKey, open_key_file
from app.base.db import Database
from app.base.settings import Settings
from app.batches.tables import Batch
from app.issuer.delivery.class_desk import ClassDesk
from app.issuer.tables import Award
from app.main import create_app, job_handlers
from app.status.tables import StatusList
from app.worker import do_jobs, publish, work_once
from credentials import MediaType, read_json, unbake
from tests.client import Client
from tests.lasting import lasting_workers
from tests.spreadsheets.making import FILES
from tests.unit.app.school import ANA, NOON, URL, School

V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
PERSON = {"name": "Bo Li", "birth_date": "1991-01-01"}
API = "/api/v1/organisations/riverside"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Office:
    """A running service with one training body and its API key."""

    def __init__(self, database: Database, folder: Path, url: str) -> None:
        settings = Settings(data_dir=folder, database_url=url, public_url=URL)
        self.application = create_app(settings, clock=lambda: NOON, workers=lasting_workers())
        self.services = self.application.state.services
        self.school = School(database, open_key_file(folder, may_make=False))
        self.http = Client(self.application, base_url=URL)
        self.key = self.new_key("award", "revoke")

    def new_key(self, *scopes: str, organisation_id: str | None = None) -> str:
        with self.school.database.session() as session:
            return accounts.create_api_key(
                session,
                organisation_id=organisation_id or self.school.organisation.id,
                scopes=frozenset(scopes),
                actor="test",
                at=NOON,
            )

    def post(self, path: str, body: Any, *, key: str | None = None, **headers: str) -> Any:
        headers["Authorization"] = f"Bearer {key or self.key}"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
        return self.http.post(path, content=content, headers=headers)

    def get(self, path: str, *, key: str | None = None) -> Any:
        return self.http.get(path, headers={"Authorization": f"Bearer {key or self.key}"})


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    url = database.engine.url.render_as_string(hide_password=False)
    made = Office(database, tmp_path, url)
    assert (tmp_path / KEY_FILE).exists()
    yield made
    made.services.workers.close()
    made.services.database.dispose()


def test_the_identity_of_a_body_is_public(office: Office) -> None:
    answer = office.http.get("/issuers/riverside/did.json")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/did+json"
    assert answer.json()["id"] == office.school.organisation.did
    assert office.http.get("/issuers/nobody/did.json").status_code == 404


def test_a_did_key_body_publishes_no_document(office: Office) -> None:
    office.school.new_organisation("keyed", did_method="key")

    assert office.http.get("/issuers/keyed/did.json").status_code == 404


def list_path(office: Office) -> str:
    """The address of the list that a new award stands on, which is published."""
    made = office.school.award().award
    publish(office.services)
    url: str = json.loads(made.content)["credentialStatus"]["statusListCredential"]
    return url.removeprefix(URL)


def test_a_list_is_public_and_need_not_be_fetched_twice(office: Office) -> None:
    path = list_path(office)

    for accepted, is_packed in (("identity", False), ("gzip, br", True)):
        asked = {"Accept-Encoding": accepted}
        answer = office.http.get(path, headers=asked)
        assert answer.headers["content-type"] == "application/vc"
        assert answer.json()["id"] == URL + path
        assert ("content-encoding" in answer.headers) is is_packed
        assert answer.headers["vary"] == "Accept, Accept-Encoding"
        tag = answer.headers["etag"]
        for known in (tag, f'"other", W/{tag}', "*"):
            again = office.http.get(path, headers={**asked, "If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
        other = office.http.get(path, headers={**asked, "If-None-Match": '"other"'})
        assert other.status_code == 200
        head = office.http.head(path, headers=asked)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    assert office.http.get("/status/unknown").status_code == 404


def test_a_list_is_kept_five_minutes_and_longer_only_while_we_cannot_be_asked(
    office: Office,
) -> None:
    answer = office.http.get(list_path(office))

    # It is signed for two days.
    until = 48 * 3600 - 300
    assert answer.headers["cache-control"] == f"public, max-age=300, stale-if-error={until}"


def test_a_list_is_served_as_it_was_signed_while_its_key_is_away(office: Office) -> None:
    path = list_path(office)
    before = office.http.get(path).content
    with office.school.database.session() as session:
        session.execute(update(StatusList).values(changes=1))
        session.execute(update(SigningKey).values(state="pending"))

    assert office.http.get(path).content == before
    with office.school.database.session() as session:
        session.execute(update(StatusList).values(content_until=NOON))
    assert office.http.get(path).status_code == 503


def test_a_program_describes_awards_and_fetches(office: Office) -> None:
    described = {"code": "NEW", "name": "New", "description": "d", "criteria": "c"}
    assert office.post(f"{API}/achievements", described).status_code == 201

    made = office.post(f"{API}/awards", {"achievement": "NEW", "person": PERSON})

    assert made.status_code == 201
    body = made.json()
    assert body["claim_url"] == f"{URL}/c/{body['claim_code']}"
    fetched = office.get(made.headers["location"])
    assert fetched.json() == {**body, "claim_code": None, "claim_url": None}
    credential = office.get(f"{made.headers['location']}/credential")
    assert office.school.verify(credential.content)
    for kind in ("png", "svg"):
        picture = office.get(f"{made.headers['location']}/certificate/{kind}")
        assert unbake(picture.content) == credential.content
    paper = office.get(f"{made.headers['location']}/certificate/pdf")
    assert paper.content.startswith(b"%PDF")
    assert paper.headers["content-disposition"].endswith('.pdf"')
    assert office.get(f"{made.headers['location']}/certificate/jwt").status_code == 404
    assert [item["code"] for item in office.get(f"{API}/achievements").json()] == [
        "NEW",
        "WELD-2",
    ]
    assert len(office.get(f"{API}/awards").json()) == 1
    assert office.get(API).json()["did"] == office.school.organisation.did
    assert office.get(f"{API}/did-document").json()["id"] == office.school.organisation.did


def test_the_same_request_twice_issues_once_and_is_answered_alike(office: Office) -> None:
    wish = {"achievement": "WELD-2", "person": PERSON}

    first = office.post(f"{API}/awards", wish, **{"Idempotency-Key": "k1"})
    again = office.post(f"{API}/awards", wish, **{"Idempotency-Key": "k1"})
    other = office.post(
        f"{API}/awards", {**wish, "person": {**PERSON, "name": "X"}}, **{"Idempotency-Key": "k1"}
    )

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert other.status_code == 422
    assert len(office.school.awards()) == 1


def test_what_becomes_of_an_award_is_asked_for_by_its_address(office: Office) -> None:
    office.school.achievement = office.school.new_achievement("PAUSE", suspendable=True)
    made = office.school.award().award
    path = f"{API}/awards/{made.id}"

    assert office.post(f"{path}/suspend", {"reason": "under-review"}).json()["state"] == "suspended"
    assert office.post(f"{path}/reinstate", {}).json()["state"] == "active"
    person = {**PERSON, "birth_date": "1990-05-31"}
    corrected = office.post(f"{path}/replace", {"person": person, "reason": "misspelt-name"})
    assert corrected.status_code == 201
    assert office.get(path).json()["replaced_by"] == corrected.json()["id"]
    newest = f"{API}/awards/{corrected.json()['id']}"
    assert office.post(f"{newest}/revoke", {"reason": "fraud-found"}).json()["state"] == "revoked"
    assert (
        office.post(f"{newest}/replace", {"person": PERSON, "reason": "wrong-day"}).status_code
        == 409
    )


@pytest.mark.parametrize("path", ["", "/achievements", "/awards", "/awards/x", "/batches"])
def test_the_key_of_another_body_opens_nothing(office: Office, path: str) -> None:
    other = office.school.new_organisation("other")
    foreign = office.new_key("award", organisation_id=other.id)

    absent = office.get(f"/api/v1/organisations/nobody{path}", key=foreign)
    refused = office.get(f"{API}{path}", key=foreign)

    assert refused.status_code == 404
    assert {**refused.json(), "instance": ""} == {**absent.json(), "instance": ""}


def test_a_key_without_the_right_or_no_key_at_all_opens_nothing(office: Office) -> None:
    assert office.get(API, key=office.new_key("verify")).status_code == 403


def test_a_key_withdraws_only_with_a_scope_of_its_own(office: Office) -> None:
    path = f"{API}/awards/{office.school.award().award.id}"
    for scope in ("award", "read", "settings", "webhooks"):
        key = office.new_key(scope)
        assert office.post(f"{path}/revoke", {"reason": "fraud-found"}, key=key).status_code == 403
        status = "/issuers/riverside/credentials/status"
        assert office.post(status, {}, key=key).status_code == 403
    revoking = office.new_key("revoke")
    assert office.post(f"{API}/achievements", {}, key=revoking).status_code == 403
    answer = office.post(f"{path}/revoke", {"reason": "fraud-found"}, key=revoking)
    assert answer.json()["state"] == "revoked"


def test_a_key_for_reading_issues_nothing(office: Office) -> None:
    key = office.new_key("read")
    assert office.get(f"{API}/awards", key=key).status_code == 200
    assert office.get(f"{API}/batches", key=key).status_code == 200
    answer = office.post(f"{API}/awards", {"achievement": "W", "person": PERSON}, key=key)
    assert answer.status_code == 403
    assert office.get(API, key="spk_0123456789abcdef." + "x" * 43).status_code == 401
    assert office.http.get(API).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"achievement": "WELD-2", "person": PERSON, "state": "active"},
        {"achievement": "WELD-2", "person": {**PERSON, "organisation_id": "x"}},
        {"achievement": "WELD-2"},
        [],
    ],
)
def test_members_that_are_not_asked_for_are_refused(office: Office, body: Any) -> None:
    assert office.post(f"{API}/awards", body).status_code == 422
    assert office.school.awards() == []


def test_a_class_list_is_awarded_in_the_background(office: Office) -> None:
    handed_in = office.post(
        f"{API}/batches?achievement=WELD-2",
        b"name,birth_date\nAna,1990-05-31\nBo,1990-02-30\n",
        **{"Content-Type": "text/csv"},
    )
    assert handed_in.status_code == 202
    assert handed_in.json()["awarded"] == 0

    work_once(office.services)

    (listed,) = office.get(f"{API}/batches").json()
    assert (listed["total"], listed["awarded"], listed["wrong"]) == (2, 1, 1)
    whole = office.get(f"{API}/batches/{listed['id']}").json()
    (row,) = whole["wrong_rows"]
    assert (row["line"], row["faults"][0]["column"]) == (3, "birth_date")
    assert row["faults"][0]["reason"] == "There is no such day in the calendar."
    assert office.get(f"{API}/batches/unknown").status_code == 404


# ── The W3C VC API ──────────────────────────────────────────────────────────────────────


def wish(office: Office, **members: Any) -> dict[str, Any]:
    credential = {
        "@context": [V2, EXAMPLES],
        "type": ["VerifiableCredential"],
        "issuer": {"id": office.school.organisation.did},
        "validFrom": "2020-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:1", "alumniOf": "x"},
        **members,
    }
    return {"credential": credential, "options": {}}


ISSUE = "/issuers/riverside/credentials/issue"
STATUS = "/issuers/riverside/credentials/status"


def test_the_w3c_address_secures_a_credential(office: Office) -> None:
    answer = office.post(ISSUE, wish(office))

    assert answer.status_code == 201
    secured = answer.json()["verifiableCredential"]
    assert secured["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    with office.school.database.reading() as session:
        stored = session.scalars(select(Award)).one()
    assert read_json(stored.content) == secured


def test_a_body_that_signs_tokens_answers_with_an_envelope(office: Office) -> None:
    tokens = office.school.new_organisation("tokens", cryptosuite="vc+jwt")
    key = office.new_key("award", organisation_id=tokens.id)

    answer = office.post(
        "/issuers/tokens/credentials/issue", wish(office, issuer=tokens.did), key=key
    )

    secured = answer.json()["verifiableCredential"]
    assert secured["type"] == "EnvelopedVerifiableCredential"
    assert secured["id"].startswith(f"data:{MediaType.VC_JWT},eyJ")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"credential": 1}',
        b'{"options": {}}',
        b'{"credential": {}, "credential": {}}',
    ],
)
def test_what_is_no_request_gets_400(office: Office, body: bytes) -> None:
    answer = office.post(ISSUE, body)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "members",
    [
        {"issuer": "did:web:somebody.example"},
        {"issuer": None},
        {"issuer": 1},
        {"credentialSubject": "did:example:1"},
        {"type": ["VerifiableCredential", "Unheard of"], "@context": [V2]},
        {"validFrom": "2030-01-01"},
        {"credentialSchema": {"id": "https://example.org"}},
    ],
)
def test_a_bad_credential_gets_400_and_nothing_is_signed(
    office: Office, members: dict[str, Any]
) -> None:
    assert office.post(ISSUE, wish(office, **members)).status_code == 400
    assert office.school.awards() == []


def test_a_status_is_set_and_a_revocation_is_final(office: Office) -> None:
    secured = office.post(ISSUE, wish(office)).json()["verifiableCredential"]
    change = {
        "credentialId": secured["id"],
        "credentialStatus": {
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
        },
        "status": True,
    }

    assert office.post(STATUS, {**change, "status": False}).status_code == 200
    assert office.post(STATUS, change).status_code == 200
    assert office.post(STATUS, change).status_code == 200
    assert office.post(STATUS, {**change, "status": "0"}).status_code == 400
    assert office.school.awards()[0].state == "revoked"


def test_the_status_of_a_list_of_entries_is_set(office: Office) -> None:
    secured = office.post(ISSUE, wish(office)).json()["verifiableCredential"]
    entries = [{"type": "BitstringStatusListEntry", "status": "1"}]

    changed = office.post(STATUS, {"credentialId": secured["id"], "credentialStatus": entries})

    assert changed.status_code == 200
    assert office.school.awards()[0].state == "revoked"


def test_an_award_is_paused_and_goes_on_by_the_w3c_address(office: Office) -> None:
    office.school.achievement = office.school.new_achievement("PAUSE", suspendable=True)
    made = office.school.award(ANA).award
    pause = {
        "credentialId": made.id,
        "credentialStatus": {"statusPurpose": "suspension"},
        "status": True,
        "reason": "under-review",
    }

    assert office.post(STATUS, {**pause, "reason": None}).status_code == 400
    assert office.post(STATUS, {**pause, "reason": "fees not paid"}).status_code == 400
    assert office.post(STATUS, pause).status_code == 200
    assert office.school.awards()[0].state == "suspended"
    assert office.post(STATUS, {**pause, "status": False}).status_code == 200
    assert office.school.awards()[0].state == "active"
    office.school.revoke(made)
    assert office.post(STATUS, pause).status_code == 400


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"credentialId": "urn:uuid:unknown", "credentialStatus": {}}, 404),
        ({"credentialId": 1}, 400),
        ({}, 400),
        ({"credentialStatus": []}, 400),
        ({"credentialStatus": 1}, 400),
        ({"credentialStatus": {"statusPurpose": "message"}}, 400),
        ({"credentialStatus": {"statusPurpose": "suspension"}}, 400),
        ({"credentialStatus": {}, "status": 7}, 400),
        ({"credentialStatus": {}, "status": "maybe"}, 400),
        ({"credentialStatus": {"statusPurpose": ["revocation"]}}, 400),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    office: Office, change: dict[str, Any], expected: int
) -> None:
    secured = office.post(ISSUE, wish(office)).json()["verifiableCredential"]

    assert office.post(STATUS, {"credentialId": secured["id"], **change}).status_code == expected
    assert office.school.awards()[0].state == "active"


def test_a_program_has_slips_made_and_fetches_them(office: Office) -> None:
    batch = office.school.list_is_handed_in("name,register_number\nAna,1\nBo,2\n")
    office.school.list_is_worked(batch)
    path = f"{API}/batches/{batch.id}/slips"
    assert office.get(path).status_code == 409
    assert office.post(path, b"").json()["state"] == "waiting"
    assert office.post(path, b"").status_code == 202
    assert office.get(f"{path}/file").status_code == 409
    assert do_jobs(office.services, job_handlers(office.services)) == 1
    assert office.get(path).json()["state"] == "done"
    assert office.get(f"{path}/file").content.startswith(b"%PDF")
    other = office.school.new_organisation("other")
    foreign = office.new_key("award", organisation_id=other.id)
    for verb in ("slips", "slips/file"):
        theirs = f"/api/v1/organisations/other/batches/{batch.id}/{verb}"
        assert office.get(theirs, key=foreign).status_code == 404


def test_a_program_mails_again_and_sees_what_became_of_it(office: Office) -> None:
    person = {**PERSON, "email": "bo@example.org"}
    made = office.post(f"{API}/awards", {"achievement": "WELD-2", "person": person})
    path = made.headers["location"]
    assert office.get(f"{path}/delivery").json()["state"] == "waiting"
    assert office.post(f"{path}/mail", {"email": "nonsense"}).status_code == 400
    assert office.post(f"{path}/mail", {"to": "x"}).status_code == 422
    assert office.post(f"{path}/mail", {"email": "new@example.org"}).json()["state"] == "waiting"
    (tally,) = office.get(f"{API}/delivery").json()
    assert (tally["batch"], tally["total"], tally["waiting"]) == (None, 1, 1)
    batch = office.school.list_is_handed_in("name,register_number,email\nAna,1,ana@example.org\n")
    office.school.list_is_worked(batch)
    assert office.get(f"{API}/batches/{batch.id}/delivery").json()["not_claimed"] == 1
    assert office.post(f"{API}/batches/{batch.id}/mail", b"").json() == {"mailed": 0}


def test_a_workbook_is_taken_with_what_is_said_about_it(office: Office) -> None:
    content = FILES["true-and-false.xlsx"]()
    address = f"{API}/batches?achievement=WELD-2"
    refused = office.post(address, content, **{"Content-Type": XLSX})
    assert (refused.status_code, refused.json()["pointer"]) == (400, "/file/columns")
    assert office.get(f"{API}/batches").json() == []
    said = quote(json.dumps({"passed": "-"}))
    taken = office.post(f"{address}&mapping={said}", content, **{"Content-Type": XLSX})
    assert (taken.status_code, taken.json()["total"]) == (202, 1)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("mapping=x", "/mapping"),
        ("mapping=%7B%22a%22:1%7D", "/mapping"),
        ("sheet=B", "/file/sheet"),
    ],
)
def test_what_cannot_be_said_about_a_list_is_refused(
    office: Office, query: str, pointer: str
) -> None:
    content = FILES["plain.xlsx"]()
    refused = office.post(f"{API}/batches?achievement=WELD-2&{query}", content)
    assert (refused.status_code, refused.json()["pointer"]) == (400, pointer)


def test_programs_approve_what_another_has_handed_in(office: Office) -> None:
    with office.services.database.session() as session:
        session.merge(office.school.organisation).lists_need_approval = True
    made = office.post(f"{API}/batches?achievement=WELD-2", b"name,register_number\nAna,1\n").json()
    assert made["state"] == "waits-for-approval"
    one = f"{API}/batches/{made['id']}"
    assert office.post(f"{one}/approve", {}).status_code == 403
    with office.services.database.session() as session:
        found = session.get_one(Batch, made["id"])
        found.submitted_by = "key:another"
    back = office.post(f"{one}/send-back", {"note": "Look at line 2."}).json()
    assert (back["state"], back["note"]) == ("open", "Look at line 2.")
    assert office.post(f"{one}/approve", {}).status_code == 409
    assert office.post(f"{one}/take-back", {}).status_code == 204
    assert office.get(one).status_code == 404


def test_a_program_runs_a_class_code(office: Office) -> None:
    batch = office.school.list_is_handed_in("name,register_number\nAna,1\n")
    office.school.list_is_worked(batch)
    path = f"{API}/batches/{batch.id}"
    assert office.post(f"{path}/class-code", {"hours": 3}).status_code == 400
    made = office.post(f"{path}/class-code", {"hours": 1}).json()
    assert made["url"] == f"{URL}/g/{made['code']}"
    desk: ClassDesk = office.services.ports["wallet"].classes
    tokens = []
    for _ in range(2):
        with office.school.database.session() as session:
            code = parse_code(made["code"])
            tokens.append(desk.ask(session, code, name="ana", fact="1", at=NOON))
    first, second = office.get(f"{path}/class-requests").json()
    assert (first["fit"], first["fact"]) == ("both", "1")
    decide = f"{API}/class-requests"
    body = {"award": first["award"]}
    assert office.post(f"{decide}/{first['id']}/approve", body).status_code == 204
    assert office.post(f"{decide}/{second['id']}/approve", body).status_code == 409
    assert office.post(f"{decide}/{second['id']}/refuse", b"").status_code == 204
    with office.school.database.reading() as session:
        states = {desk.standing(session, token, at=NOON).state for token in tokens}
    assert states == {"approved", "refused"}
    headers = {"Authorization": f"Bearer {office.key}"}
    assert office.http.delete(f"{path}/class-code", headers=headers).status_code == 204


def test_everything_that_is_wrong_with_a_request_is_answered_at_once(office: Office) -> None:
    wrong = {"code": "", "name": "", "description": "D", "criteria": "C", "hours": -1}
    refused = office.post(f"{API}/achievements", {**wrong, "achievement_type": "Course"}).json()
    assert refused["pointer"] == "/code"
    assert [error["pointer"] for error in refused["errors"]] == ["/code", "/name", "/hours"]
