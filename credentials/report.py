"""The report of a verification: findings step by step, and the one place that makes a verdict.

A report cannot be misread: its truth value is its verdict, and its claims are out of reach
unless the proof held.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from credentials.materials import Want
from credentials.model import JSONObject, ParsedBadge, ParsedCredential, ParsedPresentation
from credentials.parsing import date_time_stamp
from credentials.problems import Problem, ProblemCode, Step, Verdict
from credentials.trust import IssuerStanding, Standing

_CREDENTIAL_STEPS = frozenset(
    {Step.PARSE, Step.PROOF, Step.SCHEMA, Step.VALIDITY, Step.STATUS, Step.TRUST}
)
_PRESENTATION_STEPS = frozenset({Step.PARSE, Step.PROOF})


class Finding(Struct, frozen=True):
    """What one step found. `decided` says that the step came to an end."""

    step: Step
    problems: tuple[Problem, ...] = ()
    decided: bool = True


def failed(step: Step, problem: Problem) -> Finding:
    """What a step found that went no further; decided only where that speaks against it."""
    return Finding(step, (problem,), decided=problem.kind.verdict is Verdict.INVALID)


class Answer(StrEnum):
    """The short answers of a report's lines."""

    YES = "yes"
    NO = "no"
    UNCHECKED = "unchecked"
    PUBLISHED = "published"
    """Not signed by anybody: the issuer's site says it at this moment."""


class Binding(StrEnum):
    """How a credential that is bound to a key of its holder was shown.

    With the key in answer to this reader, with the key at some time to somebody, or without.
    """

    ANSWERED = "answered"
    SHOWN = "shown"
    NOT_SHOWN = "not-shown"


