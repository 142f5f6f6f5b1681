import hashlib
import json

import pytest
from pyld.jsonld import JsonLdError

from credentials.jsonld import loader
from credentials.model import Policy
from credentials.problems import ProblemCode
from tests.refusal import refused

V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
BADGE_SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


def test_the_base_context_is_at_hand() -> None:
    assert "VerifiableCredential" in loader.CONTEXTS[V2]["@context"]


def test_a_context_with_a_default_vocabulary_is_only_taken_under_the_policy_of_the_standard() -> (
    None
):
    assert loader.is_accepted(EXAMPLES, Policy.W3C)
    assert not loader.is_accepted(EXAMPLES, Policy.STRICT)
    assert loader.is_accepted(V2, Policy.STRICT)


def test_a_schema_is_not_taken_for_a_context() -> None:
    assert not loader.is_accepted(BADGE_SCHEMA, Policy.W3C)


def test_the_badge_schema_is_handed_out_as_a_copy() -> None:
    loader.schema(BADGE_SCHEMA).clear()
    assert loader.schema(BADGE_SCHEMA)["$id"] == BADGE_SCHEMA


@pytest.mark.parametrize("url", [V2, "https://example.org/schema.json", "file:///etc/passwd"])
def test_any_other_schema_is_not_known(url: str) -> None:
    with refused(ProblemCode.CONTEXT_UNKNOWN):
        loader.schema(url)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://169.254.169.254/latest/meta-data/", V2 + "#", ""]
)
def test_nothing_else_is_ever_loaded(url: str) -> None:
    with pytest.raises(JsonLdError):
        loader.load_document(url, {})


def test_the_published_hash_is_known_where_the_file_here_has_other_white_space() -> None:
    published = "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
    assert loader.published_sha256(V2) == published
    assert loader.published_sha256("https://example.org/context") is None


def test_a_changed_file_stops_everything() -> None:
    entry = {"url": V2, "file": "v2", "sha256": hashlib.sha256(b"{}").hexdigest()}
    manifest = json.dumps([entry]).encode()
    assert loader.read_vendored(manifest, {"v2": b"{}"})[V2]["document"] == {}
    with refused(ProblemCode.INTERNAL):
        loader.read_vendored(manifest, {"v2": b"{ }"})
