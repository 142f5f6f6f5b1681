"""T54: PDF files that explode, run in circles, start something or ask for something elsewhere."""

import time
import zlib
from collections.abc import Iterable

import pytest

from tests.journeys.stage import Stage
from tests.packing import packed_zeros

_HTML = {"Accept": "text/html"}
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"


def _pdf(
    *objects: bytes, catalog: bytes = b"", pages: bytes = _PAGES, page: bytes = _PAGE
) -> bytes:
    """A PDF file by hand: catalog (1), pages (2), one page (3), then further objects (4 …)."""
    whole = bytearray(b"%PDF-1.7\n")
    places = []
    root = b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>"
    for number, body in enumerate((root, pages, page, *objects), 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    begins = len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    whole += b"".join(b"%010d 00000 n \n" % place for place in places)
    whole += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, begins)
    return bytes(whole)


def _stream(content: bytes, filters: Iterable[bytes] = (), more: bytes = b"") -> bytes:
    named = b"/Filter[" + b"".join(filters) + b"]"
    return b"<<%s%s/Length %d>>stream\n%s\nendstream" % (named, more, len(content), content)


def _packed(size: int, times: int) -> bytes:
    content = packed_zeros(size)
    for _ in range(1, times):
        content = zlib.compress(content, 9)
    return content


_ATTACHED = b"/AF[<</EF<</F 4 0 R>>>>]"
_NAMED = b"/Names<</EmbeddedFiles 4 0 R>>"
_DRAWN = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>"

FILES = {
    "an attachment that inflates to 400 MB": _pdf(
        _stream(_packed(400_000_000, 1), [b"/FlateDecode"]), catalog=_ATTACHED
    ),
    "an attachment that is packed again and again": _pdf(
        _stream(_packed(400_000_000, 3), [b"/FlateDecode"] * 3), catalog=_ATTACHED
    ),
    "a tree of names in a circle": _pdf(b"<</Kids[4 0 R]>>", catalog=_NAMED),
    "a tree of names that grows": _pdf(b"<</Kids[4 0 R 4 0 R 4 0 R]>>", catalog=_NAMED),
    "three thousand attachments": _pdf(
        b"<</Names[%s]>>" % (b"(a)<</EF<</F 5 0 R>>>>" * 3_000),
        _stream(b"x"),
        catalog=_NAMED,
    ),
    "pages in a circle": _pdf(pages=b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "a billion pages": _pdf(pages=b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>"),
    "a reference to itself": _pdf(b"4 0 R", catalog=_ATTACHED),
    "arrays within arrays": _pdf(b"[" * 100_000 + b"]" * 100_000, catalog=b"/AF 4 0 R"),
    "a drawing that draws itself": _pdf(
        _stream(b"/X Do " * 1_000, more=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
                b"/Resources<</XObject<</X 4 0 R>>>>"),
        page=_DRAWN,
    ),
    "a picture of 40,000 by 40,000": _pdf(
        _stream(
            _packed(10_000_000, 1),
            [b"/FlateDecode"],
            b"/Subtype/Image/Width 40000/Height 40000/ColorSpace/DeviceGray/BitsPerComponent 8",
        ),
        page=b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</X 4 0 R>>>>>>",
    ),
    "text without an end": _pdf(
        _stream(_packed(30_000_000, 1), [b"/FlateDecode"]), page=_DRAWN
    ),
    "a file that is elsewhere": _pdf(
        catalog=b"/AF[<</FS/URL/F(https://canary.example/x.json)>>]"
    ),
    "a file of this machine": _pdf(catalog=b"/AF[<</F(/etc/passwd)/UF(/etc/passwd)>>]"),
    "a program to start": _pdf(
        catalog=b"/OpenAction<</S/Launch/F(/bin/sh)>>/AA<</WC<</S/JavaScript/JS(app.alert(1))>>>>"
    ),
    "a link to another website": _pdf(
        page=b"<</Type/Page/Parent 2 0 R/Annots[<</A<</S/URI/URI(https://canary.example/)>>>>]>>"
    ),
    "a lock that nobody knows": _pdf(catalog=b"").replace(
        b"trailer<<", b"trailer<</Encrypt<</Filter/Standard/V 9/R 9/O(a)/U(b)/P -1>>/ID[(a)(b)]"
    ),
    "a table of objects in a circle": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \n"
    b"trailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_it_is_answered_in_time_and_nothing_is_passed_or_fetched(lasting: Stage, name: str) -> None:
    lasting.fetcher.asked.clear()
    began = time.perf_counter()
    answer = lasting.client.post("/api/v1/verify", content=FILES[name])
    took = time.perf_counter() - began
    page = lasting.client.post("/verify", files={"file": ("x.pdf", FILES[name])}, headers=_HTML)
    # Two readings of five seconds each, and the start of a process for each.
    assert took < 25
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "no-credential-found"
    assert page.status_code == 422
    assert "root:" not in answer.text + page.text
    assert lasting.fetcher.asked == []


def test_the_service_goes_on_after_all_of_them(lasting: Stage) -> None:
    content = lasting.world.issue().content
    attached = _pdf(_stream(content), catalog=_ATTACHED)
    answer = lasting.client.post("/api/v1/verify", content=attached)
    assert answer.json()["verdict"] == "valid"
