import base64
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.base.custody import (
    KEY_FILE,
    RETIRED,
    Custody,
    SigningKey,
    is_known,
    open_key_file,
)
from app.base.db import Database
from app.base.settings import StartError
from credentials import ED25519, ProblemCode, PublicKey, public_key
from tests.refusal import refused
from tests.unit.app.base.conftest import NOW

OWNER = "organisation:one"


def create(custody: Custody, database: Database, owner: str = OWNER, **more: object) -> SigningKey:
    with database.session() as session:
        return custody.create_key(
            session,
            owner=owner,
            purpose=str(more.get("purpose", "assertion")),
            verification_method=f"did:web:x#{owner}",
            at=NOW + timedelta(seconds=int(str(more.get("later", 0)))),
        )


def test_a_signer_signs_with_the_key_that_is_published(
    database: Database, custody: Custody
) -> None:
    key = create(custody, database)
    with database.reading() as session:
        signer = custody.signer(session, owner=OWNER, purpose="assertion")
    assert signer.verification_method == key.verification_method
    assert key.public_key.verify(signer.sign(b"text"), b"text")


def test_the_name_of_a_key_may_be_made_from_the_key(sqlite: Database, custody: Custody) -> None:
    def name(key: PublicKey) -> str:
        return f"did:key:{key.raw.hex()}"

    with sqlite.session() as session:
        key = custody.create_key(
            session, owner=OWNER, purpose="assertion", verification_method=name, at=NOW
        )
    assert key.verification_method == f"did:key:{key.public_raw.hex()}"


def test_no_form_of_the_private_key_is_in_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite: Database, custody: Custody
) -> None:
    seed = os.urandom(32)
    monkeypatch.setattr("app.base.custody.generate_seed", lambda _algorithm: seed)
    key = create(custody, sqlite)
    assert key.public_key.raw
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert key.public_raw in stored
    for form in (seed, seed.hex().encode(), base64.b64encode(seed), base64.urlsafe_b64encode(seed)):
        assert form.rstrip(b"=") not in stored


@pytest.mark.parametrize("column", ["owner", "purpose", "seal_version", "id", "algorithm"])
def test_a_row_that_was_changed_to_be_another_key_does_not_open(
    sqlite: Database, custody: Custody, column: str
) -> None:
    key = create(custody, sqlite)
    changed = {
        "owner": "organisation:two",
        "purpose": "status",
        "seal_version": 1,
        "id": "0" * 32,
        "algorithm": "P-256",
    }
    with sqlite.session() as session:
        row = session.get_one(SigningKey, key.id)
        setattr(row, column, changed[column])
        owner, purpose = row.owner, row.purpose
    with sqlite.reading() as session, refused(ProblemCode.KEY_UNAVAILABLE):
        custody.signer(session, owner=owner, purpose=purpose)


def test_the_sealed_keys_of_two_owners_cannot_be_swapped(
    sqlite: Database, custody: Custody
) -> None:
    one, two = create(custody, sqlite), create(custody, sqlite, "organisation:two")
    with sqlite.session() as session:
        rows = [session.get_one(SigningKey, key.id) for key in (one, two)]
        rows[0].sealed, rows[1].sealed = rows[1].sealed, rows[0].sealed
    with sqlite.reading() as session, refused(ProblemCode.KEY_UNAVAILABLE):
        custody.signer(session, owner=OWNER, purpose="assertion")


def test_a_sealed_key_that_was_cut_off_does_not_open(sqlite: Database, custody: Custody) -> None:
    key = create(custody, sqlite)
    with sqlite.session() as session:
        session.get_one(SigningKey, key.id).sealed = b"short"
    with sqlite.reading() as session, refused(ProblemCode.KEY_UNAVAILABLE):
        custody.signer(session, owner=OWNER, purpose="assertion")


def test_the_newest_active_key_signs_and_retired_ones_are_still_listed(
    sqlite: Database, custody: Custody
) -> None:
    first, second = create(custody, sqlite), create(custody, sqlite, later=1)
    third = create(custody, sqlite, later=2)
    with sqlite.session() as session:
        session.get_one(SigningKey, third.id).state = RETIRED
    with sqlite.reading() as session:
        signer = custody.signer(session, owner=OWNER, purpose="assertion")
        listed = [key.id for key in custody.keys(session, owner=OWNER)]
    assert signer.public_key == second.public_raw
    assert listed == [first.id, second.id, third.id]


