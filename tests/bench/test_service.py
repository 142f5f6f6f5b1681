"""The figures of the real service still come out, each in one short round."""

from pathlib import Path

import pytest

from tests.bench.batches import rate_of
from tests.bench.service import Service
from tests.faults.killing import Installation


@pytest.mark.faults
def test_a_service_is_measured(tmp_path: Path) -> None:
    service = Service(tmp_path)
    assert service.start_s() > 0
    assert 20 < service.idle_mb() < 1_000
    assert service.verify_rate(seconds=0.05) > 1


@pytest.mark.faults
def test_a_class_list_is_measured(tmp_path: Path) -> None:
    place = tmp_path / "place"
    assert rate_of(Installation(place, f"sqlite:///{place}/passport.sqlite3", rows=20)) > 0
