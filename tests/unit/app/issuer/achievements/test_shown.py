"""What is known of an achievement is on the paper, on one page, and in the report of its check."""

import io
from typing import Any

from pypdf import PdfReader

from app.issuer import delivery
from app.issuer import service as issuer
from app.issuer.achievements import results
from app.issuer.awards import Grant
from app.issuer.paper import certificate_facts
from app.issuer.service import Measure, Translation
from app.issuer.tables import Award
from app.verifier.claims import Label
from app.verifier.reading import read
from tests.unit.app.issuer.achievements.test_description import RICH
from tests.unit.app.school import ANA, NOON, TODAY, URL, School

THEORY = Measure(name="Theory", type="Percent", minimum="0", maximum="100", required="60")
PRACTICE = Measure(name="Practice", type="Status")


def awarded(school: School, **described: Any) -> tuple[Award, Any]:
    achievement = school.new_achievement(**{**RICH, "results": (THEORY, PRACTICE), **described})
    with school.database.session() as session:
        made = issuer.award(
            session,
            school.organisation,
            achievement,
            Grant(
                person=ANA,
                awarded_on=TODAY,
                results=results.read(achievement, {"Theory": "88", "Practice": "Completed"}),
            ),
            desk=school.desk,
            actor="test",
            at=NOON,
        ).award
    return made, achievement


def printed(school: School, award: Award, achievement: Any) -> str:
    facts = certificate_facts(award, school.organisation, achievement, public_url=URL)
    reader = PdfReader(io.BytesIO(delivery.certificate_pdf(facts)))
    assert len(reader.pages) == 1
    return reader.pages[0].extract_text()


def test_the_paper_says_level_hours_credits_assessment_and_results(small_school: School) -> None:
    award, achievement = awarded(small_school)
    text = printed(small_school, award, achievement)
    for fact in ("EQF 3 · Level IV", "120", "4.5 ECVET", "Course · Trade test", "88", "Completed"):
        assert fact in text


def test_the_paper_stays_on_one_page_whatever_is_described(small_school: School) -> None:
    award, achievement = awarded(
        small_school,
        description="Welds pipes in every position. " * 120,
        criteria="Two test pieces that passed the bend test. " * 90,
    )
    assert "88" in printed(small_school, award, achievement)


def test_the_fixed_words_of_the_paper_are_in_its_language(small_school: School) -> None:
    english = Translation(language="en", name="Pipe welding", description="Welds.")
    award, achievement = awarded(small_school, language="ar", translations=(english,))
    facts = certificate_facts(award, small_school.organisation, achievement, public_url=URL)
    assert ("طريقة التقييم", "دورة تدريبية · اختبار مهني") in facts.rows
    assert ("Practice", "مُنجز") in facts.rows


def test_the_report_has_a_line_for_each_fact_and_none_without_words(small_school: School) -> None:
    award, _ = awarded(small_school)
    reading = read(small_school.verify(award.content))
    said = {label: reading.claims.values(label) for label in Label}
    assert said[Label.LEVEL] == ("EQF 3", "Level IV")
    assert said[Label.OCCUPATION] == ("Metal, machinery and related trades workers",)
    assert said[Label.FIELD] == ("Mechanics and metal trades",)
    assert said[Label.SKILL] == ("perform welding",)
    assert said[Label.HOURS] == ("120",)
    assert set(said[Label.CREDITS]) == {"4.5", "4.5 ECVET"}
    assert said[Label.ASSESSMENT] == ("Course", "Trade test")
    assert said[Label.OUTCOME] == ("Reads a drawing", "Welds in all positions")
    assert said[Label.RESULT] == ("88", "Completed")
    assert said[Label.REFRESHER] == ("A day of practice before the end.",)
    assert said[Label.VERSION] == ("1",)
    assert said[Label.OTHER] == ()
    assert reading.levels == (
        "EQF 3 · European Qualifications Framework (EQF)", "Level IV · KNQF"
    )  # fmt: skip
    assert [item.language for item in reading.claims.translations] == ["ar", "fr"]
