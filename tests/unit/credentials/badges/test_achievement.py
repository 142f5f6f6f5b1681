"""Achievement credentials: what they say, and that all of it is signed."""

import json
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from typing import Any

import pytest
from msgspec import structs
from pyld import jsonld

from credentials import schema
from credentials.badges.achievement import (
    Award,
    PersonName,
    Recipient,
    Result,
    achievement_credential,
)
from credentials.badges.description import (
    LEARNING_HOURS,
    Achievement,
    Alignment,
    AlignmentType,
    ResultDescription,
    RubricLevel,
    Translation,
)
from credentials.badges.evidence import Evidence
from credentials.badges.members import IssuerProfile
from credentials.jsonld.reference import canonical_nquads
from credentials.model import JSONObject, Policy
from credentials.parsing import credential
from credentials.problems import CredentialsError, ProblemCode
from credentials.status.bitstring import entry_document

CONTEXTS = {
    item["url"]: item["file"]
    for item in json.loads(files("contexts").joinpath("manifest.json").read_text("utf-8"))
}
SCHOOL = IssuerProfile("did:web:school.example", "School of Welding", "https://school.example")
WELDING = Achievement(
    id="https://school.example/achievements/welding",
    name="Welding, level 2",
    description="Can weld steel in all positions.",
    criteria="Passed the practical and the written examination.",
    language="en",
    type="Certificate",
)
WORKER = Recipient(PersonName("محمد علي", latin="Mohamed Ali"))
AWARDED = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
REVOCATION = entry_document(
    list_url="https://school.example/status/1", index=7, purpose="revocation"
)
SUSPENSION = entry_document(
    list_url="https://school.example/status/2", index=8, purpose="suspension"
)
HOURS = f"{WELDING.id}/hours"
GRADE = f"{WELDING.id}/grade"
EVERYTHING = structs.replace(
    WELDING,
    code="W-2",
    version="3",
    criteria_url="https://school.example/welding/how",
    credits=2.5,
    image="https://school.example/welding.png",
    creator=IssuerProfile("did:web:council.example", "Welding Council"),
    alignments=(
        Alignment("Welder", "https://esco.example/7212", "ESCO", "7212", "Joins metal.", "CTDL"),
        Alignment("EQF 3", "https://eqf.example", "EQF", "3", None, AlignmentType.LEVEL),
    ),
    results=(
        ResultDescription(HOURS, "Hours of training", LEARNING_HOURS, required_value="120"),
        ResultDescription(
            GRADE,
            "Practical test",
            "RubricCriterionLevel",
            allowed_values=("fail", "pass", "good"),
            minimum="0",
            maximum="100",
            required_level=f"{GRADE}/pass",
            levels=(
                RubricLevel(f"{GRADE}/pass", "Pass", "Few pores.", "1", "60"),
                RubricLevel(f"{GRADE}/good", "Good"),
            ),
        ),
    ),
    translations=(
        Translation(
            "ar",
            "لحام",
            "يلحم الفولاذ.",
            "نجح في الامتحان.",
            (Alignment("يلحم", f"{WELDING.id}/1", code="1", type=AlignmentType.OUTCOME),),
        ),
        Translation("zh-Hans-CN", "焊接", "能焊接钢材。", "通过考试。"),
    ),
)
EVERY_DETAIL = Award(
    AWARDED,
    valid_until=AWARDED + timedelta(days=700),
    certificate_number="2026/0042",
    term="Spring 2026",
    credits=2.5,
    results=(
        Result(HOURS, value="124"),
        Result(GRADE, achieved_level=f"{GRADE}/good", status="Completed"),
    ),
    source=IssuerProfile("did:web:harbour.example", "Harbour Yard", "https://harbour.example"),
    evidence=(
        Evidence("ext:centre", "Dock 4", "C-4"),
        Evidence("ext:assessor", "A-17"),
        Evidence("ext:assessor", "A-18"),
        Evidence("ext:register", "1998/0042"),
    ),
)


def made(
    achievement: Achievement = WELDING,
    *,
    recipient: Recipient = WORKER,
    award: Award | None = None,
    status: tuple[JSONObject, ...] = (REVOCATION,),
) -> JSONObject:
    return achievement_credential(
        credential_id="urn:uuid:7f1a1a5e-5a0f-4a55-9c53-b8a7b6a1d001",
        issuer=SCHOOL,
        achievement=achievement,
        recipient=recipient,
        award=award or Award(AWARDED),
        status_entries=status,
    )


def subject(document: JSONObject) -> Any:
    return document["credentialSubject"]


def identity(document: JSONObject) -> dict[str, str]:
    return {item["identityType"]: item["identityHash"] for item in subject(document)["identifier"]}


