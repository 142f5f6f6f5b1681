"""A badge of version 2.0 judged: by what its issuer's site says, or by its signature.

A hosted badge has no signature. What its own address says at this moment is the whole truth,
and that address has to be one where the issuer publishes. Of a signed badge nothing that it
names is asked for until its signature holds, but for the key.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from credentials.badges.v2 import documents
from credentials.badges.v2.documents import Assertion, Profile
from credentials.badges.v2.endorsements import endorsed
from credentials.badges.v2.hosting import all_published, not_published, published, seen
from credentials.badges.v2.opening import Brought
from credentials.badges.v2.scope import is_within
from credentials.jose.compact import Jws
from credentials.keys import pem
from credentials.materials import Want
from credentials.model import JSONObject, ParsedBadge, types_of
from credentials.problems import CredentialsError, Problem, ProblemCode, Step, refuse
from credentials.question import MissingError, Question
from credentials.report import Finding, VerificationReport, accreditation_problem, failed
from credentials.validity import outside_period

# What a file and the issuer's site must not say differently. Pictures and words may be newer.
_COMPARED = ("recipient", "issuedOn", "expires")


@dataclass(frozen=True, slots=True)
class _Proven:
    """A badge that its issuer publishes or signed, with its class and its issuer's profile."""

    assertion: Assertion
    badge: JSONObject = field(repr=False)
    issuer: Profile
    as_of: datetime | None = None


def verify_badge(brought: Brought, question: Question) -> VerificationReport:
    """Judge a badge of version 2.0 by what is at hand; never raises, never fetches."""
    base = VerificationReport(question.at, ())
    try:
        claimed = brought.assertion()
    except CredentialsError as error:
        step = Step.PROOF if error.problem.kind.step is Step.PROOF else Step.PARSE
        return replace(base, findings=(failed(step, error.problem),))
    base = replace(base, findings=(Finding(Step.PARSE),))
    try:
        if claimed is not None and not claimed.is_hosted and brought.token is not None:
            proven = _signed(claimed, brought.token, question)
        else:
            proven = _hosted(claimed, brought.url, question)
    except (MissingError, CredentialsError) as why:
        return not_published(base, why, whose="issuer")
    return endorsed(_judged(base, proven, question), question)


def _judged(base: VerificationReport, proven: _Proven, question: Question) -> VerificationReport:
    """The dates, the status and the issuer of a badge that is the issuer's own."""
    found, issuer = proven.assertion, proven.issuer
    status, wanted, as_of = _status(proven, question)
    standing = question.trust.judge(issuer.id, types=(), awarded_at=found.issued_on, at=question.at)
    accreditation = accreditation_problem(standing) if question.expect.accredited else None
    hosted = Problem(ProblemCode.HOSTED_ONLY, "nobody has signed it", "/verification")
    return replace(
        base,
        findings=(
            *base.findings,
            Finding(Step.PROOF),
            Finding(Step.SCHEMA),
            Finding(Step.VALIDITY, tuple(_outside_dates(found, question.at))),
            Finding(Step.STATUS, status, decided=not wanted),
            Finding(Step.TRUST, (accreditation,) if accreditation else ()),
        ),
        parsed=_put_together(proven),
        wanted=wanted,
        standing=standing,
        status_as_of=as_of,
        signed_by=None if found.is_hosted else issuer.id,
        warnings=(hosted,) if found.is_hosted else (),
        refused=accreditation is not None,
    )


def _put_together(proven: _Proven) -> ParsedBadge:
    """The assertion with its class and its issuer where it has their addresses."""
    badge = {**proven.badge, "issuer": proven.issuer.document}
    return ParsedBadge(
        document={**proven.assertion.document, "badge": badge},
        issuer=proven.issuer.id,
        is_hosted=proven.assertion.is_hosted,
        has_status=proven.assertion.is_hosted or proven.issuer.revocation_list is not None,
        valid_from=proven.assertion.issued_on,
        valid_until=proven.assertion.expires,
    )


def _outside_dates(found: Assertion, at: datetime) -> Iterator[Problem]:
    return outside_period(at, ("issuedOn", found.issued_on), ("expires", found.expires))


# ── Hosted ──────────────────────────────────────────────────────────────────────────────


