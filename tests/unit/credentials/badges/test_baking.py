"""Baked images: what goes in comes out, and hostile images do nothing else."""

import json
import struct
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.badges.baking import ImageKind, bake, bake_version2, image_kind, unbake
from credentials.model import MediaType, SecuredCredential
from credentials.parsing.envelopes import envelope
from credentials.problems import CredentialsError, ProblemCode
from tests.packing import packed_zeros
from tests.refusal import refused

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def text_chunk(text: bytes, *, keyword: bytes = b"openbadgecredential") -> bytes:
    return chunk(b"iTXt", keyword + b"\0\0\0\0\0" + text)


def compressed_chunk(compressed: bytes, *, keyword: bytes = b"openbadgecredential") -> bytes:
    return chunk(b"iTXt", keyword + b"\0\1\0en\0\0" + compressed)


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND")


def png(*chunks: bytes) -> bytes:
    return b"".join([SIGNATURE, HEADER, *chunks, PIXELS, END])


PNG = png()
SVG = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- a seal -->\n'
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" data-note="a > b">\n'
    b'  <circle cx="4" cy="4" r="4"/>\n</svg>\n'
)
BADGE = SecuredCredential(
    MediaType.VC, json.dumps({"name": "لحام ]]> <&>", "type": "x"}, ensure_ascii=False).encode()
)
TOKEN = SecuredCredential(MediaType.VC_JWT, b"eyJhbGciOiJFZERTQSJ9.eyJuYW1lIjoiQSJ9.c2lnbmF0dXJl")
OTHER = SecuredCredential(MediaType.VC, b'{"name":"other"}')
IMAGES = {"png": PNG, "svg": SVG}


def svg(inside: bytes = b"", *, attributes: bytes = b"") -> bytes:
    return (
        b'<svg xmlns="http://www.w3.org/2000/svg" '
        b'xmlns:ob="https://purl.imsglobal.org/ob/v3p0" xmlns:v2="http://openbadges.org"'
        + attributes
        + b">"
        + inside
        + b"</svg>"
    )


def test_another_chunk_with_the_same_first_word_is_no_certificate() -> None:
    image = png(chunk(b"tEXt", b"openbadgecredential\0" + OTHER.content))
    with refused(ProblemCode.NO_CREDENTIAL_FOUND):
        unbake(image)
    assert chunk(b"tEXt", b"openbadgecredential\0" + OTHER.content) in bake(image, BADGE)


def code_of(image: bytes) -> ProblemCode:
    with pytest.raises(CredentialsError) as refused:
        unbake(image)
    return refused.value.problem.code


# ── Both kinds ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("image", ["png", "svg"])
def test_bytes_that_are_no_text_are_baked_as_the_envelope_that_stands_for_them(image: str) -> None:
    cose = SecuredCredential(MediaType.VC_COSE, b"\xd2\x84\xff")
    baked = bake(PNG if image == "png" else SVG, cose)
    assert json.loads(unbake(baked)) == envelope(cose, in_base64=True)


@pytest.mark.parametrize("kind", IMAGES)
@pytest.mark.parametrize("credential", [BADGE, TOKEN], ids=["json", "token"])
def test_what_is_baked_comes_out_letter_by_letter(kind: str, credential: SecuredCredential) -> None:
    assert unbake(bake(IMAGES[kind], credential)) == credential.content


@pytest.mark.parametrize("kind", IMAGES)
def test_baking_again_replaces_what_was_there(kind: str) -> None:
    once = bake(IMAGES[kind], BADGE)
    twice = bake(bake(IMAGES[kind], OTHER), BADGE)
    assert twice == once


@pytest.mark.parametrize("kind", IMAGES)
def test_an_image_without_a_credential_says_so(kind: str) -> None:
    assert code_of(IMAGES[kind]) is ProblemCode.NO_CREDENTIAL_FOUND


@pytest.mark.parametrize("kind", IMAGES)
def test_a_baked_image_is_still_the_same_kind(kind: str) -> None:
    assert image_kind(bake(IMAGES[kind], BADGE)) == kind


