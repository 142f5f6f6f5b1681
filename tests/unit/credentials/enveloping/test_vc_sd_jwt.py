"""vc+sd-jwt and vp+sd-jwt (VC-JOSE-COSE §3.2): what may be hidden, and what never."""

import json
from datetime import timedelta
from typing import Any

import pytest

from credentials.enveloping.form import Occasion
from credentials.enveloping.vc_sd_jwt import VC_SD_JWT
from credentials.issuance import issue
from credentials.jose import compact
from credentials.keys.algorithms import ALGORITHMS
from credentials.model import JSONObject, MediaType, Policy, SecuredCredential, as_bytes
from credentials.parsing import credential
from credentials.problems import ProblemCode, Verdict
from credentials.question import Expectation
from credentials.sdjwt.combined import Combined, read_combined
from credentials.sdjwt.concealing import Hiding, conceal
from credentials.sdjwt.disclosures import disclosure
from credentials.sdjwt.showing import hidden_claims, show
from tests.attacks.forging import codes
from tests.refusal import refused
from tests.world import Issuer, World

NAME = "/credentialSubject/identifier/0"


def issued(world: World, document: JSONObject | None = None, **more: Any) -> SecuredCredential:
    body: Issuer = more.pop("issuer", world.school)
    unsigned = credential(document or world.document(body))
    return issue(unsigned, body.signer, at=world.at, form="vc+sd-jwt", **more)


def test_it_is_valid_and_the_person_need_not_be_shown() -> None:
    world = World()
    made = issued(world)
    assert made.media_type is MediaType.VC_SD_JWT
    assert hidden_claims(made) == [NAME]
    whole = world.verify(made)
    assert whole.verdict is Verdict.VALID
    assert whole.credential == world.document()
    shown = show(made, [])
    assert b"Amina" not in shown.content
    report = world.verify(shown)
    assert report.verdict is Verdict.VALID
    assert report.credential["credentialSubject"]["identifier"] == []


@pytest.mark.parametrize("name", [name for name, kind in ALGORITHMS.items() if kind.jose])
def test_every_kind_of_key_that_signs_tokens_signs_it(name: str) -> None:
    world = World()
    made = issued(world, issuer=world.key_issuer(ALGORITHMS[name]))
    assert world.verify(made).verdict is Verdict.VALID


def test_the_header_says_what_it_is() -> None:
    token = read_combined(issued(World()).content).token
    header = compact.read(token).header
    assert (header["typ"], header["cty"]) == ("vc+sd-jwt", "vc")


def test_several_subjects_each_hide_their_own() -> None:
    world = World()
    subject = world.document()["credentialSubject"]
    other = {
        "id": "urn:uuid:2b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "type": ["Profile"],
        "name": "B",
    }
    made = issued(world, world.document(credentialSubject=[subject, other]))
    assert hidden_claims(made) == [
        "/credentialSubject/0/identifier/0",
        "/credentialSubject/1/name",
    ]


def test_a_subject_is_never_left_without_a_claim() -> None:
    world = World()
    examples = "https://www.w3.org/ns/credentials/examples/v2"
    document = world.document(credentialSubject={"alumniOf": "A school"})
    document["@context"].append(examples)
    made = issued(world, document, policy=Policy.W3C)
    assert hidden_claims(made) == []
    assert world.verify(made, policy=Policy.W3C).verdict is Verdict.VALID


def test_the_issuer_may_say_what_is_hidden() -> None:
    world = World()
    achievement = "/credentialSubject/achievement/description"
    made = issued(world, hidden=[achievement, "/name"])
    assert sorted(hidden_claims(made)) == sorted([achievement, "/name"])
    assert issued(world, hidden=[]).content.endswith(b"~")


