"""T28: whatever is done to its disclosures, an SD-JWT says what was signed, or nothing."""

import json

import pytest

from credentials.jose import compact
from credentials.keys.encodings import encode_base64url
from credentials.problems import Verdict
from credentials.sdjwt.combined import Combined, read_combined
from credentials.sdjwt.disclosures import disclosure
from tests.typed_world import NAME, TypedWorld

# A header whose algorithm is `none`.
UNSIGNED = encode_base64url(b'{"alg":"none","typ":"dc+sd-jwt"}')
MALLORY = {"type": "IdentityObject", "identityHash": "Mallory", "identityType": "name"}


def attacks(world: TypedWorld) -> dict[str, str]:
    """SD-JWTs made by somebody without the issuer's key, by what was tried."""
    whole = read_combined(world.issue_typed().content)
    token, given = whole.token, whole.disclosures
    name = next(one for one in given if one.name is None)
    free = disclosure("role", "Director", salt="1")
    swapped = disclosure(None, {**MALLORY, "hashed": False}, salt=name.salt)
    header, payload, signature = token.split(".")
    claims = json.loads(compact.read(token).payload)
    claims["_sd"] = [*claims.get("_sd", []), free.digest("sha-256")]
    rewritten = compact.sign_with(
        {"typ": "dc+sd-jwt", "kid": "key-1"}, json.dumps(claims).encode(), world.holder.signer
    )
    return {
        "a free disclosure": Combined(token, (*given, free)).text(),
        "a reserved name": Combined(token, (*given, disclosure("_sd", [], salt="1"))).text(),
        "an element's name": Combined(token, (*given, disclosure("...", 1, salt="1"))).text(),
        "another hash": Combined(token, (disclosure("_sd_alg", "md5", salt="1"),)).text(),
        "the issuer": Combined(token, (*given, disclosure("iss", "x", salt="1"))).text(),
        "a swapped value": Combined(token, (swapped,)).text(),
        "the same twice": Combined(token, (name, name)).text(),
        "a member for an element": Combined(
            token, (disclosure("name", name.value, salt=name.salt),)
        ).text(),
        "another payload": Combined(rewritten, (free,)).text(),
        "another algorithm": f"{UNSIGNED}.{payload}.{signature}~",
        "no signature": f"{header}.{payload}.~",
        "half a disclosure": f"{token}~{name.text[:-4]}~",
        "an empty disclosure": f"{token}~~",
        "json inside": f"{token}~{json.dumps(MALLORY)}~",
    }


@pytest.mark.parametrize("name", sorted(attacks(TypedWorld())))
def test_it_is_refused(name: str) -> None:
    world = TypedWorld()
    report = world.verify(attacks(world)[name].encode())
    assert report.verdict is Verdict.INVALID
    with pytest.raises(LookupError):
        _ = report.credential


def test_the_order_of_disclosures_and_what_is_left_out_are_the_holders_to_choose() -> None:
    world = TypedWorld()
    whole = read_combined(world.issue_typed().content)
    turned = Combined(whole.token, whole.disclosures[::-1]).text().encode()
    assert world.verify(turned).credential == world.verify(whole.text().encode()).credential
    report = world.verify(world.shown(None, NAME))
    assert report.verdict is Verdict.VALID
