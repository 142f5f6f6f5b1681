"""The PostgreSQL server that other tests stand on does what they rely on."""

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres


def connect(server: PostgresServer, database: str) -> psycopg.Connection:
    return psycopg.connect(server.url(database).replace("+psycopg", ""), autocommit=True)


def test_a_test_can_have_an_empty_database(empty_postgres_url: str) -> None:
    engine = create_engine(empty_postgres_url)
    with engine.begin() as connection:
        tables = connection.execute(
            text("SELECT count(*) FROM pg_tables WHERE schemaname='public'")
        )
        assert tables.scalar_one() == 0
    engine.dispose()


def test_a_database_can_be_copied_from_a_prepared_one(postgres: PostgresServer) -> None:
    prepared = postgres.new_database()
    with connect(postgres, prepared) as connection:
        connection.execute("CREATE TABLE badge (name text)")
    copy = postgres.new_database(template=prepared)
    with connect(postgres, copy) as connection:
        assert connection.execute("SELECT count(*) FROM badge").fetchone() == (0,)
    postgres.drop_database(copy)
    postgres.drop_database(prepared)


@pytest.mark.slow
def test_a_durable_server_keeps_what_was_committed_before_it_was_killed() -> None:
    with PostgresServer(durable=True) as server:
        with connect(server, "postgres") as connection:
            connection.execute("CREATE TABLE badge (name text)")
            connection.execute("INSERT INTO badge VALUES ('First aid')")
            server.kill()
        server.start()
        with connect(server, "postgres") as connection:
            assert connection.execute("SELECT name FROM badge").fetchone() == ("First aid",)