def read_by_a_linked_data_processor(document: JSONObject) -> Any:
    """The document after PyLD dropped whatever it does not understand."""

    def load(url: str, _options: object) -> JSONObject:
        text = files("contexts").joinpath(CONTEXTS[url]).read_text("utf-8")
        return {"contextUrl": None, "documentUrl": url, "document": json.loads(text)}

    options = {"documentLoader": load, "base": None, "processingMode": "json-ld-1.1"}
    return jsonld.compact(document, document["@context"], options)


def bare(value: Any) -> Any:
    """One value and a list of one are the same set."""
    if isinstance(value, dict):
        return {name: bare(member) for name, member in value.items()}
    if isinstance(value, list):
        return bare(value[0]) if len(value) == 1 else [bare(member) for member in value]
    return value


def code_of(**arguments: Any) -> tuple[ProblemCode, str]:
    with pytest.raises(CredentialsError) as refused:
        made(**arguments)
    return refused.value.problem.code, refused.value.problem.pointer


# ── What it says ────────────────────────────────────────────────────────────────────────


def test_a_badge_says_what_was_achieved_by_whom_and_when() -> None:
    assert made() == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:7f1a1a5e-5a0f-4a55-9c53-b8a7b6a1d001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Welding, level 2",
        "issuer": {
            "id": "did:web:school.example",
            "type": ["Profile"],
            "name": "School of Welding",
            "url": "https://school.example",
        },
        "validFrom": "2026-03-01T09:30:00Z",
        "awardedDate": "2026-03-01T09:30:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "محمد علي",
                    "identityType": "name",
                },
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "Mohamed Ali",
                    "identityType": "ext:nameLatin",
                },
            ],
            "achievement": {
                "id": "https://school.example/achievements/welding",
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": "Welding, level 2",
                "description": "Can weld steel in all positions.",
                "criteria": {"narrative": "Passed the practical and the written examination."},
                "inLanguage": "en",
            },
        },
        "credentialStatus": REVOCATION,
    }


def test_a_person_without_a_key_has_no_subject_id() -> None:
    assert "id" not in subject(made())


def test_a_person_with_a_key_is_named_as_well() -> None:
    document = made(recipient=structs.replace(WORKER, id="did:key:z6MkHolder"))
    assert subject(document)["id"] == "did:key:z6MkHolder"
    assert identity(document)["name"] == "محمد علي"


@pytest.mark.parametrize("latin", [None, "Ada Obi"])
def test_a_name_in_latin_letters_is_not_written_twice(latin: str | None) -> None:
    document = made(recipient=Recipient(PersonName("Ada Obi", latin=latin)))
    assert identity(document) == {"name": "Ada Obi"}


def test_a_birth_year_is_there_only_when_it_was_given() -> None:
    document = made(recipient=structs.replace(WORKER, birth_year=1999))
    assert identity(document)["ext:birthYear"] == "1999"
    assert "ext:birthYear" not in identity(made())


def test_the_parts_of_a_name_and_former_names_are_there_only_when_they_were_given() -> None:
    name = PersonName("Olena Kovalenko", family="Kovalenko", given="Olena", former=("O. Bila",))
    document = made(recipient=Recipient(name))
    assert identity(document) == {
        "name": "Olena Kovalenko",
        "ext:familyName": "Kovalenko",
        "ext:givenName": "Olena",
        "ext:formerName": "O. Bila",
    }
    assert set(identity(made())) == {"name", "ext:nameLatin"}


def test_nobody_is_named_by_a_hash() -> None:
    for item in subject(made())["identifier"]:
        assert item["hashed"] is False
        assert "salt" not in item


def test_a_badge_has_its_one_status_entry_as_an_object() -> None:
    assert made()["credentialStatus"] == REVOCATION
    assert "credentialStatus" not in made(status=())


def test_a_badge_may_begin_to_count_after_the_day_of_the_award() -> None:
    document = made(award=Award(AWARDED, valid_from=AWARDED + timedelta(days=1)))
    assert document["awardedDate"] == "2026-03-01T09:30:00Z"
    assert document["validFrom"] == "2026-03-02T09:30:00Z"


def test_times_are_written_to_the_second_as_the_clock_showed_them_there() -> None:
    cairo = timezone(timedelta(hours=2))
    award = Award(
        datetime(2026, 3, 1, 1, 0, 0, 999, tzinfo=cairo),
        valid_until=datetime(
            2028, 3, 1, 23, 59, 59, tzinfo=timezone(-timedelta(hours=3, minutes=30))
        ),
    )
    document = made(award=award)
    assert document["awardedDate"] == document["validFrom"] == "2026-03-01T01:00:00+02:00"
    assert document["validUntil"] == "2028-03-01T23:59:59-03:30"


