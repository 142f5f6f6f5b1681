"""The answer of POST /api/v1/verify: the report as JSON, with what a reader compares."""

from app.verifier.reading import Reading, read, read_validity
from app.verifier.receipts import Checked, receipt_in
from app.verifier.service import Examined
from credentials import JSONObject, VerificationReport


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
    reading = read(report)
    if reading.is_set:
        for part, inner in zip(whole.get("credentials", []), report.inner, strict=True):
            _complete(part, inner)
        return
    checks = whole["checks"]
    if reading.names:
        checks["subject"]["names"] = list(reading.names)
    if reading.birth_years:
        checks["subject"]["birthYear"] = reading.birth_years[0]
    if reading.levels:
        checks["recognised"]["statedByIssuer"] = list(reading.levels)
    if reading.issuer is not None:
        checks["issuer"]["reason"] = reading.issuer.reason.value


def _validity(whole: JSONObject, reading: Reading) -> JSONObject:
    """Without the paper in hand nothing about the person or the award is told."""
    checks = whole["checks"]
    checks["subject"] = {"answer": "not-checked"}
    checks["recognised"] = {"answer": "not-stated"}
    if reading.issuer is not None:
        checks["issuer"]["reason"] = reading.issuer.reason.value
    return {name: whole[name] for name in ("verdict", "at", "checks", "problems")}
