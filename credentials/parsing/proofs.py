"""The shape of embedded proofs (Data Integrity 1.0 §2.1)."""

from datetime import datetime
from typing import Any

from credentials.model import JSONObject, Proof, as_list
from credentials.parsing.dates import date_time
from credentials.parsing.identifiers import is_absolute_url
from credentials.parsing.members import items
from credentials.problems import CredentialsError, ProblemCode, at_pointer, refuse

_MAX_PROOFS = 8


def proofs(document: JSONObject) -> tuple[Proof, ...]:
    """The proofs of a document, in the order written; none if it has none.

    Raises `proof-rejected` for more than 8, for two with one id, and for wrong shapes.
    """
    found = items(document, "proof")
    if len(found) > _MAX_PROOFS:
        raise refuse(ProblemCode.PROOF_REJECTED, f"more than {_MAX_PROOFS} proofs", "/proof")
    read = tuple(_proof(item, pointer) for pointer, item in found)
    ids = [proof.document["id"] for proof in read if "id" in proof.document]
    if len(set(ids)) != len(ids):
        raise refuse(ProblemCode.PROOF_REJECTED, "two proofs have one id", "/proof")
    return read


def _proof(item: Any, pointer: str) -> Proof:
    def rejected(detail: str, member: str) -> CredentialsError:
        return refuse(ProblemCode.PROOF_REJECTED, detail, at_pointer(pointer, member))

    if not isinstance(item, dict):
        raise refuse(ProblemCode.PROOF_REJECTED, "a proof is an object", pointer)
    if not isinstance(item.get("type"), str):
        raise rejected("a proof has one type", "type")

    def text(member: str) -> str:
        value = item.get(member, "")
        if not isinstance(value, str):
            raise rejected("not a text", member)
        return value

    _check_names(item, pointer)
    text("nonce")
    domains = as_list(item.get("domain", []))
    if not all(isinstance(domain, str) for domain in domains):
        raise rejected("not a text or texts", "domain")
    return Proof(
        document=item,
        pointer=pointer,
        # Before version 1.0 the type alone named the suite.
        cryptosuite=text("cryptosuite") if item["type"] == "DataIntegrityProof" else item["type"],
        verification_method=text("verificationMethod"),
        purpose=text("proofPurpose"),
        value=text("proofValue"),
        created=_proof_date(item, "created", pointer),
        expires=_proof_date(item, "expires", pointer),
        domains=tuple(domains),
        challenge=text("challenge") if "challenge" in item else None,
    )


def _check_names(item: JSONObject, pointer: str) -> None:
    """The proof's own name and those of the proofs before it are absolute (§2.1)."""
    for member in ("id", "previousProof"):
        if member not in item:
            continue
        names = as_list(item[member]) if member == "previousProof" else [item[member]]
        if not (names and all(map(is_absolute_url, names))):
            where = at_pointer(pointer, member)
            raise refuse(ProblemCode.PROOF_REJECTED, "not an absolute identifier", where)


def _proof_date(item: JSONObject, member: str, pointer: str) -> datetime | None:
    if member not in item:
        return None
    where = at_pointer(pointer, member)
    try:
        return date_time(item[member], where)
    except CredentialsError as error:
        raise refuse(ProblemCode.PROOF_REJECTED, error.problem.detail, where) from error