@pytest.mark.parametrize(
    "pointer",
    [
        "/@context",
        "/@context/1",
        "/type",
        "/type/0",
        "/issuer",
        "/validFrom",
        "/validUntil",
        "/credentialSubject",
        "/credentialSubject/type",
        "/credentialSubject/achievement/type",
        "/nothing",
        "",
    ],
)
def test_what_a_reader_needs_is_never_hidden(pointer: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        issued(World(), hidden=[pointer])


def test_where_its_status_stands_is_never_hidden() -> None:
    world = World()
    document = world.document(credentialStatus=world.entry())
    for pointer in ("/credentialStatus", "/credentialStatus/statusListIndex"):
        with refused(ProblemCode.BAD_VALUE, pointer=pointer):
            issued(world, document, hidden=[pointer])


def test_a_badge_without_its_achievement_would_be_no_badge() -> None:
    world = World()
    badge = world.document(type=["VerifiableCredential", "OpenBadgeCredential"])
    with refused(ProblemCode.BAD_VALUE):
        issued(world, badge, hidden=["/credentialSubject/achievement/name"])


def test_what_the_holder_may_have_left_out_is_said() -> None:
    world = World()
    end, shown = "/validUntil", [ProblemCode.PARTS_LEFT_OUT]
    for decoys, left_out, warned in ((0, [], []), (0, [end], shown), (1, [], shown)):
        # As somebody else's issuer may do it, and ours does not: the end itself can be hidden.
        concealed = conceal(world.document(), Hiding([end], decoys=decoys))
        payload = as_bytes(concealed.payload)
        token = compact.sign(payload, world.school.signer, typ="vc+sd-jwt", cty="vc")
        disclosures = () if left_out else concealed.disclosures
        report = world.verify(Combined(token, disclosures).text().encode())
        assert report.verdict is Verdict.VALID
        assert [warning.code for warning in report.warnings] == warned


def test_a_disclosed_type_is_refused() -> None:
    world = World()
    document = world.document()
    subject = document["credentialSubject"]
    hidden = disclosure("type", subject.pop("type"), salt="1")
    subject["_sd"] = [hidden.digest("sha-256")]
    token = compact.sign(as_bytes(document), world.school.signer, typ="vc+sd-jwt", cty="vc")
    content = Combined(token, (hidden,)).text().encode()
    assert codes(world.verify(content)) == [ProblemCode.PROOF_REJECTED]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vc": {}}, ProblemCode.BAD_VALUE),
        ({"vp": {}}, ProblemCode.BAD_VALUE),
        ({"proof": {}}, ProblemCode.BAD_VALUE),
        ({"iss": "did:web:other.example"}, ProblemCode.BAD_VALUE),
        ({"jti": "urn:other"}, ProblemCode.BAD_VALUE),
        ({"sub": "urn:other"}, ProblemCode.BAD_VALUE),
        ({"iat": 2**36}, ProblemCode.PROOF_REJECTED),
        ({"exp": 1}, ProblemCode.PROOF_REJECTED),
    ],
    ids=str,
)
def test_a_token_that_contradicts_its_credential_is_refused(
    changes: JSONObject, code: ProblemCode
) -> None:
    world = World()
    payload = as_bytes({**world.document(), **changes})
    token = compact.sign(payload, world.school.signer, typ="vc+sd-jwt", cty="vc")
    assert codes(world.verify(f"{token}~".encode())) == [code]


def test_a_changed_disclosure_is_noticed() -> None:
    world = World()
    made = read_combined(issued(world).content)
    one = made.disclosures[0]
    other = disclosure(one.name, {**one.value, "identityHash": "Mallory"}, salt=one.salt)
    forged = Combined(made.token, (other,)).text().encode()
    assert codes(world.verify(forged)) == [ProblemCode.PROOF_REJECTED]


# ── Presentations ──


def presented(world: World, holder: Issuer, **facts: Any) -> bytes:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": holder.did,
        "verifiableCredential": [
            {
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "id": f"data:application/vc+sd-jwt,{issued(world).content.decode()}",
                "type": "EnvelopedVerifiableCredential",
            }
        ],
    }
    secure = VC_SD_JWT.secure_presentation
    assert secure is not None
    occasion = Occasion(world.at, domain="reader.example", challenge="c-1", **facts)
    return secure(document, holder.signer, occasion)


def test_a_presentation_is_shown_to_one_reader() -> None:
    world = World()
    shown = presented(world, world.key_issuer(), expires=world.at)
    asked = Expectation(domain="reader.example", challenge="c-1")
    report = world.verify(shown, expect=asked)
    assert report.is_presentation
    assert report.verdict is Verdict.VALID
    other = Expectation(domain="other.example", challenge="c-1")
    assert codes(world.verify(shown, expect=other)) == [ProblemCode.WRONG_AUDIENCE]
    later = world.verify(shown, expect=asked, at=world.at + timedelta(seconds=61))
    assert codes(later) == [ProblemCode.PROOF_REJECTED]


def test_in_an_envelope_it_is_what_the_envelope_says() -> None:
    world = World()
    envelope = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "EnvelopedVerifiablePresentation",
        "id": f"data:application/vp+sd-jwt,{presented(world, world.key_issuer()).decode()}",
    }
    assert world.verify(envelope).verdict is Verdict.VALID
    wrong = json.loads(json.dumps(envelope).replace("vp+sd-jwt", "vc+sd-jwt"))
    assert codes(world.verify(wrong)) == [ProblemCode.BAD_VALUE]
