"""T72: no invisible character makes a name or a body look like another one."""

import re
from html import unescape

import pytest

from app.issuer import service as issuer
from app.trust import service as trust
from credentials import ProblemCode, Standing
from tests.attacks.tenants import Tenant, tenant
from tests.journeys.stage import ACTOR, PUBLIC_URL, Stage
from tests.refusal import refused

BIDI = ["\u202e", "\u202d", "\u202a", "\u2066", "\u2067", "\u2069", "\u200e", "\u200f", "\u061c"]
ZERO_WIDTH = ["\u200b", "\u2060", "\ufeff", "\u00ad"]
JOINERS = ["\u200c", "\u200d"]


@pytest.fixture(scope="module")
def school(lasting: Stage) -> Tenant:
    made = tenant(lasting, "riverside")
    made.award()
    return made


@pytest.mark.parametrize("character", [*BIDI, *ZERO_WIDTH[:3], "\x00", "\x1b"])
def test_a_persons_name_with_an_invisible_character_is_refused(
    lasting: Stage, school: Tenant, character: str
) -> None:
    person = school.person(name=f"Amina{character}Yusuf")
    answer = lasting.client.post(
        f"{school.home}/awards",
        json={"achievement": "WELD", "person": person},
        headers=school.headers,
    )
    assert answer.status_code in (400, 422)
    assert "Amina" not in answer.text


@pytest.mark.parametrize("joiner", JOINERS)
def test_the_joiners_that_names_need_stay(lasting: Stage, school: Tenant, joiner: str) -> None:
    name = f"می{joiner}خواهم"
    made = school.award(name=name, register_number=f"R{ord(joiner)}")
    content = lasting.client.get(
        f"{school.home}/awards/{made['id']}/credential", headers=school.headers
    )
    assert name in content.text


@pytest.mark.parametrize("character", [*BIDI, *ZERO_WIDTH, *JOINERS])
def test_a_body_with_an_invisible_character_in_its_name_is_refused(
    lasting: Stage, character: str
) -> None:
    name = f"River{character}side"
    with lasting.services.database.session() as session, refused(ProblemCode.BAD_VALUE):
        issuer.create_organisation(
            session,
            issuer.Profile(slug="odd", name=name, did_method="key"),
            custody=lasting.services.custody,
            public_url=PUBLIC_URL,
            actor=ACTOR,
            at=lasting.world.at,
        )
    statement = trust.Statement(did="did:web:odd.example", name=name, standing=Standing.KNOWN)
    with lasting.services.database.session() as session, refused(ProblemCode.BAD_VALUE):
        trust.record(session, statement, actor=ACTOR, at=lasting.world.at)


def test_names_in_a_foreign_certificate_cannot_reach_out_of_their_line(lasting: Stage) -> None:
    world = lasting.world
    spoof = "\u202eresseforP\u202c Amina"
    document = world.document(name=spoof)
    document["credentialSubject"]["identifier"][0]["identityHash"] = spoof
    page = lasting.client.post(
        "/verify",
        files={"file": ("a", world.issue(document).content)},
        headers={"Accept": "text/html"},
    ).text
    assert spoof in unescape(page)
    isolated = re.sub(r"<bdi[^>]*>[^<]*</bdi>|<(\w+)[^>]*\sdir=\"auto\"[^>]*>[^<]*</\1>", "", page)
    assert "\u202e" not in unescape(isolated)
