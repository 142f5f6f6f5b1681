"""What a training body says of an achievement is signed, and refused where it cannot be."""

import json
from typing import Any

import pytest

from app.issuer.achievements.checking import checked
from app.issuer.service import Alignment, Description, Measure, RubricLevel, Translation
from credentials import CredentialsError, ProblemCode, Verdict
from tests.unit.app.school import School

PLAIN: dict[str, Any] = {
    "code": "WELD-3",
    "name": "Pipe welding",
    "description": "Welds pipes.",
    "criteria": "Two test pieces.",
}
RICH: dict[str, Any] = {
    **PLAIN,
    "criteria_url": "https://school.example/weld-3",
    "translations": (
        Translation(
            language="ar", name="لحام الأنابيب", description="يلحم.", outcomes=("يقرأ الرسم",)
        ),
        Translation(language="fr", name="Soudage", description="Soude.", criteria="Épreuve."),
    ),
    "outcomes": ("Reads a drawing", "Welds in all positions"),
    "hours": 120,
    "credits": 4.5,
    "credit_scheme": "ECVET",
    "alignments": (
        Alignment(kind="level", framework="EQF", code="3"),
        Alignment(
            kind="level", framework="KNQF", code="IV", url="https://knqa.example", name="Level IV"
        ),
        Alignment(kind="field", code="0715", name="Mechanics and metal trades"),
        Alignment(kind="occupation", code="7212"),
        Alignment(
            kind="skill",
            name="perform welding",
            url="http://data.europa.eu/esco/skill/a8b4-1",
        ),
    ),
    "assessed_by": ("trade-test", "course"),
    "results": (
        Measure(
            name="Bend test",
            type="RubricCriterionLevel",
            required="Pass",
            levels=(RubricLevel(name="Pass", points="60"), RubricLevel(name="Good")),
        ),
        Measure(name="Theory", type="Percent", minimum="0", maximum="100", required="60"),
    ),
    "validity_months": 24,
    "refresher": "A day of practice before the end.",
    "refresher_months": 6,
}


def signed(school: School, **described: Any) -> Any:
    """The achievement of a badge that was issued of it, and that holds."""
    made = school.new_achievement(**{**PLAIN, **described})
    content = school.award(achievement=made).award.content
    assert school.verify(content).verdict is Verdict.VALID
    return json.loads(content)["credentialSubject"]["achievement"]


def fault(**described: Any) -> tuple[ProblemCode, str]:
    with pytest.raises(CredentialsError) as refused:
        checked(Description(**{**PLAIN, **described}))
    return refused.value.problem.code, refused.value.problem.pointer


def test_every_fact_of_a_description_is_in_the_signed_badge(small_school: School) -> None:
    achievement = signed(small_school, **RICH)
    aligned = {
        (item["targetType"], item.get("targetCode"), item["targetName"])
        for item in achievement["alignment"]
    }
    assert aligned == {
        ("ext:QualificationLevel", "3", "EQF 3"),
        ("ext:QualificationLevel", "IV", "Level IV"),
        ("ext:FieldOfEducation", "0715", "Mechanics and metal trades"),
        ("ext:Occupation", "7212", "Metal, machinery and related trades workers"),
        ("ceasn:Competency", None, "perform welding"),
        ("ext:CreditScheme", "4.5", "4.5 ECVET"),
        ("ext:AssessmentMethod", "course", "Course"),
        ("ext:AssessmentMethod", "trade-test", "Trade test"),
        ("ext:LearningOutcome", "1", "Reads a drawing"),
        ("ext:LearningOutcome", "2", "Welds in all positions"),
        ("ext:RefresherRule", "6", "A day of practice before the end."),
    }
    assert achievement["creditsAvailable"] == 4.5
    assert achievement["version"] == "1"
    assert achievement["criteria"]["id"] == "https://school.example/weld-3"
    hours, bend, theory = achievement["resultDescription"]
    assert (hours["resultType"], hours["requiredValue"]) == ("ext:LearningHours", "120")
    assert bend["requiredLevel"] == bend["rubricCriterionLevel"][0]["id"]
    assert (theory["valueMin"], theory["valueMax"], theory["requiredValue"]) == ("0", "100", "60")
    assert [item["inLanguage"] for item in achievement["related"]] == ["ar", "fr"]
    assert achievement["related"][0]["alignment"][0]["targetName"] == "يقرأ الرسم"


def test_the_fixed_words_of_a_badge_are_in_its_own_language(small_school: School) -> None:
    achievement = signed(small_school, language="ar", assessed_by=("trade-test",), hours=7.5)
    assert achievement["alignment"][0]["targetName"] == "اختبار مهني"
    assert achievement["resultDescription"][0]["name"] == "ساعات التعلم"
    assert achievement["resultDescription"][0]["requiredValue"] == "7.5"


def test_ways_of_assessment_are_signed_in_an_order_that_ranks_none() -> None:
    ways = ("trade-test", "employer-attestation", "recognition-of-prior-learning", "course")
    assert checked(Description(**PLAIN, assessed_by=ways))["assessed_by"] == sorted(ways)


def test_a_field_that_we_know_by_its_group_only_gets_the_name_of_the_group() -> None:
    level = Alignment(kind="field", code="1041")
    assert checked(Description(**PLAIN, alignments=(level,)))["alignments"] == [
        {
            "kind": "field",
            "framework": "ISCED-F 2013",
            "code": "1041",
            "name": "Transport services",
            "url": "http://data.europa.eu/esco/isced-f/1041",
        }
    ]


