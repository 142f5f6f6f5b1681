"""What somebody may bring, and that nothing they bring is believed or followed too early."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.base.codes import new_code, parse_code
from app.verifier import intake
from app.verifier.intake import (
    Document,
    ForeignLink,
    Found,
    Nothing,
    PDFFile,
    Picture,
    PrintedCode,
    Several,
    SharedLink,
    Why,
)
from credentials import bake
from tests.pictures import png
from tests.world import World

HERE = "https://passport.example"


def find(content: bytes) -> Found:
    return intake.find(content, public_url=HERE)


def read(text: str) -> Found:
    return intake.find_in_text(text, public_url=HERE)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
@example(b"\x89PNG\r\n\x1a\n")
@example(b"<svg")
@example(b"{" * 5000)
@example(b"\xff\xfe\x00")
@example(b"https://passport.example/v/" + b"A" * 3000)
@example(b"http://[")
@example(b"look at http://[::1 and https://[]/")
def test_anything_at_all_is_something_or_nothing(content: bytes) -> None:
    assert isinstance(
        find(content),
        Document | Picture | PDFFile | PrintedCode | SharedLink | ForeignLink | Nothing,
    )
    assert intake.asked_in_json(content) is None


@given(st.text(st.characters(), max_size=40))
@example('{"\ud800')
@example("eyJ\udc00.a.b")
@example("http://[::1")
def test_any_text_of_a_json_question_is_something_or_nothing(text: str) -> None:
    # JSON can spell halves of characters, which no file can hold.
    for found in (read(text), intake.find_link(text, public_url=HERE), intake.find_code(text)):
        assert isinstance(found, Document | PrintedCode | SharedLink | ForeignLink | Nothing)


# ── Documents ──


def test_json_is_a_document_byte_for_byte() -> None:
    content = json.dumps({"type": "VerifiableCredential"}).encode()
    assert find(content) == Document(content)


def test_a_token_that_a_mail_program_broke_is_put_together() -> None:
    token = "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2lnbmF0dXJl"
    assert read(f"  {token[:20]}\n{token[20:]} \n") == Document(token.encode())


def test_half_a_token_is_a_damaged_certificate_and_not_nothing() -> None:
    half = "eyJhbGciOiJFZERTQSIsInR5cCI6InZjK2p3dCJ9.eyJpc3N1ZXIi"
    assert read(f"{half[:30]}\n{half[30:]}") == Document(half.encode())
    assert read(half.partition(".")[0]) == Document(half.partition(".")[0].encode())


def test_a_file_with_a_byte_order_mark_is_read() -> None:
    assert find(b"\xef\xbb\xbf{}") == Document(b"{}")
    assert find("{}".encode("utf-16")) == Document(b"{}")


def test_a_baked_picture_is_what_was_baked_in() -> None:
    world = World()
    secured = world.issue()
    assert find(bake(png(), secured)) == Document(secured.content)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    assert find(bake(svg, secured)) == Document(secured.content)


def test_a_plain_picture_may_show_a_code() -> None:
    assert find(png()) == Picture(png())
    assert isinstance(find(b"\xff\xd8\xff\xe0rest of a JPEG"), Picture)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Why.EMPTY),
        (b" \n\t ", Why.EMPTY),
        (b"\x00\x00\x00\x18ftypheic....", Why.PICTURE_UNREADABLE),
        (b"<html><body>Hello</body></html>", Why.UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Why.UNREADABLE),
        (b"\xc3\x28 not UTF-8", Why.UNREADABLE),
        (b"a\x00b", Why.UNREADABLE),
        (b"My certificate says that I can weld.", Why.UNREADABLE),
    ],
)
def test_what_is_nothing_says_why(content: bytes, why: Why) -> None:
    assert find(content) == Nothing(why)


# ── Links and codes ──


def test_a_printed_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    canonical = PrintedCode(parse_code(code))
    for typed in (code, code.lower(), code.replace("-", " "), f"  {code}\n"):
        assert read(typed) == canonical
    assert read(f"{HERE}/v/{code}") == canonical
    assert read(f"passport.example/v/{code}") == canonical
    assert read(f"Please check https://passport.example/v/{code} thank you") == canonical


def test_several_codes_in_a_text_are_all_answered_and_a_mistyped_one_too() -> None:
    codes = [new_code() for _ in range(3)]
    several = Several(tuple(PrintedCode(parse_code(code)) for code in codes))
    assert read("\n".join(codes)) == several
    assert read("\r\n\r\n".join(code.lower().replace("-", " ") for code in codes)) == several
    assert read(f"Ali {codes[0]}, Ben {codes[1]}; Chi {codes[2]}") == several
    assert read(f"Ali has {codes[0]}.") == PrintedCode(parse_code(codes[0]))
    mistyped = codes[0][:-1] + ("A" if codes[0][-1] != "A" else "B")
    other = codes[2][:-1] + ("A" if codes[2][-1] != "A" else "B")
    wrong, too = (Nothing(Why.CODE_MISTYPED, typed) for typed in (mistyped, other))
    assert read(f"Ali has {mistyped}.") == wrong
    assert read(f"{codes[1]}\n{mistyped}\n{other}") == Several((several.parts[1], wrong, too))


def test_several_links_of_ours_in_a_text_are_all_answered() -> None:
    text = f"See {HERE}/verify, then {HERE}/s/one and {HERE}/s/two, or again {HERE}/s/one."
    assert read(text) == Several((SharedLink("one"), SharedLink("two")))


def test_a_mistyped_code_is_said_to_be_one() -> None:
    code = new_code()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert read(wrong) == Nothing(Why.CODE_MISTYPED, wrong)


def test_a_link_to_a_shared_set_is_known_as_ours() -> None:
    assert read(f"{HERE}/s/abc_DEF-123") == SharedLink("abc_DEF-123")


@pytest.mark.parametrize(
    ("link", "why"),
    [
        (f"{HERE}/c/AAAA-BBBB-CCCCC", Why.CLAIM_CODE),
        (f"{HERE}/claim", Why.CLAIM_CODE),
        (f"{HERE}/p/AAAA-secret_token", Why.PASSPORT_LINK),
        (f"{HERE}/s/../../etc/passwd", Why.LINK_UNKNOWN),
        (f"{HERE}/status/1", Why.LINK_UNKNOWN),
        (f"{HERE}/v/nonsense", Why.CODE_MISTYPED),
    ],
)
def test_other_links_of_ours_are_never_fetched(link: str, why: Why) -> None:
    assert read(link) == Nothing(why)


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/badge.json",
        "https://passport.example.evil.example/v/x",
        "https://passport.example@evil.example/v/x",
        "https://passport.example:8443/v/x",
    ],
)
def test_a_link_elsewhere_is_told_apart_from_ours(link: str) -> None:
    assert read(link) == ForeignLink(link)


def test_text_with_a_link_elsewhere_is_not_followed() -> None:
    assert read("See https://elsewhere.example/badge.json please") == Nothing(Why.UNREADABLE)


@pytest.mark.parametrize("sentence", ["Look at {}.", "see {}, please", "({})", "{}.", "“{}”"])
def test_what_ends_a_sentence_is_no_part_of_our_link(sentence: str) -> None:
    code = parse_code(new_code())
    assert read(sentence.format(f"{HERE}/v/{code}")) == PrintedCode(code)


@pytest.mark.parametrize("link", ["file:///etc/passwd", "javascript:alert(1)", "ftp://x.example/"])
def test_only_web_addresses_are_links(link: str) -> None:
    assert intake.find_link(link, public_url=HERE) == Nothing(Why.LINK_UNKNOWN)


# ── Pictures ──


def test_a_picture_of_nothing_says_so() -> None:
    assert intake.find_in_picture([], public_url=HERE) == Nothing(Why.PICTURE_WITHOUT_CODE)


def test_the_same_code_twice_in_a_picture_is_one() -> None:
    code = f"{HERE}/v/{new_code()}"
    assert isinstance(intake.find_in_picture([code, code], public_url=HERE), PrintedCode)


def test_two_codes_in_a_picture_are_both_answered() -> None:
    codes = [new_code(), new_code()]
    found = intake.find_in_picture([*codes, codes[0]], public_url=HERE)
    assert found == Several(tuple(PrintedCode(parse_code(code)) for code in codes))
    assert intake.parts_of(found) == found.parts


# ── PDF files ──


def test_a_pdf_file_may_hold_certificates() -> None:
    for content in (b"%PDF-1.7 ...", b"\n%PDF-1.7 ..."):
        assert find(content) == PDFFile(content)


def test_a_file_in_cose_is_a_document_and_no_text() -> None:
    content = World().issue(form="vc+cose").content
    assert find(content) == Document(content)


def test_attached_credentials_are_found_in_every_form_and_other_files_are_passed_over() -> None:
    world = World()
    secured, token = world.issue(), world.issue(form="vc+jwt")
    baked = bake(png(), secured)
    attached = [b"<xml/>", b'{"width": 1}', png(), baked, secured.content, token.content]
    assert intake.find_attached(attached, public_url=HERE) == Several(
        (Document(secured.content), Document(token.content))
    )
    assert intake.find_attached([secured.content], public_url=HERE) == Document(secured.content)
    assert intake.find_attached(attached[:3], public_url=HERE) is None


def test_the_pages_of_a_pdf_file_lead_on_by_our_links_and_codes_alone() -> None:
    code, typed = new_code(), new_code()
    text = f"{HERE}/v/{code} {HERE}/verify https://elsewhere.example/ code {typed} ABCD-EFGH-JKMNP"
    found = intake.find_on_pages([], text, public_url=HERE)
    assert found == Several((PrintedCode(parse_code(code)), PrintedCode(parse_code(typed))))
    nothing = intake.find_on_pages([], "https://elsewhere.example/", public_url=HERE)
    assert nothing == Nothing(Why.PDF_WITHOUT_CREDENTIAL)
    scanned = intake.find_on_pages(["https://elsewhere.example/"], "", public_url=HERE)
    assert scanned == Nothing(Why.LINK_ELSEWHERE)


def test_a_link_in_a_picture_that_leads_elsewhere_is_not_followed() -> None:
    texts = ["https://elsewhere.example/"]
    assert intake.find_in_picture(texts, public_url=HERE) == Nothing(Why.LINK_ELSEWHERE)
    own = [*texts, f"{HERE}/s/token"]
    assert intake.find_in_picture(own, public_url=HERE) == SharedLink("token")


def test_a_claim_slip_in_a_picture_is_said_to_be_one() -> None:
    texts = [f"{HERE}/c/AAAA-BBBB-CCCCC"]
    assert intake.find_in_picture(texts, public_url=HERE) == Nothing(Why.CLAIM_CODE)


def test_a_qr_code_with_a_credential_in_it_is_a_document() -> None:
    assert isinstance(intake.find_in_picture(['{"a": 1}'], public_url=HERE), Document)


# ── Questions in JSON ──


@pytest.mark.parametrize("member", ["text", "url", "code"])
def test_an_object_with_one_known_member_is_a_question(member: str) -> None:
    assert intake.asked_in_json(json.dumps({member: "x"}).encode()) == (member, "x")


@pytest.mark.parametrize(
    "content",
    [
        b'{"text": 1}',
        b'{"text": null}',
        b'{"text": "a", "text": "b"}',
        b'{"text": "a", "more": "b"}',
        b'{"text": {"text": "a"}}',
        b'{"text": "a"',
        b'{"url": ' + b"[" * 100_000,
        b'{"id": "a"}',
        b'["text"]',
        b'{"text": "' + b"a" * 1_000_001 + b'"}',
    ],
)
def test_any_other_json_is_the_credential_itself(content: bytes) -> None:
    assert intake.asked_in_json(content) is None
