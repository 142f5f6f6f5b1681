"""DIDs and DID URLs: what is one, what is of another kind, and what is malformed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.did.url import did_and_fragment, method_and_name
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused


def test_a_did_is_its_method_and_the_name_within_it() -> None:
    assert method_and_name("did:web:school.example:a%3A1") == ("web", "school.example:a%3A1")


@pytest.mark.parametrize(
    "identifier", ["https://school.example", "urn:uuid:1", "", "DID:key:z6Mk", "school", " did:a:b"]
)
def test_an_identifier_of_another_kind_is_unknown_and_not_wrong(identifier: str) -> None:
    with refused(ProblemCode.DID_METHOD_UNKNOWN):
        method_and_name(identifier)


@pytest.mark.parametrize(
    "did",
    [
        "did:",
        "did::x",
        "did:web",
        "did:web:",
        "did:Web:school.example",
        "did:web:school.example/path",
        "did:web:school.example?version=1",
        "did:web:school.example#key",
        "did:web:school.example ",
        "did:web:school.example\n",
        "did:web:sch%6fol",
        "did:web:a%2",
        "did:web:a%zz",
        "did:web:école.example",
        "did:web:s\N{CYRILLIC SMALL LETTER ES}hool.example",
        "did:web:" + "a" * 2_048,
    ],
)
def test_a_malformed_did_is_refused(did: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        method_and_name(did)


def test_a_did_may_be_as_long_as_a_key_and_no_longer() -> None:
    longest = "did:web:" + "a" * 2_040
    assert method_and_name(longest) == ("web", "a" * 2_040)
    with refused(ProblemCode.BAD_VALUE):
        method_and_name(f"{longest}a")


def test_a_did_url_is_a_did_and_a_fragment() -> None:
    assert did_and_fragment("did:web:a.example#key-1") == ("did:web:a.example", "key-1")


@pytest.mark.parametrize(
    "url",
    [
        "did:web:a.example",
        "did:web:a.example#",
        "did:web:a.example#a#b",
        "did:web:a.example/path#key",
        "did:web:a.example?query#key",
        "did:web:a.example#key one",
        "did:web:a.example#clé",
        "did:web:a.example#key\n",
        "did:web:a.example#" + "k" * 2_048,
    ],
)
def test_what_does_not_name_one_key_of_a_did_is_refused(url: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        did_and_fragment(url)


@pytest.mark.parametrize(
    "url", ["", "#key-1", "key-1", "https://a.example/key", "urn:a#b", "k" * 3_000]
)
def test_a_key_that_is_not_named_by_a_did_url_is_unknown_and_not_wrong(url: str) -> None:
    with refused(ProblemCode.DID_METHOD_UNKNOWN):
        did_and_fragment(url)


@given(st.text(max_size=30).map(lambda text: f"did:{text}") | st.text(max_size=30))
def test_any_text_is_a_did_url_that_reads_back_or_refused(text: str) -> None:
    try:
        did, fragment = did_and_fragment(text)
    except CredentialsError:
        return
    assert f"{did}#{fragment}" == text
