"""The command line does what it says, prints what it must, and exits with the right code."""

import csv
import gc
import io
import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from app.base import jobs
from app.base.db import Database
from app.base.outbox import OutboxMessage
from app.base.settings import Settings
from app.cli import run
from app.issuer import service as issuer
from app.issuer.people import stored_person
from app.issuer.privacy import keeping
from app.issuer.routes import desk_of
from app.issuer.tables import Award, Claim, Organisation
from app.main import create_app
from credentials import unbake
from tests.client import Client
from tests.unit.app.base.test_bounces import ID as BOUNCED
from tests.unit.app.base.test_bounces import POSTFIX
from tests.world import World

LIST = (
    "name,name_latin,birth_date,register_number,email,awarded_on\n"
    "أحمد,Ahmed,1994-03-12,R-1,,2026-11-06\n"
    "=cmd(),,1991-01-01,R-2,,2026-11-06\n"
    "Nobody,,1991-02-30,R-3,,2026-11-06\n"
)
ACHIEVEMENT = {"code": "SAFE", "name": "Safety", "description": "d", "criteria": "c"}

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run a command in an empty folder; its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PASSPORT_PUBLIC_URL", "http://localhost:8000")
    (tmp_path / "list.csv").write_text(LIST)
    (tmp_path / "safety.json").write_text(json.dumps(ACHIEVEMENT))

    def call(*arguments: str) -> tuple[int, str]:
        code = run(arguments)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return call


