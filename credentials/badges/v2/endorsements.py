"""What others publish of a badge of version 2.0, of its class or of its issuer.

An Endorsement stands at an address of its endorser's own (Open Badges 2.0, Endorsement). A badge
only says where: the words are taken from there, so that nobody puts words into another's mouth.
None of them changes what is said of the badge.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from credentials.badges.endorsements import MOST
from credentials.badges.v2 import documents
from credentials.badges.v2.documents import Endorsement, Profile
from credentials.badges.v2.hosting import not_published, published, seen
from credentials.badges.v2.scope import is_within
from credentials.materials import Want
from credentials.model import JSONObject, ParsedBadge, as_list
from credentials.problems import CredentialsError, Problem, ProblemCode, Step, at_pointer, refuse
from credentials.question import MissingError, Question
from credentials.report import Finding, VerificationReport


def endorsed(report: VerificationReport, question: Question) -> VerificationReport:
    """The report of a badge with those of its endorsements, and what has to be fetched for them."""
    badge = report.parsed
    if not question.endorsements or not isinstance(badge, ParsedBadge):
        return report
    found = sorted(_named(badge.document), key=lambda one: one[2])[:MOST]
    said = tuple(_judged(*one, question) for one in found)
    missing: list[Want] = [want for one in said for want in one.wanted]
    return replace(
        report, endorsements=said, wanted=tuple(dict.fromkeys((*report.wanted, *missing)))
    )


def _named(document: JSONObject) -> Iterator[tuple[str, object, str]]:
    """Where each endorsement stands, what it stands at, and its own address."""
    badge = document["badge"]
    for pointer, node in (("", document), ("/badge", badge), ("/badge/issuer", badge["issuer"])):
        value = node.get("endorsement", [])
        for place, item in enumerate(as_list(value)):
            address = item.get("id") if isinstance(item, dict) else item
            if isinstance(address, str):
                at = [place] if isinstance(value, list) else []
                yield at_pointer(pointer, "endorsement", *at), node.get("id"), address


def _judged(pointer: str, about: object, address: str, question: Question) -> VerificationReport:
    base = VerificationReport(question.at, (Finding(Step.PARSE),), pointer=pointer)
    try:
        found, issuer = _published(address, about, question)
    except (MissingError, CredentialsError) as why:
        return not_published(base, why, whose="endorser")
    settled = (Step.PROOF, Step.SCHEMA, Step.VALIDITY, Step.STATUS, Step.TRUST)
    return replace(
        base,
        findings=(*base.findings, *map(Finding, settled)),
        parsed=ParsedBadge(
            document={**found.document, "issuer": issuer.document},
            issuer=issuer.id,
            is_hosted=True,
            has_status=True,
            valid_from=found.issued_on,
            valid_until=None,
        ),
        standing=question.trust.judge(
            issuer.id, types=(), awarded_at=found.issued_on, at=question.at
        ),
        status_as_of=seen(address, question).at,
        warnings=(Problem(ProblemCode.HOSTED_ONLY, "nobody has signed it", "/verification"),),
    )


def _published(address: str, about: object, question: Question) -> tuple[Endorsement, Profile]:
    """The endorsement at its own address, if its endorser publishes there and it is about this."""
    at_hand = question.materials.hosted.get(address)
    if at_hand is not None and at_hand.withdrawn:
        raise refuse(ProblemCode.REVOKED, "its author's site says that it was taken away")
    document = published(address, question)
    if document.get("revoked") is True:
        raise refuse(ProblemCode.REVOKED, "its author's site says that it is revoked", "/revoked")
    found = documents.endorsement(document)
    if found.about != about:
        detail = "it is about another thing than the one it stands at"
        raise refuse(ProblemCode.ENDORSES_ANOTHER, detail, "/claim/id")
    if found.issued_on > question.at:
        raise refuse(ProblemCode.NOT_YET_VALID, "it is dated after today", "/issuedOn")
    issuer = documents.profile(published(found.issuer, question))
    if not is_within(found.id, issuer):
        detail = "its author publishes nothing at this address"
        raise refuse(ProblemCode.HOSTED_ELSEWHERE, detail, "/id")
    return found, issuer
