"""Any edit of an SD-JWT is noticed, but for what its holder may leave out or put in other order."""

import json
import random
from collections.abc import Callable

import pytest

from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.problems import CredentialsError
from credentials.report import Answer
from credentials.sdjwt.combined import read_combined
from tests.properties.edits import edited
from tests.typed_world import NAME, TypedWorld

_EDITS = 5_000
_LETTERS = "AZaz09-_.~=ey{"


def a_typed_certificate(world: TypedWorld) -> str:
    """dc+sd-jwt with everything shown, by its holder's key."""
    return world.shown(None, NAME, "/id").content.decode()


def a_w3c_certificate(world: TypedWorld) -> str:
    """vc+sd-jwt with everything shown."""
    document = world.document()
    subject = document["credentialSubject"]
    subject["identifier"].append({**subject["identifier"][0], "identityHash": "أمينة يوسف"})
    return world.issue(document, form="vc+sd-jwt").content.decode()


KINDS: dict[str, Callable[[TypedWorld], str]] = {
    "dc+sd-jwt": a_typed_certificate,
    "vc+sd-jwt": a_w3c_certificate,
}


def _letter(text: str, rng: random.Random) -> str:
    place = rng.randrange(len(text))
    return text[:place] + rng.choice(_LETTERS) + text[place + rng.randrange(2) :]


def _cut(text: str, rng: random.Random) -> str:
    start = rng.randrange(len(text))
    return text[:start] + text[start + rng.randrange(1, 40) :]


def _parts(text: str, rng: random.Random) -> str:
    parts = text.split("~")
    one, other = rng.randrange(len(parts)), rng.randrange(len(parts))
    match rng.randrange(4):
        case 0:
            parts.pop(one)
        case 1:
            parts.insert(one, parts[other])
        case 2:
            parts[one], parts[other] = parts[other], parts[one]
        case _:
            parts = [*parts[:-1], ""]
    return "~".join(parts)


def _content(text: str, rng: random.Random) -> str:
    """One JSON value inside it changed as in every other document, and written back."""
    parts = text.split("~")
    place = rng.randrange(len(parts))
    pieces = parts[place].split(".")
    piece = rng.randrange(len(pieces))
    try:
        value = json.loads(decode_base64url(pieces[piece]))
    except (ValueError, CredentialsError):
        return _letter(text, rng)
    _, changed = edited({"part": value}, rng)
    inner = changed.get("part") if isinstance(changed, dict) else changed
    pieces[piece] = encode_base64url(json.dumps(inner, ensure_ascii=False).encode())
    parts[place] = ".".join(pieces)
    return "~".join(parts)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_any_edit_of_an_sd_jwt_is_noticed(kind: str) -> None:
    notice_edits(kind, seed=7, edits=_EDITS)


def notice_edits(kind: str, seed: int, *, edits: int) -> None:
    """Edit one SD-JWT over and over; what still holds is what was signed, or less of it."""
    world = TypedWorld()
    original = KINDS[kind](world)
    whole = read_combined(original)
    at_hand = world.materials()
    assert world.verify(original.encode(), materials=at_hand).genuine is Answer.YES
    rng = random.Random(seed)  # noqa: S311 - nothing secret is drawn, and a failure is repeated
    left_out = 0
    for _ in range(edits):
        content = rng.choice([_letter, _cut, _parts, _content])(original, rng)
        report = world.verify(content.encode(), materials=at_hand)
        if report.genuine is not Answer.YES:
            continue
        found = read_combined(content)
        assert found.token == whole.token, content
        assert all(one in whole.disclosures for one in found.disclosures), content
        if report.shown_by is not None:
            assert found == whole, content
        left_out += found != whole
    # The test would prove nothing if no edit ever passed.
    assert left_out > 0
