"""T5: statements about relative identifiers are dropped, so a change of them would not be seen."""

from typing import Any

import pytest

from credentials import CredentialsError, JSONObject, ProblemCode, parse_credential
from tests.attacks.forging import codes, with_proof
from tests.world import World

RELATIVE = ["", "x", "#list", "asdasd", "../up", "//host/path"]


def _placed(world: World, place: str, identifier: str) -> JSONObject:
    document = world.document()
    subject = document["credentialSubject"]
    target: Any = {
        "credential": document,
        "issuer": document["issuer"],
        "subject": subject,
        "achievement": subject["achievement"],
    }[place]
    target["id"] = identifier
    return document


@pytest.mark.parametrize("identifier", RELATIVE)
@pytest.mark.parametrize("place", ["credential", "issuer", "subject", "achievement"])
def test_relative_ids_refused_at_issue_and_verify(
    world: World, place: str, identifier: str
) -> None:
    document = _placed(world, place, identifier)
    with pytest.raises(CredentialsError):
        world.issue(document)
    # The proof of another document: had its statements been dropped, it could fit this one.
    stolen = with_proof(world.document(), world.school.signer)["proof"]
    assert codes(world.verify({**document, "proof": stolen})) == [ProblemCode.BAD_VALUE]


def test_string_subject_refused(world: World) -> None:
    document = world.document(credentialSubject="urn:x:amina")
    with pytest.raises(CredentialsError):
        parse_credential(document)
    stolen = with_proof(world.document(), world.school.signer)["proof"]
    assert codes(world.verify({**document, "proof": stolen})) == [ProblemCode.BAD_VALUE]
