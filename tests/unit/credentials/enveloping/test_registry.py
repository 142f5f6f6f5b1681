"""The table of enveloping forms: what is read, made, and told apart."""

import pytest

from credentials import envelope as front_door_envelope
from credentials.enveloping.form import Occasion, Sealed
from credentials.enveloping.registry import (
    FORMS,
    envelope,
    form,
    form_of,
    forms_for,
    secured_credential,
    secured_presentation,
    table,
)
from credentials.enveloping.vc_jwt import VC_JWT
from credentials.jose import compact
from credentials.keys.algorithms import ALGORITHMS
from credentials.model import MediaType, ParsedCredential, SecuredCredential, as_bytes
from credentials.opening import open_secured
from credentials.parsing import envelopes
from credentials.problems import ProblemCode
from tests.attacks.forging import token as forged_token
from tests.refusal import refused
from tests.world import World


def test_two_forms_never_have_one_name() -> None:
    with pytest.raises(ValueError, match="one name"):
        table([VC_JWT, VC_JWT])


def test_the_table_gives_each_form_by_its_name() -> None:
    assert {name: form(name).name for name in FORMS} == {name: name for name in FORMS}
    with refused(ProblemCode.SUITE_UNKNOWN):
        form("vc+xml")


def test_every_form_of_every_kind_of_key_can_be_made() -> None:
    for algorithm in ALGORITHMS.values():
        for name in forms_for(algorithm):
            assert algorithm in FORMS[name].algorithms
            assert FORMS[name].secure_credential is not None


def test_no_form_is_made_with_a_key_that_is_none_of_its_own() -> None:
    world = World()
    tried = 0
    for algorithm in ALGORITHMS.values():
        issuer = world.key_issuer(algorithm)
        document = world.document(issuer)
        for name in FORMS.keys() - set(forms_for(algorithm)):
            with refused(ProblemCode.SIGNING_FAILED):
                secured_credential(document, issuer.signer, name=name, occasion=Occasion(world.at))
            with refused(ProblemCode.SIGNING_FAILED):
                secured_presentation(
                    document, issuer.signer, name=name, occasion=Occasion(world.at)
                )
            tried += 1
    assert tried > 5


def test_only_what_has_its_signature_around_it_gets_an_envelope() -> None:
    assert envelope(SecuredCredential(MediaType.VC, b"{}")) is None
    wrapped = envelope(SecuredCredential(MediaType.VC_JWT, b"a.b.c"))
    assert wrapped == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "data:application/vc+jwt,a.b.c",
        "type": "EnvelopedVerifiableCredential",
    }
    assert front_door_envelope is envelope


def test_bytes_of_no_form_are_no_credential() -> None:
    with refused(ProblemCode.NO_CREDENTIAL_FOUND):
        form_of(Sealed(b"\x00"))


def test_an_envelope_of_an_unknown_form_is_left_open() -> None:
    with refused(ProblemCode.SUITE_UNKNOWN, pointer="/id"):
        form_of(Sealed(b"\x00", "application/vc+xml"))


def test_a_token_with_something_behind_it_is_no_plain_token() -> None:
    content = World().issue(form="vc+jwt").content + b"~"
    with refused(ProblemCode.SUITE_UNKNOWN):
        open_secured(content)


@pytest.mark.parametrize("typ", ["vc+jwt", "application/vc+jwt", "VC+JWT", "Application/vc+jwt"])
def test_a_type_is_the_same_with_and_without_application(typ: str) -> None:
    # RFC 7515 §4.1.9; media types know no capitals (RFC 2045 §5.1).
    token = compact.sign(b"{}", World().school.signer, typ=typ, cty="vc")
    assert compact.read(token).media_type == "application/vc+jwt"


@pytest.mark.parametrize("typ", ["", None, 7, ["vc+jwt"]])
def test_what_is_no_type_is_none(typ: object) -> None:
    assert compact.media_type(typ) == ""


@pytest.mark.parametrize(
    ("kind", "media_type", "typ"),
    [
        ("EnvelopedVerifiableCredential", "application/vc+jwt", "vp+jwt"),
        ("EnvelopedVerifiableCredential", "application/vp+jwt", "vp+jwt"),
        ("EnvelopedVerifiablePresentation", "application/vp+jwt", "vc+jwt"),
        ("EnvelopedVerifiablePresentation", "application/vc+jwt", "vc+jwt"),
        ("EnvelopedVerifiableCredential", "application/vc+cose", "vc+jwt"),
    ],
)
def test_an_envelope_says_what_is_in_it_or_is_refused(kind: str, media_type: str, typ: str) -> None:
    world = World()
    shown = world.document()
    if typ == "vp+jwt":
        shown = {"@context": shown["@context"], "type": ["VerifiablePresentation"]}
    token = forged_token(shown, world.school.signer, typ=typ).decode()
    report = world.verify(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": kind,
            "id": f"data:{media_type},{token}",
        }
    )
    assert [problem.code for problem in report.problems] == [ProblemCode.BAD_VALUE]
    assert [problem.pointer for problem in report.problems] == ["/id"]


def test_a_token_in_base64_is_refused() -> None:
    secured = World().issue(form="vc+jwt")
    assert isinstance(open_secured(as_bytes(envelopes.envelope(secured))), ParsedCredential)
    with refused(ProblemCode.BAD_VALUE, pointer="/id"):
        open_secured(as_bytes(envelopes.envelope(secured, in_base64=True)))