class VerificationReport(Struct, frozen=True):
    """Everything that was found out about one document at the time `at`.

    `wanted` names what is missing and may be fetched before asking again. `inner` are the
    reports of the credentials of a presentation or a learner record, and `pointer` is where one
    of them stood in it. `status_as_of` is the time of the oldest status list that was used.
    `refused` says that it does not meet an `Expectation`, whatever else holds. `signed_by` is
    the identifier whose proof held; a document may carry proofs of others that count for nothing.
    `endorsements` are the reports of what others say of a badge: they never change its verdict.
    `shown_by` is the key of its holder with which a bound credential was shown, and `is_answer`
    whether that answered this reader's own question: otherwise it may have been shown to others.
    """

    at: datetime
    findings: tuple[Finding, ...]
    wanted: tuple[Want, ...] = ()
    parsed: ParsedCredential | ParsedPresentation | ParsedBadge | None = None
    standing: IssuerStanding | None = None
    status_as_of: datetime | None = None
    signed_by: str | None = None
    shown_by: str | None = None
    is_answer: bool = False
    proof_created: datetime | None = None
    warnings: tuple[Problem, ...] = ()
    inner: tuple["VerificationReport", ...] = ()
    pointer: str = ""
    refused: bool = False
    endorsements: tuple["VerificationReport", ...] = ()

    def __bool__(self) -> bool:
        """True only for `VALID`."""
        return self.verdict is Verdict.VALID

    def alone(self) -> "VerificationReport":
        """The same without what was found of the documents inside."""
        return replace(self, inner=())

    @property
    def is_presentation(self) -> bool:
        """Whether the document presents credentials instead of being one."""
        return isinstance(self.parsed, ParsedPresentation)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of every step, and of the credentials inside, in the order found."""
        own = [problem for finding in self.findings for problem in finding.problems]
        inner = [
            replace(problem, pointer=report.pointer + problem.pointer)
            for report in self.inner
            for problem in report.problems
        ]
        return (*own, *inner)

    @property
    def verdict(self) -> Verdict:
        """Invalid if anything is; else valid only if every step came to an end without doubt."""
        verdicts = {problem.kind.verdict for problem in self.problems}
        verdicts |= {report.verdict for report in self.inner}
        if Verdict.INVALID in verdicts or self.refused:
            return Verdict.INVALID
        required = _PRESENTATION_STEPS if self.is_presentation else _CREDENTIAL_STEPS
        decided = {finding.step for finding in self.findings if finding.decided}
        if Verdict.UNDETERMINED in verdicts or not required <= decided:
            return Verdict.UNDETERMINED
        return Verdict.VALID

    @property
    def genuine(self) -> Answer:
        """Whether the document is, to the letter, what the holder of the issuer's key signed.

        `PUBLISHED` for a hosted Open Badge 2.0, which has no signature.
        """
        answer = self._answer(Step.PARSE, Step.PROOF)
        is_hosted = isinstance(self.parsed, ParsedBadge) and self.parsed.is_hosted
        return Answer.PUBLISHED if is_hosted and answer is Answer.YES else answer

    @property
    def is_shown(self) -> bool:
        """Whether the claims are the issuer's own, by its signature or on its site."""
        return self.genuine in (Answer.YES, Answer.PUBLISHED)

    @property
    def current(self) -> Answer:
        """Whether it is within its dates and not withdrawn; unchecked unless it is genuine."""
        if not self.is_shown:
            return Answer.UNCHECKED
        return self._answer(Step.VALIDITY, Step.STATUS)

    def _answer(self, *steps: Step) -> Answer:
        findings = [finding for finding in self.findings if finding.step in steps]
        verdicts = {problem.kind.verdict for finding in findings for problem in finding.problems}
        if Verdict.INVALID in verdicts:
            return Answer.NO
        settled = {finding.step for finding in findings if finding.decided} == set(steps)
        return Answer.YES if settled and Verdict.UNDETERMINED not in verdicts else Answer.UNCHECKED

    @property
    def credential(self) -> JSONObject:
        """The signed claims, of a credential or of a presentation.

        A revoked or expired document is still shown. Raises LookupError unless the proof
        held, so that nobody shows claims that nobody signed.
        """
        if self.parsed is None or not self.is_shown:
            raise LookupError("the proof does not hold, so there are no claims to show")
        return self.parsed.document

    @property
    def issuer(self) -> str | None:
        """The identifier of the issuer that the document names; believed only if genuine."""
        found = self.parsed
        return found.issuer if isinstance(found, ParsedCredential | ParsedBadge) else None

    @property
    def holder(self) -> str | None:
        """The identifier that presented the credentials; None unless its proof held."""
        return self.signed_by if self.is_presentation else None

    @property
    def binding(self) -> Binding | None:
        """What a credential that is bound to a key says of who shows it; None for any other."""
        parsed = self.parsed
        if not isinstance(parsed, ParsedCredential) or self.genuine is not Answer.YES:
            return None
        if parsed.token is None or parsed.token.confirmation is None:
            return None
        if self.shown_by is None:
            return Binding.NOT_SHOWN
        return Binding.ANSWERED if self.is_answer else Binding.SHOWN

    def as_json(self, *, problem_base: str) -> JSONObject:
        """The answer of the verification API (RFC 9457 problems; times in UTC).

        `problem_base` is the address of the explanation pages. Presentations and learner records
        have `credentials`, one answer of this shape each, and an endorsed badge `endorsements`.
        """
        answer: JSONObject = {
            "verdict": self.verdict.value,
            "at": date_time_stamp(self.at, "/at"),
            "checks": self._checks(),
            "problems": [problem.as_json(problem_base=problem_base) for problem in self.problems],
        }
        if self.warnings:
            answer["warnings"] = [
                warning.as_json(problem_base=problem_base) for warning in self.warnings
            ]
        if self.is_shown:
            answer["presentation" if self.is_presentation else "credential"] = self.credential
        if self.endorsements:
            answer["endorsements"] = [
                report.as_json(problem_base=problem_base) | {"pointer": report.pointer}
                for report in self.endorsements
            ]
        if self.is_presentation or self.inner:
            answer["credentials"] = [
                report.as_json(problem_base=problem_base) for report in self.inner
            ]
        return answer

    def _checks(self) -> JSONObject:
        as_of = self.status_as_of
        holder = {"holder": {"answer": self.binding.value}} if self.binding else {}
        return holder | {
            "genuine": {"answer": self.genuine.value},
            "issuer": self._issuer_check(),
            "current": _without_nothing(
                {
                    "answer": self.current.value,
                    "statusAsOf": as_of and date_time_stamp(as_of, "/checks/current"),
                }
            ),
            "subject": {"answer": "compare" if self.is_shown else "unchecked"},
            "recognised": {"answer": "not-stated"},
        }

    def _issuer_check(self) -> JSONObject:
        if not self.is_shown or self.standing is None:
            return {"answer": Answer.UNCHECKED.value}
        # What an applicant calls itself is no name that a program may show as the list's.
        is_vetted = self.standing.standing is not Standing.UNVETTED
        return _without_nothing(
            {
                "answer": self.standing.standing.value,
                "id": self.issuer,
                "name": self.standing.name if is_vetted else None,
                "accreditedBy": self.standing.accredited_by,
            }
        )


def _without_nothing(members: Mapping[str, Any]) -> JSONObject:
    return {name: value for name, value in members.items() if value is not None}


def accreditation_problem(standing: IssuerStanding) -> Problem | None:
    """What is said of an issuer that is not accredited; it decides nothing by itself."""
    if standing.standing is Standing.ACCREDITED:
        return None
    return Problem(
        ProblemCode.ISSUER_NOT_ACCREDITED, f"the issuer is {standing.standing}", "/issuer"
    )
