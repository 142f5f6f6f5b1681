"""verify(): parse, authenticate, gather, judge. It never waits, never fetches, never raises.

The order is a matter of safety: until the proof holds, only the issuer's key document is
wanted, so a forged document cannot make anybody fetch the addresses it names.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from credentials.authentication import authenticate, holder_of
from credentials.badges.endorsements import Endorsement, endorsements_in, out_of_place
from credentials.badges.records import certificates_in, is_record
from credentials.badges.v2.opening import open_badge
from credentials.badges.v2.verification import verify_badge
from credentials.conformity import FormFound, look_at_form
from credentials.did.https import trusted_name
from credentials.materials import Materials, Want
from credentials.model import (
    JSONObject,
    ParsedCredential,
    ParsedPresentation,
    Policy,
    as_list,
    types_of,
)
from credentials.opening import open_secured
from credentials.parsing import clock_time
from credentials.problems import CredentialsError, Problem, ProblemCode, Step, refuse
from credentials.question import Expectation, MissingError, Question
from credentials.report import Finding, VerificationReport, accreditation_problem, failed
from credentials.status.looking_up import look_up_status
from credentials.trust import IssuerStanding, TrustList
from credentials.validity import outside_dates


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

    Under our own policy a badge of Open Badges 2.0 too.

    Never raises for any bytes. Content that is no credential at all gives the one problem
    `no-credential-found`. Where something may be fetched, the report is undetermined and
    names it in `wanted`.
    """
    question = Question(materials, trust, at, policy, expect or _NOTHING_ASKED)
    badge = open_badge(content) if policy is Policy.STRICT else None
    return _verify(content, question) if badge is None else verify_badge(badge, question)


_NOTHING_ASKED = Expectation()


def _verify(content: bytes, question: Question, *, inside: bool = False) -> VerificationReport:
    try:
        parsed = open_secured(content)
        if inside and isinstance(parsed, ParsedPresentation):
            raise refuse(ProblemCode.BAD_VALUE, "a presentation inside a presentation")
        if not question.records and is_record(types_of(parsed.document)):
            # Records within records would let one file ask for any amount of work.
            raise refuse(ProblemCode.BAD_VALUE, "a learner record inside a credential")
        if _shows_nothing(parsed) and question.policy is Policy.STRICT:
            # Signed by whoever it may be, "valid" would be said of nothing at all.
            raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "a presentation that shows nothing")
    except CredentialsError as error:
        return VerificationReport(question.at, (failed(Step.PARSE, error.problem),))
    if isinstance(parsed, ParsedPresentation):
        return _verify_presentation(parsed, question)
    return _verify_credential(parsed, question)


def _shows_nothing(parsed: ParsedCredential | ParsedPresentation) -> bool:
    return isinstance(parsed, ParsedPresentation) and not parsed.credentials


def _unproven(
    parsed: ParsedCredential | ParsedPresentation,
    question: Question,
    error: MissingError | CredentialsError,
    *,
    missing: str,
) -> VerificationReport:
    """The report of a document whose proof does not hold, or waits for what is `missing`."""
    if isinstance(error, CredentialsError):
        found = failed(Step.PROOF, error.problem)
        return VerificationReport(question.at, (_READ, found), parsed=parsed)
    problem = Problem(ProblemCode.ISSUER_UNREACHABLE, missing)
    waiting = Finding(Step.PROOF, (problem,), decided=False)
    return VerificationReport(question.at, (_READ, waiting), error.wants, parsed)


_READ = Finding(Step.PARSE)
_PROVEN = (_READ, Finding(Step.PROOF))


def _verify_credential(parsed: ParsedCredential, question: Question) -> VerificationReport:
    try:
        authenticity = authenticate(parsed, parsed.issuer, "assertionMethod", question)
    except (MissingError, CredentialsError) as error:
        return _unproven(parsed, question, error, missing="the key document is not at hand")
    form = _form(parsed, question, is_partial=authenticity.is_partial)
    status = look_up_status(parsed, question)
    standing = _standing(parsed, question)
    accreditation = accreditation_problem(standing) if question.expect.accredited else None
    endorsements = _endorsements(parsed, question)
    inner = _certificates(parsed, question)
    return VerificationReport(
        question.at,
        (
            *_PROVEN,
            Finding(Step.SCHEMA, form.problems),
            Finding(Step.VALIDITY, tuple(outside_dates(parsed, question.at))),
            Finding(Step.STATUS, status.problems, decided=status.is_decided),
            Finding(Step.TRUST, (accreditation,) if accreditation else ()),
        ),
        wanted=_wanted(status.wanted, (*endorsements, *inner)),
        parsed=parsed,
        standing=standing,
        status_as_of=status.as_of,
        signed_by=authenticity.signed_by,
        shown_by=authenticity.shown_by,
        is_answer=authenticity.is_answer,
        proof_created=authenticity.created,
        warnings=(*authenticity.warnings, *form.warnings, *status.warnings),
        inner=inner,
        refused=accreditation is not None,
        endorsements=endorsements,
    )


