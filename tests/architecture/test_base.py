"""Promises of the plumbing that every slice relies on, checked over the whole service."""

import ast
import asyncio
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.orm import Mapper, Session
from starlette.types import Message, Scope

import app.tables
from app.base import deps, locales, problems, wording
from app.base.db import Base, Database
from app.base.deps import SessionDep
from app.base.settings import Settings
from credentials import ProblemCode

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'order.sqlite3'}")
    yield opened
    opened.dispose()


async def answer_of(application: FastAPI, steps: list[str]) -> None:
    """Send one request over plain ASGI and note when the response begins and ends."""

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        failed = f" {message['status']}" if message.get("status", 200) != 200 else ""
        steps.append(message["type"].removeprefix("http.") + failed)

    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "http_version": "1.1",
        "scheme": "http",
    }
    await application(scope, receive, send)


def service_with(database: Database, prepare: Callable[[Session], None]) -> FastAPI:
    """An application of one route, whose session is prepared by the test."""

    class Services:
        """What the session's dependency needs."""

        def __init__(self) -> None:
            self.database = database
            self.writers = anyio.Semaphore(1)

    application = FastAPI()
    application.dependency_overrides[deps.services] = Services

    @application.get("/")
    def handler(session: SessionDep) -> str:
        session.connection()
        prepare(session)
        return "done"

    return application


def test_the_commit_comes_before_the_response(database: Database) -> None:
    steps: list[str] = []

    def watch(session: Session) -> None:
        steps.append("handler")
        event.listen(session, "after_commit", lambda _: steps.append("commit"))

    asyncio.run(answer_of(service_with(database, watch), steps))
    assert steps == ["handler", "commit", "response.start", "response.body"]


def test_nobody_is_told_of_success_when_the_commit_fails(database: Database) -> None:
    statuses: list[str] = []

    def fill_the_disk(session: Session) -> None:
        def fail(_: Session) -> None:
            raise OSError("no space left on device")

        event.listen(session, "before_commit", fail)

    with pytest.raises(OSError, match="no space"):
        asyncio.run(answer_of(service_with(database, fill_the_disk), statuses))
    assert statuses == ["response.start 500", "response.body"]


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_only_the_database_module_commits() -> None:
    committing = {
        path.relative_to(ROOT).as_posix()
        for path in python_files("app", "wallet_api")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    }
    assert committing == {"app/base/db/sessions.py"}


def test_no_relationship_reads_from_the_database_by_surprise() -> None:
    for mapper in Base.registry.mappers:
        assert isinstance(mapper, Mapper)
        for relationship in mapper.relationships:
            assert relationship.lazy == "raise", f"{mapper.class_.__name__}.{relationship.key}"


def test_every_dependency_that_opens_a_session_ends_before_the_response() -> None:
    for name in ("SessionDep", "ReadingDep"):
        marker = getattr(deps, name).__metadata__[0]
        assert marker.scope == "function", name


def test_every_setting_says_what_it_is() -> None:
    source = ast.parse(inspect.getsource(Settings)).body[0]
    assert isinstance(source, ast.ClassDef)
    described = {
        statement.target.id
        for statement, following in zip(source.body, source.body[1:], strict=False)
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and isinstance(following, ast.Expr)
    }
    assert described == set(Settings.model_fields)


def test_every_problem_has_a_status() -> None:
    assert set(problems.STATUS) == set(ProblemCode)
    assert all(400 <= status < 600 for status in problems.STATUS.values())


@pytest.mark.parametrize("language", locales.LANGUAGES)
def test_no_two_problems_have_the_same_sentence(language: str) -> None:
    with locales.speaking(language):
        sentences = [wording.problem_sentence(code) for code in ProblemCode]
        advice = [wording.problem_advice(code) for code in ProblemCode]
    assert len(set(sentences)) == len(ProblemCode)
    assert all(advice)


def test_every_module_with_a_table_is_among_the_tables() -> None:
    with_tables = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in ("app", "wallet_api")
        for path in (ROOT / folder).rglob("*.py")
        if "__tablename__ =" in path.read_text()
    }
    assert {module.__name__ for module in app.tables.MODULES} == with_tables
