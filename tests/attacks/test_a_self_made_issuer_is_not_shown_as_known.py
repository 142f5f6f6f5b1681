"""T41: anybody can make a key and a name; who they are stands in the operator's list alone."""

from credentials import Expectation, ProblemCode, Standing, Verdict
from tests.attacks.forging import codes
from tests.journeys.stage import Stage
from tests.world import World

_HTML = {"Accept": "text/html"}
_NAME = "Harbour Technical School"


def _self_made(world: World) -> bytes:
    mallory = world.key_issuer()
    document = world.document(
        mallory,
        issuer={
            "id": mallory.did,
            "type": ["Profile"],
            "name": _NAME,
            "description": "Accredited by the National Training Authority",
        },
    )
    return world.issue(document, issuer=mallory).content


def test_its_certificate_is_genuine_and_from_nobody_known(world: World) -> None:
    report = world.verify(_self_made(world))
    assert report.verdict is Verdict.VALID
    assert report.standing is not None
    assert report.standing.standing is Standing.UNKNOWN
    assert report.standing.name is None


def test_who_asks_for_accredited_issuers_gets_it_refused(world: World) -> None:
    report = world.verify(_self_made(world), expect=Expectation(accredited=True))
    assert report.verdict is Verdict.INVALID
    assert ProblemCode.ISSUER_NOT_ACCREDITED in codes(report)


def test_the_page_never_shows_it_as_the_school(lasting: Stage) -> None:
    lasting.accredit(lasting.world.school, _NAME)
    content = _self_made(lasting.world)
    page = lasting.client.post("/verify", files={"file": ("a", content)}, headers=_HTML).text
    assert 'data-state="valid"' not in page
    assert 'data-state="caution"' in page
    answer = lasting.client.post("/api/v1/verify", content=content).json()
    assert answer["checks"]["issuer"]["answer"] == "unknown"
    assert "name" not in answer["checks"]["issuer"]
