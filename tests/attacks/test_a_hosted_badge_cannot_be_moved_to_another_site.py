"""A hosted badge proves no more than that its issuer's own site shows it."""

import json
from typing import Any

import pytest

from credentials.badges.baking import bake, unbake
from credentials.materials import Fetched, Materials
from credentials.model import MediaType, SecuredCredential
from credentials.problems import ProblemCode, Verdict
from tests.attacks.forging import codes
from tests.refusal import refused
from tests.unit.credentials.badges.version2 import SITE, Site, check
from tests.world import NOON

EVIL = "https://evil.example"


def found(content: Any, materials: Materials) -> list[ProblemCode]:
    report = check(content, materials)
    assert report.verdict is not Verdict.VALID
    return codes(report)


def test_a_badge_on_a_site_of_ones_own_names_another_issuer_in_vain() -> None:
    site, evil = Site(), Site(EVIL)
    badge = evil.hosted(badge=f"{SITE}/badge")
    assert found(badge, site.materials(evil)) == [ProblemCode.HOSTED_ELSEWHERE]


def test_a_badge_brings_no_rules_about_where_its_issuer_publishes() -> None:
    site, evil = Site(), Site(EVIL)
    profile = {**site.pages[f"{SITE}/issuer"], "verification": {"allowedOrigins": "evil.example"}}
    inside = {**site.pages[f"{SITE}/badge"], "issuer": profile}
    badge = evil.hosted(badge=inside)
    assert found(badge, site.materials(evil)) == [ProblemCode.HOSTED_ELSEWHERE]


@pytest.mark.parametrize(
    "address",
    [
        f"{SITE}.evil.example/a/1",
        "https://school.example@evil.example/a/1",
        f"https://evil.example/{SITE}/a/1",
        "https://SCHOOL.example/a/1",
        "https://school.example:8443/a/1",
    ],
)
def test_an_address_that_only_looks_like_the_issuers_is_another(address: str) -> None:
    site = Site()
    badge = {**site.hosted(), "id": address}
    at_hand = {**site.materials().hosted, address: Fetched(json.dumps(badge).encode(), NOON)}
    assert found(badge, Materials(hosted=at_hand))[0] in (
        ProblemCode.HOSTED_ELSEWHERE,
        ProblemCode.KEY_NOT_ALLOWED,
    )


def test_a_redirect_on_the_issuers_site_is_not_followed_so_it_leaves_the_badge_open() -> None:
    # The guarded fetcher refuses redirects: an open one would lend the school's address.
    site = Site()
    address = f"{SITE}/go?to={EVIL}/a/1"
    refused = Fetched(None, NOON, "the host points elsewhere, and nobody follows")
    at_hand = {**site.materials().hosted, address: refused}
    badge = {**site.hosted(), "id": address}
    assert found(badge, Materials(hosted=at_hand)) == [ProblemCode.ISSUER_UNREACHABLE]


def test_another_badge_of_the_same_site_is_not_taken_for_this_one() -> None:
    site = Site()
    other = site.hosted("/a/2")
    badge = site.hosted()
    site.pages[f"{SITE}/a/1"] = other
    assert found(badge, site.materials()) == [ProblemCode.ISSUER_UNREACHABLE]


def test_an_image_holds_the_address_that_is_then_asked() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    badge = SecuredCredential(MediaType.VC, json.dumps(Site().hosted()).encode())
    assert json.loads(unbake(bake(svg, badge)))["type"] == "Assertion"
    named = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org">'
        b'<o:assertion verify="https://school.example/a/1"/></svg>'
    )
    site = Site()
    site.hosted()
    assert check(unbake(named), site.materials()).verdict is Verdict.VALID


def test_an_entity_or_a_second_badge_in_an_image_is_refused() -> None:
    twice = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org">'
        b'<o:assertion verify="https://a.example/1"/><o:assertion verify="https://b.example/1"/>'
        b"</svg>"
    )
    entity = b'<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>'
    with refused(ProblemCode.MALFORMED):
        unbake(twice)
    # A drawing with declarations of its own is not even taken for an SVG.
    with refused(ProblemCode.NO_CREDENTIAL_FOUND):
        unbake(entity)