@pytest.fixture
def issued(command: Command, tmp_path: Path, kept: Path) -> Command:
    """The same after a class list was issued; that is done once, and copied."""
    if not kept.exists():
        assert command("issuer", "create", "riverside", "--name", "Riverside")[0] == 0
        code, _ = command(
            "issue", "riverside", "list.csv", "--achievement", "safety.json", "--out", "out"
        )
        assert code == 0
        shutil.copytree(tmp_path, kept)
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    return command


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folder is kept in which a class list was issued."""
    return tmp_path_factory.mktemp("kept") / "issued"


def files(pattern: str) -> list[Path]:
    return sorted(Path("out").glob(pattern))


# ── Setting up ──────────────────────────────────────────────────────────────────────────


def test_a_new_issuer_is_printed_as_json_and_a_running_server_sees_it(command: Command) -> None:
    server = create_app(Settings.from_environment())
    with Client(server, base_url="http://localhost:8000") as http:
        code, printed = command(
            *("issuer", "create", "riverside", "--name", "Riverside"),
            *("--time-zone", "Africa/Nairobi"),
        )
        made = json.loads(printed)
        seen = http.get("/issuers/riverside/did.json")
        profile = http.get(
            "/api/v1/organisations/riverside",
            headers={"Authorization": f"Bearer {made['api_key']}"},
        )

    assert code == 0
    assert set(made) == {"slug", "did", "api_key"}
    assert seen.json()["id"] == made["did"]
    assert profile.json()["slug"] == "riverside"
    assert profile.json()["time_zone"] == "Africa/Nairobi"


def test_an_issuer_with_its_own_domain_gets_the_file_to_publish(command: Command) -> None:
    _, printed = command(
        *("issuer", "create", "own", "--name", "Own"),
        *("--did-method", "domain", "--domain", "school.example"),
    )
    publish = json.loads(printed)["publish"]

    assert publish["url"] == "https://school.example/.well-known/did.json"
    assert publish["document"]["id"] == "did:web:school.example"


def test_an_issuer_that_cannot_be_made_is_refused_in_a_sentence(command: Command) -> None:
    code, printed = command("issuer", "create", "riverside", "--name", "R", "--key-type", "DSA")

    assert code == 3
    assert "/key_type" in printed
    assert "Traceback" not in printed


def test_an_operator_gets_a_link_that_sets_the_password_once(command: Command) -> None:
    code, first = command("operator", "create", "op@example.org")
    _, second = command("operator", "create", "op@example.org")

    assert code == 0
    assert first.startswith("http://localhost:8000/console/setup/")
    assert first != second


def test_settings_that_put_people_at_risk_stop_every_command(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSPORT_PUBLIC_URL", "http://passport.example")

    code, printed = command("fsck")

    assert code == 3
    assert "PASSPORT_PUBLIC_URL" in printed


def test_another_address_than_the_one_in_the_certificates_stops_it(
    issued: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSPORT_PUBLIC_URL", "http://localhost:9000")

    code, printed = issued("serve")

    assert code == 3
    assert "Set the address back" in printed


@pytest.mark.parametrize("arguments", [(), ("bogus",), ("verify",), ("issue", "riverside")])
def test_wrong_usage_exits_with_three(command: Command, arguments: tuple[str, ...]) -> None:
    code, printed = command(*arguments)

    assert code == 3
    assert printed


# ── Issuing ─────────────────────────────────────────────────────────────────────────────


def test_a_class_list_becomes_files_for_everybody_but_the_wrong_line(issued: Command) -> None:
    code, printed = issued(
        "issue", "riverside", "list.csv", "--achievement", "SAFE", "--out", "out"
    )

    assert code == 0
    assert "2 of 3 lines are awarded, 1 wrong" in printed
    assert "Line 4, column birth_date: There is no such day in the calendar." in printed
    assert all(len(files(f"*.{kind}")) == 2 for kind in ("json", "png", "svg", "pdf"))


def test_a_workbook_is_issued_once_its_headings_are_said(command: Command) -> None:
    command("issuer", "create", "riverside", "--name", "Riverside")
    listed = str(Path(__file__).parents[4] / "examples" / "class-list.xlsx")
    issue = ("issue", "riverside", listed, "--achievement", "safety.json")
    code, printed = command(*issue)
    assert (code, "/file/columns" in printed) == (3, True)
    headings = {
        "Full name": "name",
        "Name in Latin letters": "name_latin",
        "Date of birth": "birth_date",
        "Student ID": "register_number",
        "E-mail": "email",
        "Date of award": "awarded_on",
    }
    code, printed = command(*issue, "--mapping", json.dumps(headings))
    assert code == 0
    assert "12 of 12 lines are awarded, 0 wrong" in printed
    code, printed = command(*issue, "--date-order", "sideways")
    assert code != 0
    assert "date_order" in printed


def test_the_picture_holds_the_certificate_and_the_paper_is_a_pdf(issued: Command) -> None:
    for path in files("*.json"):
        assert unbake(path.with_suffix(".png").read_bytes()) == path.read_bytes()
        assert path.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
    assert issued("verify", *map(str, files("*.png")))[0] == 0


def test_the_slips_are_secret_and_harmless_to_a_spreadsheet(issued: Command) -> None:
    path = Path("out/claim-slips.csv")
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {row["name"] for row in rows} == {"أحمد", "'=cmd()"}
    assert all(row["claim_url"].endswith(row["claim_code"]) for row in rows)
    assert issued("fsck")[0] == 0


def test_issuing_again_issues_nothing_and_writes_what_was_lost(issued: Command) -> None:
    before = {path.name: path.read_bytes() for path in files("*.json")}
    lost = files("*.json")[0]
    lost.unlink()
    lost.with_suffix(".pdf").unlink()

    issued("issue", "riverside", "list.csv", "--achievement", "SAFE", "--out", "out")

    assert {path.name: path.read_bytes() for path in files("*.json")} == before
    assert lost.with_suffix(".pdf").exists()
    assert issued("fsck")[1] == "2 certificates, 2 status positions, 0 mismatches\n"


ISSUING = ("issue", "riverside", "list.csv", "--achievement", "SAFE", "--out", "out")


def by_a_clerk(act: Callable[..., object], say: Callable[[Award], dict[str, Any]]) -> Award:
    """The first certificate, to which somebody does something; what they say is told by it."""
    services = create_app(Settings.from_environment()).state.services
    at = datetime(2026, 11, 28, tzinfo=UTC)
    with services.database.session() as session:
        award: Award = session.scalars(select(Award).order_by(Award.id).limit(1)).one()
        body = session.get_one(Organisation, award.organisation_id)
        desk = desk_of(services)
        act(session, body, award.id, desk=desk, actor="x", at=at, **say(award))
    return award


def correction_of(award: Award) -> dict[str, Any]:
    person = replace(stored_person(award.person or {}), name="Somebody Else")
    reason = issuer.ReplacementReason.MISSPELT_NAME
    return {"correction": issuer.Correction(person=person, reason=reason)}


def withdrawal_of(_award: Award) -> dict[str, Any]:
    return {"withdrawal": issuer.Withdrawal(reason=issuer.RevocationReason.ISSUED_IN_ERROR)}


def test_what_was_corrected_takes_the_place_of_its_files(issued: Command) -> None:
    old = {path: path.read_bytes() for path in files("*.*") if path.suffix != ".csv"}
    number = by_a_clerk(issuer.replace, correction_of).certificate_number
    issued(*ISSUING)
    changed = {path for path, content in old.items() if path.read_bytes() != content}
    assert changed == {Path("out") / f"{number}.{kind}" for kind in ("pdf", "png", "svg", "json")}
    assert "Somebody Else" in Path("out/claim-slips.csv").read_text("utf-8-sig")
    written = {path: path.stat().st_mtime_ns for path in old}
    issued(*ISSUING)
    assert {path: path.stat().st_mtime_ns for path in old} == written

    # Killed before the signed file was written, it may have the printed ones of another.
    Path(f"out/{number}.json").unlink()
    Path(f"out/{number}.pdf").write_bytes(b"of another")
    issued(*ISSUING)
    assert Path(f"out/{number}.pdf").read_bytes() != b"of another"


def test_nothing_is_written_of_a_certificate_that_was_erased(issued: Command) -> None:
    award = by_a_clerk(issuer.revoke, withdrawal_of)
    services = create_app(Settings.from_environment()).state.services
    with services.database.session() as session:
        found, claim = session.get_one(Award, award.id), session.get_one(Claim, award.id)
        keeping.erase(session, found, claim, actor="x", at=datetime(2026, 11, 28, tzinfo=UTC))
    assert "1 certificates written" in issued(*ISSUING)[1]


def test_who_looks_like_somebody_is_awarded_where_they_are_other_people(issued: Command) -> None:
    Path("alike.csv").write_text("name,birth_date,awarded_on\nAhmad,1994-03-12,2026-11-06\n")
    issuing = ("issue", "riverside", "alike.csv", "--achievement", "SAFE")
    _, printed = issued(*issuing)
    assert "0 of 1 lines are awarded, 1 wrong" in printed
    assert "with --even-if-alike" in printed
    Path("alike.csv").write_text("name,birth_date,awarded_on\nAhmad,1994-03-12,2026-11-06\n\n")
    _, printed = issued(*issuing, "--even-if-alike")
    assert "1 of 1 lines are awarded, 0 wrong" in printed
    assert issued("fsck")[0] == 0


def test_tokens_are_written_as_tokens(command: Command) -> None:
    command("issuer", "create", "tokens", "--name", "T", "--cryptosuite", "vc+jwt")
    command("issue", "tokens", "list.csv", "--achievement", "safety.json", "--out", "out")

    assert len(files("*.jwt")) == 2
    assert command("verify", *map(str, files("*.jwt")))[0] == 0


@pytest.mark.parametrize(
    ("file", "achievement"),
    [
        ("none.csv", "SAFE"),
        ("list.csv", "UNKNOWN"),
        ("list.csv", "none.json"),
        ("list.csv", "list.json"),
        ("safety.json", "SAFE"),
    ],
)
def test_what_cannot_be_issued_is_refused_in_a_sentence(
    issued: Command, file: str, achievement: str
) -> None:
    Path("list.json").write_text('{"code": "X"}')

    code, printed = issued("issue", "riverside", file, "--achievement", achievement)

    assert code == 3
    assert "Traceback" not in printed


# ── Verifying ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A certificate of a did:key issuer, without a status, as a file."""
    world = World()
    issuer = world.key_issuer()
    path = tmp_path / "foreign.json"
    path.write_bytes(world.issue(world.document(issuer), issuer=issuer).content)
    return path


