"""Any edit of what has its signature around it is noticed."""

import json
import random

import pytest

from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.problems import CredentialsError, Verdict
from tests.properties.edits import edited
from tests.world import World

_EDITS = 5_000


def _bytes(content: bytes, rng: random.Random) -> bytes:
    """One place overwritten, with something put in or taken out."""
    place, length = rng.randrange(len(content)), rng.choice((0, 1, 1, 1, 2, 30))
    letters = b"AZaz09-_.=ey{" if content.startswith(b"eyJ") else bytes(range(256))
    put_in = bytes(rng.choice(letters) for _ in range(rng.randrange(3)))
    return content[:place] + put_in + content[place + length :]


def _value(content: bytes, rng: random.Random) -> bytes:
    """One JSON value of a token changed as in every other document, and written back."""
    pieces = content.decode("ascii").split(".")
    piece = rng.randrange(2)
    try:
        _, changed = edited({"part": json.loads(decode_base64url(pieces[piece]))}, rng)
    except (ValueError, CredentialsError):
        return _bytes(content, rng)
    part = changed.get("part") if isinstance(changed, dict) else changed
    pieces[piece] = encode_base64url(json.dumps(part, ensure_ascii=False).encode())
    return ".".join(pieces).encode()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["vc+jwt", "vc+cose"])
def test_any_edit_of_an_enveloped_credential_is_noticed(form: str) -> None:
    notice_edits(form, seed=11, edits=_EDITS)


def notice_edits(form: str, seed: int, *, edits: int) -> None:
    """Edit one token over and over; none is ever valid."""
    world = World()
    original = world.issue(form=form).content
    at_hand = world.materials()
    assert world.verify(original, materials=at_hand).verdict is Verdict.VALID
    rng = random.Random(seed)  # noqa: S311 - nothing secret is drawn, and a failure is repeated
    kinds = [_bytes, _value] if form == "vc+jwt" else [_bytes]
    for _ in range(edits):
        content = rng.choice(kinds)(original, rng)
        if content != original:
            report = world.verify(content, materials=at_hand)
            assert report.verdict is not Verdict.VALID, content