def test_there_is_no_fallback_to_a_key_of_another_purpose(
    sqlite: Database, custody: Custody
) -> None:
    create(custody, sqlite, purpose="status")
    with sqlite.reading() as session, refused(ProblemCode.KEY_UNAVAILABLE):
        custody.signer(session, owner=OWNER, purpose="assertion")


def test_secrets_for_two_purposes_differ_from_each_other_and_from_the_key() -> None:
    kek = os.urandom(32)
    custody = Custody(kek)
    assert len({kek, custody.derive("forms"), custody.derive("other")}) == 3
    assert custody.derive("forms") == Custody(kek).derive("forms")


def test_what_was_sealed_is_read_again(custody: Custody) -> None:
    sealed = custody.seal("XXXX", purpose="claim codes", bound_to="award-1")
    assert b"XXXX" not in sealed
    assert custody.seal("XXXX", purpose="claim codes", bound_to="award-1") != sealed
    assert custody.unseal(sealed, purpose="claim codes", bound_to="award-1") == "XXXX"


@pytest.mark.parametrize(
    ("purpose", "bound_to"), [("share links", "award-1"), ("claim codes", "award-2")]
)
def test_what_was_sealed_opens_for_nothing_else(
    custody: Custody, purpose: str, bound_to: str
) -> None:
    sealed = custody.seal("XXXX", purpose="claim codes", bound_to="award-1")
    with refused(ProblemCode.KEY_UNAVAILABLE):
        custody.unseal(sealed, purpose=purpose, bound_to=bound_to)


def test_a_wrong_key_file_stops_the_start(database: Database, custody: Custody) -> None:
    with database.session() as session:
        assert not is_known(session)
        custody.confirm(session)
    with database.session() as session:
        assert is_known(session)
        custody.confirm(session)
        with pytest.raises(StartError, match="does not belong to this database"):
            Custody(os.urandom(32)).confirm(session)


def test_the_key_file_is_made_on_the_first_start_for_its_owner_alone(tmp_path: Path) -> None:
    first = open_key_file(tmp_path / "new", may_make=True)
    assert (tmp_path / "new" / KEY_FILE).stat().st_mode & 0o777 == 0o400
    again = open_key_file(tmp_path / "new", may_make=False)
    assert again.derive("x") == first.derive("x")


def test_a_missing_key_file_is_not_made_anew_when_keys_were_sealed_under_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(StartError, match="backup"):
        open_key_file(tmp_path, may_make=False)
    assert not (tmp_path / KEY_FILE).exists()


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o644, 0o420])
def test_a_key_file_that_others_may_open_stops_the_start(tmp_path: Path, mode: int) -> None:
    open_key_file(tmp_path, may_make=True)
    (tmp_path / KEY_FILE).chmod(mode)
    with pytest.raises(StartError, match="chmod 400"):
        open_key_file(tmp_path, may_make=False)


def test_a_key_file_that_its_owner_may_write_is_fine(tmp_path: Path) -> None:
    open_key_file(tmp_path, may_make=True)
    (tmp_path / KEY_FILE).chmod(0o600)
    assert len(open_key_file(tmp_path, may_make=False).derive("x")) == 32


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_a_key_file_of_another_size_stops_the_start(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)
    (tmp_path / KEY_FILE).chmod(0o400)
    with pytest.raises(StartError, match="32 bytes"):
        open_key_file(tmp_path, may_make=False)


def test_of_several_first_starts_at_once_all_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = pool.map(lambda _: open_key_file(tmp_path, may_make=True), range(16))
    assert len({custody.derive("x") for custody in opened}) == 1
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_every_key_is_a_sound_ed25519_key(sqlite: Database, custody: Custody) -> None:
    for number in range(5):
        create(custody, sqlite, f"passport:{number}")
    with sqlite.reading() as session:
        keys = list(session.scalars(select(SigningKey)))
    assert all(public_key(ED25519, key.public_raw) == key.public_key for key in keys)
    assert len({key.public_raw for key in keys}) == 5
