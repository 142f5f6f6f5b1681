import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.base import idempotency
from app.base.db import Database
from app.base.idempotency import KEPT_FOR, IdempotentAnswer, StoredAnswer, request_digest
from credentials import CredentialsError, ProblemCode
from tests.refusal import refused
from tests.unit.app.base.conftest import NOW

DIGEST = request_digest("POST", "/awards", b"{}")
ANSWER = StoredAnswer(201, "application/json", b'{"id":1}', {"Location": "/awards/1"})


def do(
    database: Database,
    *,
    key: str | None = "k",
    scope: str = "key:a award",
    digest: str = DIGEST,
    later: timedelta = timedelta(0),
) -> StoredAnswer | None:
    """Carry out a request once; what was stored before, or None if it was carried out now."""
    with database.session() as session:
        at = NOW + later
        given = {"scope": scope, "key": key, "request_digest": digest, "at": at}
        stored = idempotency.once(session, **given)  # type: ignore[arg-type]
        if stored is None:
            idempotency.keep(session, answer=ANSWER, **given)  # type: ignore[arg-type]
        return stored


def test_the_second_request_gets_the_first_answer(database: Database) -> None:
    assert do(database) is None
    assert do(database) == ANSWER


def test_without_a_key_every_request_is_carried_out(database: Database) -> None:
    assert do(database, key=None) is None
    assert do(database, key=None) is None


def test_the_keys_of_two_clients_have_nothing_to_do_with_each_other(database: Database) -> None:
    assert do(database) is None
    assert do(database, scope="key:b award") is None


def test_the_same_key_with_another_body_is_refused(database: Database) -> None:
    do(database)
    with refused(ProblemCode.IDEMPOTENCY_MISMATCH):
        do(database, digest=request_digest("POST", "/awards", b"{ }"))


def test_after_a_day_a_key_is_free_again(database: Database) -> None:
    do(database)
    assert do(database, later=KEPT_FOR - timedelta(seconds=1)) == ANSWER
    assert do(database, later=KEPT_FOR) is None


def test_old_answers_are_deleted(database: Database) -> None:
    do(database, key="old")
    do(database, key="new", later=timedelta(hours=1))
    with database.session() as session:
        idempotency.forget_old(session, at=NOW + KEPT_FOR)
    with database.reading() as session:
        assert [row.key for row in session.query(IdempotentAnswer)] == ["new"]


@pytest.mark.parametrize("key", ["", "x" * 201, "a\r\nb", "a\x00"])
def test_a_key_of_another_form_is_refused(sqlite: Database, key: str) -> None:
    with refused(ProblemCode.REQUEST_INVALID):
        do(sqlite, key=key)


def test_of_fifty_at_once_one_is_carried_out(database: Database) -> None:
    barrier = threading.Barrier(10)

    def attempt(_: int) -> str:
        barrier.wait()
        try:
            return "done" if do(database) is None else "repeated"
        except CredentialsError as error:
            return error.problem.code

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(attempt, range(50)))
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "repeated", ProblemCode.IN_PROGRESS}


@pytest.mark.postgres
def test_a_request_whose_twin_has_not_ended_is_told_so(postgres_url: str) -> None:
    database = Database(postgres_url)
    database.upgrade()
    with database.session() as session:
        given = {"scope": "s", "key": "k", "request_digest": DIGEST, "at": NOW}
        assert idempotency.once(session, **given) is None  # type: ignore[arg-type]
        with database.session() as second, refused(ProblemCode.IN_PROGRESS):
            idempotency.once(second, **given)  # type: ignore[arg-type]
    database.dispose()


def test_method_path_and_body_make_the_request() -> None:
    digests = {
        request_digest(method, path, body)
        for method in ("POST", "PUT")
        for path in ("/a", "/b")
        for body in (b"", b"x")
    }
    assert len(digests) == 8