@pytest.mark.usefixtures("socket_disabled")
def test_a_did_key_certificate_needs_no_service_and_no_network(
    foreign: Path, command: Command
) -> None:
    code, printed = command("verify", str(foreign))

    assert code == 0
    assert "genuine: yes" in printed
    assert not Path("data").exists()


def test_a_changed_certificate_exits_with_one(foreign: Path, command: Command) -> None:
    foreign.write_bytes(foreign.read_bytes().replace(b"Amina", b"Amine"))

    code, printed = command("verify", str(foreign))

    assert code == 1
    assert "tampered" in printed


def test_an_issuer_that_cannot_be_reached_exits_with_two(command: Command) -> None:
    Path("far.json").write_bytes(World().issue().content)

    assert command("verify", "far.json")[0] == 2


def test_of_several_the_worst_counts(foreign: Path, command: Command) -> None:
    Path("far.json").write_bytes(World().issue().content)
    Path("changed.json").write_bytes(foreign.read_bytes().replace(b"Amina", b"Amine"))
    valid, far, changed = str(foreign), "far.json", "changed.json"

    assert command("verify", valid, valid)[0] == 0
    assert command("verify", valid, far)[0] == 2
    assert command("verify", far, changed, valid)[0] == 1
    assert command("verify", changed, far, "list.csv", valid)[0] == 3