@pytest.mark.parametrize(
    ("alignment", "pointer"),
    [
        ({"kind": "colour"}, "/alignments/0/kind"),
        ({"kind": "level", "framework": "EQF", "code": "9"}, "/alignments/0/code"),
        ({"kind": "level", "framework": "EQF", "code": "03"}, "/alignments/0/code"),
        ({"kind": "level", "framework": "SADCQF", "code": "11"}, "/alignments/0/code"),
        ({"kind": "level", "framework": "EQF"}, "/alignments/0/code"),
        ({"kind": "level", "framework": "NVQ", "code": "4"}, "/alignments/0/url"),
        ({"kind": "level", "code": "4", "url": "https://x.example"}, "/alignments/0/framework"),
        ({"kind": "field", "code": "7"}, "/alignments/0/code"),
        ({"kind": "field", "code": "07155"}, "/alignments/0/code"),
        ({"kind": "field", "code": "1255"}, "/alignments/0/code"),
        ({"kind": "field", "code": "٠٧"}, "/alignments/0/code"),
        ({"kind": "occupation", "code": "72123"}, "/alignments/0/code"),
        ({"kind": "occupation", "code": "7x"}, "/alignments/0/code"),
        ({"kind": "occupation", "code": "69"}, "/alignments/0/code"),
        ({"kind": "occupation", "name": "Welder"}, "/alignments/0/framework"),
        ({"kind": "skill", "name": "Weld", "framework": "ESCO"}, "/alignments/0/url"),
        ({"kind": "skill", "name": "Weld", "url": "http://data.europa.eu/x"}, "/alignments/0/url"),
        ({"kind": "skill", "framework": "Own", "url": "https://x.example"}, "/alignments/0/name"),
        ({"kind": "skill", "framework": "Own", "name": "Weld"}, "/alignments/0/url"),
        (
            {"kind": "skill", "framework": "Own", "name": "W", "url": "javascript:alert(1)"},
            "/alignments/0/url",
        ),
    ],
)
def test_a_code_has_the_form_of_its_framework(alignment: dict[str, str], pointer: str) -> None:
    assert fault(alignments=(Alignment(**alignment),)) == (ProblemCode.BAD_VALUE, pointer)


@pytest.mark.parametrize("code", ["1", "8"])
@pytest.mark.parametrize("framework", ["EQF", "AQRF", "SADCQF", "PQF", "ACQF"])
def test_a_level_of_a_ladder_that_we_know_needs_no_address(framework: str, code: str) -> None:
    level = Alignment(kind="level", framework=framework, code=code)
    [made] = checked(Description(**PLAIN, alignments=(level,)))["alignments"]
    assert made["name"] == f"{framework} {code}"
    assert made["url"].startswith("https://")


def measure(**given: Any) -> dict[str, Any]:
    return {"results": (Measure(**{"name": "Test", **given}),)}


GOOD = RubricLevel(name="Good")


@pytest.mark.parametrize(
    ("described", "pointer"),
    [
        ({"criteria": ""}, "/criteria"),
        ({"criteria_url": "ftp://x"}, "/criteria_url"),
        ({"outcomes": ("a", " ")}, "/outcomes/1"),
        ({"outcomes": ("a",) * 51}, "/outcomes"),
        ({"hours": 0}, "/hours"),
        ({"hours": 1.001}, "/hours"),
        ({"hours": float("nan")}, "/hours"),
        ({"hours": 20_001}, "/hours"),
        ({"credits": 3}, "/credit_scheme"),
        ({"credit_scheme": "ECTS"}, "/credits"),
        ({"credits": -1, "credit_scheme": "ECTS"}, "/credits"),
        ({"assessed_by": ("magic",)}, "/assessed_by/0"),
        ({"refresher_months": 3}, "/refresher_months"),
        ({"validity_months": 12, "refresher_months": 0}, "/refresher_months"),
        (measure(name=""), "/results/0/name"),
        (measure(minimum="low"), "/results/0/minimum"),
        (measure(minimum="9", maximum="8,5"), "/results/0/maximum"),
        (measure(allowed_values=("A", "B"), required="C"), "/results/0/required"),
        (measure(levels=(GOOD, GOOD)), "/results/0/levels/1/name"),
        (measure(levels=(RubricLevel(name=""),)), "/results/0/levels/0/name"),
        ({"results": (Measure(name="T"), Measure(name="T"))}, "/results/1/name"),
        (
            {"translations": (Translation(language="en", name="a", description="b"),)},
            "/translations/0/language",
        ),
        (
            {"translations": (Translation(language="ar", name="a", description="b"),) * 2},
            "/translations/1/language",
        ),
        (
            {"translations": (Translation(language="ar", name="", description="b"),)},
            "/translations/0/name",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused_with_the_member(
    described: dict[str, Any], pointer: str
) -> None:
    assert fault(**described) == (ProblemCode.BAD_VALUE, pointer)


@pytest.mark.parametrize(
    ("described", "pointer"),
    [
        ({"achievement_type": "Trophy"}, "/credentialSubject/achievement/achievementType"),
        (measure(type="Feeling"), "/credentialSubject/achievement/resultDescription"),
    ],
)
def test_what_could_not_be_issued_is_refused_when_it_is_described(
    small_school: School, described: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(CredentialsError) as refused:
        small_school.new_achievement(**{**PLAIN, **described})
    assert refused.value.problem.pointer.startswith(pointer)
