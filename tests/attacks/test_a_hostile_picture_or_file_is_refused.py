"""T51, T52, T53, T55, T56: pictures, drawings and bodies that explode, lie or carry something."""

import struct
import time
import zlib

import pytest

from credentials import bake
from tests.journeys.stage import Stage
from tests.packing import GZIP, packed_zeros
from tests.pictures import png

_HTML = {"Accept": "text/html"}
_PNG = b"\x89PNG\r\n\x1a\n"


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I4s", len(content), kind) + content + struct.pack(">I", checksum)


def _png(*chunks: bytes, size: tuple[int, int] = (1, 1)) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    return _PNG + header + b"".join(chunks) + _chunk(b"IEND", b"")


def _text(content: bytes, *, packed: bool = False) -> bytes:
    return _chunk(b"iTXt", b"openbadgecredential\0" + bytes([packed, 0]) + b"\0\0" + content)


_LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
)
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="https://purl.imsglobal.org/ob/v3p0">'

FILES = {
    "a text that inflates to 200 MB": _png(_text(packed_zeros(200_000_000), packed=True)),
    "a picture of 100,000 by 100,000": _png(
        _chunk(b"IDAT", zlib.compress(bytes(1000))), size=(100_000, 100_000)
    ),
    "pixels that inflate without end": _png(
        _chunk(b"IDAT", packed_zeros(50_000_000)), size=(5_000, 5_000)
    ),
    "a chunk longer than the file": _PNG + struct.pack(">I4s", 2**31 - 1, b"iTXt"),
    "a wrong checksum": _png(_text(b"{}"))[:-20] + b"xxxx" + _png(_text(b"{}"))[-16:],
    "a hundred thousand chunks": _png(*[_chunk(b"junk", b"")] * 100_001),
    "entities within entities": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "ha">'
    + _LAUGHS
    + b"]>"
    + _SVG
    + b"<ob:credential>&l9;</ob:credential></svg>",
    "an entity from a file": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + _SVG
    + b"<ob:credential>&x;</ob:credential></svg>",
    "a DTD from elsewhere": b'<!DOCTYPE svg SYSTEM "https://canary.example/x.dtd">'
    + _SVG
    + b"</svg>",
    "deep nesting": _SVG + b"<g>" * 5_000 + b"</g>" * 5_000 + b"</svg>",
    "a script": _SVG + b"<script>alert(1)</script></svg>",
    "a PDF": b"%PDF-1.7\n" + b"x" * 1_000,
    "a TIFF": b"II*\x00" + bytes(100),
    "an EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file",
    "a web page": b"<html><script>alert(1)</script></html>",
    "a zip": b"PK\x03\x04" + bytes(100),
    "gzip": packed_zeros(10_000_000, wbits=GZIP),
    "nothing but zeros": bytes(1_000),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_answered_in_time_and_nothing_is_passed_or_fetched(lasting: Stage, name: str) -> None:
    lasting.fetcher.asked.clear()
    began = time.perf_counter()
    answer = lasting.client.post("/api/v1/verify", content=FILES[name])
    page = lasting.client.post("/verify", files={"file": ("x.png", FILES[name])}, headers=_HTML)
    assert time.perf_counter() - began < 12
    assert answer.status_code in (413, 422) or answer.json()["verdict"] != "valid"
    assert page.status_code < 500
    assert 'data-state="valid"' not in page.text
    assert "root:" not in answer.text + page.text
    assert lasting.fetcher.asked == []


def test_a_picture_with_two_credentials_is_not_chosen_between(lasting: Stage) -> None:
    content = lasting.world.issue().content
    picture = _png(_text(content), _text(lasting.world.issue().content))
    answer = lasting.client.post("/api/v1/verify", content=picture)
    assert answer.status_code == 422


def test_what_stands_behind_the_end_of_a_picture_is_not_read(lasting: Stage) -> None:
    content = lasting.world.issue().content
    assert lasting.client.post("/api/v1/verify", content=png() + content).status_code == 422
    assert lasting.client.post("/api/v1/verify", content=png() + _text(content)).status_code == 422


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "application/pdf", "x/y"])
def test_the_declared_type_changes_nothing(lasting: Stage, declared: str) -> None:
    baked = bake(png(), lasting.world.issue())
    for name in ("badge.html", "badge.svg", "../../etc/passwd", "badge.json"):
        answer = lasting.client.post("/api/v1/verify", files={"file": (name, baked, declared)})
        assert answer.json()["verdict"] == "valid"
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/api/v1/verify", "/verify", "/credentials/verify"])
@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "gzip, gzip", "x"])
def test_a_packed_body_is_refused_unopened(lasting: Stage, path: str, packing: str) -> None:
    bomb = packed_zeros(50_000_000, wbits=GZIP)
    answer = lasting.client.post(path, content=bomb, headers={"Content-Encoding": packing})
    assert answer.status_code == 415


@pytest.mark.parametrize("length", ["-1", "+5", "1e3", "0x10", "", "５", "9" * 40])
def test_an_odd_length_is_refused(lasting: Stage, length: str) -> None:
    headers = {b"Content-Length": length.encode()}
    answer = lasting.client.post("/api/v1/verify", content=b"x", headers=headers)
    assert answer.status_code in (400, 413, 422)


def test_many_parts_of_a_form_are_refused(lasting: Stage) -> None:
    files = [("file", (f"{number}", b"x")) for number in range(200)]
    assert lasting.client.post("/api/v1/verify", files=files).status_code in (400, 422)
    parts = {f"part{number}": "x" for number in range(2_000)}
    assert lasting.client.post("/verify", data=parts, headers=_HTML).status_code in (400, 422)