def _hosted(claimed: Assertion | None, url: str | None, question: Question) -> _Proven:
    """The badge as its own address says it, if that is where its issuer publishes."""
    address = claimed.id if claimed is not None else str(url)
    at_hand = question.materials.hosted.get(address)
    if at_hand is not None and at_hand.withdrawn:
        raise refuse(ProblemCode.REVOKED, "its issuer's site says that it was taken away")
    document = published(address, question)
    if document.get("revoked") is True:
        raise refuse(ProblemCode.REVOKED, "its issuer's site says that it is revoked", "/revoked")
    found = documents.assertion(document)
    if not found.is_hosted:
        raise refuse(ProblemCode.PROOF_MISSING, "it is to be signed, and its site has no signature")
    if claimed is not None:
        _compare(claimed, found)
    badge, issuer = _class_and_issuer(found, question)
    if not is_within(found.id, issuer):
        detail = "its issuer publishes no badges at this address"
        raise refuse(ProblemCode.HOSTED_ELSEWHERE, detail, "/id")
    return _Proven(found, badge, issuer, seen(address, question).at)


def _compare(claimed: Assertion, found: Assertion) -> None:
    """Refuse a file that says something else than its own address."""
    differing = [
        member for member in _COMPARED if claimed.document.get(member) != found.document.get(member)
    ]
    if _address(claimed.badge) != _address(found.badge):
        differing.append("badge")
    for member in differing:
        detail = "the file and the issuer's site say different things"
        raise refuse(ProblemCode.HOSTED_OTHERWISE, detail, f"/{member}")


def _address(badge: JSONObject | str) -> object:
    return badge.get("id") if isinstance(badge, dict) else badge


def _class_and_issuer(
    found: Assertion, question: Question, *, owner: str | None = None
) -> tuple[JSONObject, Profile]:
    """The class of a badge, and its issuer's profile as the issuer's own address says it.

    `owner` is who the issuer has to be, and is asked together with the class.
    """
    pointer = "/badge"
    if isinstance(found.badge, dict):
        badge = found.badge
    else:
        urls = [found.badge] if owner is None else [found.badge, owner]
        badge = all_published(urls, question)[0]
    issuer = documents.badge_class(badge, pointer)
    address = issuer if isinstance(issuer, str) else issuer.get("id")
    if not isinstance(address, str) or owner not in (None, address):
        detail = "the badge's class is by another issuer"
        raise refuse(ProblemCode.KEY_NOT_ALLOWED, detail, f"{pointer}/issuer")
    return badge, documents.profile(published(address, question))


# ── Signed ──────────────────────────────────────────────────────────────────────────────


def _signed(found: Assertion, token: Jws, question: Question) -> _Proven:
    """The badge, if a key that its issuer lists as its own has signed it."""
    if found.creator is None:
        detail = "it does not name the key that signed it"
        raise refuse(ProblemCode.KEY_NOT_FOUND, detail, "/verification/creator")
    document = published(found.creator, question)
    if "CryptographicKey" not in types_of(document) and "Key" not in types_of(document):
        raise refuse(ProblemCode.KEY_NOT_FOUND, "what signed it is no key", "/type")
    owner, text = documents.key(document)
    key = pem.decode(text)
    alg = token.header.get("alg")
    key.check_token(token.signature, token.signing_input, alg=alg, what="badge")
    badge, issuer = _class_and_issuer(found, question, owner=owner)
    if found.creator not in issuer.keys:
        detail = "the issuer's profile does not list the key that signed it"
        raise refuse(ProblemCode.KEY_NOT_ALLOWED, detail, "/verification/creator")
    return _Proven(found, badge, issuer)


def _status(
    proven: _Proven, question: Question
) -> tuple[tuple[Problem, ...], tuple[Want, ...], datetime | None]:
    """What the issuer says of it today: its site did for a hosted badge, a list for others."""
    url = proven.issuer.revocation_list
    if proven.assertion.is_hosted or url is None:
        return (), (), proven.as_of
    at = "/badge/issuer/revocationList"
    try:
        listed = published(url, question)
        revoked = documents.revoked_in(listed, proven.assertion, issuer=proven.issuer.id)
    except MissingError as missing:
        detail = "the list of withdrawn badges is not at hand"
        return (Problem(ProblemCode.STATUS_UNREACHABLE, detail, at),), missing.wants, None
    except CredentialsError as error:
        is_open = error.problem.code is not ProblemCode.STATUS_INVALID
        code = ProblemCode.STATUS_UNREACHABLE if is_open else ProblemCode.STATUS_INVALID
        return (Problem(code, error.problem.detail, at),), (), None
    as_of = seen(url, question).at
    if not revoked:
        return (), (), as_of
    return (Problem(ProblemCode.REVOKED, "it is on the list of withdrawn badges", at),), (), as_of
