"""What bytes are, by their outside alone."""

import pytest

from credentials.model import MediaType
from credentials.opening import media_type_of, open_secured
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.typed_world import TypedWorld


@pytest.mark.parametrize("form", [None, "vc+jwt", "vc+sd-jwt"])
def test_what_was_issued_is_known_again(form: str | None) -> None:
    made = TypedWorld().issue(form=form)
    assert media_type_of(made.content) is made.media_type


def test_an_sd_jwt_vc_is_known_with_and_without_its_key() -> None:
    world = TypedWorld()
    assert media_type_of(world.issue_typed().content) is MediaType.SD_JWT_VC
    assert media_type_of(world.shown().content) is MediaType.SD_JWT_VC


@pytest.mark.parametrize(
    "half", [b"eyJ", b"eyJhbGciOiJFZERTQSJ9", b"eyJhbGciOiJFZERTQSJ9.eyJhIjox"]
)
def test_a_token_that_was_not_copied_to_its_end_is_damaged_and_not_nothing(half: bytes) -> None:
    with refused(ProblemCode.MALFORMED):
        open_secured(half)


@pytest.mark.parametrize("content", [b"", b"eyJ", b"eyJhbGciOiJSUzI1NiJ9.e30.AA"])
def test_anything_else_is_a_token_like_any_other(content: bytes) -> None:
    assert media_type_of(content) is MediaType.VC_JWT
