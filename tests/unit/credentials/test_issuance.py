"""issue(), publish() and present(): what is checked before the key is touched."""

from datetime import timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from credentials.issuance import issue, publish
from credentials.keys.algorithms import BLS12381, Algorithm
from credentials.model import Credential, JSONObject, MediaType, Policy, SecuredCredential, as_bytes
from credentials.parsing import credential, read_json
from credentials.ports import Signer
from credentials.presentation import present
from credentials.problems import CredentialsError, ProblemCode, Verdict
from tests.refusal import refused
from tests.world import NOON, World

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


class CountingSigner:
    """A signer that counts how often its key is used; `spoil` breaks what it signs."""

    def __init__(self, signer: Signer, *, spoil: bool = False) -> None:
        self._signer = signer
        self._spoil = spoil
        self.used = 0

    @property
    def verification_method(self) -> str:
        return self._signer.verification_method

    @property
    def algorithm(self) -> Algorithm:
        return self._signer.algorithm

    @property
    def public_key(self) -> bytes:
        return self._signer.public_key

    def sign(self, content: bytes) -> bytes:
        self.used += 1
        return self._signer.sign(content + b"x" if self._spoil else content)


def badge(world: World, **changes: Any) -> JSONObject:
    return world.document(type=["VerifiableCredential", "OpenBadgeCredential"], **changes)


def without(document: JSONObject, *path: str | int) -> JSONObject:
    """The document without the member at the end of the path."""
    copy = read_json(as_bytes(document))
    node: Any = copy
    for member in path[:-1]:
        node = node[member]
    del node[path[-1]]
    return dict(copy)


