"""SD-JWT VC with @sd-jwt in Node and sd-jwt of PyPI, each an issuer, a holder and a verifier."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.jose import compact
from credentials.jose.issuer_metadata import metadata_document
from credentials.keys import jwk
from credentials.keys.algorithms import P256, PublicKey
from credentials.keys.encodings import encode_base64url
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.materials import Materials
from credentials.model import MediaType, SecuredCredential
from credentials.problems import ProblemCode, Verdict
from credentials.question import Expectation
from credentials.report import VerificationReport
from credentials.sdjwt.key_binding import Showing
from credentials.sdjwt.showing import hidden_claims, show
from tests.attacks.forging import with_claims
from tests.interop import apart, node
from tests.interop.table import Shown, shows
from tests.typed_world import LIST, NONCE, READER, VCT, TypedWorld, fetched, key_of

pytestmark = pytest.mark.interop

ASKED = Expectation(domain=READER, challenge=NONCE)
NODE, PYTHON = "@sd-jwt", "sd-jwt"
FRAME = {"_sd": ["given_name", "address"], "nationalities": {"_sd": [0]}}


def ask(partner: str, do: str, **question: Any) -> Any:
    """Have a partner do something; it answers whether it agreed, and with what."""
    asked = {"do": do, "alg": "ES256", "holderAlg": "ES256", **question}
    if partner == NODE:
        return node.run("sd_jwt.mjs", asked)
    return apart.run("sd_jwt_partner.py", asked)


class Both:
    """A world whose school and holder have P-256 keys that a partner can use as well."""

    def __init__(self) -> None:
        self.world = TypedWorld()
        self.issuer_seed, self.holder_seed = generate_seed(P256), generate_seed(P256)
        method = self.world.school.signer.verification_method
        self.world.school.signer = LocalSigner(
            self.issuer_seed, verification_method=method, algorithm=P256
        )
        holder = LocalSigner(self.holder_seed, verification_method="did:key:z#z", algorithm=P256)
        self.world.holder.signer = holder

    @property
    def issuer_key(self) -> PublicKey:
        return key_of(self.world.school.signer)

    @property
    def holder_key(self) -> PublicKey:
        return key_of(self.world.holder.signer)

    def private(self, *, holder: bool = False) -> dict[str, str]:
        """The issuer's or the holder's key as a private JWK, for the partner alone."""
        key, seed = (
            (self.holder_key, self.holder_seed) if holder else (self.issuer_key, self.issuer_seed)
        )
        return {**jwk.encode(key), "d": encode_base64url(seed)}

    def verify(self, content: bytes, expect: Expectation | None = None) -> VerificationReport:
        at_hand = self.world.materials()
        lists = {LIST: fetched(self.world.token_list(), self.world)}
        materials = Materials(status_lists=lists, issuer_keys=at_hand.issuer_keys)
        return self.world.verify(content, materials=materials, expect=expect)

    def issued_there(self, partner: str) -> SecuredCredential:
        now = self.world.at
        claims = {
            "iss": self.world.https,
            "iat": int((now - timedelta(days=1)).timestamp()),
            "nbf": int((now - timedelta(days=1)).timestamp()),
            "exp": int((now + timedelta(days=9)).timestamp()),
            "vct": VCT,
            "cnf": {"jwk": jwk.encode(self.holder_key)},
            "status": {"status_list": {"uri": LIST, "idx": 7}},
            "given_name": "Amina",
            "address": {"locality": "Nairobi"},
            "nationalities": ["KE", "UG"],
        }
        question = {"typ": "dc+sd-jwt", "claims": claims, "frame": FRAME, "kid": "key-1"}
        answer = ask(partner, "issue", key=self.private(), **question)
        assert answer["verified"], answer
        return SecuredCredential(MediaType.SD_JWT_VC, answer["credential"].encode())

    def verified_there(self, partner: str, content: bytes, **question: Any) -> Any:
        return ask(
            partner,
            "verify",
            credential=content.decode(),
            publicKey=jwk.encode(self.issuer_key),
            at=int(self.world.at.timestamp()),
            statusList=self.world.token_list().decode(),
            audience=READER,
            **question,
        )


@pytest.fixture
def both() -> Both:
    return Both()


def changed(content: bytes) -> bytes:
    """The same SD-JWT with another claim in its signed payload."""
    return with_claims(content, name="Master welder")


@shows("dc+sd-jwt, {partner}", Shown.OUT, Shown.OUT_CHANGED)
@pytest.mark.parametrize("partner", [NODE, PYTHON])
def test_the_partner_verifies_ours_and_refuses_a_changed_one(both: Both, partner: str) -> None:
    made = both.world.issue_typed()
    answer = both.verified_there(partner, made.content)
    assert answer["verified"], answer
    claims = answer["claims"]
    assert claims["credentialSubject"]["identifier"][0]["identityHash"] == "Amina Yusuf"
    assert not both.verified_there(partner, changed(made.content))["verified"]


@shows("dc+sd-jwt, {partner}", Shown.IN, Shown.IN_CHANGED)
@pytest.mark.parametrize("partner", [NODE, PYTHON])
def test_we_verify_the_partners_and_refuse_a_changed_one(both: Both, partner: str) -> None:
    made = both.issued_there(partner)
    report = both.verify(made.content)
    assert report.verdict is Verdict.VALID
    assert report.credential["address"] == {"locality": "Nairobi"}
    assert report.credential["nationalities"] == ["KE", "UG"]
    assert sorted(hidden_claims(made)) == ["/address", "/given_name", "/nationalities/0"]
    assert both.verify(changed(made.content)).verdict is Verdict.INVALID


@shows("dc+sd-jwt with a key binding, {partner}", Shown.IN, Shown.IN_CHANGED)
@pytest.mark.parametrize("partner", [NODE, PYTHON])
def test_the_partners_holder_shows_ours_and_both_verify_it(both: Both, partner: str) -> None:
    made = both.world.issue_typed()
    binding = {"aud": READER, "nonce": NONCE, "iat": int(both.world.at.timestamp())}
    frame = {"credentialSubject": {"identifier": [True] if partner == PYTHON else {"0": True}}}
    shown = ask(
        partner,
        "present",
        credential=made.content.decode(),
        frame=frame,
        holderKey=both.private(holder=True),
        binding=binding,
    )
    assert shown["verified"], shown
    content = shown["credential"].encode()
    # sd-jwt writes the time of its own clock, which is not that of this world.
    both.world.at = max(both.world.at, _issued_at(content))
    report = both.verify(content, ASKED)
    assert report.verdict is Verdict.VALID
    assert report.shown_by is not None
    assert "id" not in report.credential
    again = Expectation(domain=READER, challenge="another")
    assert [one.code for one in both.verify(content, again).problems] == [ProblemCode.WRONG_NONCE]


@shows("dc+sd-jwt with a key binding, {partner}", Shown.OUT, Shown.OUT_CHANGED)
@pytest.mark.parametrize("partner", [NODE, PYTHON])
def test_we_show_the_partners_and_it_verifies_that(both: Both, partner: str) -> None:
    made = both.issued_there(partner)
    showing = Showing(READER, NONCE, both.world.at)
    shown = show(made, ["/given_name"], holder=both.world.holder.signer, showing=showing)
    answer = both.verified_there(partner, shown.content, nonce=NONCE)
    assert answer["verified"], answer
    assert answer["claims"]["given_name"] == "Amina"
    assert "address" not in answer["claims"]
    assert not both.verified_there(partner, shown.content, nonce="another")["verified"]


@shows("Token Status List", Shown.OUT)
def test_the_partner_reads_our_status_list(both: Both) -> None:
    made = both.world.issue_typed()
    both.world.values[7] = 1
    answer = both.verified_there(NODE, made.content)
    assert not answer["verified"]
    assert "tatus" in answer["reason"]


@shows("Token Status List", Shown.IN)
def test_we_read_the_partners_status_list(both: Both) -> None:
    at = int(both.world.at.timestamp())
    values = [0] * 64
    values[7] = 2
    answer = ask(
        NODE,
        "list",
        values=values,
        bits=2,
        claims={"iss": both.world.https, "sub": LIST, "iat": at, "exp": at + 60, "ttl": 60},
        key=both.private(),
        kid="key-1",
    )
    assert answer["verified"], answer
    lists = {LIST: fetched(answer["list"].encode(), both.world)}
    at_hand = Materials(status_lists=lists, issuer_keys=both.world.materials().issuer_keys)
    report = both.world.verify(both.world.issue_typed(), materials=at_hand)
    assert [one.code for one in report.problems] == [ProblemCode.SUSPENDED]


EXAMPLES = Path(__file__).parents[2].parent / "shared" / "vectors" / "sd-jwt-vc-examples"


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the examples are not in ../shared/vectors")
@pytest.mark.parametrize("name", ["01", "02", "03-pid"])
def test_the_published_examples_are_read_as_they_were_described(name: str) -> None:
    made = ask(PYTHON, "example", folder=str(EXAMPLES), name=name)
    assert made["verified"], made
    world = TypedWorld()
    # The key binding has the time of the partner's own clock.
    world.at = datetime.now(tz=UTC)  # noqa: TID251 - the partner has no other
    key = jwk.decode(made["key"])
    kid = "doc-signer-05-25-2022"
    keys = json.dumps(metadata_document(made["issuer"], [(kid, key)])).encode()
    materials = Materials(issuer_keys={made["issuer"]: fetched(keys, world)})
    whole = world.verify(made["issued"].encode(), materials=materials)
    assert whole.verdict is Verdict.VALID
    assert {name: whole.credential[name] for name in made["claims"]} == made["claims"]
    asked = Expectation(domain=made["reader"], challenge=made["nonce"])
    shown = world.verify(made["shown"].encode(), materials=materials, expect=asked)
    assert shown.verdict is Verdict.VALID
    assert shown.credential == made["claimsShown"]
    assert (shown.shown_by is not None) == (name != "02")


def _issued_at(content: bytes) -> Any:
    token = content.decode().rpartition("~")[2]
    return datetime.fromtimestamp(json.loads(compact.read(token).payload)["iat"], tz=UTC)
