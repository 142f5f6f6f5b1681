"""What `make bench-scale` asks can be asked; how long it takes is for the bench itself."""

from pathlib import Path

import pytest

from app.issuer import finding
from tests.journeys.stage import stage
from tests.postgres import PostgresServer
from tests.scale.__main__ import FIGURES
from tests.scale.measuring import Place
from tests.scale.rows import somebody


@pytest.mark.faults
@pytest.mark.postgres
def test_everything_can_be_asked_of_a_nation_that_was_written_by_copy(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    name = postgres.new_database()
    with (
        postgres.connect(name) as connection,
        stage(tmp_path, database_url=postgres.url(name)) as opened,
    ):
        place = Place(opened, connection, 300)
        place.fill(lambda _: None)
        for step in FIGURES.values():
            step(place)
        counted = connection.execute("SELECT count(*) FROM awards").fetchone()
        # Fifty real ones, and one that was just issued.
        assert counted == (351,)
        with opened.services.database.reading() as session:
            assert list(finding.mismatches(session)) == []
    postgres.drop_database(name)


def test_people_are_the_same_in_every_run_and_unlike_each_other() -> None:
    assert somebody(7) == somebody(7)
    assert len({somebody(number).award_id for number in range(1_000)}) == 1_000
