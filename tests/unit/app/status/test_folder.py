"""The folder of signed lists shows what the database has, at every moment."""

import fcntl
import gzip
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.base.settings import Settings
from app.main import create_app
from app.status import service
from app.status.publication.folder import Folder
from app.status.service import REVOCATION, Publisher
from app.status.tables import StatusList
from app.status.token_lists import service as token_lists
from app.status.token_lists.service import TokenPublisher
from app.status.token_lists.tables import TokenList
from app.worker import publish
from tests.unit.app.school import NOON, URL, School


def allocate(school: School, award_id: str) -> None:
    body = school.organisation
    with school.database.session() as session:
        publisher = Publisher(body.id, body.did, URL)
        service.allocate(session, publisher, purpose=REVOCATION, award_id=award_id, at=NOON)


@pytest.fixture
def lists(small_school: School) -> School:
    """A list of either kind, signed."""
    body = small_school.organisation
    allocate(small_school, "award")
    with small_school.database.session() as session:
        by = TokenPublisher(body.id, body.did, URL)
        token_lists.allocate(session, by, award_id="award", at=NOON)
    small_school.republish()
    return small_school


def revoke(school: School) -> None:
    with school.database.session() as session:
        service.set_status(session, award_id="award", purpose=REVOCATION, value=True, at=NOON)
    school.republish()


def signed(school: School) -> dict[str, Any]:
    """Every signed list by the path of its address."""
    with school.database.reading() as session:
        found = [*session.scalars(select(StatusList)), *session.scalars(select(TokenList))]
        return {listed.url.removeprefix(f"{URL}/"): listed.content for listed in found}


def shown(folder: Path) -> dict[str, bytes]:
    """Every file, but for those that are no list."""
    files = (file for file in folder.rglob("*") if file.is_file())
    names = {str(file.relative_to(folder)): file.read_bytes() for file in files}
    return {name: content for name, content in names.items() if not name.endswith((".gz", "lock"))}


def test_each_list_lies_under_its_address_plain_and_compressed(
    lists: School, tmp_path: Path
) -> None:
    folder = Folder(tmp_path / "lists")
    assert folder.mirror(lists.database) == 2
    assert shown(tmp_path / "lists") == signed(lists)
    for name, content in signed(lists).items():
        file = tmp_path / "lists" / name
        assert gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes()) == content
        # File servers make the ETag from this, which has to be the same on every machine.
        assert file.stat().st_mtime == NOON.timestamp()
        assert file.stat().st_mode & 0o777 == 0o644
    assert not list((tmp_path / "lists").rglob("*.part"))


def test_only_what_has_changed_is_written(lists: School, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "lists")
    folder.mirror(lists.database)
    assert folder.mirror(lists.database) == 0
    revoke(lists)
    assert folder.mirror(lists.database) == 2
    assert shown(tmp_path / "lists") == signed(lists)
    # Another process finds it done.
    assert Folder(tmp_path / "lists").mirror(lists.database) == 0
    lists.republish(NOON + timedelta(hours=30))
    assert folder.mirror(lists.database) == 2


def test_what_is_missing_or_cut_short_is_written_again(lists: School, tmp_path: Path) -> None:
    Folder(tmp_path / "lists").mirror(lists.database)
    cut, gone = (tmp_path / "lists" / name for name in signed(lists))
    cut.write_bytes(b"{")
    gone.unlink()
    assert Folder(tmp_path / "lists").mirror(lists.database) == 2
    assert shown(tmp_path / "lists") == signed(lists)


def test_two_processes_do_not_write_at_the_same_time(lists: School, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "lists")
    (tmp_path / "lists").mkdir()
    descriptor = os.open(tmp_path / "lists" / ".lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert folder.mirror(lists.database) == 0
    os.close(descriptor)
    assert folder.mirror(lists.database) == 2


def test_a_folder_that_cannot_be_written_keeps_no_list_from_being_signed(
    lists: School, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = tmp_path / "in the way"
    place.write_text("a file")
    url = lists.database.engine.url.render_as_string(hide_password=False)
    settings = Settings(data_dir=tmp_path / "data", database_url=url, public_url=URL)
    services = create_app(settings, clock=lambda: NOON + timedelta(hours=30)).state.services
    lists.custody = services.custody
    lists.organisation = lists.new_organisation("another")
    allocate(lists, "another")
    assert publish(services, folder=Folder(place)) == 1
    assert "lists were not laid out" in caplog.text
    services.workers.close()
    services.database.dispose()