BAD_TEMPLATES: dict[str, tuple[Any, ProblemCode]] = {
    "a presentation too": (
        lambda w: w.document(type=["VerifiableCredential", "VerifiablePresentation"]),
        ProblemCode.BAD_VALUE,
    ),
    "an envelope too": (
        lambda w: w.document(type=["VerifiableCredential", "EnvelopedVerifiableCredential"]),
        ProblemCode.BAD_VALUE,
    ),
    "signed already": (lambda w: w.document(proof={"type": "x"}), ProblemCode.BAD_VALUE),
    "no type": (lambda w: w.document(type=[]), ProblemCode.BAD_VALUE),
    "no issuer": (lambda w: w.document(issuer=None), ProblemCode.BAD_VALUE),
    "relative id": (lambda w: w.document(id="certificate-1"), ProblemCode.BAD_VALUE),
    "ends before it begins": (
        lambda w: w.document(validUntil="2020-01-01T00:00:00Z"),
        ProblemCode.BAD_VALUE,
    ),
    "a date without a zone": (
        lambda w: w.document(validFrom="2026-06-12T00:00:00"),
        ProblemCode.BAD_VALUE,
    ),
    "an undefined member": (
        lambda w: w.document(favouriteColour="green"),
        ProblemCode.TERM_UNDEFINED,
    ),
    "an undefined type": (
        lambda w: w.document(type=["VerifiableCredential", "Diploma"]),
        ProblemCode.TERM_UNDEFINED,
    ),
    "a context that is not known": (
        lambda w: w.document(**{"@context": [
            "https://www.w3.org/ns/credentials/v2", "https://school.example/context"
        ]}),
        ProblemCode.CONTEXT_UNKNOWN,
    ),
    "a context with a default vocabulary": (
        lambda w: w.document(**{"@context": ["https://www.w3.org/ns/credentials/v2", EXAMPLES]}),
        ProblemCode.CONTEXT_UNKNOWN,
    ),
    "another issuer's name": (
        lambda w: w.document(issuer="did:web:other.example"),
        ProblemCode.KEY_NOT_ALLOWED,
    ),
    "a control character": (lambda w: w.document(name="Wel\u0001der"), ProblemCode.MALFORMED),
    "a badge without criteria": (
        lambda w: without(badge(w), "credentialSubject", "achievement", "criteria"),
        ProblemCode.SCHEMA_MISMATCH,
    ),
    "a badge with a map of languages": (
        lambda w: badge(w, name={"en": "Welder"}),
        ProblemCode.BAD_VALUE,
    ),
    "a badge with two status entries": (
        lambda w: badge(w, credentialStatus=[w.entry(), w.entry("suspension")]),
        ProblemCode.SCHEMA_MISMATCH,
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", [None, "vc+jwt"])
@pytest.mark.parametrize("case", list(BAD_TEMPLATES))
def test_a_bad_credential_is_refused_before_the_key_is_touched(case: str, form: str | None) -> None:
    world = World()
    make, code = BAD_TEMPLATES[case]
    signer = CountingSigner(world.school.signer)
    document = make(world)
    with pytest.raises(CredentialsError) as refusal:
        issue(credential(document), signer, at=NOON, form=form)
    assert refusal.value.problem.code is code
    assert signer.used == 0


def test_what_was_not_made_by_the_check_of_its_shape_is_checked_all_the_same() -> None:
    world = World()
    did, signer = world.school.did, CountingSigner(world.school.signer)
    wrong = {
        "/issuer": world.document(issuer="did:web:victim.example"),
        "/validUntil": world.document(
            validFrom="2027-01-01T00:00:00Z", validUntil="2026-01-01T00:00:00Z"
        ),
        "/credentialStatus/statusListCredential": world.document(
            credentialStatus={"id": "urn:x", "type": "BitstringStatusListEntry"}
        ),
    }
    for pointer, document in wrong.items():
        with pytest.raises(CredentialsError) as refusal:
            issue(Credential(as_bytes(document), did, None, None), signer, at=NOON)
        assert refusal.value.problem.pointer == pointer
    assert signer.used == 0


def test_what_is_changed_after_it_was_checked_is_not_signed() -> None:
    world = World()
    document = world.document()
    checked = credential(document)
    document["issuer"] = checked.document["issuer"] = "did:web:victim.example"
    signed = read_json(issue(checked, world.school.signer, at=NOON).content)
    assert signed["issuer"]["id"] == world.school.did


@pytest.mark.parametrize("form", [None, "vc+jwt"])
def test_a_signature_that_does_not_fit_never_leaves(form: str | None) -> None:
    world = World()
    signer = CountingSigner(world.school.signer, spoil=True)
    with pytest.raises(CredentialsError) as refusal:
        issue(credential(world.document()), signer, at=NOON, form=form)
    assert refusal.value.problem.code is ProblemCode.SIGNING_FAILED


def test_a_register_of_the_past_can_be_issued() -> None:
    world = World()
    old = world.document(validFrom="1998-06-12T00:00:00Z", validUntil="2003-06-12T00:00:00Z")
    assert world.issue(old).media_type is MediaType.VC


def test_the_form_says_what_the_bytes_are() -> None:
    world = World()
    assert world.issue().content.startswith(b"{")
    token = world.issue(form="vc+jwt")
    assert token.media_type is MediaType.VC_JWT
    assert token.content.startswith(b"eyJ")


def test_the_standards_policy_takes_a_default_vocabulary() -> None:
    world = World()
    document = world.document(
        favouriteColour="green",
        **{"@context": ["https://www.w3.org/ns/credentials/v2",
                        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", EXAMPLES]},
    )  # fmt: skip
    secured = world.issue(document, policy=Policy.W3C)
    assert world.verify(secured, policy=Policy.W3C).verdict is Verdict.VALID
    by_ours = world.verify(secured)
    assert [problem.code for problem in by_ours.problems] == [ProblemCode.CONTEXT_UNKNOWN]
    assert by_ours.verdict is Verdict.UNDETERMINED


def test_a_badge_passes_its_own_verification() -> None:
    world = World()
    document = badge(world, credentialStatus=world.entry())
    assert world.verify(world.issue(document)).verdict is Verdict.VALID


# ── Presentations ──


def test_nothing_cannot_be_presented() -> None:
    world = World()
    with pytest.raises(CredentialsError) as refusal:
        present([], world.school.signer, domain="d", challenge="c", at=NOON)
    assert refusal.value.problem.code is ProblemCode.BAD_VALUE


@pytest.mark.parametrize("content", [b"[]", b'"x"', b"5"])
def test_what_is_no_credential_cannot_be_presented(content: bytes) -> None:
    world = World()
    broken = replace(world.issue(), content=content)
    with refused(ProblemCode.BAD_VALUE, pointer="/verifiableCredential"):
        present([broken], world.school.signer, domain="d", challenge="c", at=NOON)


def test_a_presentation_ends_with_its_link() -> None:
    world = World()
    shown = present(
        [world.issue()],
        world.key_issuer().signer,
        domain="reader.example",
        challenge="share-1",
        at=NOON,
        expires=NOON.replace(hour=13),
    )
    assert shown.media_type is MediaType.VP
    assert world.verify(shown.content).verdict is Verdict.VALID
    later = NOON.replace(hour=13, minute=2)
    assert [p.code for p in world.verify(shown.content, at=later).problems] == [
        ProblemCode.PROOF_REJECTED
    ]


def test_what_is_presented_stays_what_it_was() -> None:
    world = World()
    secured = world.issue()
    shown = world.present([secured], world.key_issuer())
    assert shown["verifiableCredential"] == [read_json(secured.content)]
    assert isinstance(secured, SecuredCredential)


def test_what_is_published_by_a_key_that_lets_parts_out_shows_everything() -> None:
    world = World()
    issuer = world.key_issuer(BLS12381)
    document = world.document(issuer)
    secured = publish(credential(document), issuer.signer, at=NOON)
    report = world.verify(secured)
    assert report.verdict is Verdict.VALID
    shown = read_json(secured.content)
    assert {name: shown[name] for name in document} == document


def test_what_is_published_is_checked_as_what_is_issued() -> None:
    world = World()
    with pytest.raises(CredentialsError) as caught:
        publish(credential(world.document()), world.key_issuer(BLS12381).signer, at=NOON)
    assert caught.value.problem.code is ProblemCode.KEY_NOT_ALLOWED


def test_a_certificate_by_such_a_key_is_for_its_holder_to_show_a_part_of() -> None:
    world = World()
    issuer = world.key_issuer(BLS12381)
    unsigned = credential(world.document(issuer))
    for_holder = issue(unsigned, issuer.signer, at=world.at, mandatory_pointers=())
    report = world.verify(for_holder)
    assert [problem.code for problem in report.problems] == [ProblemCode.PROOF_NOT_FOR_SHOWING]
    assert world.verify(issue(unsigned, issuer.signer, at=world.at))


def test_the_proof_of_such_a_key_tells_the_day_and_not_the_second() -> None:
    world = World()
    issuer = world.key_issuer(BLS12381)
    east = timezone(timedelta(hours=3))
    morning = NOON.astimezone(east).replace(hour=9, minute=41, second=7)
    secured = issue(credential(world.document(issuer)), issuer.signer, at=morning)
    assert read_json(secured.content)["proof"]["created"] == "2026-11-20T00:00:00+03:00"


def test_such_a_key_signs_no_presentation_and_no_token() -> None:
    world = World()
    holder = world.key_issuer(BLS12381)
    secured = world.issue()
    with pytest.raises(CredentialsError) as caught:
        present([secured], holder.signer, domain="d", challenge="c", at=NOON)
    assert caught.value.problem.code is ProblemCode.SIGNING_FAILED
    with pytest.raises(CredentialsError) as caught:
        issue(credential(world.document(holder)), holder.signer, at=NOON, form="vc+jwt")
    assert caught.value.problem.code is ProblemCode.SIGNING_FAILED


def test_what_is_issued_is_written_as_people_write_it() -> None:
    content = World().issue(World().document(name="شهادة لحام")).content
    assert "شهادة لحام".encode() in content
    assert b"\\u" not in content
