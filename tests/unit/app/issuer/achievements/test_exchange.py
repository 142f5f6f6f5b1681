"""Achievements leave as JSON and come back without loss; what is wrong is pointed to."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from app.base.workers import Workers
from app.issuer import service as issuer
from app.issuer import store
from app.issuer.achievements import exchange
from app.issuer.achievements.examples import SECTORS, examples
from app.issuer.achievements.pictures import redraw
from app.issuer.service import Description
from app.issuer.tables import Achievement, Organisation
from credentials import CredentialsError, ProblemCode
from tests.unit.app.issuer.achievements.test_description import RICH
from tests.unit.app.school import NOON, School


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 32), "teal").save(buffer, "PNG")
    return redraw(buffer.getvalue())


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(1)
    yield pool
    pool.close()


def export(school: School, organisation: Organisation | None = None) -> dict[str, Any]:
    with school.database.reading() as session:
        found = store.all_achievements(session, (organisation or school.organisation).id)
        return exchange.exported(found)


def take_in(
    school: School, organisation: Organisation, document: Any, workers: Workers
) -> exchange.Imported:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    with school.database.session() as session:
        return exchange.take_in(
            session, organisation, content, workers=workers, actor="test", at=NOON
        )


def refusal(
    school: School, document: Any, workers: Workers, organisation: Organisation | None = None
) -> tuple[ProblemCode, str]:
    with pytest.raises(CredentialsError) as refused:
        take_in(school, organisation or school.organisation, document, workers)
    return refused.value.problem.code, refused.value.problem.pointer


def described_anew(school: School, achievement: Achievement, **described: Any) -> None:
    with school.database.session() as session:
        issuer.new_version(
            session,
            school.organisation,
            achievement.id,
            Description(**described),
            actor="test",
            at=NOON,
        )


def test_what_leaves_comes_back_without_loss_and_only_once(
    small_school: School, workers: Workers
) -> None:
    rich = small_school.new_achievement(**RICH, image=picture())
    small_school.award(achievement=rich)
    described_anew(small_school, rich, **{**RICH, "criteria": "Three test pieces."})
    with small_school.database.session() as session:
        found = small_school.achievement.id
        issuer.retire(session, small_school.organisation, found, actor="test", at=NOON)
    left = export(small_school)
    assert [(item["code"], item["version"]) for item in left["achievements"]] == [
        ("WELD-2", 1), ("WELD-3", 1), ("WELD-3", 2)
    ]  # fmt: skip
    assert left["achievements"][1]["image"].startswith("data:image/png;base64,")

    other = small_school.new_organisation("hillside")
    first = take_in(small_school, other, left, workers)
    assert (len(first.made), first.unchanged) == (3, 0)
    assert export(small_school, other) == left
    for organisation in (other, small_school.organisation):
        again = take_in(small_school, organisation, left, workers)
        assert (again.made, again.unchanged) == ((), 3)
    with small_school.database.reading() as session:
        newest = store.achievement_by_code(session, organisation_id=other.id, code="WELD-3")
        assert newest is not None
        assert newest.replaces is not None


def test_every_example_can_be_awarded(small_school: School, workers: Workers) -> None:
    assert len(examples()) >= 10
    assert {item.sector for item in examples()} <= SECTORS.keys()
    assert {item.achievement.language for item in examples()} >= {"en", "ar", "fr"}
    items = [item.achievement.model_dump() for item in examples()]
    document = {"format": exchange.FORMAT, "format_version": 1, "achievements": items}
    imported = take_in(small_school, small_school.new_organisation("new"), document, workers)
    assert len(imported.made) == len(items)


def test_nothing_of_an_import_is_kept_when_one_part_is_wrong(
    small_school: School, workers: Workers
) -> None:
    document = export(small_school)
    good = {**document["achievements"][0], "code": "NEW"}
    bad = {**good, "code": "BAD", "hours": -1}
    found = refusal(small_school, {**document, "achievements": [good, bad]}, workers)
    assert found == (ProblemCode.BAD_VALUE, "/achievements/1/hours")
    assert export(small_school) == document


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"colour": "red"}, "/achievements/0/colour"),
        ({"hours": "many"}, "/achievements/0/hours"),
        ({"alignments": [{"kind": "level", "code": 3}]}, "/achievements/0/alignments/0/code"),
        (
            {"alignments": [{"kind": "level", "framework": "EQF", "code": "12"}]},
            "/achievements/0/alignments/0/code",
        ),
        ({"image": "https://x.example/picture.png"}, "/achievements/0/image"),
        ({"image": "data:image/png;base64,????"}, "/achievements/0/image"),
        ({"image": "data:image/png;base64,aGVsbG8="}, "/achievements/0/image"),
        ({"version": 0}, "/achievements/0/version"),
    ],
)
def test_an_import_is_refused_with_the_member_at_fault(
    small_school: School, workers: Workers, changed: dict[str, Any], pointer: str
) -> None:
    document = export(small_school)
    document["achievements"][0] |= {"code": "NEW", **changed}
    assert refusal(small_school, document, workers)[1] == pointer


def test_an_import_changes_nothing_that_stands_here_for_something_else(
    small_school: School, workers: Workers
) -> None:
    document = export(small_school)
    document["achievements"][0] |= {"name": "Something else"}
    assert refusal(small_school, document, workers) == (
        ProblemCode.CONFLICT, "/achievements/0/code"
    )  # fmt: skip
    small_school.award()
    described_anew(small_school, small_school.achievement, **{**RICH, "code": "WELD-2"})
    document = export(small_school)
    document["achievements"] = [{**document["achievements"][0], "version": 1, "name": "Older"}]
    assert refusal(small_school, document, workers)[0] is ProblemCode.CONFLICT


def test_an_older_version_than_what_is_here_is_not_taken(
    small_school: School, workers: Workers
) -> None:
    other = small_school.new_organisation("hillside")
    document = export(small_school)
    document["achievements"][0]["version"] = 3
    take_in(small_school, other, document, workers)
    document["achievements"][0]["version"] = 2
    assert refusal(small_school, document, workers, other) == (
        ProblemCode.CONFLICT, "/achievements/0/version"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        (b"", ""),
        (b"[]", "/format"),
        (b'{"format": "x"}', "/format"),
        (b'{"format": "skills-passport/achievements", "format_version": 2}', "/format_version"),
        (
            b'{"format": "skills-passport/achievements", "format_version": 1, "achievements": 1}',
            "/achievements",
        ),
        (b'{"format": "a", "format": "b"}', ""),
        (b"[" * 100_000, ""),
        (b'{"hours": NaN}', ""),
        (b'{"name": "\\ud800"}', "/name"),
        (b"\xff\xfe{}", ""),
    ],
)
def test_hostile_json_is_refused(
    small_school: School, workers: Workers, content: bytes, pointer: str
) -> None:
    assert refusal(small_school, content, workers) == (ProblemCode.MALFORMED, pointer)


def test_a_single_achievement_is_exported_as_one(small_school: School) -> None:
    [item] = exchange.exported([small_school.achievement])["achievements"]
    assert item["code"] == "WELD-2"