def test_an_offset_that_cannot_be_written_is_refused() -> None:
    monrovia = timezone(-timedelta(minutes=44, seconds=30))
    award = Award(datetime(1965, 5, 4, tzinfo=monrovia))
    assert code_of(award=award) == (ProblemCode.BAD_VALUE, "/validFrom")


def test_the_details_of_an_award_stand_where_the_specification_has_them() -> None:
    document = made(award=EVERY_DETAIL)
    assert document["validUntil"] == "2028-01-30T09:30:00Z"
    assert subject(document)["licenseNumber"] == "2026/0042"
    assert subject(document)["term"] == "Spring 2026"
    assert subject(document)["creditsEarned"] == 2.5
    assert subject(document)["result"] == [
        {"type": ["Result"], "resultDescription": HOURS, "value": "124"},
        {
            "type": ["Result"],
            "resultDescription": GRADE,
            "achievedLevel": f"{GRADE}/good",
            "status": "Completed",
        },
    ]


def test_what_is_measured_is_described_with_what_counts_as_passed() -> None:
    assert subject(made(EVERYTHING))["achievement"]["resultDescription"] == [
        {
            "id": HOURS,
            "type": ["ResultDescription"],
            "name": "Hours of training",
            "resultType": "ext:LearningHours",
            "requiredValue": "120",
        },
        {
            "id": GRADE,
            "type": ["ResultDescription"],
            "name": "Practical test",
            "resultType": "RubricCriterionLevel",
            "allowedValue": ["fail", "pass", "good"],
            "valueMin": "0",
            "valueMax": "100",
            "requiredLevel": f"{GRADE}/pass",
            "rubricCriterionLevel": [
                {
                    "id": f"{GRADE}/pass",
                    "type": ["RubricCriterionLevel"],
                    "name": "Pass",
                    "description": "Few pores.",
                    "level": "1",
                    "points": "60",
                },
                {"id": f"{GRADE}/good", "type": ["RubricCriterionLevel"], "name": "Good"},
            ],
        },
    ]


def test_what_had_to_be_shown_may_stand_at_an_address_alone() -> None:
    elsewhere = structs.replace(WELDING, criteria="", criteria_url="https://s.example/how")
    achievement = subject(made(elsewhere))["achievement"]
    assert achievement["criteria"] == {"id": "https://s.example/how"}


def test_a_whole_number_is_written_without_a_fraction() -> None:
    # 2.0 and 2 have two canonical forms: one here, the other where JavaScript reads it.
    whole = structs.replace(WELDING, credits=2.0)
    written = subject(made(whole))["achievement"]["creditsAvailable"]
    assert json.dumps(written) == "2"


def test_a_translation_is_a_related_achievement_with_texts_of_its_own() -> None:
    related = subject(made(EVERYTHING))["achievement"]["related"]
    assert related[0] == {
        "id": "https://school.example/achievements/welding#ar",
        "type": ["Related", "Achievement"],
        "inLanguage": "ar",
        "name": "لحام",
        "description": "يلحم الفولاذ.",
        "criteria": {"narrative": "نجح في الامتحان."},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "يلحم",
                "targetUrl": "https://school.example/achievements/welding/1",
                "targetCode": "1",
                "targetType": "ext:LearningOutcome",
            }
        ],
    }
    assert "alignment" not in related[1]


def test_the_issuer_is_not_described_a_second_time_as_creator() -> None:
    own = structs.replace(WELDING, creator=IssuerProfile(SCHOOL.id, "Another name"))
    assert "creator" not in subject(made(own))["achievement"]
    assert subject(made(EVERYTHING))["achievement"]["creator"]["name"] == "Welding Council"


def test_who_assessed_and_what_it_rests_on_stand_where_the_specification_has_them() -> None:
    document = made(award=EVERY_DETAIL)
    assert subject(document)["source"] == {
        "id": "did:web:harbour.example",
        "type": ["Profile"],
        "name": "Harbour Yard",
        "url": "https://harbour.example",
    }
    assert document["evidence"][:2] == [
        {"type": ["Evidence"], "genre": "ext:centre", "name": "Dock 4", "description": "C-4"},
        {"type": ["Evidence"], "genre": "ext:assessor", "name": "A-17"},
    ]
    assert "evidence" not in made()
    assert "source" not in subject(made())


def test_nobody_is_described_in_two_places() -> None:
    itself = Award(AWARDED, source=structs.replace(SCHOOL, name="Another name"))
    assert "source" not in subject(made(award=itself))
    council = IssuerProfile("did:web:council.example", "Another name")
    document = made(EVERYTHING, award=Award(AWARDED, source=council))
    assert subject(document)["source"] == {"id": council.id, "type": ["Profile"]}
    yard = IssuerProfile("did:web:harbour.example", "Harbour Yard")
    document = made(EVERYTHING, award=Award(AWARDED, source=yard))
    assert subject(document)["source"]["name"] == "Harbour Yard"


