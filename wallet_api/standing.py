"""What a report comes to in one word, for the list of a passport."""

from enum import StrEnum

from credentials import ProblemCode, Verdict, VerificationReport


class Standing(StrEnum):
    """How a certificate stands right now; the words for people are in the templates."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    NOT_GENUINE = "not-genuine"
    UNCHECKED = "unchecked"


_TELLING = {
    ProblemCode.REPLACED: Standing.REPLACED,
    ProblemCode.REVOKED: Standing.REVOKED,
    ProblemCode.SUSPENDED: Standing.SUSPENDED,
    ProblemCode.EXPIRED: Standing.EXPIRED,
    ProblemCode.NOT_YET_VALID: Standing.NOT_YET_VALID,
}


def standing_of(report: VerificationReport) -> Standing:
    """The one word; whatever could not be checked is never `valid`."""
    match report.verdict:
        case Verdict.VALID:
            return Standing.VALID
        case Verdict.UNDETERMINED:
            return Standing.UNCHECKED
    found = {problem.code for problem in report.problems}
    # What was taken back says more than what merely ran out.
    for code, standing in _TELLING.items():
        if code in found:
            return standing
    return Standing.NOT_GENUINE
