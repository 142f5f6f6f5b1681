"""Whether the one who is named as issuer or holder secured a document, and nobody else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from credentials.did.key import did_for
from credentials.did.resolution import resolve
from credentials.key_lookup import did_url_key, token_key
from credentials.keys.algorithms import PublicKey
from credentials.materials import Want
from credentials.model import (
    LEEWAY,
    JSONObject,
    ParsedCredential,
    ParsedPresentation,
    Policy,
    Proof,
    Token,
    as_list,
)
from credentials.parsing import did_of, numeric_date
from credentials.problems import (
    CredentialsError,
    Problem,
    ProblemCode,
    Verdict,
    at_pointer,
    refuse,
)
from credentials.proofs import data_integrity, registry
from credentials.question import Expectation, Question
from credentials.sdjwt import key_binding


class Authenticity(Struct, frozen=True):
    """That a document was secured: by which identifier, when, and what else was noticed.

    `shown_by` is the holder's key that showed a credential which is bound to it, and
    `is_answer` whether it answered this reader's own question.
    `is_partial` says that the holder chose what to show, and may have left parts out.
    """

    signed_by: str
    created: datetime | None
    warnings: tuple[Problem, ...] = ()
    shown_by: str | None = None
    is_answer: bool = False
    is_partial: bool = False


def authenticate(
    parsed: ParsedCredential | ParsedPresentation,
    controller: str | None,
    purpose: str,
    question: Question,
    *,
    digest: bytes | None = None,
) -> Authenticity:
    """Show that `controller` secured the document, or raise what speaks against it.

    `controller` None (a presentation that names no holder): whoever secured it. With the
    `digest` of the bytes that it was read from, the signatures that fit are remembered. Raises
    `MissingError` when the controller's key document has to be fetched first.
    """
    if parsed.token is not None:
        return _authenticate_token(parsed.token, controller, purpose, question)
    if not parsed.proofs:
        raise refuse(ProblemCode.PROOF_MISSING, "it has no proof", "/proof")
    chain = _Chain(parsed.document, parsed.proofs, controller, digest)
    return _authenticate_proofs(chain, purpose, question)


def _authenticate_token(
    token: Token, controller: str | None, purpose: str, question: Question
) -> Authenticity:
    signed_by = controller or did_of(token.verification_method)
    if purpose == "authentication":
        audience = as_list(token.claims.get("aud", []))
        _check_audience(audience, token.claims.get("nonce"), question.expect, "")
    created = _token_time(token, question)
    moment = created or question.at
    named = token.verification_method or None
    key = token_key(named, signed_by, purpose=purpose, at=moment, question=question)
    check_signature(token, key)
    if purpose == "authentication":
        return Authenticity(signed_by, created)
    shown_by = _shown_by(token, question)
    bound_to_nobody_here = token.confirmation is not None and shown_by is None
    doubts = (_NOT_SHOWN,) if bound_to_nobody_here else ()
    if token.is_partial:
        doubts = (*doubts, _left_out(""))
    is_answer = shown_by is not None and question.expect.challenge is not None
    return Authenticity(signed_by, created, doubts, shown_by, is_answer)


def check_signature(token: Token, key: PublicKey) -> None:
    """Refuse a token whose signature is not by this key, or says another algorithm than its."""
    signed = token.signing_input
    key.check_token(token.signature, signed, alg=token.algorithm, what="token")


_NOT_SHOWN = Problem(
    ProblemCode.HOLDER_NOT_SHOWN, "it is bound to a key, and was shown without it", "/cnf"
)


def _shown_by(token: Token, question: Question) -> str | None:
    """The identifier of the holder's key that shows a bound credential (RFC 9901 §7.3).

    None when it is bound to no key, or was shown without it and nobody asked for that.
    """
    binding, expect = token.key_binding, question.expect
    if binding is None:
        if token.confirmation is not None and expect.challenge is not None:
            raise refuse(ProblemCode.PROOF_MISSING, "the holder's key has not shown it", "/cnf")
        return None
    if token.confirmation is None:
        raise refuse(ProblemCode.PROOF_REJECTED, "a key binding to no key", "/cnf")
    key = _confirmed_key(token.confirmation, binding.issued_at, question)
    key_binding.check_key_binding(binding, key)
    _check_audience([binding.audience], binding.nonce, expect, "")
    if question.at + LEEWAY < binding.issued_at:
        raise refuse(ProblemCode.PROOF_REJECTED, "the key binding is from the future", "/iat")
    if expect.shown_within and question.at - expect.shown_within > binding.issued_at:
        raise refuse(ProblemCode.PROOF_REJECTED, "it was shown too long ago", "/iat")
    return did_for(key)


def _confirmed_key(cnf: Any, at: datetime, question: Question) -> PublicKey:
    found = key_binding.confirmed_key(cnf)
    if isinstance(found, PublicKey):
        return found
    return did_url_key(found, "authentication", at, question)


def holder_of(parsed: ParsedCredential) -> str | None:
    """The identifier of the key that a credential is bound to, as far as it says it itself.

    Raises CredentialsError for a confirmation that is not read.
    """
    cnf = parsed.token.confirmation if parsed.token else None
    found = key_binding.confirmed_key(cnf) if cnf is not None else None
    return did_for(found) if isinstance(found, PublicKey) else found and did_of(found)


def _is_passed_over(value: Any, policy: Policy) -> bool:
    """Whether a time of signature is a date and not a number, as some write it.

    It bounds nothing, and by the standard a claim that is not understood is ignored.
    """
    return policy is Policy.W3C and isinstance(value, str)


def _token_time(token: Token, question: Question) -> datetime | None:
    """When the token was signed; refuses one from the future or past its own end."""
    at, times = question.at, {}
    for claim in ("iat", "exp", "nbf"):
        value = token.claims.get(claim)
        if value is None or (claim == "iat" and _is_passed_over(value, question.policy)):
            continue
        times[claim] = numeric_date(value, f"/{claim}")
    if any(at + LEEWAY < times[claim] for claim in ("iat", "nbf") if claim in times):
        raise refuse(ProblemCode.PROOF_REJECTED, "the token is from the future", "/iat")
    if "exp" in times and at - LEEWAY > times["exp"]:
        raise refuse(ProblemCode.PROOF_REJECTED, "the token's own time is over", "/exp")
    return times.get("iat")


def _authenticate_proofs(chain: "_Chain", purpose: str, question: Question) -> Authenticity:
    """Every proof of a known suite by the controller must hold, and there must be one.

    Proofs by somebody else and proofs of unknown suites never count; beside a good one they
    are warnings. The specification's text for proof sets, read to the letter, fails open
    (it tests another variable than it sets); this does not.
    """
    if len(chain.proofs) > 1 and question.policy is Policy.STRICT and _stand_twice(chain.proofs):
        # Whoever counts signatures would count one as two.
        raise refuse(ProblemCode.PROOF_REJECTED, "the same proof stands twice", "/proof")
    good: list[Proof] = []
    doubts: list[Problem] = []
    for proof in chain.proofs:
        if chain.controller not in (None, did_of(proof.verification_method)):
            detail = "a proof by another key than the issuer's"
            doubts.append(Problem(ProblemCode.KEY_NOT_ALLOWED, detail, proof.pointer))
            continue
        try:
            _check_proof(proof, purpose, question, chain=chain)
        except CredentialsError as error:
            if error.problem.code is not ProblemCode.SUITE_UNKNOWN:
                raise
            doubts.append(error.problem)
        else:
            good.append(proof)
    if not good:
        # An unknown suite leaves the question open; a foreign key alone answers it.
        open_first = sorted(doubts, key=lambda doubt: doubt.kind.verdict is Verdict.INVALID)
        raise CredentialsError(open_first[0])
    is_partial = all(registry.suite(proof.cryptosuite).is_selective for proof in good)
    if is_partial:
        doubts.append(_left_out(good[0].pointer))
    return Authenticity(
        did_of(good[0].verification_method), good[0].created, tuple(doubts), is_partial=is_partial
    )


def _left_out(pointer: str) -> Problem:
    detail = "other parts may have been signed that are not shown"
    return Problem(ProblemCode.PARTS_LEFT_OUT, detail, pointer)


def _stand_twice(proofs: Sequence[Proof]) -> bool:
    documents = [proof.document for proof in proofs]
    return any(one in documents[:at] for at, one in enumerate(documents))


class _Chain(Struct, frozen=True):
    """The proofs of a document: those that were found to hold, and those being checked."""

    document: JSONObject
    proofs: Sequence[Proof]
    controller: str | None
    digest: bytes | None = None
    held: list[Proof] = field(default_factory=list)
    below: tuple[Proof, ...] = ()

    def previous(self, proof: Proof) -> Sequence[Proof]:
        """The proofs that a proof says came before it (Data Integrity §2.1.2, §4.5).

        Raises `proof-rejected` when one of them is not there, or the chain is a circle.
        """
        names = as_list(proof.document["previousProof"])
        found = [one for one in self.proofs if one.document.get("id") in names]
        if len(found) != len(names) or any(one in self.below for one in found):
            where = at_pointer(proof.pointer, "previousProof")
            raise refuse(ProblemCode.PROOF_REJECTED, "not one proof for each name", where)
        return found


def _check_proof(proof: Proof, purpose: str, question: Question, *, chain: _Chain) -> None:
    """One proof: suite, purpose, times, audience, key, signature (Data Integrity §4.4).

    Those that it says came before it have to hold first, whoever made them.
    """
    if proof in chain.held:
        return
    registry.suite(proof.cryptosuite)
    previous: Sequence[Proof] = ()
    if "previousProof" in proof.document:
        chain = replace(chain, below=(*chain.below, proof))
        previous = chain.previous(proof)
        for one in previous:
            _check_proof(one, purpose, question, chain=chain)
    if proof.purpose != purpose:
        raise refuse(ProblemCode.PROOF_REJECTED, f"its purpose is not {purpose}", proof.pointer)
    if proof.created and question.at + LEEWAY < proof.created:
        raise refuse(ProblemCode.PROOF_REJECTED, "it is from the future", proof.pointer)
    if proof.expires and question.at - LEEWAY > proof.expires:
        raise refuse(ProblemCode.PROOF_REJECTED, "its own time is over", proof.pointer)
    if purpose == "authentication":
        _check_audience(proof.domains, proof.challenge, question.expect, proof.pointer)
    method = proof.verification_method
    if chain.controller not in (None, did_of(method)):
        _check_at_hand(proof, question)
    key = did_url_key(method, purpose, proof.created or question.at, question)
    _check_signature(proof, key, previous, question, chain=chain)
    chain.held.append(proof)


def _check_signature(
    proof: Proof, key: PublicKey, previous: Sequence[Proof], question: Question, *, chain: _Chain
) -> None:
    def fits() -> bool:
        policy = question.policy
        data_integrity.check(chain.document, proof, key, policy=policy, previous=previous)
        return True

    if chain.digest is None:
        fits()
        return
    # All that is looked at here stands in the bytes, but for the key and the policy.
    name = ("proof", chain.digest, proof.pointer, key.algorithm.name, key.raw, question.policy)
    question.materials.memory.once(name, fits)


def _check_at_hand(proof: Proof, question: Question) -> None:
    """Leave an earlier proof by somebody else open unless their key is at hand.

    Nothing holds yet, so nobody but the one who is named as issuer or holder is looked up.
    """
    if isinstance(resolve(did_of(proof.verification_method), question.materials), Want):
        detail = "an earlier proof is by somebody whose key is not looked up"
        raise refuse(ProblemCode.ISSUER_UNREACHABLE, detail, proof.pointer)


def _check_audience(
    domains: Sequence[Any], challenge: Any, expect: Expectation, pointer: str
) -> None:
    if expect.domain is not None and expect.domain not in domains:
        raise refuse(ProblemCode.WRONG_AUDIENCE, "it names another domain", pointer)
    if expect.challenge is not None and challenge != expect.challenge:
        raise refuse(ProblemCode.WRONG_NONCE, "it answers another challenge", pointer)
