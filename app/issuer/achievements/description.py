"""An achievement as a training body describes it: values, not checked yet."""

from collections.abc import Sequence
from dataclasses import dataclass

# How somebody may have come to it. All have equal rank: none is a default.
COURSE = "course"
RECOGNITION = "recognition-of-prior-learning"
TRADE_TEST = "trade-test"
ATTESTATION = "employer-attestation"
ASSESSMENTS = (COURSE, RECOGNITION, TRADE_TEST, ATTESTATION)

# What an alignment is about.
LEVEL = "level"
FIELD = "field"
OCCUPATION = "occupation"
SKILL = "skill"
KINDS = (LEVEL, FIELD, OCCUPATION, SKILL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The words of an achievement in another language, by the issuer."""

    language: str
    name: str
    description: str
    criteria: str = ""
    outcomes: Sequence[str] = ()
    refresher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Where the achievement stands in a framework: its level, field, occupation or a skill.

    `framework` is the short name of one that we know (`EQF`, `ISCO-08` …), which fills in
    the rest, or the name of another, which needs a `url`.
    """

    kind: str
    framework: str = ""
    code: str = ""
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricLevel:
    """One level that can be reached in a result."""

    name: str
    description: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is measured of each person: a grade, points, hours on the machine.

    `type` is one of the Open Badges ResultType values or begins with `ext:`. Allowed values
    and levels go from the lowest to the highest; `required` is the least that counts as
    passed: a value, or the name of a level.
    """

    name: str
    type: str = "Result"
    allowed_values: Sequence[str] = ()
    minimum: str = ""
    maximum: str = ""
    required: str = ""
    levels: Sequence[RubricLevel] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """An achievement as a training body describes it, in the one language that is signed.

    `hours` are hours of learning. `refresher` is the rule for renewing it in words, and
    `refresher_months` the months before its end from which that can be done. `image` is a
    picture of the achievement as a file.
    """

    code: str
    name: str
    description: str
    criteria: str = ""
    criteria_url: str | None = None
    achievement_type: str = "Certificate"
    language: str = "en"
    translations: Sequence[Translation] = ()
    outcomes: Sequence[str] = ()
    hours: float | None = None
    credits: float | None = None
    credit_scheme: str | None = None
    credit_scheme_url: str | None = None
    alignments: Sequence[Alignment] = ()
    assessed_by: Sequence[str] = ()
    results: Sequence[Measure] = ()
    suspendable: bool = False
    validity_months: int | None = None
    refresher: str = ""
    refresher_months: int | None = None
    image: bytes | None = None
