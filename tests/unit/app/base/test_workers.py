import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.base.workers import Workers
from credentials import CredentialsError, ProblemCode
from tests.refusal import refused
from tests.unit.app.base import hostile


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(2, memory=400_000_000)
    yield pool
    pool.close()


def test_a_worker_answers(workers: Workers) -> None:
    assert workers.run(hostile.double, 21) == 42


def test_a_worker_is_used_again(workers: Workers) -> None:
    first = workers.run(hostile.process_id, None)
    assert workers.run(hostile.process_id, None) == first


def test_a_refusal_arrives_whole(workers: Workers) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/x"):
        workers.run(hostile.refuse_it, None)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


FATAL: dict[str, tuple[Callable[[Any], object], object]] = {
    "an endless loop": (hostile.never_end, None),
    "a long wait": (hostile.sleep, 30),
    "a crash": (hostile.crash, None),
    "an exit": (hostile.leave, None),
    "a fault": (hostile.fault, None),
    "too much memory": (hostile.take_memory, 2_000_000_000),
    "endless recursion": (hostile.recurse, 0),
    "writing a file": (hostile.write_file, "/dev/shm/skills-passport-worker-test"),  # noqa: S108
}


@pytest.mark.parametrize("kind", FATAL)
def test_only_the_request_itself_notices(workers: Workers, kind: str) -> None:
    function, argument = FATAL[kind]
    began = time.monotonic()
    with refused(ProblemCode.TOO_COMPLEX):
        workers.run(function, argument, timeout=0.5)
    assert workers.run(hostile.double, 1) == 2
    assert time.monotonic() - began < 5


def test_a_worker_that_ran_too_long_is_gone(workers: Workers) -> None:
    process = workers.run(hostile.process_id, None)
    with refused(ProblemCode.TOO_COMPLEX):
        workers.run(hostile.never_end, None, timeout=0.2)
    assert not is_running(process)


def test_a_fault_of_ours_is_in_the_log_without_what_it_said(
    workers: Workers, caplog: pytest.LogCaptureFixture
) -> None:
    with refused(ProblemCode.TOO_COMPLEX):
        workers.run(hostile.fault, None)
    assert caplog.records[-1].__dict__["reason"] == "KeyError"
    assert "a fault of ours" not in str(caplog.records[-1].__dict__)


def test_what_a_library_prints_does_not_disturb_the_answers(workers: Workers) -> None:
    assert workers.run(hostile.print_it, "x" * 10_000) == "x" * 10_000
    assert workers.run(hostile.double, 2) == 4


def test_a_worker_inherits_no_secret_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PASSPORT_SMTP_URL", f"smtps://a:b@{tmp_path}")
    pool = Workers(1)
    assert "PASSPORT_SMTP_URL" not in pool.run(hostile.environment, None)
    pool.close()


def test_more_than_may_wait_are_sent_away() -> None:
    pool = Workers(1, waiting=1)
    pool.run(hostile.double, 1)
    barrier = threading.Barrier(6)

    def ask(_: int) -> str:
        barrier.wait()
        try:
            pool.run(hostile.sleep, 0.5)
        except CredentialsError as error:
            return error.problem.code
        return "done"

    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(ask, range(6)))
    pool.close()
    assert outcomes.count("done") == 2
    assert outcomes.count(ProblemCode.TOO_MANY_REQUESTS) == 4


def test_several_tasks_run_at_once(workers: Workers, tmp_path: Path) -> None:
    pairs = [(tmp_path / "one", tmp_path / "other"), (tmp_path / "other", tmp_path / "one")]
    with ThreadPoolExecutor(2) as threads:
        met = list(threads.map(lambda pair: workers.run(hostile.meet, pair), pairs))
    assert met == [True, True]


def test_closing_ends_every_worker() -> None:
    pool = Workers(1)
    process = pool.run(hostile.process_id, None)
    pool.close()
    assert not is_running(process)
