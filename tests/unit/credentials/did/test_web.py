"""did:web: one spelling for each identifier, and never another address than it says."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.did.web import did_for, document_url
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:school.example", "https://school.example/.well-known/did.json"),
        ("did:web:school.example:users:1", "https://school.example/users/1/did.json"),
        ("did:web:school.example%3A8443", "https://school.example:8443/.well-known/did.json"),
        ("did:web:school.example%3A8443:a", "https://school.example:8443/a/did.json"),
        ("did:web:localhost%3A8443:issuers:x", "https://localhost:8443/issuers/x/did.json"),
        ("did:web:a-b.c1.example:A.b_c-D", "https://a-b.c1.example/A.b_c-D/did.json"),
        ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
        ("did:web:a.example:%C3%A9cole", "https://a.example/%C3%A9cole/did.json"),
        ("did:web:school.example%3A65535", "https://school.example:65535/.well-known/did.json"),
        ("did:web:1.example", "https://1.example/.well-known/did.json"),
    ],
)
def test_the_address_of_a_document(did: str, url: str) -> None:
    assert document_url(did) == url


@pytest.mark.parametrize(
    "name",
    [
        # Hosts that other readers would fold together, or that are no names.
        "School.example",
        "SCHOOL.EXAMPLE",
        "school.example.",
        ".school.example",
        "school..example",
        "-school.example",
        "school-.example",
        "sch_ool.example",
        "a" * 64 + ".example",
        ".".join(["a" * 63] * 4) + ".example",
        # Addresses, in the spellings that getaddrinfo takes (security.md, finding 9).
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "school.0x7f",
        "017700000001",
        "169.254.169.254",
        "school.1",
        "%5B%3A%3A1%5D",
        # Users, passwords, and what would end the host early.
        "user%40school.example",
        "school.example%40evil.example",
        "school.example%2Fevil",
        "school.example%5Cevil",
        "school.example%23evil",
        "school.example%3Fevil",
        "school.example%00",
        "school.example%0D%0AHost%3A",
        "%73chool.example",
        "sch%C3%B6ol.example",
        # Ports.
        "school.example%3a8443",
        "school.example%3A",
        "school.example%3A0",
        "school.example%3A08443",
        "school.example%3A65536",
        "school.example%3A443",
        "school.example%3A-1",
        "school.example%3A8443%3A1",
        "school.example%3A8443a",
        "%3A8443",
        # Paths.
        "school.example:%7F",
        "school.example:",
        "school.example::a",
        "school.example:a:",
        "school.example:.",
        "school.example:..",
        "school.example:a:..:b",
        "school.example:%2E%2E",
        "school.example:%2e%2e",
        "school.example:a%2Fb",
        "school.example:a%5Cb",
        "school.example:a%3Ab",
        "school.example:a%25b",
        "school.example:a%20b",
        "school.example:a%00",
        "school.example:%61",
        "school.example:%C3",
        "school.example:%FF",
        "school.example:%C0%AE%C0%AE",
        "school.example:a/b",
        "school.example:a?b",
        "school.example:a b",
    ],
)
def test_any_other_spelling_is_refused(name: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        document_url(f"did:web:{name}")


def test_a_did_of_another_method_is_not_taken_for_a_did_web() -> None:
    with refused(ProblemCode.BAD_VALUE):
        document_url("did:key:school.example")


@pytest.mark.parametrize(
    "letter",
    [
        "\N{CYRILLIC SMALL LETTER O}",
        "\N{FULLWIDTH LATIN SMALL LETTER O}",
        "\N{CIRCLED DIGIT ONE}",
    ],
)
def test_a_host_that_only_looks_like_another_is_refused(letter: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        document_url(f"did:web:sch{letter}ol.example")


def test_an_issuer_on_its_own_domain_is_named_by_it() -> None:
    assert did_for("school.example") == "did:web:school.example"


def test_an_issuer_under_an_address_with_a_port_is_named_with_it() -> None:
    assert did_for("localhost", "issuers", "welders", port=8443) == (
        "did:web:localhost%3A8443:issuers:welders"
    )


def test_the_usual_port_is_left_out_of_the_name() -> None:
    assert did_for("school.example", port=443) == "did:web:school.example"


@pytest.mark.parametrize(
    ("host", "segments"), [("127.0.0.1", ()), ("School.example", ()), ("a.example", ("..",))]
)
def test_no_name_is_made_that_would_not_be_read(host: str, segments: tuple[str, ...]) -> None:
    with refused(ProblemCode.BAD_VALUE):
        did_for(host, *segments)


ALPHABET = "aZ09.-_:%3A2FCE/\\@?# []é"


@given(st.text(alphabet=ALPHABET, max_size=24))
def test_every_address_is_https_on_the_host_that_the_did_says(name: str) -> None:
    try:
        url = document_url(f"did:web:{name}")
    except CredentialsError:
        return
    parts = urlsplit(url)
    host, _, port = name.split(":", maxsplit=1)[0].partition("%3A")
    assert parts.scheme == "https"
    assert parts.hostname == host
    assert str(parts.port or "") == port
    assert parts.username is parts.password is None
    assert parts.query == parts.fragment == ""
    assert parts.path.endswith("/did.json")
    assert ".." not in parts.path.split("/")


@given(st.text(alphabet=ALPHABET, max_size=24), st.text(alphabet=ALPHABET, max_size=24))
def test_two_names_never_have_one_address(one: str, other: str) -> None:
    try:
        addresses = [document_url(f"did:web:{name}") for name in (one, other)]
    except CredentialsError:
        return
    assert (one == other) is (addresses[0] == addresses[1])
