"""`serve` speaks TLS by itself, works in the background, and stops in order."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from app.base.clock import wall_clock
from app.base.settings import Settings
from app.cli import run
from app.main import create_app
from app.worker import Worker, work_once
from credentials import read_json
from tests.listening import free_port
from tests.unit.app.school import NOON, School

_ROOT = Path(__file__).parents[5]


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for localhost, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = wall_clock()
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    paths = tmp_path / "cert.pem", tmp_path / "key.pem"
    paths[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@contextmanager
def serving(folder: Path, *arguments: str, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A running `serve` in that folder, killed at the end if it did not stop."""
    environment = {
        "PYTHONPATH": str(_ROOT),
        "PASSPORT_PUBLIC_URL": url,
        "PASSPORT_PORT": url.rpartition(":")[2],
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *arguments],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.slow
def test_it_serves_an_identity_over_tls_and_stops_in_order(
    tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    url = f"https://localhost:{free_port()}"
    trusted = ssl.create_default_context(cafile=str(certificate[0]))
    words = ("--tls-cert", str(certificate[0]), "--tls-key", str(certificate[1]))
    with serving(tmp_path, "serve", *words, url=url) as server:
        with httpx2.Client(verify=trusted, base_url=url) as http:
            assert wait_for(http, server) == 200
            made = subprocess.run(
                [sys.executable, "-m", "app.cli", "issuer", "create", "riverside", "--name", "R"],
                cwd=tmp_path,
                env={"PYTHONPATH": str(_ROOT), "PASSPORT_PUBLIC_URL": url},
                capture_output=True,
                check=True,
            )
            seen = http.get("/issuers/riverside/did.json").json()
        server.send_signal(signal.SIGTERM)

        assert server.wait(timeout=25) in (0, -signal.SIGTERM)
    assert seen["id"] == json.loads(made.stdout)["did"]
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


def test_a_port_that_is_in_use_is_named_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        code = run(["serve", "--port", port])

        assert code == 3
        monkeypatch.setenv("PASSPORT_PORT", port)
        monkeypatch.setenv("PASSPORT_PUBLIC_URL", f"http://localhost:{port}")
        # Before anything is issued that names this address for good.
        assert run(["demo"]) == 3
    assert not (tmp_path / "data" / "certificates").exists()
    assert f"port {port}: Address already in use." in capsys.readouterr().err


def wait_for(http: httpx2.Client, server: subprocess.Popen[bytes]) -> int:
    for _ in range(300):
        assert server.poll() is None, "the service ended"
        try:
            return http.get("/healthz").status_code
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the service does not answer")


def test_a_body_that_may_not_award_keeps_nobody_else_waiting(
    small_school: School, tmp_path: Path
) -> None:
    settings = Settings(
        data_dir=tmp_path / "data", database_url=str(small_school.database.engine.url)
    )
    services = create_app(settings, clock=lambda: NOON).state.services
    small_school.custody = services.custody
    for slug in ("waits", "goes"):
        small_school.organisation = small_school.new_organisation(slug)
        small_school.achievement = small_school.new_achievement("K")
        small_school.list_is_handed_in(f"name,register_number\nAna,{slug}\n")
        with small_school.database.session() as session:
            session.merge(small_school.organisation).approved = slug == "goes"

    work_once(services)

    assert len(small_school.awards()) == 1
    services.workers.close()
    services.database.dispose()


def test_a_running_service_awards_what_waits_and_publishes_what_changed(
    small_school: School, tmp_path: Path
) -> None:
    settings = Settings(
        data_dir=tmp_path / "data", database_url=str(small_school.database.engine.url)
    )
    application = create_app(settings)
    small_school.custody = application.state.services.custody
    small_school.organisation = small_school.new_organisation("another")
    small_school.achievement = small_school.new_achievement("K")
    small_school.list_is_handed_in("name,register_number\nAna,1\nBo,2\n")
    worker = Worker(application.state.services)

    worker.start()
    for _ in range(100):
        if len(small_school.awards()) == 2:
            break
        time.sleep(0.1)
    worker.stop()

    assert len(small_school.awards()) == 2
    for award in small_school.awards():
        assert read_json(award.content)["issuer"]["id"] == small_school.organisation.did
    application.state.services.workers.close()
    application.state.services.database.dispose()
