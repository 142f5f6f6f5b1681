"""BBS signatures and proofs, without a credential around them, between our code and Node's."""

from typing import Any

import pytest

from credentials.keys import bls12381
from credentials.keys.bbs import proof, signature
from tests.interop import node
from tests.interop.table import Shown, shows

pytestmark = pytest.mark.interop

HEADER, PRESENTATION_HEADER = b"header", b"for this reader"
MESSAGES = [b"one", b"two", b"", b"four"]
DISCLOSED = [0, 2]
SHOWN = {position: MESSAGES[position] for position in DISCLOSED}
SECRET = bls12381.generate()
PUBLIC = signature.public_key(SECRET)
SIGNED = signature.sign(SECRET, header=HEADER, messages=MESSAGES)


def asked(**changes: object) -> Any:
    proven = proof.prove(
        PUBLIC,
        SIGNED,
        header=HEADER,
        presentation_header=PRESENTATION_HEADER,
        messages=MESSAGES,
        disclosed=DISCLOSED,
    )
    question: dict[str, object] = {
        "publicKey": PUBLIC.hex(),
        "header": HEADER.hex(),
        "presentationHeader": PRESENTATION_HEADER.hex(),
        "messages": [message.hex() for message in MESSAGES],
        "disclosed": DISCLOSED,
        "signature": SIGNED.hex(),
        "proof": proven.hex(),
    }
    return node.run("bbs_signature.mjs", {**question, **changes})


def holds(key: bytes, proven: str, presentation_header: bytes = PRESENTATION_HEADER) -> bool:
    return proof.holds(
        key,
        bytes.fromhex(proven),
        header=HEADER,
        presentation_header=presentation_header,
        disclosed=SHOWN,
    )


@shows("BBS signatures and proofs", Shown.OUT, Shown.IN)
def test_signatures_and_proofs_are_accepted_on_both_sides() -> None:
    answer = asked()
    assert (answer["fits"], answer["holds"]) == (True, True)
    key = bytes.fromhex(answer["publicKey"])
    made = bytes.fromhex(answer["signature"])
    assert signature.fits(key, made, header=HEADER, messages=MESSAGES)
    assert holds(key, answer["proof"])
    assert holds(PUBLIC, answer["proofOfTheirs"])


@shows("BBS signatures and proofs", Shown.OUT_CHANGED, Shown.IN_CHANGED)
def test_what_is_for_another_reader_is_refused_on_both_sides() -> None:
    answer = asked(presentationHeader=b"for another".hex())
    assert (answer["fits"], answer["holds"]) == (True, False)
    assert not holds(bytes.fromhex(answer["publicKey"]), answer["proof"])
    assert holds(bytes.fromhex(answer["publicKey"]), answer["proof"], b"for another")
