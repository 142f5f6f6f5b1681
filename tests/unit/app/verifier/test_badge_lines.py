"""Level, occupation, hours, assessment and results are read as lines; nothing is left out."""

from typing import Any

import pytest

from app.verifier.claims import Claim, Label, claims_of

AT = "urn:uuid:1"


def aligned(kind: str = "", **parts: str) -> dict[str, Any]:
    made: dict[str, Any] = {"type": ["Alignment"], **parts}
    return made | ({"targetType": kind} if kind else {})


def badge(achievement: dict[str, Any], **subject: Any) -> dict[str, Any]:
    return {"credentialSubject": {"achievement": {"id": AT, **achievement}, **subject}}


def lines(document: dict[str, Any], label: Label) -> list[Claim]:
    return [claim for claim in claims_of(document).lines if claim.label is label]


@pytest.mark.parametrize(
    ("alignment", "label"),
    [
        (aligned("ext:QualificationLevel", targetName="EQF 3"), Label.LEVEL),
        (aligned("ext:Occupation", targetName="Welder"), Label.OCCUPATION),
        (aligned("ext:FieldOfEducation", targetName="Metal"), Label.FIELD),
        (aligned("ceasn:Competency", targetName="Weld"), Label.SKILL),
        (aligned("ext:AssessmentMethod", targetName="Test"), Label.ASSESSMENT),
        (aligned("ext:CreditScheme", targetName="4 ECTS"), Label.CREDITS),
        (aligned(targetName="L", targetFramework="European Qualifications Framework"), Label.LEVEL),
        (aligned(targetName="W", targetUrl="http://data.europa.eu/esco/skill/1"), Label.SKILL),
        (aligned(targetName="W", targetFramework="ISCO-08"), Label.OCCUPATION),
        (aligned(targetName="W", targetFramework="ISCED-F 2013"), Label.FIELD),
        (aligned("CFItem", targetName="W", targetUrl="https://x.example"), Label.ALIGNMENT),
    ],
)
def test_a_place_in_a_framework_is_one_line(alignment: dict[str, Any], label: Label) -> None:
    [line] = lines(badge({"alignment": [alignment]}), label)
    assert line.value == alignment["targetName"]


def test_a_line_says_framework_code_and_whose_address_it_is() -> None:
    url = "https://europa.eu@evil.example/3"
    level = aligned(
        "ext:QualificationLevel",
        targetName="EQF 3",
        targetFramework="EQF",
        targetCode="3",
        targetUrl=url,
    )
    [line] = lines(badge({"alignment": level}), Label.LEVEL)
    assert line.details == (("framework", "EQF"), ("code", "3"), ("host", "evil.example"))
    assert url in {claim.value for claim in claims_of(badge({"alignment": level})).technical}


def test_outcomes_are_in_the_order_of_their_numbers_whoever_sorts_them() -> None:
    outcomes = [
        aligned("ext:LearningOutcome", targetName=f"Does {number}", targetCode=str(number))
        for number in (10, 2, 1)
    ]
    found = lines(badge({"alignment": outcomes}), Label.OUTCOME)
    assert [line.value for line in found] == ["Does 1", "Does 2", "Does 10"]


def test_a_result_is_told_by_what_was_measured_and_by_the_name_of_its_level() -> None:
    document = badge(
        {
            "resultDescription": [
                {
                    "id": f"{AT}#1", "name": "Bend test", "resultType": "RubricCriterionLevel",
                    "requiredLevel": f"{AT}#pass",
                    "rubricCriterionLevel": [
                        {"id": f"{AT}#good", "name": "Good", "level": "2", "points": "5"},
                        {"id": f"{AT}#pass", "name": "Pass", "level": "1"},
                    ],
                },
                {"id": f"{AT}#2", "name": "Theory", "resultType": "Percent", "valueMax": "100"},
                {"id": f"{AT}#h", "resultType": "ext:LearningHours", "requiredValue": "120"},
            ]
        },
        result=[
            {"resultDescription": f"{AT}#1", "achievedLevel": f"{AT}#pass"},
            {"resultDescription": f"{AT}#2", "value": "87"},
            {"resultDescription": f"{AT}#3", "status": "Completed"},
        ],
    )  # fmt: skip
    told = {(line.about, line.value) for line in lines(document, Label.RESULT)}
    assert told == {("Bend test", "Pass"), ("Theory", "87"), ("", "Completed")}
    [bend] = [line for line in lines(document, Label.MEASURE) if line.value == "Bend test"]
    rungs = [text for kind, text in bend.details if kind == "rung"]
    assert rungs == ["Pass · 1", "Good · 5 · 2"]
    measures = {line.value: dict(line.details) for line in lines(document, Label.MEASURE)}
    assert measures["Bend test"]["required"] == "Pass"
    assert measures["Theory"]["highest"] == "100"
    assert [line.value for line in lines(document, Label.HOURS)] == ["120"]


def test_what_no_line_says_is_still_listed() -> None:
    document = badge(
        {
            "alignment": [
                {"targetName": ["a", "b"], "targetCode": "1"},
                {"targetName": "c", "targetUrl": "urn:x", "odd": "yes"},
            ],
            "resultDescription": {
                "name": "T",
                "allowedValue": ["1", "2"],
                "rubricCriterionLevel": [{"name": "Pass", "odd": "rung"}],
            },
            "image": {"id": "data:image/png;base64," + "A" * 5000},
        },
        result={"value": "1", "status": "Failed"},
    )
    claims = claims_of(document)
    others = {claim.value for claim in claims.lines if claim.label is Label.OTHER}
    assert {"a", "b", "1", "yes", "2", "Failed", "Pass", "rung"} <= others
    technical = {claim.path: claim.value for claim in claims.technical}
    assert technical["credentialSubject achievement alignment targetUrl"] == "urn:x"
    picture = technical["credentialSubject achievement image id"]
    assert picture.endswith("… (5022)")
    assert len(picture) < 400


@pytest.mark.parametrize("code", ["٣", "-1", "99999999999", "", "1e3"])
def test_a_hostile_number_is_only_a_text(code: str) -> None:
    outcome = aligned("ext:LearningOutcome", targetName="x", targetCode=code)
    refresher = aligned("ext:RefresherRule", targetName="y", targetCode=code)
    document = badge({"alignment": [outcome, refresher]})
    assert lines(document, Label.OUTCOME)[0].place == 0
    assert lines(document, Label.REFRESHER)[0].details == ()


def test_the_lines_of_a_translation_are_in_order_too() -> None:
    related = {
        "inLanguage": "ar",
        "name": "لحام",
        "alignment": [
            aligned("ext:LearningOutcome", targetName="ب", targetCode="2"),
            aligned("ext:LearningOutcome", targetName="أ", targetCode="1"),
        ],
    }
    [translation] = claims_of(badge({"related": related})).translations
    read = [item.value for item in translation.claims if item.label in (Label.TITLE, Label.OUTCOME)]
    assert read == ["لحام", "أ", "ب"]


def test_a_way_of_assessment_that_we_do_not_know_keeps_its_code() -> None:
    ours = aligned("ext:AssessmentMethod", targetName="Kurs", targetCode="course")
    other = aligned("ext:AssessmentMethod", targetName="Ritual", targetCode="fire")
    found = {
        line.value: line.details
        for line in lines(badge({"alignment": [ours, other]}), Label.ASSESSMENT)
    }
    assert found == {"Kurs": (("way", "course"),), "Ritual": (("code", "fire"),)}