def test_nothing_can_be_baked_into_another_kind_of_file() -> None:
    with pytest.raises(CredentialsError) as refused:
        bake(b"GIF89a", BADGE)
    assert refused.value.problem.code is ProblemCode.BAD_VALUE
    assert code_of(b"GIF89a") is ProblemCode.NO_CREDENTIAL_FOUND


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, ImageKind.PNG),
        (SVG, ImageKind.SVG),
        (b"\xef\xbb\xbf <svg/>", ImageKind.SVG),
        (b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' ''><svg>", ImageKind.SVG),
        (b"<s:svg xmlns:s='http://www.w3.org/2000/svg'>", ImageKind.SVG),
        (b"", None),
        (b"\x89PNG", None),
        (b"<svgx>", None),
        (b"<html><svg></svg></html>", None),
        (b'{"a": "<svg>"}', None),
        (b"%PDF-1.7", None),
    ],
)
def test_a_kind_is_known_by_the_first_bytes(content: bytes, kind: ImageKind | None) -> None:
    assert image_kind(content) is kind


@pytest.mark.parametrize("start", [b"<!--", b"<?x ", b" ", b"<!DOCTYPE", b"<!---->", b"<?x?>"])
def test_looking_for_the_kind_takes_no_time_on_hostile_starts(start: bytes) -> None:
    begun = time.monotonic()
    assert image_kind(start * 200_000) is None
    assert time.monotonic() - begun < 1


@given(st.sampled_from([PNG, SVG, bake(PNG, BADGE), bake(SVG, TOKEN)]), st.data())
def test_a_damaged_image_gives_nothing_but_a_refusal_or_bytes(
    image: bytes, data: st.DataObject
) -> None:
    begin = data.draw(st.integers(0, len(image)))
    end = data.draw(st.integers(begin, min(len(image), begin + 8)))
    damaged = image[:begin] + data.draw(st.binary(max_size=8)) + image[end:]
    for read in (unbake, lambda content: bake(content, OTHER)):
        try:
            assert isinstance(read(damaged), bytes)
        except CredentialsError:
            continue


# ── PNG ─────────────────────────────────────────────────────────────────────────────────


def test_a_png_gets_one_uncompressed_text_chunk_behind_its_header() -> None:
    assert bake(PNG, TOKEN) == png(text_chunk(TOKEN.content))


def test_what_stands_behind_the_end_of_a_png_is_dropped() -> None:
    assert bake(PNG + b"<script>", TOKEN) == bake(PNG, TOKEN)
    assert code_of(PNG + text_chunk(b"{}")) is ProblemCode.NO_CREDENTIAL_FOUND


def test_other_texts_of_a_png_stay() -> None:
    other = text_chunk(b"by Ada", keyword=b"Author")
    assert bake(png(other), TOKEN) == png(text_chunk(TOKEN.content), other)


def test_a_compressed_credential_is_read() -> None:
    assert unbake(png(compressed_chunk(zlib.compress(b'{"a":1}')))) == b'{"a":1}'


def test_a_badge_of_version_2_is_read_and_replaced() -> None:
    old = png(text_chunk(b'{"old":1}', keyword=b"openbadges"))
    assert unbake(old) == b'{"old":1}'
    assert bake(old, TOKEN) == bake(PNG, TOKEN)


def test_version_3_is_read_before_version_2() -> None:
    both = png(text_chunk(b"2", keyword=b"openbadges"), text_chunk(b"3"))
    assert unbake(both) == b"3"


def test_a_png_with_two_credentials_is_refused() -> None:
    assert code_of(png(text_chunk(b"1"), text_chunk(b"2"))) is ProblemCode.MALFORMED


@pytest.mark.parametrize(
    "image",
    [
        SIGNATURE,
        PNG[:-1],
        PNG[:-12],
        SIGNATURE + PIXELS + END,
        SIGNATURE + END,
        SIGNATURE + HEADER + HEADER + END,
        PNG.replace(b"IDAT", b"IDAX"),
        SIGNATURE + HEADER + b"\xff\xff\xff\xffIDAT",
        png(chunk(b"iTXt", b"openbadgecredential")),
        png(chunk(b"iTXt", b"openbadgecredential\0")),
        png(chunk(b"iTXt", b"openbadgecredential\0\0\0")),
        png(chunk(b"iTXt", b"openbadgecredential\0\0\0\0")),
        png(chunk(b"iTXt", b"openbadgecredential\0\2\0\0\0{}")),
        png(chunk(b"iTXt", b"openbadgecredential\0\0\1\0\0{}")),
        png(compressed_chunk(b"not zlib")),
        png(compressed_chunk(zlib.compress(b"{}" * 100)[:-6])),
    ],
)
def test_a_broken_png_is_refused(image: bytes) -> None:
    assert code_of(image) is ProblemCode.MALFORMED


