"""Data Integrity 1.0: add a proof to a document (§4.2) and check one (§4.4).

Whether the key belongs to the issuer, and whether the proof is in time and for this reader,
is judged in `credentials.verification`; here it is only whether the signature fits.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from credentials.keys.algorithms import PublicKey
from credentials.model import JSONObject, Policy, Proof, as_list
from credentials.parsing import date_time_stamp, local_date_time_stamp
from credentials.parsing.proofs import proofs
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, at_pointer, refuse
from credentials.proofs.cryptosuite import PROOF_TYPE, Cryptosuite, SelectiveValues, Unsecured
from credentials.proofs.registry import SUITES, suite, usual_suite

_CONTEXT = "https://w3id.org/security/data-integrity/v2"
# Contexts that define the terms of a proof themselves (Data Integrity §2.4.2).
_CONTEXTS_WITH_PROOFS = frozenset(
    {
        _CONTEXT,
        "https://w3id.org/security/data-integrity/v1",
        "https://www.w3.org/ns/credentials/v2",
    }
)
# Data Integrity §2.1. A `@context` inside a proof is not among them: suites over RDF would
# read it in place of the document's, and it would rename what the proof says. Suites over
# JSON repeat the document's there, and it is compared.
_MEMBERS = frozenset(
    {
        "id", "type", "cryptosuite", "created", "expires", "verificationMethod",
        "proofPurpose", "domain", "challenge", "nonce", "previousProof", "proofValue",
    }
)  # fmt: skip
_REQUIRED = ("type", "verificationMethod", "proofPurpose", "proofValue")


def secure(  # noqa: PLR0913 - each one is a member of the proof (§2.1)
    document: JSONObject,
    *,
    signer: Signer,
    cryptosuite: str | None = None,
    purpose: str,
    at: datetime,
    policy: Policy,
    domain: str | None = None,
    challenge: str | None = None,
    expires: datetime | None = None,
    mandatory_pointers: Sequence[str] | None = None,
) -> JSONObject:
    """The document with a proof, created `at`; the given document is not changed.

    Without a `cryptosuite`, the usual one for the signer's key is taken. With one that lets a
    holder leave parts out, the proof is for the holder only, and what `mandatory_pointers` name
    stays in; where they are None it is for showing, and nothing can be left out.

    The context of Data Integrity is added when no context defines a proof (§2.4.2). The
    signature is checked over the hash that was computed before anything is returned.
    Raises CredentialsError with `signing-failed` when the signer does not fit the suite, its
    signature does not fit its key, or there is a proof already; with `bad-value` for a time
    without a zone; with what the guards of `credentials.jsonld` find; with `suite-unknown`;
    and with what the signer raises.
    """
    chosen = suite(cryptosuite) if cryptosuite else usual_suite(signer.algorithm)
    if not chosen.signs or signer.algorithm not in chosen.algorithms:
        raise refuse(ProblemCode.SIGNING_FAILED, f"{chosen.name} does not sign with such a key")
    if "proof" in document:
        raise refuse(ProblemCode.SIGNING_FAILED, "the document has a proof already", "/proof")
    options: JSONObject = {
        "type": PROOF_TYPE,
        "cryptosuite": chosen.name,
        "created": local_date_time_stamp(_created(at, chosen), "/proof/created"),
        "verificationMethod": signer.verification_method,
        "proofPurpose": purpose,
    }
    if expires is not None:
        options["expires"] = date_time_stamp(expires, "/proof/expires")
    if domain is not None:
        options["domain"] = domain
    if challenge is not None:
        options["challenge"] = challenge
    unsecured = _with_context(document)
    if chosen.keeps_context:
        options = {"@context": unsecured["@context"], **options}
    value = chosen.values.make(
        Unsecured(unsecured, options, policy),
        signer=signer,
        mandatory_pointers=mandatory_pointers or (),
    )
    secured = {**unsecured, "proof": {**options, "proofValue": value}}
    if chosen.is_selective and mandatory_pointers is None:
        return derive(secured, pointers=_all_parts(unsecured), policy=policy)
    return secured


def _all_parts(document: JSONObject) -> list[str]:
    return [at_pointer("", name) for name in document if name != "@context"]


def check(
    document: JSONObject,
    proof: Proof,
    key: PublicKey,
    *,
    policy: Policy,
    previous: Sequence[Proof] = (),
) -> None:
    """Return if the proof is by `key` over this document, and raise otherwise (§4.4).

    `document` is looked at without its `proof`, and with the `previous` ones, which a proof
    in a chain signs too (§4.5). Raises CredentialsError with
    `proof-rejected` for a malformed proof or one whose suite does not fit the key, `tampered`
    when the signature does not fit, `suite-unknown`, and what the guards of
    `credentials.jsonld` find.
    """
    chosen = _suite_of(proof)
    unsecured = _in_its_contexts(document, proof, chosen)
    if policy is Policy.STRICT and unsecured.get("@context") != document.get("@context"):
        # The specification passes them. They are not signed, and give names another meaning.
        detail = "contexts were added behind those that were signed"
        raise refuse(ProblemCode.TREE_CHANGED, detail, "/@context")
    if previous:
        unsecured["proof"] = [one.document for one in previous]
    if key.algorithm not in chosen.algorithms:
        raise refuse(
            ProblemCode.PROOF_REJECTED,
            f"{chosen.name} does not go with such a key",
            at_pointer(proof.pointer, "cryptosuite"),
        )
    try:
        chosen.values.check(
            Unsecured(unsecured, _options_of(proof), policy), proof.document["proofValue"], key=key
        )
    except CredentialsError as error:
        raise _in_place(error, proof) from error


def derive(
    document: JSONObject,
    *,
    pointers: Sequence[str],
    policy: Policy,
    presentation_header: bytes = b"",
) -> JSONObject:
    """The document with what `pointers` name and what its issuer demands, and a proof for that.

    With a suite that can, the proof is for the occasion of this `presentation_header` only.

    It has exactly one proof that can be derived from; others do not hold for a part and are
    left out. Raises CredentialsError with `bad-value` for no such proof or several, for one in
    a chain, and for pointers that select nothing; with what the guards of `credentials.jsonld`
    find.
    """
    selective = [
        (proof, values) for proof in proofs(document) if (values := _selective(proof)) is not None
    ]
    if len(selective) != 1:
        raise refuse(ProblemCode.BAD_VALUE, "not one proof that parts can be left out of", "/proof")
    ((proof, values),) = selective
    if "previousProof" in proof.document:
        raise refuse(ProblemCode.BAD_VALUE, "a proof in a chain is for the whole", proof.pointer)
    unsecured = _in_its_contexts(document, proof, _suite_of(proof))
    options, value = _options_of(proof), proof.document["proofValue"]
    try:
        shown, derived = values.derive(
            Unsecured(unsecured, options, policy),
            value,
            pointers=pointers,
            presentation_header=presentation_header,
        )
    except CredentialsError as error:
        raise _in_place(error, proof) from error
    return {**shown, "proof": {**options, "proofValue": derived}}


def _created(at: datetime, chosen: Cryptosuite) -> datetime:
    """When a proof says that it was made: to the second, or only the day it began with.

    A time to the second names one certificate as well as a number would, so that the privacy
    notes of BBS Cryptosuites 1.0 ask for a coarse one. None at all would spoil what was signed
    before a key was retired, because only the time tells that it was before.
    """
    if not chosen.is_unlinkable:
        return at
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _selective(proof: Proof) -> SelectiveValues | None:
    found = SUITES.get(proof.cryptosuite)
    values = found.values if found else None
    return values if isinstance(values, SelectiveValues) else None


def _options_of(proof: Proof) -> JSONObject:
    return {name: value for name, value in proof.document.items() if name != "proofValue"}


def _in_place(error: CredentialsError, proof: Proof) -> CredentialsError:
    """What a suite found, with the place of the proof where it is about the proof."""
    problem = error.problem
    places = {
        ProblemCode.TAMPERED: proof.pointer,
        ProblemCode.PROOF_REJECTED: at_pointer(proof.pointer, "proofValue"),
        ProblemCode.PROOF_NOT_FOR_SHOWING: at_pointer(proof.pointer, "proofValue"),
    }
    return refuse(problem.code, problem.detail, places.get(problem.code, problem.pointer))


def _suite_of(proof: Proof) -> Cryptosuite:
    """The suite of a proof that has the members of one, and no others."""

    def rejected(detail: str, member: str) -> CredentialsError:
        return refuse(ProblemCode.PROOF_REJECTED, detail, at_pointer(proof.pointer, member))

    for member in proof.document:
        if member not in _MEMBERS and member != "@context":
            raise rejected("not a member of a proof (Data Integrity §2.1)", member)
    names_suite = proof.document.get("type") == PROOF_TYPE
    for member in (*_REQUIRED, *(["cryptosuite"] if names_suite else [])):
        value: Any = proof.document.get(member)
        if not isinstance(value, str) or not value:
            raise rejected("it is missing or not a text", member)
    chosen = suite(proof.cryptosuite)
    if proof.document["type"] != chosen.proof_type:
        raise rejected(f"the type is not {chosen.proof_type}", "type")
    if not names_suite and "cryptosuite" in proof.document:
        raise rejected("its type names the suite already", "cryptosuite")
    return chosen


def _in_its_contexts(document: JSONObject, proof: Proof, chosen: Cryptosuite) -> JSONObject:
    """The document without its proof, in the contexts that it was signed in.

    A proof over JSON names them, and the document may have got more behind them since
    (EdDSA Cryptosuites 1.0 §3.3.2, step 3).
    """
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    if "@context" not in proof.document:
        return unsecured
    signed_in = as_list(proof.document["@context"])
    if not chosen.keeps_context or as_list(document.get("@context"))[: len(signed_in)] != signed_in:
        raise refuse(
            ProblemCode.PROOF_REJECTED,
            "the contexts of the proof are not those of the document",
            at_pointer(proof.pointer, "@context"),
        )
    return {**unsecured, "@context": proof.document["@context"]}


def _with_context(document: JSONObject) -> JSONObject:
    contexts = as_list(document["@context"]) if "@context" in document else []
    if any(isinstance(item, str) and item in _CONTEXTS_WITH_PROOFS for item in contexts):
        return dict(document)
    return {**document, "@context": [*contexts, _CONTEXT]}
