"""T78: whoever has the database alone can sign nothing and claim nothing."""

import base64
from pathlib import Path

import pytest

from app.base.custody import SigningKey, open_key_file
from app.base.settings import Settings, StartError
from app.main import create_app
from credentials import ProblemCode
from credentials.keys.encodings import encode_base58
from tests.attacks.tenants import Tenant, tenant
from tests.journeys.stage import Stage
from tests.refusal import refused
from tests.unit.wallet_api.worker import browser


@pytest.fixture
def school(plain_stage: Stage) -> Tenant:
    return tenant(plain_stage, "riverside")


def _spellings(secret: bytes) -> list[bytes]:
    """The ways in which a secret could stand in a file."""
    return [
        secret,
        secret.hex().encode(),
        secret.hex().upper().encode(),
        base64.b64encode(secret).rstrip(b"="),
        base64.urlsafe_b64encode(secret).rstrip(b"="),
        encode_base58(secret).encode(),
    ]


def _dump(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("passport.sqlite3*")))


def test_no_private_key_is_in_the_database(school: Tenant) -> None:
    made = school.award()
    browser(school.stage).claim(made["claim_code"])
    services = school.stage.services
    with services.database.reading() as session:
        keys = session.query(SigningKey).all()
        seeds = [services.custody._open(key) for key in keys]
    assert len(seeds) >= 2
    dump = _dump(services.settings.data_dir)
    kek = (services.settings.data_dir / "key-encryption-key").read_bytes()
    assert keys[0].public_raw in dump
    for secret in [*seeds, kek]:
        assert not [text for text in _spellings(secret) if text in dump]
    assert b"PRIVATE KEY" not in dump


def test_no_code_link_or_api_key_is_in_the_database(school: Tenant) -> None:
    waiting, taken = school.award(), school.award(register_number="R-2")
    worker = browser(school.stage).claim(taken["claim_code"])
    token = worker.return_link.rpartition("/")[2]
    shared = worker.share().rpartition("/")[2]
    dump = _dump(school.stage.services.settings.data_dir)
    for secret in (
        waiting["claim_code"],
        waiting["claim_code"].replace("-", ""),
        token,
        shared,
        school.key.partition(".")[2],
        worker.client.cookies["device"],
    ):
        assert len(secret) > 8
        assert secret.encode() not in dump


def test_a_key_row_that_was_moved_to_another_body_does_not_open(school: Tenant) -> None:
    other = tenant(school.stage, "other")
    with school.stage.services.database.session() as session:
        own, others = (
            session.query(SigningKey).filter_by(owner=f"organisation:{each.id}").first()
            for each in (school, other)
        )
        assert own is not None
        assert others is not None
        own.sealed, others.sealed = others.sealed, own.sealed
    custody = school.stage.services.custody
    with school.stage.services.database.reading() as session, refused(ProblemCode.KEY_UNAVAILABLE):
        custody.signer(session, owner=f"organisation:{school.id}", purpose="assertion")


def test_without_its_key_file_the_service_does_not_start(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    create_app(settings).state.services.database.dispose()
    file = tmp_path / "key-encryption-key"
    content = file.read_bytes()
    file.unlink()
    with pytest.raises(StartError, match="missing"):
        create_app(settings)
    file.write_bytes(bytes(32))
    file.chmod(0o400)
    with pytest.raises(StartError, match="does not belong"):
        create_app(settings)
    file.unlink()
    file.write_bytes(content)
    file.chmod(0o444)
    with pytest.raises(StartError, match="read by others"):
        open_key_file(tmp_path, may_make=False)