# ── Suspension ──────────────────────────────────────────────────────────────────────────


def test_what_can_be_suspended_is_a_plain_credential_with_two_entries() -> None:
    suspendable = structs.replace(WELDING, is_suspendable=True)
    document = made(suspendable, status=(REVOCATION, SUSPENSION))
    assert document["type"] == ["VerifiableCredential"]
    assert document["credentialStatus"] == [REVOCATION, SUSPENSION]
    assert subject(document) == subject(made())


@pytest.mark.parametrize(
    "status", [(SUSPENSION,), (REVOCATION, SUSPENSION), (REVOCATION, REVOCATION), ({},)]
)
def test_a_badge_takes_no_other_entry_than_revocation(status: tuple[JSONObject, ...]) -> None:
    assert code_of(status=status) == (ProblemCode.BAD_VALUE, "/credentialStatus")


@pytest.mark.parametrize(
    "status", [(), (REVOCATION,), (SUSPENSION,), (SUSPENSION, REVOCATION), (REVOCATION,) * 3]
)
def test_what_can_be_suspended_takes_exactly_its_two_entries(
    status: tuple[JSONObject, ...],
) -> None:
    suspendable = structs.replace(WELDING, is_suspendable=True)
    assert code_of(achievement=suspendable, status=status) == (
        ProblemCode.BAD_VALUE,
        "/credentialStatus",
    )


# ── What is refused ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["", "EN", "en_GB", "en-gb", "english", "en\n", "x"])
def test_a_language_is_a_tag(language: str) -> None:
    wrong = structs.replace(WELDING, language=language)
    assert code_of(achievement=wrong)[0] is ProblemCode.BAD_VALUE


@pytest.mark.parametrize("languages", [("en",), ("ar", "ar")])
def test_there_is_one_text_for_each_language(languages: tuple[str, ...]) -> None:
    twice = structs.replace(
        WELDING, translations=tuple(Translation(item, "a", "b", "c") for item in languages)
    )
    assert code_of(achievement=twice)[0] is ProblemCode.BAD_VALUE


def test_an_achievement_with_a_fragment_leaves_no_room_for_its_translations() -> None:
    wrong = structs.replace(WELDING, id="https://school.example/#welding")
    assert code_of(achievement=wrong)[0] is ProblemCode.BAD_VALUE


NAIVE = AWARDED.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("award", "pointer"),
    [
        (Award(NAIVE), "/validFrom"),
        (Award(NAIVE, valid_from=AWARDED), "/awardedDate"),
        (Award(AWARDED, valid_until=NAIVE), "/validUntil"),
    ],
)
def test_a_time_without_a_zone_is_refused(award: Award, pointer: str) -> None:
    assert code_of(award=award) == (ProblemCode.BAD_VALUE, pointer)


# ── All of it is signed ─────────────────────────────────────────────────────────────────

HOSTILE_NAME = PersonName('","issuer":"x', latin="{{ 7*7 }} <b>\\u0000")
FORMS = {
    "plain": made(),
    "everything": made(
        EVERYTHING,
        recipient=structs.replace(
            WORKER,
            id="did:key:z6MkHolder",
            birth_year=1999,
            name=PersonName("محمد علي", "Mohamed Ali", "علي", "محمد", ("محمد حسن", "م. حسن")),
        ),
        award=EVERY_DETAIL,
    ),
    "in another zone": made(award=Award(AWARDED.astimezone(timezone(timedelta(hours=8))))),
    "without status": made(status=()),
    "suspendable": made(
        structs.replace(EVERYTHING, is_suspendable=True),
        award=EVERY_DETAIL,
        status=(REVOCATION, SUSPENSION),
    ),
    "a hostile name": made(recipient=Recipient(HOSTILE_NAME)),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_linked_data_processor_loses_nothing_of_it(form: str) -> None:
    assert bare(read_by_a_linked_data_processor(FORMS[form])) == bare(FORMS[form])


@pytest.mark.parametrize("form", FORMS)
def test_the_guards_before_a_signature_take_it_as_it_is(form: str) -> None:
    assert canonical_nquads(FORMS[form], policy=Policy.STRICT)


@pytest.mark.parametrize("form", FORMS)
def test_it_has_the_shape_of_a_credential_and_keeps_the_badge_schema(form: str) -> None:
    document = json.loads(json.dumps(FORMS[form]))
    assert credential(document).issuer == "did:web:school.example"
    assert schema.check(document) == []


def test_the_shared_subject_of_a_suspendable_credential_would_keep_the_badge_schema() -> None:
    as_badge = {
        **FORMS["suspendable"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "credentialStatus": REVOCATION,
    }
    assert schema.check(as_badge) == []


def test_a_hostile_name_stays_a_name() -> None:
    assert identity(FORMS["a hostile name"])["name"] == '","issuer":"x'