def test_standard_input_is_read(
    foreign: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with foreign.open() as file:
        monkeypatch.setattr("sys.stdin", file)

        assert command("verify", "-")[0] == 0


def test_a_certificate_of_this_service_is_judged_by_its_own_database(issued: Command) -> None:
    code, printed = issued("verify", str(files("*.json")[0]))

    assert code == 0
    assert ": valid\n" in printed


def test_a_file_without_a_certificate_exits_with_three(command: Command) -> None:
    code, printed = command("verify", "list.csv")

    assert code == 3
    assert "no credential" in printed
    assert command("verify", "does-not-exist")[0] == 3


def test_a_file_that_is_not_there_is_called_that_and_stops_no_other(
    foreign: Path, command: Command
) -> None:
    code, printed = command("verify", "nowhere.json", ".", str(foreign))

    assert code == 3
    assert "nowhere.json: no credential (there is no such file)" in printed
    assert ".: no credential (a folder)" in printed
    assert "foreign.json: valid" in printed
    assert '"detail": "there is no such file"' in command("verify", "--json", "nowhere.json")[1]


def test_a_verdict_comes_with_its_notes_and_reasons(command: Command) -> None:
    zoo = Path(__file__).parents[4] / "examples" / "zoo"
    shown = str(zoo / "files" / "shown-by-another-good.json")
    world = ("--world", str(zoo / "world"))

    assert "note: holder-not-shown" in command("verify", shown, *world, "--at", "2026-12-01")[1]
    assert "from the future" in command("verify", shown, *world, "--at", "2026-11-01")[1]


def test_what_another_address_issued_is_still_checked(
    issued: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSPORT_PUBLIC_URL", "http://localhost:9000")

    assert issued("verify", str(files("*.json")[0]))[0] == 0
    assert issued("issuer", "create", "other", "--name", "Other")[0] == 3


def test_a_key_that_is_not_there_is_named(command: Command) -> None:
    wish = ("--key", "nowhere.json", "--feature", "credential_jose", "--output", "out.json")
    code, printed = command("vc-jose-cose", "verify", "--input", "list.csv", *wish)

    assert (code, printed) == (3, "nowhere.json: No such file or directory.\n")


def test_json_has_one_line_for_each_source(issued: Command) -> None:
    paths = [str(path) for path in files("*.json")]

    code, printed = issued("verify", "--json", *paths, "list.csv")
    lines = [json.loads(line) for line in printed.splitlines()]

    assert code == 3
    assert [line["source"] for line in lines] == [*paths, "list.csv"]
    assert lines[0]["verdict"] == "valid"
    assert lines[2]["code"] == "no-credential-found"


def test_it_is_judged_as_of_the_time_that_is_named(foreign: Path, command: Command) -> None:
    assert command("verify", str(foreign), "--at", "2030-06-11T00:00:00Z")[0] == 0

    code, printed = command("verify", str(foreign), "--at", "2030-06-13T00:00:00+02:00")

    assert code == 1
    assert "expired" in printed


@pytest.mark.parametrize("at", ["yesterday", "2026-11-20T12:00:00", "20"])
def test_a_time_that_cannot_be_read_is_wrong_usage(command: Command, at: str) -> None:
    assert command("verify", "list.csv", "--at", at)[0] == 3


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PASSPORT_SMTP_URL", "mail.example", "PASSPORT_SMTP_URL"),
        ("PASSPORT_DATABASE_URL", "postgresql://u:canary@localhost:1/x", "cannot be reached"),
    ],
)
def test_what_cannot_work_is_said_in_a_sentence_at_the_start(
    command: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    code, printed = command("serve", "--port", "0")
    assert code == 3
    assert sentence in printed
    assert "canary" not in printed


# ── To PostgreSQL ───────────────────────────────────────────────────────────────────────


@pytest.mark.postgres
def test_an_installation_is_moved_to_postgresql_and_goes_on_there(
    issued: Command, monkeypatch: pytest.MonkeyPatch, empty_postgres_url: str
) -> None:
    monkeypatch.setenv("PASSPORT_DATABASE_URL", empty_postgres_url)
    code, printed = issued("migrate-database")
    assert code == 0
    assert "awards: 2 rows, checksum " in printed
    assert "the same on both sides; 0 mismatches" in printed
    # The service goes on there, with the same keys.
    server = create_app(Settings.from_environment())
    with Client(server, base_url="http://localhost:8000") as http:
        assert http.get("/issuers/riverside/did.json").status_code == 200
    code, printed = issued("migrate-database")
    assert (code, "is not empty" in printed) == (3, True)


@pytest.mark.postgres
def test_what_fsck_finds_wrong_is_not_moved(
    issued: Command, monkeypatch: pytest.MonkeyPatch, empty_postgres_url: str, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path}/data/passport.sqlite3")
    with database.session() as session:
        session.execute(text("DELETE FROM claims"))
    database.dispose()
    monkeypatch.setenv("PASSPORT_DATABASE_URL", empty_postgres_url)
    code, printed = issued("migrate-database")
    assert code == 1
    assert "cannot be claimed" in printed
    assert "Nothing was moved" in printed
    target = Database(empty_postgres_url)
    assert inspect(target.engine).get_table_names() == []
    target.dispose()


def test_moving_without_a_postgresql_to_move_to_is_refused(issued: Command) -> None:
    code, printed = issued("migrate-database")
    assert (code, printed) == (
        3,
        "Set PASSPORT_DATABASE_URL to the PostgreSQL database to move to.\n",
    )


# ── fsck ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            "UPDATE awards SET content = x'7b7d', dictionary_id = NULL",
            "other bytes than its digest",
        ),
        ("UPDATE awards SET content = x'7b7d'", "cannot be read"),
        ("UPDATE body_dictionaries SET text = x'7b7d'", "other bytes than it was made with"),
        ("UPDATE awards SET digest = 'x'", "other bytes than its digest says"),
        ("UPDATE awards SET state = 'revoked'", "is revoked and still verifies"),
        ("UPDATE awards SET state = 'suspended'", "suspension bit says otherwise"),
        ("UPDATE status_positions SET value = true", "does not verify: revoked"),
        ("DELETE FROM claims", "cannot be claimed"),
        ("DELETE FROM audit_event WHERE action = 'award.issued'", "the audit trail"),
        ("UPDATE audit_event SET actor = 'x' WHERE seq = 2", "audit entry 2 was changed"),
        ("UPDATE status_positions SET award_id = award_id || 'x'", "is missing"),
        ("UPDATE status_lists SET used = used + 1", "positions and has"),
        ("UPDATE batches SET total = 7", "counts 7 rows"),
        ("UPDATE signing_key SET sealed = x'00'", "does not open or is another one"),
        ("UPDATE signing_key SET owner = 'organisation:x'", "does not open or is another one"),
        ("UPDATE claims SET state = 'claimed'", "otherwise than the audit trail"),
        ("UPDATE awards SET certificate_number = 'x'", "with another number"),
        ("UPDATE awards SET awarded_on = '2001-01-01'", "with another day"),
        (
            """UPDATE awards SET person = '{"name": "x", "birth_date": "1901-01-01"}'""",
            "with another birth year",
        ),
        ("UPDATE achievements SET name = 'Surgeon'", "with another achievement"),
        ("UPDATE organisations SET did = did || 'x'", "did not sign it"),
        ("UPDATE awards SET person = NULL", "has lost its"),
    ],
)
def test_fsck_names_what_does_not_fit(issued: Command, damage: str, sentence: str) -> None:
    assert issued("fsck")[0] == 0
    database = Database(Settings.from_environment().effective_database_url)
    with database.session() as session:
        # Whoever can damage a database can take its guards away first.
        for name in ("audit_event_no_update", "audit_event_no_delete", "achievements_are_kept"):
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(damage))
    database.dispose()

    code, printed = issued("fsck")

    assert code == 1
    assert sentence in printed


