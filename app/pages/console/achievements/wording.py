"""The choices of the form that describes an achievement, and what it says of what is wrong."""

from collections.abc import Mapping

from app.base.locales import N_, gettext
from app.issuer.achievements.badge import ASSESSMENT_WORDS
from credentials import Problem

# The AchievementType values of Open Badges 3.0, in plain words; the common ones come first.
TYPES: Mapping[str, str] = {
    "Certificate": N_("Certificate"),
    "CertificateOfCompletion": N_("Certificate of completion"),
    "Competency": N_("Proof of one skill"),
    "Course": N_("Course"),
    "License": N_("Licence"),
    "Certification": N_("Certification by a professional body"),
    "Diploma": N_("Diploma"),
    "ApprenticeshipCertificate": N_("Apprenticeship certificate"),
    "JourneymanCertificate": N_("Journeyman’s certificate"),
    "MasterCertificate": N_("Master craftsman’s certificate"),
    "MicroCredential": N_("Micro-credential"),
    "QualityAssuranceCredential": N_("Quality assurance credential"),
    "Achievement": N_("Achievement"),
    "Assessment": N_("Assessment"),
    "Assignment": N_("Assignment"),
    "Award": N_("Award"),
    "Badge": N_("Badge"),
    "CommunityService": N_("Community service"),
    "CoCurricular": N_("Activity beside the course"),
    "Fieldwork": N_("Fieldwork"),
    "LearningProgram": N_("Learning programme"),
    "Membership": N_("Membership"),
    "GeneralEducationDevelopment": N_("General education certificate"),
    "SecondarySchoolDiploma": N_("Secondary school diploma"),
    "AssociateDegree": N_("Associate degree"),
    "BachelorDegree": N_("Bachelor’s degree"),
    "MasterDegree": N_("Master’s degree"),
    "Degree": N_("Degree"),
    "DoctoralDegree": N_("Doctoral degree"),
    "ProfessionalDoctorate": N_("Professional doctorate"),
    "ResearchDoctorate": N_("Research doctorate"),
}
OWN_TYPE = "own"

# The ResultType values that a training body meets.
RESULT_TYPES: Mapping[str, str] = {
    "Result": N_("A value of any kind"),
    "Percent": N_("Per cent"),
    "RawScore": N_("Points"),
    "LetterGrade": N_("A grade, in letters or words"),
    "GradePointAverage": N_("A grade, as a number"),
    "ScaledScore": N_("A score on a scale"),
    "RubricCriterionLevel": N_("A level that is described"),
    "Status": N_("Done, or done for now"),
}

_NEEDED = N_("This is needed, as plain text without control characters.")
_CODE = N_("This is not a code of this framework. Look it up, and type its digits or its level.")
_ADDRESS = N_("An address begins with https:// and has no spaces.")
_MONTHS = N_("A number of months from 1 to 600, or nothing.")
_SENTENCES: Mapping[str, str] = {
    "code": N_("This is needed, and each code can stand for one thing only."),
    "name": _NEEDED,
    "description": _NEEDED,
    "criteria": N_("Say what had to be shown, or give the address where it stands."),
    "criteria_url": _ADDRESS,
    "achievement_type": N_("Choose a kind, or name your own in letters and digits."),
    "language": N_("Choose a language."),
    "outcomes": N_("One in each line, 50 at most, as plain text."),
    "hours": N_("A number like 120 or 7.5, or nothing."),
    "credits": N_("A number like 4.5. Credits need a scheme, and a scheme needs credits."),
    "credit_scheme": N_("Name the scheme that the credits belong to."),
    "credit_scheme_url": _ADDRESS,
    "assessed_by": N_("Choose from these."),
    "validity_months": _MONTHS,
    "refresher": _NEEDED,
    "refresher_months": N_("A number of months, and only if it does not last for ever."),
    "image": N_("Choose a PNG, SVG, JPEG or WebP picture that is not broken."),
    "file": N_("Choose a file that was exported here."),
}
# Of the rows that can be added, by the last part of the field's name.
_ROW_SENTENCES: Mapping[str, str] = {
    "language": N_("Choose another language than the original’s, each once."),
    "framework": N_("Name the framework."),
    "code": _CODE,
    "url": N_("A framework that we do not know needs an address that begins with https://."),
    "name": N_("This is needed, and each name can stand for one thing only."),
    "description": _NEEDED,
    "criteria": _NEEDED,
    "outcomes": N_("One in each line, 50 at most, as plain text."),
    "refresher": _NEEDED,
    "type": N_("Choose from these."),
    "minimum": N_("A number."),
    "maximum": N_("A number that is not below the lowest."),
    "required": N_("It has to be one of the values or levels."),
    "allowed": N_("One in each line, from the lowest to the highest."),
    "levels": N_("One in each line: a name, each once."),
}


def sentence(field: str) -> str | None:
    """What to say beside a field, in the language of this request; None for no field."""
    if field in _SENTENCES:
        return gettext(_SENTENCES[field])
    prefix, _, last = field.rpartition("_")
    if prefix.rpartition("_")[2].isdecimal() and last in _ROW_SENTENCES:
        return gettext(_ROW_SENTENCES[last])
    return None


def choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs of value and words in the language of this request."""
    return [(value, gettext(text)) for value, text in words.items()]


def assessments() -> list[tuple[str, str]]:
    """The ways of assessment with their words."""
    return choices(ASSESSMENT_WORDS)


def type_word(value: str) -> str:
    """A kind of award in plain words; one of the body's own as it calls it."""
    if value in TYPES:
        return gettext(TYPES[value])
    return value.removeprefix("ext:").replace("-", " ").replace("_", " ")


def pointer_in_words(problem: Problem) -> str:
    """Where in an imported file something is wrong, counted as people count."""
    parts = [part for part in problem.pointer.split("/") if part]
    return " → ".join(str(int(part) + 1) if part.isdecimal() else part for part in parts)