def _form(parsed: ParsedCredential, question: Question, *, is_partial: bool) -> FormFound:
    if parsed.vct is not None:
        # Its claims may have the names of the data model's members and mean something else.
        return FormFound((), ())
    return look_at_form(parsed, question, is_partial=is_partial)


def _wanted(own: tuple[Want, ...], reports: Sequence[VerificationReport]) -> tuple[Want, ...]:
    """What is wanted for a document itself, and then what is wanted for the parts of it."""
    return tuple(dict.fromkeys([*own, *(want for report in reports for want in report.wanted)]))


def _endorsements(parsed: ParsedCredential, question: Question) -> tuple[VerificationReport, ...]:
    """What others say of a badge whose own proof held, each judged like any credential.

    Endorsements of endorsements are not looked at, and nobody asked who may endorse.
    """
    if not question.endorsements or parsed.vct is not None:
        return ()
    found = endorsements_in(parsed.document)
    if not found:
        return ()
    apart = replace(question, endorsements=False, records=False, expect=_NOTHING_ASKED)
    return tuple(_endorsement(one, apart) for one in found)


def _endorsement(endorsement: Endorsement, question: Question) -> VerificationReport:
    report = _verify(endorsement.content, question, inside=True)
    report = replace(report, pointer=endorsement.pointer)
    if not isinstance(report.parsed, ParsedCredential):
        return report
    problem = out_of_place(report.parsed, endorsement.about)
    if problem is None:
        return report
    return replace(report, findings=(*report.findings, Finding(Step.SCHEMA, (problem,))))


def _certificates(parsed: ParsedCredential, question: Question) -> tuple[VerificationReport, ...]:
    """The certificates of a learner record, each judged like any other (CLR 2.0)."""
    found = [] if parsed.vct is not None else certificates_in(parsed.document)
    if not found:
        return ()
    apart = replace(question, records=False, expect=_of_no_reader(question.expect))
    return tuple(
        replace(_verify(content, apart, inside=True), pointer=pointer) for pointer, content in found
    )


def _of_no_reader(expect: Expectation) -> Expectation:
    """What is expected of what stands inside: it names no reader of its own."""
    return replace(expect, domain=None, challenge=None)


def _standing(parsed: ParsedCredential, question: Question) -> IssuerStanding:
    achievements = {
        kind
        for subject in _nodes(parsed.document.get("credentialSubject"))
        for achievement in _nodes(subject.get("achievement"))
        for kind in [achievement.get("achievementType")]
        if isinstance(kind, str)
    }
    return question.trust.judge(
        trusted_name(parsed.issuer),
        types=achievements,
        awarded_at=_awarded_at(parsed, question.at),
        at=question.at,
    )


def _awarded_at(parsed: ParsedCredential, at: datetime) -> datetime | None:
    """When it was awarded, by the day that the issuer wrote: accreditations count in days."""
    begins = parsed.valid_from
    if begins is None or begins > at or not isinstance(parsed.document[parsed.begins_in], str):
        return begins
    # East of Greenwich the day that was written may still lie ahead in UTC.
    written = parsed.document[parsed.begins_in]
    return min(clock_time(written, f"/{parsed.begins_in}"), at)


def _nodes(value: object) -> list[JSONObject]:
    return [item for item in as_list(value) if isinstance(item, dict)]


def _verify_presentation(parsed: ParsedPresentation, question: Question) -> VerificationReport:
    """The presentation's own proof, then each credential by the same four steps."""
    try:
        authenticity = authenticate(parsed, parsed.holder, "authentication", question)
    except (MissingError, CredentialsError) as error:
        return _unproven(parsed, question, error, missing="the holder's key is not at hand")
    proven = VerificationReport(
        question.at,
        _PROVEN,
        parsed=parsed,
        signed_by=authenticity.signed_by,
        proof_created=authenticity.created,
        warnings=authenticity.warnings,
    )
    # The reader was answered by the presentation.
    asked = replace(question, expect=_of_no_reader(question.expect))
    inner = [
        replace(_shown_by(_verify(content, asked, inside=True), proven.holder), pointer=pointer)
        for pointer, content in parsed.credentials
    ]
    return replace(proven, inner=tuple(inner), wanted=_wanted((), inner))


def _shown_by(report: VerificationReport, holder: str | None) -> VerificationReport:
    """Say so when a credential about one identifier is presented by another (T30)."""
    parsed = report.parsed
    if not isinstance(parsed, ParsedCredential):
        return report
    try:
        bound_to = holder_of(parsed)
    except CredentialsError:
        # A confirmation that is not read: whoever shows it, it was not seen to be theirs.
        return report
    subjects: Sequence[str] = parsed.subject_ids if bound_to is None else (bound_to,)
    doubts = tuple(one for one in report.warnings if one.code is not ProblemCode.HOLDER_NOT_SHOWN)
    report = replace(report, warnings=doubts)
    if not subjects or holder in subjects:
        return report
    detail = "the key that presents it is not the one it was issued to"
    problem = Problem(ProblemCode.HOLDER_NOT_SHOWN, detail, "/credentialSubject")
    return replace(report, warnings=(*report.warnings, problem))