def test_a_database_that_was_put_back_is_noticed_until_the_operator_stands_for_it(
    issued: Command,
) -> None:
    database = Database(Settings.from_environment().effective_database_url)
    with database.session() as session:
        for name in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_event_no_{name}"))
        # The newest entry made the body; nothing else would miss it.
        session.execute(text("DELETE FROM audit_event WHERE seq > 1"))
        session.execute(
            text("UPDATE audit_head SET seq = 1, hash = (SELECT hash FROM audit_event)")
        )
    database.dispose()
    assert "put back to an older state" in issued("fsck")[1]
    assert issued("accept-restored")[0] == 0
    assert "audit trail ends" not in issued("fsck")[1]


def test_fsck_is_content_with_revoked_replaced_and_raw_awards(issued: Command) -> None:
    server = create_app(Settings.from_environment())
    _, printed = issued("issuer", "create", "raw", "--name", "Raw")
    made = json.loads(printed)
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": made["did"],
        "credentialSubject": {"id": "did:example:1", "name": "x"},
    }
    with Client(server, base_url="http://localhost:8000") as http:
        answer = http.post(
            "/issuers/raw/credentials/issue",
            json={"credential": credential},
            headers={"Authorization": f"Bearer {made['api_key']}"},
        )
    assert answer.status_code == 201

    assert issued("fsck") == (0, "3 certificates, 3 status positions, 0 mismatches\n")