def test_a_text_that_inflates_without_end_is_stopped() -> None:
    bomb = png(compressed_chunk(packed_zeros(200_000_000)))
    tracemalloc.start()
    assert code_of(bomb) is ProblemCode.TOO_COMPLEX
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16_000_000


@pytest.mark.parametrize(
    "image",
    [
        png(text_chunk(bytes(1_000_001))),
        png(chunk(b"junk", bytes(5_000_000))),
        png(*[chunk(b"junk")] * 100_000),
    ],
    ids=["a long text", "a large file", "many chunks"],
)
def test_a_png_past_a_limit_is_refused(image: bytes) -> None:
    assert code_of(image) is ProblemCode.TOO_COMPLEX


def test_a_credential_past_the_limit_is_not_baked() -> None:
    huge = SecuredCredential(MediaType.VC, b" " * 1_000_001)
    for image in IMAGES.values():
        with pytest.raises(CredentialsError) as refused:
            bake(image, huge)
        assert refused.value.problem.code is ProblemCode.TOO_COMPLEX


def test_an_image_that_would_grow_past_its_limit_is_not_baked() -> None:
    large = SecuredCredential(MediaType.VC, b" " * 900_000)
    for image in (png(chunk(b"junk", bytes(4_200_000))), svg(b" " * 200_000)):
        with pytest.raises(CredentialsError) as refused:
            bake(image, large)
        assert refused.value.problem.code is ProblemCode.TOO_COMPLEX


# ── SVG ─────────────────────────────────────────────────────────────────────────────────


def test_a_token_stands_in_an_attribute_behind_the_roots_start() -> None:
    element = (
        b'<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" verify="'
        + TOKEN.content
        + b'"/>'
    )
    assert bake(SVG, TOKEN) == SVG.replace(b'a > b">', b'a > b">' + element)


def test_an_svg_that_is_only_a_root_gets_an_inside() -> None:
    baked = bake(b"<s:svg xmlns:s='http://www.w3.org/2000/svg' />\n", BADGE)
    assert baked.endswith(b"</openbadges:credential></s:svg>\n")
    assert unbake(baked) == BADGE.content


@pytest.mark.parametrize(
    "inside",
    [
        b'<ob:credential verify="old"/>',
        b'<ob:credential verify="old" ></ob:credential >',
        b"<ob:credential><![CDATA[{}]]></ob:credential>",
        b'<v2:assertion verify="a > b">{}</v2:assertion>',
        b"<ob:credential>1</ob:credential><g><ob:credential>2</ob:credential></g>",
    ],
)
def test_every_credential_that_was_there_is_taken_out(inside: bytes) -> None:
    baked = bake(svg(b"<g/>" + inside + b"<path/>"), TOKEN)
    assert unbake(baked) == TOKEN.content
    assert b"old" not in baked
    assert b"<g/>" in baked
    assert b"<path/>" in baked


@pytest.mark.parametrize(
    ("inside", "content"),
    [
        (b'<ob:credential verify=" a.b.c "/>', b"a.b.c"),
        (b"<ob:credential> {&quot;a&quot;: 1} </ob:credential>", b'{"a": 1}'),
        (b'<v2:assertion verify="https://x.example/1"><![CDATA[{}]]></v2:assertion>', b"{}"),
        (b'<v2:assertion verify="a.b.c"/>', b"a.b.c"),
        (b'<v2:assertion verify="2"/><ob:credential verify="3"/>', b"3"),
    ],
)
def test_what_others_baked_is_read(inside: bytes, content: bytes) -> None:
    assert unbake(svg(inside)) == content


