"""T44, T45, T46: a list that explodes, fails or is another's never clears anybody."""

import base64
import gzip
import json
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from credentials import Fetched, JSONObject, Materials, ProblemCode, Verdict, as_bytes
from tests.attacks.forging import codes, with_proof
from tests.journeys.stage import Stage
from tests.packing import GZIP, packed_zeros
from tests.world import World

_EMPTY = gzip.compress(bytes(16_384))
ENCODED = {
    "a bomb of a gigabyte": packed_zeros(1_000_000_000, wbits=GZIP),
    "two members": _EMPTY + _EMPTY,
    "something after the end": _EMPTY + b"x",
    "cut off": _EMPTY[:-4],
    "a wrong checksum": _EMPTY[:-8] + bytes(8),
    "zlib in place of gzip": zlib.compress(bytes(16_384)),
    "too short": gzip.compress(bytes(16_383)),
    "nothing": b"",
}


def _a_badge(world: World) -> tuple[bytes, str]:
    """A badge whose bit is set, and the address of its list."""
    document = world.document(credentialStatus=world.entry())
    world.set_status(document, "revocation")
    return world.issue(document).content, world.school.list_url("revocation")


def _with_list(world: World, url: str, content: bytes | None) -> Materials:
    lists = {url: Fetched(content, world.at, "the host does not answer")}
    return Materials(world.materials().did_documents, lists)


def _signed_again(world: World, edit: Callable[[Any], object]) -> bytes:
    """The school's list after an edit, signed by the school."""
    document = json.loads(world.published(world.school, "revocation"))
    del document["proof"]
    edit(document)
    return as_bytes(with_proof(document, world.school.signer))


@pytest.mark.parametrize("name", ENCODED)
def test_a_hostile_encoding_leaves_it_open_at_once(world: World, name: str) -> None:
    badge, url = _a_badge(world)
    text = "u" + base64.urlsafe_b64encode(ENCODED[name]).decode().rstrip("=")
    hostile = _signed_again(world, lambda it: it["credentialSubject"].update(encodedList=text))
    began = time.perf_counter()
    report = world.verify(badge, materials=_with_list(world, url, hostile))
    assert time.perf_counter() - began < 2
    assert report.verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    "content", [None, b"", b"Bad Gateway", b"<html></html>", b"{}", b"null", b"eyJ.eyJ.eyJ"]
)
def test_a_host_that_fails_leaves_it_open(world: World, content: bytes | None) -> None:
    badge, url = _a_badge(world)
    report = world.verify(badge, materials=_with_list(world, url, content))
    assert report.verdict is Verdict.UNDETERMINED


def test_status_list_by_an_unlisted_issuer_is_undetermined(world: World) -> None:
    badge, url = _a_badge(world)
    mallory = world.key_issuer()
    document = json.loads(world.published(world.school, "revocation"))
    del document["proof"]
    forged: list[JSONObject] = [
        {**document, "issuer": mallory.did},
        document,
    ]
    for unsigned in forged:
        hostile = as_bytes(with_proof(unsigned, mallory.signer))
        report = world.verify(badge, materials=_with_list(world, url, hostile))
        assert report.verdict is Verdict.UNDETERMINED
        assert codes(report) == [ProblemCode.STATUS_INVALID]


def _empty_bits(document: Any) -> None:
    text = base64.urlsafe_b64encode(_EMPTY).decode().rstrip("=")
    document["credentialSubject"]["encodedList"] = f"u{text}"


def test_a_list_that_was_changed_or_stripped_leaves_it_open(world: World) -> None:
    badge, url = _a_badge(world)
    document = json.loads(world.published(world.school, "revocation"))
    _empty_bits(document)
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    for forged in (document, unsigned):
        report = world.verify(badge, materials=_with_list(world, url, as_bytes(forged)))
        assert codes(report) == [ProblemCode.STATUS_INVALID]
        assert report.verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    "edit",
    [
        lambda it: it.update(id="https://school.example/status/other"),
        lambda it: it["credentialSubject"].update(statusPurpose="suspension"),
        lambda it: it.update(type=["VerifiableCredential"]),
        lambda it: it.update(validUntil="2026-11-19T00:00:00Z"),
        lambda it: it.update(validFrom="2026-11-21T00:00:00Z", validUntil="2026-11-22T00:00:00Z"),
        lambda it: it["credentialSubject"].pop("encodedList"),
    ],
)
def test_another_list_in_its_place_leaves_it_open(
    world: World, edit: Callable[[Any], object]
) -> None:
    badge, url = _a_badge(world)

    def substitute(document: Any) -> None:
        _empty_bits(document)
        edit(document)

    hostile = _signed_again(world, substitute)
    report = world.verify(badge, materials=_with_list(world, url, hostile))
    assert report.verdict is Verdict.UNDETERMINED


def test_missing_status_is_never_shown_as_passed(plain_stage: Stage) -> None:
    plain_stage.accredit(plain_stage.world.school, "School")
    badge, url = _a_badge(plain_stage.world)
    plain_stage.world.unreachable.add(url)
    page = plain_stage.client.post(
        "/verify", files={"file": ("a", badge)}, headers={"Accept": "text/html"}
    ).text
    assert 'data-state="undetermined"' in page
    assert 'data-state="valid"' not in page