def test_a_job_that_failed_is_seen_and_tried_again(command: Command, tmp_path: Path) -> None:
    assert command("issuer", "create", "riverside", "--name", "Riverside")[0] == 0
    database = Database(f"sqlite:///{tmp_path / 'data' / 'passport.sqlite3'}")
    at = datetime(2026, 11, 20, tzinfo=UTC)
    with database.session() as session:
        job = jobs.enqueue(session, "slips", subject="list 1", actor="test", at=at)
        job.due_at, job.problem = None, "OSError"
        job_id = job.id
    code, printed = command("jobs", "failed")
    assert (code, "OSError" in printed, "1 failed jobs" in printed) == (0, True, True)
    assert command("jobs", "retry", job_id)[0] == 0
    assert command("jobs", "failed") == (0, "0 failed jobs\n")
    assert command("jobs", "retry", job_id)[0] == 3
    database.dispose()


def test_a_mail_server_hands_over_what_came_back(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("issuer", "create", "riverside", "--name", "Riverside")[0] == 0
    database = Database(f"sqlite:///{tmp_path / 'data' / 'passport.sqlite3'}")
    with database.session() as session:
        message = OutboxMessage(
            id=BOUNCED, kind="mail", recipient="a@b.org", template="t", language="en",
            context={}, created_at=datetime(2026, 11, 20, tzinfo=UTC), tries=1,
        )  # fmt: skip
        session.add(message)
    for mail, said in ((POSTFIX, "It is noted."), ("Subject: spam\n\nBuy", "This is not")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail.encode())))
        code, printed = command("bounce")
        assert (code, said in printed) == (0, True)
    with database.reading() as session:
        assert session.get_one(OutboxMessage, BOUNCED).problem == "bounce-5.1.1"
    database.dispose()


def test_no_command_leaves_it_to_chance_when_memory_is_looked_through() -> None:
    # What strangers send to a service that goes on would lie about for as long.
    before = gc.get_threshold()
    assert run(["verify", "nothing.json"]) == 3
    assert gc.get_threshold() == before