@pytest.mark.parametrize(
    "inside", [b"<ob:credential/>", b'<ob:credential verify=" "> \n</ob:credential>']
)
def test_an_empty_element_holds_no_credential(inside: bytes) -> None:
    assert code_of(svg(inside)) is ProblemCode.NO_CREDENTIAL_FOUND


@pytest.mark.parametrize(
    "image",
    [
        b"<svg ",
        b"<svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<svg xmlns='https://elsewhere.example'/>",
        b"<svg/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>&unknown;</svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/><svg/>",
        b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'>\xff</svg>",
        svg(b"<ob:credential>{}</ob:credential>" * 2),
        svg(b'<ob:credential verify="a.b.c">{}</ob:credential>'),
        svg(b"<ob:credential><g/></ob:credential>"),
        svg(b"<ob:credential><ob:credential/></ob:credential>"),
        svg(b"<unbound:credential/>"),
    ],
)
def test_a_broken_svg_is_refused(image: bytes) -> None:
    assert code_of(image) is ProblemCode.MALFORMED


@pytest.mark.parametrize(
    "encoding", [b"UTF-16", b"ISO-8859-1", b"no-such", b"hz", b"rot13", b"idna"]
)
def test_an_svg_in_another_encoding_is_refused(encoding: bytes) -> None:
    declaration = b'<?xml version="1.0" encoding="' + encoding + b'"?>'
    assert code_of(declaration + svg()) is ProblemCode.MALFORMED


@pytest.mark.parametrize(
    "document_type",
    [
        b"<!DOCTYPE svg>",
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        b'<!DOCTYPE svg [<!ENTITY % a SYSTEM "http://169.254.169.254/">%a;]>',
    ],
)
def test_an_svg_with_a_document_type_is_refused(document_type: bytes) -> None:
    image = document_type + svg(b"<ob:credential>&a;</ob:credential>")
    with pytest.raises(CredentialsError):
        unbake(image)
    with pytest.raises(CredentialsError):
        bake(image, TOKEN)


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        (63, ProblemCode.NO_CREDENTIAL_FOUND),
        (64, ProblemCode.TOO_COMPLEX),
        (90_000, ProblemCode.TOO_COMPLEX),
    ],
)
def test_an_svg_is_read_to_a_depth_of_64(levels: int, code: ProblemCode) -> None:
    assert code_of(svg(b"<g>" * levels + b"</g>" * levels)) is code


def test_an_svg_of_more_than_a_megabyte_is_refused() -> None:
    assert code_of(svg(b" " * 1_000_000)) is ProblemCode.TOO_COMPLEX


@pytest.mark.parametrize("content", [b"\xff", b'{"a":"\xef\xbf\xbf"}', b'{"a":"\x01"}'])
def test_what_xml_cannot_say_is_not_baked(content: bytes) -> None:
    with pytest.raises(CredentialsError) as refused:
        bake(SVG, SecuredCredential(MediaType.VC, content))
    assert refused.value.problem.code is ProblemCode.BAD_VALUE


def test_many_attributes_and_long_texts_take_no_time() -> None:
    attributes = b"".join(b' a%d="%d"' % (number, number) for number in range(40_000))
    begun = time.monotonic()
    assert code_of(svg(attributes=attributes)) is ProblemCode.NO_CREDENTIAL_FOUND
    assert code_of(svg(b"<" * 900_000)) is ProblemCode.MALFORMED
    assert unbake(svg(b"<ob:credential>" + b"&lt;" * 200_000 + b"</ob:credential>"))
    assert time.monotonic() - begun < 2


# ── Version 2.0 ──


@pytest.mark.parametrize("image", [PNG, SVG], ids=["png", "svg"])
def test_a_hosted_badge_of_version_2_is_baked_and_read(image: bytes) -> None:
    badge = b'{"a":"]]>"}'
    baked = bake_version2(image, badge, url="https://a.example/1?x=1&y=2")
    assert unbake(baked) == badge
    assert unbake(bake_version2(baked, b"{}", url="https://a.example/2")) == b"{}"


def test_no_badge_of_version_2_is_baked_into_another_kind_of_file() -> None:
    with refused(ProblemCode.BAD_VALUE):
        bake_version2(b"GIF89a", b"{}", url="https://a.example/1")
