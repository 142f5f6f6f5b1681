"""What `make bench-scale` asks can be asked; how long it takes is for the bench itself."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from app.issuer import finding
from app.issuer.tables import Award
from tests.journeys.stage import stage
from tests.postgres import PostgresServer
from tests.scale.__main__ import FIGURES
from tests.scale.measuring import Place
from tests.scale.rows import somebody
from tests.unit.app.issuer.test_lookups import look_everything_up

FILLED = ("awards", "claims", "status_positions", "audit_event", "award_beginnings")


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(1200)
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


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(1200)
def test_postgresql_looks_for_nothing_through_a_whole_table(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    name = postgres.new_database()
    asked: list[tuple[str, Any]] = []
    with (
        postgres.connect(name) as connection,
        stage(tmp_path, database_url=postgres.url(name)) as opened,
    ):
        Place(opened, connection, 20_000).fill(lambda _: None)
        database = opened.services.database

        @event.listens_for(database.engine, "before_cursor_execute")
        def remember(_connection: Any, _cursor: Any, said: str, given: Any, *_: Any) -> None:
            asked.append((said, given))

        with database.reading() as session:
            look_everything_up(session, session.scalars(select(Award).limit(1)).one())
        event.remove(database.engine, "before_cursor_execute", remember)
        slow = []
        with database.engine.connect() as looking:
            for said, given in asked[1:]:
                plan = "\n".join(looking.exec_driver_sql(f"EXPLAIN {said}", given).scalars())
                if any(f"Seq Scan on {table} " in plan for table in FILLED):
                    slow.append((said, plan))
    assert len(asked) > 25
    assert slow == []
    postgres.drop_database(name)


def test_people_are_the_same_in_every_run_and_unlike_each_other() -> None:
    assert somebody(7) == somebody(7)
    assert len({somebody(number).award_id for number in range(1_000)}) == 1_000
