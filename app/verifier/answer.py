"""The answer of POST /api/v1/verify: the report as JSON, with what a reader compares."""

from collections.abc import Sequence

from app.verifier.claims import Label
from app.verifier.intake import DETAILS, Nothing
from app.verifier.parts import Answered
from app.verifier.reading import Reading, compared, read_validity
from app.verifier.receipts import Checked, receipt_in
from app.verifier.service import Examined
from credentials import (
    CredentialsError,
    JSONObject,
    Problem,
    ProblemCode,
    VerificationReport,
)


def answer_to_all(
    answered: Sequence[Answered], given: Sequence[JSONObject], *, public_url: str
) -> JSONObject:
    """The answer to one thing as it is; to several, a list that has no verdict of its own.

    `given` is what each answer gets beside it. Raises what is the matter where one alone was
    brought and could not be checked.
    """
    if len(answered) > 1:
        each = zip(answered, given, strict=True)
        results = [_one_of_several(item, public_url=public_url) | more for item, more in each]
        return {"results": results}
    outcome = _outcome(answered[0])
    if isinstance(outcome, Problem):
        raise CredentialsError(outcome)
    return answer(outcome, public_url=public_url) | given[0]


def _one_of_several(item: Answered, *, public_url: str) -> JSONObject:
    outcome = _outcome(item)
    where: JSONObject = {"file": item.part.name} if item.part.name else {}
    if item.part.number:
        where["part"] = item.part.number
    if isinstance(outcome, Problem):
        return where | {"problem": outcome.as_json(problem_base=f"{public_url}/problems")}
    return where | answer(outcome, public_url=public_url)


def _outcome(item: Answered) -> Examined | Problem:
    if isinstance(item.outcome, Nothing):
        return Problem(ProblemCode.NO_CREDENTIAL_FOUND, DETAILS[item.outcome.why])
    return item.outcome


def answer(examined: Examined, *, public_url: str) -> JSONObject:
    """The checks, the problems and, unless it is a printed code alone, every claim."""
    base = f"{public_url}/problems"
    report = examined.report
    whole = report.as_json(problem_base=base)
    if examined.printed is not None:
        return _validity(whole, read_validity(report))
    _complete(whole, report)
    receipt = receipt_in(report, public_url=public_url)
    if receipt is not None:
        whole["receiptOf"] = _told(receipt)
    if not examined.may_download:
        _without_signatures(whole)
    return whole


def _told(receipt: Checked) -> JSONObject:
    """What a receipt of this service says: of an earlier check, and nothing of today."""
    told: JSONObject = {
        "verdict": receipt.verdict.value,
        "at": receipt.at.isoformat().replace("+00:00", "Z"),
        "sha256": receipt.digest,
    }
    found = {"problem": receipt.cause, "issuer": receipt.standing}
    told |= {name: value.value for name, value in found.items() if value is not None}
    words = {"title": receipt.title, "number": receipt.number}
    return told | {name: word for name, word in words.items() if word}


def _without_signatures(whole: JSONObject) -> None:
    """Leave out what could be kept and shown on: the signed set and every signature.

    The claims stay, as they are on the page of the link; nobody can check them elsewhere.
    """
    whole.pop("presentation", None)
    for part in whole.get("credentials", []):
        claims = part.get("credential")
        if isinstance(claims, dict):
            part["credential"] = {name: claims[name] for name in claims if name != "proof"}


def _complete(whole: JSONObject, report: VerificationReport) -> None:
    """Add to each answer the names to compare and the level that the issuer states."""
    for part, inner in zip(whole.get("credentials", []), report.inner, strict=True):
        _complete(part, inner)
    if report.is_presentation:
        return
    checks, claims = whole["checks"], compared(report)
    if claims.names:
        checks["subject"]["names"] = list(claims.names)
    birth_years = claims.values(Label.BIRTH_YEAR)
    if birth_years:
        checks["subject"]["birthYear"] = birth_years[0]
    if claims.levels:
        checks["recognised"]["statedByIssuer"] = list(claims.levels)
    if report.is_shown and report.standing is not None:
        checks["issuer"]["reason"] = report.standing.reason.value


def _validity(whole: JSONObject, reading: Reading) -> JSONObject:
    """Without the paper in hand nothing about the person or the award is told."""
    checks = whole["checks"]
    checks["subject"] = {"answer": "not-checked"}
    checks["recognised"] = {"answer": "not-stated"}
    if reading.issuer is not None:
        checks["issuer"]["reason"] = reading.issuer.reason.value
    return {name: whole[name] for name in ("verdict", "at", "checks", "problems")}
