"""A report as a reader meets it: one sentence, five lines, then every claim.

Values and codes only; the words are in the templates. What was not checked has no value
here that a template could show as passed.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from app.verifier.claims import Claims, Label, as_written, claims_of, compared_in
from app.verifier.version2_claims import in_version_3
from credentials import (
    ENDORSEMENTS,
    Answer,
    Binding,
    IssuerStanding,
    JSONObject,
    ParsedBadge,
    ParsedCredential,
    Problem,
    ProblemCode,
    Standing,
    Step,
    Verdict,
    VerificationReport,
    hashed_addresses,
)


class State(StrEnum):
    """How a result is shown: each has its own colour, icon and word."""

    GOOD = "valid"
    CAUTION = "caution"
    BAD = "invalid"
    UNCHECKED = "undetermined"


class Headline(StrEnum):
    """The sentences for results that no problem explains."""

    VALID = "valid"
    VALID_KNOWN = "valid-known"
    VALID_UNVETTED = "valid-unvetted"
    VALID_UNKNOWN = "valid-unknown"
    VALID_SUSPENDED = "valid-suspended"
    SHARED_VALID = "shared-valid"
    SHARED_CAUTION = "shared-caution"
    SHARED_MIXED = "shared-mixed"
    SHARED_UNCHECKED = "shared-unchecked"
    NOT_FINISHED = "not-finished"


class Endorsed(StrEnum):
    """What an endorsement stands at."""

    CERTIFICATE = "certificate"
    AWARD = "award"
    BODY = "body"


_REMARKS = frozenset(
    {ProblemCode.PARTS_LEFT_OUT, ProblemCode.STATUS_MESSAGE, ProblemCode.REFRESH_OFFERED}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is shown of one document.

    `problem` is the cause that the sentence gives, `problems` all of them. `issuer` is what
    the trusted list says, None when the document was not proven. `shows_claims` is False
    where only the validity is shown. `inner` are the certificates of a shared set or a record, and
    `endorsements` what others say of a badge, each beside what it says it of. `addresses` are
    e-mail addresses that a badge has as hashes only.
    `binding` says how what is bound to a key of its owner was shown. `remarks` take nothing
    away from it, and a reader should know them.
    """

    verdict: Verdict
    state: State
    headline: Headline | None
    problem: Problem | None
    problems: tuple[Problem, ...]
    at: datetime
    genuine: Answer
    current: Answer
    issuer: IssuerStanding | None
    issuer_id: str | None
    status_as_of: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    claims: Claims = field(default_factory=Claims, repr=False)
    shows_claims: bool = True
    has_status: bool = False
    is_shared_by_another: bool = False
    binding: Binding | None = None
    has_unchecked_form: bool = False
    remarks: tuple[Problem, ...] = ()
    is_set: bool = False
    holder: str | None = None
    inner: tuple["Reading", ...] = ()
    endorsements: tuple[tuple[Endorsed, "Reading"], ...] = ()
    addresses: tuple[JSONObject, ...] = field(default=(), repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names to compare with the person's papers."""
        return self.claims.names

    @property
    def birth_years(self) -> tuple[str, ...]:
        """The birth year to compare, where the certificate has one."""
        return self.claims.values(Label.BIRTH_YEAR)

    @property
    def levels(self) -> tuple[str, ...]:
        """Where the issuer places the award in frameworks, in the issuer's words."""
        return self.claims.levels

    @property
    def current_problems(self) -> tuple[Problem, ...]:
        """What speaks against its still being valid."""
        late = (Step.VALIDITY, Step.STATUS)
        return tuple(problem for problem in self.problems if problem.kind.step in late)

    @property
    def comment(self) -> str:
        """What an endorsement says of what it endorses; empty while that is not proven."""
        return next(iter(self.claims.values(Label.COMMENT)), "")

    @property
    def title(self) -> str | None:
        """The award's title; None while claims are not shown."""
        return next(iter(self.claims.values(Label.TITLE)), None)


def read(report: VerificationReport) -> Reading:
    """Everything that may be shown of a report."""
    if report.is_presentation:
        return _read_set(report)
    return _read_record(report) if report.inner else _read_one(report)


def compared(report: VerificationReport) -> Claims:
    """Of the claims that `read` shows of one certificate or record, those that are compared."""
    if not report.is_shown:
        return Claims()
    if isinstance(report.parsed, ParsedBadge):
        return compared_in(in_version_3(report.credential))
    document = _said_itself(report) if report.inner else report.credential
    return compared_in(document, signed_at=_signed_at(report))


def _read_record(report: VerificationReport) -> Reading:
    """A learner record says no better of itself than of the worst certificate in it."""
    alone = report.alone()
    own = replace(_read_one(alone), claims=_claims_of_record(alone))
    inner = tuple(read(each) for each in report.inner)
    worst = _worst([own.state, *(each.state for each in inner)])
    own = replace(own, verdict=report.verdict, inner=inner if own.shows_claims else ())
    if own.problem or worst is own.state:
        return own
    return replace(own, state=worst, headline=SET_HEADLINES[worst])


def _read_one(report: VerificationReport) -> Reading:
    shown = report.is_shown
    problem = main_problem(report)
    begins, ends = _days(report) if shown else (None, None)
    return Reading(
        verdict=report.verdict,
        state=_state(report),
        headline=None if problem else _headline(report),
        problem=problem,
        problems=report.problems,
        at=report.at,
        genuine=report.genuine,
        current=report.current,
        issuer=report.standing if shown else None,
        issuer_id=report.issuer if shown else None,
        status_as_of=report.status_as_of,
        valid_from=begins,
        valid_until=ends,
        claims=_claims(report) if shown else Claims(),
        shows_claims=shown,
        has_status=_has_status(report),
        binding=report.binding,
        is_shared_by_another=_is_warned_of(ProblemCode.HOLDER_NOT_SHOWN, report),
        has_unchecked_form=_is_warned_of(ProblemCode.SCHEMA_UNCHECKED, report),
        remarks=tuple(one for one in report.warnings if shown and one.code in _REMARKS),
        addresses=hashed_addresses(report.credential) if shown else (),
        endorsements=tuple((_endorsed(one.pointer), read(one)) for one in report.endorsements),
    )


def _days(report: VerificationReport) -> tuple[datetime | None, datetime | None]:
    """The first and last day as the issuer wrote them: the offset says which day it is."""
    match report.parsed:
        case ParsedCredential() as parsed:
            begins, ends = parsed.begins_in, parsed.ends_in
        case ParsedBadge() as parsed:
            begins, ends = "issuedOn", "expires"
        case _:
            return None, None
    document = parsed.document
    return (
        as_written(document, begins, parsed.valid_from),
        as_written(document, ends, parsed.valid_until),
    )


def _claims(report: VerificationReport) -> Claims:
    if isinstance(report.parsed, ParsedBadge):
        return claims_of(in_version_3(report.credential))
    return claims_of(report.credential, signed_at=_signed_at(report))


def _claims_of_record(report: VerificationReport) -> Claims:
    """What a record says itself; what stands in its certificates is shown with their results."""
    if not report.is_shown:
        return Claims()
    return claims_of(_said_itself(report), signed_at=_signed_at(report))


def _said_itself(report: VerificationReport) -> JSONObject:
    document = report.credential
    subject = document["credentialSubject"]
    own = {name: member for name, member in subject.items() if name != "verifiableCredential"}
    return {**document, "credentialSubject": own}


def _has_status(report: VerificationReport) -> bool:
    match report.parsed:
        case ParsedCredential() as parsed:
            return bool(parsed.status_entries)
        case ParsedBadge() as parsed:
            return parsed.has_status
        case _:
            return False


def _is_warned_of(code: ProblemCode, report: VerificationReport) -> bool:
    return any(warning.code is code for warning in report.warnings)


def _endorsed(pointer: str) -> Endorsed:
    """What an endorsement at this place is about: the nearest thing around it."""
    around = pointer.split("/")[1:-1]
    if around and around[-1] in ENDORSEMENTS:
        around = around[:-1]
    named = [member for member in around if not member.isdecimal()]
    if not named:
        return Endorsed.CERTIFICATE
    # What version 3.0 calls an achievement is the badge of an assertion of version 2.0.
    return Endorsed.AWARD if named[-1] in ("achievement", "badge") else Endorsed.BODY


def read_validity(report: VerificationReport) -> Reading:
    """Only whether it holds, and who issued it: nothing about the person or the award."""
    return replace(
        read(report),
        claims=Claims(),
        shows_claims=False,
        inner=(),
        endorsements=(),
        addresses=(),
    )


def _signed_at(report: VerificationReport) -> datetime | None:
    """When the issuer signed it, with the offset that the one proof was written with."""
    proofs = report.parsed.proofs if isinstance(report.parsed, ParsedCredential) else ()
    if len(proofs) == 1:
        return as_written(proofs[0].document, "created", report.proof_created)
    return report.proof_created


def _read_set(report: VerificationReport) -> Reading:
    inner = tuple(read(each) for each in report.inner)
    own = tuple(problem for finding in report.findings for problem in finding.problems)
    problem = _first(own, report.verdict)
    worst = _worst([item.state for item in inner]) if inner else State.UNCHECKED
    state = worst if report.genuine is Answer.YES else STATES[report.verdict]
    headline = None if problem else SET_HEADLINES[state]
    return Reading(
        verdict=report.verdict,
        state=state,
        headline=headline,
        problem=problem,
        problems=own,
        at=report.at,
        genuine=report.genuine,
        current=report.current,
        issuer=None,
        issuer_id=None,
        status_as_of=report.status_as_of,
        valid_from=None,
        valid_until=None,
        is_set=True,
        holder=report.holder,
        inner=inner if report.genuine is Answer.YES else (),
    )


STATES = {
    Verdict.VALID: State.GOOD,
    Verdict.INVALID: State.BAD,
    Verdict.UNDETERMINED: State.UNCHECKED,
}
SET_HEADLINES = {
    State.GOOD: Headline.SHARED_VALID,
    State.CAUTION: Headline.SHARED_CAUTION,
    State.BAD: Headline.SHARED_MIXED,
    State.UNCHECKED: Headline.SHARED_UNCHECKED,
}
_SEVERITY = (State.BAD, State.UNCHECKED, State.CAUTION, State.GOOD)
HEADLINES = {
    Standing.ACCREDITED: Headline.VALID,
    Standing.KNOWN: Headline.VALID_KNOWN,
    Standing.UNVETTED: Headline.VALID_UNVETTED,
    Standing.UNKNOWN: Headline.VALID_UNKNOWN,
    Standing.SUSPENDED: Headline.VALID_SUSPENDED,
}
# A proof that does not hold says more than anything after it; a withdrawn certificate more
# than one that is over.
_FIRST_STEPS = (Step.PARSE, Step.PROOF)
_TELLING = (
    ProblemCode.REPLACED,
    ProblemCode.REVOKED,
    ProblemCode.SUSPENDED,
    ProblemCode.EXPIRED,
    ProblemCode.NOT_YET_VALID,
)


def main_problem(report: VerificationReport) -> Problem | None:
    """The one problem that explains the verdict best; None when there is nothing to explain.

    That a badge is only published, and signed by nobody, has to be explained too.
    """
    if report.verdict is Verdict.VALID:
        return next((one for one in report.warnings if one.code is ProblemCode.HOSTED_ONLY), None)
    return _first(report.problems, report.verdict)


def _first(problems: tuple[Problem, ...], verdict: Verdict) -> Problem | None:
    if verdict is Verdict.VALID:
        return None

    def weight(problem: Problem) -> tuple[bool, bool, int]:
        decides = problem.kind.verdict is verdict
        early = problem.kind.step in _FIRST_STEPS
        telling = _TELLING.index(problem.code) if problem.code in _TELLING else len(_TELLING)
        return (not decides, not early, telling)

    return min(problems, key=weight, default=None)


def _state(report: VerificationReport) -> State:
    if report.verdict is not Verdict.VALID:
        return STATES[report.verdict]
    if report.genuine is Answer.PUBLISHED:
        return State.CAUTION
    standing = report.standing.standing if report.standing else Standing.UNKNOWN
    trusted = standing in (Standing.ACCREDITED, Standing.KNOWN)
    return State.GOOD if trusted else State.CAUTION


def _headline(report: VerificationReport) -> Headline:
    if report.verdict is not Verdict.VALID:
        return Headline.NOT_FINISHED
    standing = report.standing.standing if report.standing else Standing.UNKNOWN
    return HEADLINES[standing]


def _worst(states: list[State]) -> State:
    return min(states, key=_SEVERITY.index)
