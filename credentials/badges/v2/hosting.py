"""What the sites of a badge's issuer say, out of what is at hand."""

from msgspec.structs import replace

from credentials.badges.v2.scope import origin_of
from credentials.materials import Fetched, Want, WantKind
from credentials.model import JSONObject
from credentials.parsing import read_json
from credentials.problems import CredentialsError, Problem, ProblemCode, Step, refuse
from credentials.question import MissingError, Question
from credentials.report import Finding, VerificationReport, failed

_MAX_BYTES = 1_000_000


def published(url: str, question: Question) -> JSONObject:
    """The JSON object that stands at an address and has it as its id.

    Raises `MissingError` while it has to be fetched. Raises CredentialsError:
    `issuer-unreachable` when that was tried in vain or gave something else, and
    `key-not-allowed` for an address that is not https.
    """
    if origin_of(url) is None:
        raise refuse(ProblemCode.KEY_NOT_ALLOWED, "a part of it is not at an https address")
    fetched = seen(url, question)
    if fetched.content is None:
        raise refuse(ProblemCode.ISSUER_UNREACHABLE, f"the issuer's site: {fetched.reason}")
    try:
        found = read_json(fetched.content, limit=_MAX_BYTES)
    except CredentialsError as error:
        # As when a host answers every address with its home page: it says nothing of the badge.
        detail = f"the issuer's site: {error.problem.detail}"
        raise refuse(ProblemCode.ISSUER_UNREACHABLE, detail) from error
    if not isinstance(found, dict) or found.get("id") != url:
        raise refuse(ProblemCode.ISSUER_UNREACHABLE, "another document stands at its address")
    return found


def seen(url: str, question: Question) -> Fetched:
    """What was fetched from there and when; raises `MissingError` while nobody tried."""
    fetched = question.materials.hosted.get(url)
    if fetched is None:
        raise MissingError(Want(WantKind.HOSTED, url, url))
    return fetched


def all_published(urls: list[str], question: Question) -> list[JSONObject]:
    """The same for several addresses, which are wanted together; raises like `published`."""
    missing = [url for url in urls if origin_of(url) and url not in question.materials.hosted]
    if missing:
        raise MissingError(*(Want(WantKind.HOSTED, url, url) for url in missing))
    return [published(url, question) for url in urls]


def not_published(
    base: VerificationReport, why: MissingError | CredentialsError, *, whose: str
) -> VerificationReport:
    """The report of what is not shown to be published: by a site not asked yet, or in vain."""
    if isinstance(why, MissingError):
        problem = Problem(ProblemCode.ISSUER_UNREACHABLE, f"the {whose}'s site was not asked yet")
        open_yet = Finding(Step.PROOF, (problem,), decided=False)
        return replace(base, findings=(*base.findings, open_yet), wanted=why.wants)
    step = Step.STATUS if why.problem.code is ProblemCode.REVOKED else Step.PROOF
    return replace(base, findings=(*base.findings, failed(step, why.problem)))
