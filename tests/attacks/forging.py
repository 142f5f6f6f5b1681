"""What a forger can make with a key and an editor, past every check of `issue`."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from credentials import JSONObject, LocalSigner, Policy, ProblemCode, Signer, VerificationReport
from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.model import as_bytes
from credentials.proofs import data_integrity
from tests.world import NOON, Issuer, World


def codes(report: VerificationReport) -> list[ProblemCode]:
    """The codes of everything that was found."""
    return [problem.code for problem in report.problems]


def with_proof(
    document: JSONObject,
    signer: Signer,
    *,
    purpose: str = "assertionMethod",
    at: datetime = NOON,
    policy: Policy = Policy.W3C,
) -> JSONObject:
    """The document with a proof whose signature fits, whatever the document says."""
    return data_integrity.secure(
        document,
        signer=signer,
        cryptosuite="eddsa-rdfc-2022",
        purpose=purpose,
        at=at,
        policy=policy,
    )


def with_two_proofs(document: JSONObject, *signers: Signer) -> JSONObject:
    """One document with a proof by each signer."""
    proofs = [with_proof(document, signer)["proof"] for signer in signers]
    return {**document, "proof": proofs}


def token(payload: JSONObject | bytes, signer: LocalSigner, **header: Any) -> bytes:
    """A vc+jwt by that key, with these members of the header changed; `...` removes one."""
    members = {"alg": "EdDSA", "typ": "vc+jwt", "kid": signer.verification_method, **header}
    written = json.dumps({name: value for name, value in members.items() if value is not ...})
    return token_with_header(payload, signer, written.encode())


def token_with_header(payload: JSONObject | bytes, signer: LocalSigner, header: bytes) -> bytes:
    """A token by that key, with the bytes of its header as they are given."""
    content = payload if isinstance(payload, bytes) else as_bytes(payload)
    signing_input = f"{encode_base64url(header)}.{encode_base64url(content)}"
    signature = signer.sign(signing_input.encode())
    return f"{signing_input}.{encode_base64url(signature)}".encode()


def with_payload(token: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A token whose payload was changed after it was signed; all else stays, disclosures too."""
    header, payload, rest = token.split(b".", 2)
    written = encode_base64url(change(decode_base64url(payload.decode())))
    return b".".join([header, written.encode(), rest])


def with_claims(token: bytes, **claims: Any) -> bytes:
    """A token in which these claims were set after it was signed."""
    return with_payload(token, lambda content: as_bytes({**json.loads(content), **claims}))


def otherwise_signed(token: bytes) -> bytes:
    """A token with another signature of the same length."""
    header, payload, rest = token.split(b".", 2)
    other = b"A" if rest[:1] != b"A" else b"B"
    return b".".join([header, payload, other + rest[1:]])


def claims_to_be(world: World, victim: Issuer, forger: Issuer) -> JSONObject:
    """A document that names the victim as issuer and holds a good proof of the forger."""
    return with_proof(world.document(victim), forger.signer)
