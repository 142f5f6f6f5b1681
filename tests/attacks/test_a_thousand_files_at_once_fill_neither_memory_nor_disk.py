"""A thousand mixed files at once give the right table in little memory, and all is deleted."""

import gc
import json
import struct
import zlib
from collections import Counter
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import qrcode
from sqlalchemy import func, select

from app.base.codes import new_code, printed_code
from app.main import check_handlers
from app.verifier.bulk import service
from app.verifier.bulk.tables import BulkCheck, BulkItem
from app.worker import do_jobs
from credentials import bake
from tests.journeys.stage import Stage
from tests.unit.app.verifier.bulk.archives import archive
from tests.world import changed

_ALL = "/api/v1/bulk-checks"
_GROWTH = 150_000_000


class _Memory:
    """The most memory of this process since it was begun to watch (Linux, proc(5))."""

    def __init__(self) -> None:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
        self._before = self._read("VmRSS")

    def growth(self) -> int:
        return self._read("VmHWM") - self._before

    def _read(self, name: str) -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        (line,) = [line for line in lines if line.startswith(f"{name}:")]
        return int(line.split()[1]) * 1024


def kinds(opened: Stage) -> dict[str, tuple[bytes, str, str]]:
    """One file of each kind: its content, the state and the cause that it has to get."""
    world = opened.world
    good, entry = world.issue(), world.document(credentialStatus=world.entry())
    withdrawn = world.document(credentialStatus=world.entry())
    over = world.document(validUntil="2026-07-12T00:00:00Z")
    silent = world.issue(issuer=(lost := world.issuer("lost.example"))).content
    world.unreachable.add(lost.did)
    revoked = world.issue(withdrawn).content
    world.set_status(withdrawn, "revocation")
    tampered = changed(good, lambda document: document.update(name="Master"))
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'
    code = printed_code(opened.award().verification_code or "")
    return {
        "good.json": (good.content, "valid", ""),
        "listed.json": (world.issue(entry).content, "valid", ""),
        "token.jwt": (world.issue(form="vc+jwt").content, "valid", ""),
        "badge.png": (bake(_png(), good), "valid", ""),
        "badge.svg": (bake(svg, good), "valid", ""),
        "stranger.json": (
            world.issue(issuer=world.key_issuer()).content,
            "caution",
            "valid-unknown",
        ),
        "code.txt": (code.encode(), "valid", ""),
        "tampered.json": (json.dumps(tampered).encode(), "invalid", "tampered"),
        "revoked.json": (revoked, "invalid", "revoked"),
        "expired.json": (world.issue(over).content, "invalid", "expired"),
        "silent.json": (silent, "undetermined", "issuer-unreachable"),
        "unknown.txt": (new_code().encode(), "nothing", "code-unknown"),
        "letter.txt": (b"To whom it may concern", "nothing", "unreadable"),
        "other.json": (b'{"a": 1}', "nothing", "not-a-credential"),
        "inner.zip": (archive([("a", b"x")]), "nothing", "archive-inside"),
        "noise.bin": (bytes(range(256)) * 8, "nothing", "unreadable"),
        "large.bin": (bytes(10_000_001), "nothing", "item-too-large"),
    }


def _png() -> bytes:
    written = BytesIO()
    qrcode.make("x").save(written)
    return written.getvalue()


@pytest.mark.slow
def test_a_thousand_mixed_files_give_the_right_table_within_150_megabytes(
    plain_stage: Stage,
) -> None:
    plain_stage.accredit(plain_stage.world.school, "Harbour Technical School")
    known = kinds(plain_stage)
    names = [
        f"{number:04}/{name}" for number, name in zip(range(1_000), _cycle(known), strict=False)
    ]
    content = archive((name, known[name[5:]][0]) for name in names)
    memory = _Memory()
    made = plain_stage.client.post(f"{_ALL}?keep_hours=24", content=content).json()
    assert made["total"] == 1_000
    assert do_jobs(plain_stage.services, check_handlers(plain_stage.services)) == 1
    answer = plain_stage.client.get(f"{_ALL}/{made['id']}?limit=2000").json()
    assert memory.growth() < _GROWTH

    found = {item["item"]: (item["result"], item["cause"]) for item in answer["items"]}
    assert found == {name: known[name[5:]][1:] for name in names}
    assert answer["results"] == dict(Counter(state for state, _ in found.values()))
    order = [item["result"] for item in answer["items"]]
    assert order == sorted(
        order, key=["invalid", "undetermined", "nothing", "caution", "valid"].index
    )

    database, at = plain_stage.services.database, plain_stage.world.at
    with database.session() as session:
        service.forget_ended(session, at=at + timedelta(hours=24))
    with database.reading() as session:
        for table in (BulkCheck, BulkItem):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def _cycle(known: dict[str, tuple[bytes, str, str]]) -> list[str]:
    # Ten megabytes of nothing are packed well, but not for as many times as the others.
    small = [name for name in known if name != "large.bin"]
    return ["large.bin", "large.bin", *small * 70]


@pytest.mark.parametrize("parts", [1, 40])
def test_an_archive_that_unpacks_to_gigabytes_is_refused_at_once(
    plain_stage: Stage, parts: int
) -> None:
    memory = _Memory()
    answer = plain_stage.client.post(_ALL, content=_bomb(parts=parts, megabytes=400))
    assert answer.status_code == 400
    assert memory.growth() < 64_000_000
    with plain_stage.services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(BulkItem)) == 0


def _bomb(*, parts: int, megabytes: int) -> bytes:
    """An archive whose parts lie over each other, and unpack to so many megabytes each."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(4)) + packer.flush()
    made = bytearray()
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 0, 1, 0) + b"a"
    made += local + packed
    start = len(made)
    for _ in range(parts):
        size = megabytes * 1_000_000
        made += (
            struct.pack(
                "<4s6H3L5H2L",
                b"PK\x01\x02",
                20,
                20,
                0,
                8,
                0,
                0,
                0,
                len(packed),
                size,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
            )
            + b"a"
        )
    length = len(made) - start
    made += struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, parts, parts, length, start, 0)
    return bytes(made)
