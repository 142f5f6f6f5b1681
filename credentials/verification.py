"""verify(): parse, authenticate, gather, judge. It never waits, never fetches, never raises.

The order is a matter of safety: until the proof holds, only the issuer's key document is
wanted, so a forged document cannot make anybody fetch the addresses it names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from credentials import schema, trust
from credentials.did.document import DIDDocument
from credentials.did.resolution import resolve
from credentials.jose import compact
from credentials.keys.algorithms import PublicKey
from credentials.materials import Materials, Want, WantKind
from credentials.model import (
    JSONObject,
    ParsedCredential,
    ParsedPresentation,
    Policy,
    Proof,
    StatusEntry,
    Token,
    types_of,
)
from credentials.parsing import (
    did_of,
    enveloped,
    parsed_credential,
    parsed_presentation,
    read_json,
)
from credentials.problems import CredentialsError, Problem, ProblemCode, Step, Verdict, refuse
from credentials.proofs import data_integrity, registry
from credentials.report import Expectation, Finding, VerificationReport, accreditation_problem
from credentials.status import bitstring
from credentials.trust import TrustList

# How far the clocks of two honest machines may be apart (security.md T83).
LEEWAY = timedelta(seconds=60)

_LIST_BYTES = 4_000_000
# JWT claims that may stand beside the members of a credential (VC-JOSE-COSE §3.1.3); they are
# about the token, so they are taken out before the credential is looked at.
_TOKEN_CLAIMS = frozenset({"iss", "sub", "jti", "iat", "exp", "nbf", "aud", "cnf"})
_CREDENTIAL_SIGNS = frozenset({"proof", "credentialSubject", "verifiableCredential"})
_KINDS = (
    "VerifiableCredential",
    "VerifiablePresentation",
    "EnvelopedVerifiableCredential",
    "EnvelopedVerifiablePresentation",
)


@dataclass(frozen=True, slots=True)
class _Question:
    """What stays the same while one document and those inside it are verified."""

    materials: Materials
    trust: TrustList
    at: datetime
    policy: Policy
    expect: Expectation


class _Missing(Exception):  # noqa: N818 - not an error: something has to be fetched first
    def __init__(self, want: Want) -> None:
        self.want = want


def verify(
    content: bytes,
    *,
    materials: Materials,
    trust: TrustList,
    at: datetime,
    expect: Expectation | None = None,
    policy: Policy = Policy.STRICT,
) -> VerificationReport:
    """Judge a secured credential or presentation by what is at hand (VCDM 2.0 §7.1).

    Never raises for any bytes. Content that is no credential at all gives the one problem
    `no-credential-found`. Where something may be fetched, the report is undetermined and
    names it in `wanted`.
    """
    question = _Question(materials, trust, at, policy, expect or Expectation())
    return _verify(content, question)


def _verify(content: bytes, question: _Question, *, inside: bool = False) -> VerificationReport:
    try:
        parsed = _open(content)
        if inside and isinstance(parsed, ParsedPresentation):
            raise refuse(ProblemCode.BAD_VALUE, "a presentation inside a presentation")
    except CredentialsError as error:
        return VerificationReport(question.at, (_failed(Step.PARSE, error),))
    if isinstance(parsed, ParsedPresentation):
        return _verify_presentation(parsed, question)
    return _verify_credential(parsed, question)


def _failed(step: Step, error: CredentialsError) -> Finding:
    problem = error.problem
    return Finding(step, (problem,), decided=problem.kind.verdict is Verdict.INVALID)


# ── Parse ───────────────────────────────────────────────────────────────────────────────


def _open(content: bytes) -> ParsedCredential | ParsedPresentation:
    """Bytes to a document of known shape, out of its envelope if it is in one."""
    text = content.strip()
    if text[:3] == b"eyJ" and text.count(b".") == 2:
        return _open_token(text)
    if text[:1] not in (b"{", b"\xef"):
        raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "neither a JSON object nor a token")
    document = read_json(text, limit=_LIST_BYTES)
    if not isinstance(document, dict) or not _is_meant_as_credential(document):
        raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "a JSON value, but no credential")
    inner = enveloped(document)
    if inner is not None:
        return _open_token(inner)
    if "VerifiablePresentation" in types_of(document):
        return parsed_presentation(document)
    return parsed_credential(document)


def _is_meant_as_credential(document: JSONObject) -> bool:
    named = any(kind in types_of(document) for kind in _KINDS)
    return named or len(document.keys() & _CREDENTIAL_SIGNS) > 0


def _open_token(content: bytes) -> ParsedCredential | ParsedPresentation:
    """A compact JWS around a credential or presentation (VC-JOSE-COSE §3.1)."""
    token = compact.parse(content)
    kind = str(token.header.get("typ", ""))
    if kind not in ("vc+jwt", "vp+jwt"):
        raise refuse(ProblemCode.SUITE_UNKNOWN, "a token of a type that is not read: typ")
    payload = read_json(token.payload)
    if not isinstance(payload, dict):
        raise refuse(ProblemCode.MALFORMED, "the token does not hold an object")
    if payload.keys() & {"vc", "vp"}:
        raise refuse(ProblemCode.BAD_VALUE, "vc and vp are not members of such a token")
    document = {name: value for name, value in payload.items() if name not in _TOKEN_CLAIMS}
    secured = Token(
        algorithm=str(token.header.get("alg", "")),
        verification_method=str(token.header.get("kid", "")),
        signing_input=token.signing_input,
        signature=token.signature,
        claims={name: payload[name] for name in payload if name in _TOKEN_CLAIMS},
    )
    if "proof" in document:
        # It would look signed twice; nobody has checked the inner one.
        raise refuse(ProblemCode.BAD_VALUE, "a proof inside a token", "/proof")
    if kind == "vp+jwt":
        return parsed_presentation(document, token=secured)
    parsed = parsed_credential(document, token=secured)
    for claim, value in (("iss", parsed.issuer), ("jti", document.get("id"))):
        if payload.get(claim, value) != value:
            raise refuse(ProblemCode.BAD_VALUE, "the token and the credential differ", f"/{claim}")
    if "sub" in payload and payload["sub"] not in parsed.subject_ids:
        raise refuse(ProblemCode.BAD_VALUE, "the token and the credential differ", "/sub")
    return parsed


# ── One credential ──────────────────────────────────────────────────────────────────────


def _verify_credential(parsed: ParsedCredential, question: _Question) -> VerificationReport:
    base = VerificationReport(question.at, (Finding(Step.PARSE),), parsed=parsed)
    try:
        authenticity = _authenticate(
            parsed, parsed.issuer, "assertionMethod", question
        )
    except _Missing as missing:
        problem = Problem(ProblemCode.ISSUER_UNREACHABLE, "the key document is not at hand")
        unproven = Finding(Step.PROOF, (problem,), decided=False)
        return replace(base, findings=(*base.findings, unproven), wanted=(missing.want,))
    except CredentialsError as error:
        return replace(base, findings=(*base.findings, _failed(Step.PROOF, error)))
    status = _status(parsed, question)
    standing = _standing(parsed, question)
    accreditation = accreditation_problem(standing) if question.expect.accredited else None
    return replace(
        base,
        findings=(
            *base.findings,
            Finding(Step.PROOF),
            Finding(Step.SCHEMA, tuple(schema.check(parsed.document))),
            Finding(Step.VALIDITY, tuple(_outside_dates(parsed, question.at))),
            status.finding,
            Finding(Step.TRUST, (accreditation,) if accreditation else ()),
        ),
        wanted=status.wanted,
        standing=standing,
        status_as_of=status.as_of,
        proof_created=authenticity.created,
        warnings=(*authenticity.warnings, *status.warnings),
        refused=accreditation is not None,
    )


def _standing(parsed: ParsedCredential, question: _Question) -> trust.IssuerStanding:
    achievements = {
        kind
        for subject in _subjects(parsed)
        for achievement in _nodes(subject.get("achievement"))
        for kind in [achievement.get("achievementType")]
        if isinstance(kind, str)
    }
    return question.trust.judge(
        parsed.issuer, types=achievements, awarded_at=parsed.valid_from, at=question.at
    )


def _subjects(parsed: ParsedCredential) -> Iterator[JSONObject]:
    yield from _nodes(parsed.document["credentialSubject"])


def _nodes(value: object) -> Iterator[JSONObject]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item


def _outside_dates(parsed: ParsedCredential, at: datetime) -> Iterator[Problem]:
    if parsed.valid_from and at + LEEWAY < parsed.valid_from:
        yield Problem(ProblemCode.NOT_YET_VALID, "its first day is still to come", "/validFrom")
    if parsed.valid_until and at - LEEWAY > parsed.valid_until:
        yield Problem(ProblemCode.EXPIRED, "its last day is over", "/validUntil")


# ── Authenticate ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Authenticity:
    created: datetime | None
    warnings: tuple[Problem, ...] = ()


def _authenticate(
    parsed: ParsedCredential | ParsedPresentation,
    controller: str | None,
    purpose: str,
    question: _Question,
) -> _Authenticity:
    """Show that `controller` secured the document, or raise what speaks against it.

    `controller` None (a presentation that names no holder): whoever secured it. Raises
    `_Missing` when the controller's key document has to be fetched first.
    """
    if parsed.token is not None:
        return _authenticate_token(parsed.token, controller, purpose, question)
    if not parsed.proofs:
        raise refuse(ProblemCode.PROOF_MISSING, "it has no proof", "/proof")
    return _authenticate_proofs(parsed, controller, purpose, question)


def _authenticate_token(
    token: Token, controller: str | None, purpose: str, question: _Question
) -> _Authenticity:
    signed_by = did_of(token.verification_method)
    if controller is not None and signed_by != controller:
        raise refuse(ProblemCode.KEY_NOT_ALLOWED, "the token is not signed by the issuer", "/kid")
    created = _token_time(token, question.at)
    key = _key(token.verification_method, purpose, created or question.at, question)
    if token.algorithm not in key.algorithm.jose_names:
        raise refuse(ProblemCode.PROOF_REJECTED, "alg does not fit the key", "/alg")
    if not key.verify(token.signature, token.signing_input):
        raise refuse(ProblemCode.TAMPERED, "the token's signature does not fit its content")
    return _Authenticity(created)


def _token_time(token: Token, at: datetime) -> datetime | None:
    """When the token was signed; refuses one from the future or past its own end."""
    times = {}
    for claim in ("iat", "exp", "nbf"):
        value = token.claims.get(claim)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**38:
            raise refuse(ProblemCode.BAD_VALUE, "not a time in seconds since 1970", f"/{claim}")
        times[claim] = datetime.fromtimestamp(value, tz=at.tzinfo)
    if any(at + LEEWAY < times[claim] for claim in ("iat", "nbf") if claim in times):
        raise refuse(ProblemCode.PROOF_REJECTED, "the token is from the future", "/iat")
    if "exp" in times and at - LEEWAY > times["exp"]:
        raise refuse(ProblemCode.PROOF_REJECTED, "the token's own time is over", "/exp")
    return times.get("iat")


def _authenticate_proofs(
    parsed: ParsedCredential | ParsedPresentation,
    controller: str | None,
    purpose: str,
    question: _Question,
) -> _Authenticity:
    """Every proof of a known suite by the controller must hold, and there must be one.

    Proofs by somebody else and proofs of unknown suites never count; beside a good one they
    are warnings. The specification's text for proof sets, read to the letter, fails open
    (it tests another variable than it sets); this does not.
    """
    good: list[Proof] = []
    doubts: list[Problem] = []
    for proof in parsed.proofs:
        by_controller = controller is None or did_of(proof.verification_method) == controller
        if not by_controller:
            detail = "a proof by another key than the issuer's"
            doubts.append(Problem(ProblemCode.KEY_NOT_ALLOWED, detail, proof.pointer))
            continue
        try:
            _check_proof(parsed.document, proof, purpose, question)
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
    return _Authenticity(good[0].created, tuple(doubts))


def _check_proof(
    document: JSONObject, proof: Proof, purpose: str, question: _Question
) -> None:
    """One proof: suite, purpose, times, audience, key, signature (Data Integrity §4.4)."""
    registry.suite(proof.cryptosuite)
    if "previousProof" in proof.document:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "chains of proofs are not read", proof.pointer)
    if proof.purpose != purpose:
        raise refuse(ProblemCode.PROOF_REJECTED, f"its purpose is not {purpose}", proof.pointer)
    if proof.created and question.at + LEEWAY < proof.created:
        raise refuse(ProblemCode.PROOF_REJECTED, "it is from the future", proof.pointer)
    if proof.expires and question.at - LEEWAY > proof.expires:
        raise refuse(ProblemCode.PROOF_REJECTED, "its own time is over", proof.pointer)
    if purpose == "authentication":
        _check_audience(proof, question.expect)
    method = proof.verification_method
    key = _key(method, purpose, proof.created or question.at, question)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    data_integrity.check(unsecured, proof, key, policy=question.policy)


def _check_audience(proof: Proof, expect: Expectation) -> None:
    if expect.domain is not None and expect.domain not in proof.domains:
        raise refuse(ProblemCode.WRONG_AUDIENCE, "it names another domain", proof.pointer)
    if expect.challenge is not None and proof.challenge != expect.challenge:
        raise refuse(ProblemCode.WRONG_NONCE, "it answers another challenge", proof.pointer)


def _key(method: str, purpose: str, at: datetime, question: _Question) -> PublicKey:
    resolved = resolve(did_of(method), question.materials)
    if isinstance(resolved, Want):
        raise _Missing(resolved)
    document: DIDDocument = resolved
    return document.verification_method(method, relationship=purpose, at=at)


# ── Gather: status lists (Bitstring Status List 1.0 §3.2) ───────────────────────────────


@dataclass(frozen=True, slots=True)
class _Status:
    finding: Finding
    wanted: tuple[Want, ...] = ()
    as_of: datetime | None = None
    warnings: tuple[Problem, ...] = ()


_DECIDING = {"revocation": ProblemCode.REVOKED, "suspension": ProblemCode.SUSPENDED}
# These never make a credential invalid, so their lists are not asked for.
_INFORMING = frozenset({"refresh", "message"})


def _status(parsed: ParsedCredential, question: _Question) -> _Status:
    problems: list[Problem] = []
    wanted: list[Want] = []
    seen: list[datetime] = []
    warnings: list[Problem] = []
    unknown = [
        Problem(ProblemCode.STATUS_UNKNOWN, "a type of status that is not read", pointer)
        for pointer in parsed.unknown_status
    ]
    for entry in parsed.status_entries:
        if entry.purpose in _INFORMING:
            continue
        if entry.purpose not in _DECIDING or entry.size != 1:
            detail = "a purpose or size of status that is not read"
            unknown.append(Problem(ProblemCode.STATUS_UNKNOWN, detail, entry.pointer))
            continue
        try:
            as_of, problem = _look_up(entry, parsed.issuer, question)
        except _Missing as missing:
            wanted.append(missing.want)
            detail = "the status list is not at hand"
            problems.append(Problem(ProblemCode.STATUS_UNREACHABLE, detail, entry.pointer))
        except CredentialsError as error:
            problems.append(error.problem)
        else:
            seen.append(as_of)
            problems.extend([problem] if problem else [])
    # The standard lets a verifier pass over status types it does not know; we do not.
    (warnings if question.policy is Policy.W3C else problems).extend(unknown)
    decided = not any(problem.kind.verdict is Verdict.UNDETERMINED for problem in problems)
    finding = Finding(Step.STATUS, tuple(problems), decided=decided)
    as_of = min(seen) if seen else None
    return _Status(finding, tuple(dict.fromkeys(wanted)), as_of, tuple(warnings))


def _look_up(
    entry: StatusEntry, issuer: str, question: _Question
) -> tuple[datetime, Problem | None]:
    """The time of the list that was used, and what its bit says against the credential."""
    fetched = question.materials.status_lists.get(entry.list_url)
    if fetched is None:
        raise _Missing(Want(WantKind.STATUS_LIST, entry.list_url, entry.list_url))
    if fetched.content is None:
        raise refuse(ProblemCode.STATUS_UNREACHABLE, fetched.reason, entry.pointer)
    published = _published_list(fetched.content, entry, issuer, question)
    if not published.statuses.get(entry.index):
        return fetched.at, None
    replacement = question.materials.replaced.get((entry.list_url, entry.index))
    if replacement is not None and entry.purpose == "revocation":
        detail = f"replaced on {replacement.at.date().isoformat()}"
        return fetched.at, Problem(ProblemCode.REPLACED, detail, entry.pointer)
    code = _DECIDING[entry.purpose]
    return fetched.at, Problem(code, "the bit of its status entry is set", entry.pointer)


def _published_list(
    content: bytes, entry: StatusEntry, issuer: str, question: _Question
) -> bitstring.PublishedList:
    """The list, after its own signature, issuer, dates, address and purpose were checked."""

    def doubted(detail: str) -> CredentialsError:
        return refuse(ProblemCode.STATUS_INVALID, detail, entry.pointer)

    try:
        opened = _open(content)
        if isinstance(opened, ParsedPresentation):
            raise doubted("the list is a presentation")
        _authenticate(opened, opened.issuer, "assertionMethod", question)
    except CredentialsError as error:
        # Whatever is wrong with the list leaves the credential undetermined, never passed.
        raise doubted(f"the list: {error.problem.code}, {error.problem.detail}") from error
    if opened.issuer != issuer:
        raise doubted("the list is by another issuer")
    if next(_outside_dates(opened, question.at), None) is not None:
        raise doubted("the list's own dates do not include this moment")
    try:
        return bitstring.read_list(
            opened.document, list_url=entry.list_url, purpose=entry.purpose
        )
    except CredentialsError as error:
        problem = replace(error.problem, pointer=entry.pointer)
        raise CredentialsError(problem) from error


# ── One presentation ────────────────────────────────────────────────────────────────────


def _verify_presentation(parsed: ParsedPresentation, question: _Question) -> VerificationReport:
    """The presentation's own proof, then each credential by the same four steps."""
    base = VerificationReport(question.at, (Finding(Step.PARSE),), parsed=parsed)
    try:
        authenticity = _authenticate(parsed, parsed.holder, "authentication", question)
        proof = Finding(Step.PROOF)
    except _Missing as missing:
        problem = Problem(ProblemCode.ISSUER_UNREACHABLE, "the holder's key is not at hand")
        unproven = Finding(Step.PROOF, (problem,), decided=False)
        return replace(base, findings=(*base.findings, unproven), wanted=(missing.want,))
    except CredentialsError as error:
        return replace(base, findings=(*base.findings, _failed(Step.PROOF, error)))
    proven = replace(
        base,
        findings=(*base.findings, proof),
        proof_created=authenticity.created,
        warnings=authenticity.warnings,
    )
    inner = [
        replace(
            _shown_by(_verify(content, question, inside=True), proven.holder), pointer=pointer
        )
        for pointer, content in parsed.credentials
    ]
    wanted = dict.fromkeys(want for report in inner for want in report.wanted)
    return replace(proven, inner=tuple(inner), wanted=tuple(wanted))


def _shown_by(report: VerificationReport, holder: str | None) -> VerificationReport:
    """Say so when a credential about one identifier is presented by another (T30)."""
    subjects: Sequence[str] = (
        report.parsed.subject_ids if isinstance(report.parsed, ParsedCredential) else ()
    )
    if not subjects or holder in subjects:
        return report
    detail = "the key that presents it is not the one it was issued to"
    problem = Problem(ProblemCode.HOLDER_NOT_SHOWN, detail, "/credentialSubject")
    return replace(report, warnings=(*report.warnings, problem))

