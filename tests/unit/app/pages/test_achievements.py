"""A clerk describes what is awarded: from an example, with rows, versions, a picture, a file."""

import io
import json
import re
from html import unescape

import pytest
from PIL import Image

from app.issuer import store as issuer_store
from app.issuer.tables import Achievement
from app.pages.console.achievements import form
from tests.unit.app.pages.people import House, Visitor

NEW = "/console/achievements/new"
LIST = "name,birth_date,awarded_on\nOlena Shevchuk,1990-07-08,2026-11-06\n"
FIELDS = {
    "code": "PIPE",
    "name": "Pipe welding",
    "description": "Welds pipes.",
    "criteria": "Two test pieces.",
    "achievement_type": "Competency",
    "language": "en",
    "outcomes": "Reads a drawing\n\n Welds pipes \n",
    "assessed_course": "yes",
    "assessed_trade-test": "yes",
    "hours": "7,5",
    "credits": "4.5",
    "credit_scheme": "ECTS",
    "level_1_framework": "EQF",
    "level_1_code": "3",
    "level_3_framework": "KNQF",
    "level_3_code": "IV",
    "level_3_url": "https://knqa.example",
    "field_1_code": "0715",
    "occupation_1_code": "7212",
    "skill_2_name": "perform welding",
    "skill_2_url": "http://data.europa.eu/esco/skill/1",
    "result_1_name": "Bend test",
    "result_1_type": "RubricCriterionLevel",
    "result_1_required": "Pass",
    "result_1_levels": "Fail\nPass | no crack | 60\nGood",
    "validity_months": "24",
    "refresher": "A day of practice.",
    "refresher_months": "6",
    "translation_1_language": "ar",
    "translation_1_name": "لحام",
    "translation_1_description": "يلحم",
    "translation_1_outcomes": "يقرأ\nيلحم",
    "translation_2_language": "fr",
    "translation_2_name": "Soudage",
    "translation_2_description": "Soude.",
}


@pytest.fixture
def clerk(house: House) -> Visitor:
    """A clerk whose body awards one thing."""
    return house.clerk()


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def stored(house: House, code: str) -> Achievement:
    with house.services.database.reading() as session:
        body = issuer_store.organisation_by_slug(session, "riverside")
        assert body is not None
        found = issuer_store.achievement_by_code(session, organisation_id=body.id, code=code)
        assert found is not None
        return found


def values_of(page: str) -> dict[str, str]:
    """What the fields of a form hold."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        is_off = 'type="checkbox"' in tag and " checked" not in tag
        if name and value and not is_off and 'type="file"' not in tag:
            found[name[1]] = unescape(value[1])
    for name, text in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>([^<]*)<', page):
        found[name] = unescape(text)
    for name, options in re.findall(
        r'(?s)<select id="[^"]*" name="([^"]*)".*?>(.*?)</select>', page
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def page_of(clerk: Visitor, name: str) -> str:
    clerk.see("/console/achievements")
    found = re.search(
        rf'href="(/console/achievements/[0-9a-f-]{{36}})"><bdi[^>]*>{name}<', clerk.page
    )
    assert found
    return found[1]


def test_everything_that_is_typed_is_described_and_comes_back_into_the_form(
    house: House, clerk: Visitor
) -> None:
    clerk.send(NEW, **FIELDS)
    assert clerk.path == "/console/achievements"
    made = stored(house, "PIPE")
    assert made.outcomes == ["Reads a drawing", "Welds pipes"]
    assert made.assessed_by == ["course", "trade-test"]
    assert (made.hours, made.credits, made.refresher_months) == (7.5, 4.5, 6)
    assert [(item["kind"], item["code"]) for item in made.alignments] == [
        ("level", "3"), ("level", "IV"), ("field", "0715"), ("occupation", "7212"), ("skill", "")
    ]  # fmt: skip
    assert [level["name"] for level in made.results[0]["levels"]] == ["Fail", "Pass", "Good"]
    assert made.results[0]["levels"][1] == {
        "name": "Pass", "description": "no crack", "points": "60"
    }  # fmt: skip
    assert [item["language"] for item in made.translations] == ["ar", "fr"]

    page = page_of(clerk, "Pipe welding")
    clerk.see(page)
    shown = values_of(clerk.page)
    clerk.send(page, **{name: text for name, text in shown.items() if name != "csrf"})
    assert clerk.path == "/console/achievements", clerk.words
    again = stored(house, "PIPE")
    for name in ("outcomes", "alignments", "results", "translations", "hours", "refresher"):
        assert getattr(again, name) == getattr(made, name), name


def test_another_row_keeps_what_was_typed_and_saves_nothing(clerk: Visitor) -> None:
    clerk.send(NEW, **FIELDS, add="skill")
    assert clerk.status == 200
    shown = values_of(clerk.page)
    assert shown["skill_2_name"] == "perform welding"
    assert shown["skill_3_name"] == ""
    assert shown["translation_1_name"] == "لحام"
    assert shown["achievement_type"] == "Competency"
    assert "Pipe welding" not in clerk.see("/console/achievements")


def test_an_example_fills_the_form_and_can_be_saved_as_it_is(house: House, clerk: Visitor) -> None:
    clerk.see("/console/achievements/examples")
    starts = clerk.links(r"new\?example=")
    assert len(starts) >= 10
    clerk.see(f"{NEW}?example=plumbing-ar")
    shown = values_of(clerk.page)
    clerk.send(NEW, **{name: text for name, text in shown.items() if name != "csrf"})
    assert clerk.path == "/console/achievements", clerk.words
    assert stored(house, "PLUMB-1").language == "ar"


def test_an_unknown_example_is_an_empty_form(clerk: Visitor) -> None:
    clerk.see(f"{NEW}?example=../../secret")
    assert clerk.status == 200
    assert values_of(clerk.page)["name"] == ""


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("level_3_code", "", "level_3_code"),
        ("level_3_url", "", "level_3_url"),
        ("level_1_code", "9", "level_1_code"),
        ("field_1_code", "7", "field_1_code"),
        ("occupation_1_code", "abcd", "occupation_1_code"),
        ("skill_2_url", "javascript:alert(1)", "skill_2_url"),
        ("result_1_required", "Great", "result_1_required"),
        ("result_1_levels", "Pass\nPass", "result_1_levels"),
        ("result_1_minimum", "low", "result_1_minimum"),
        ("translation_2_language", "ar", "translation_2_language"),
        ("translation_2_name", "", "translation_2_name"),
        ("hours", "many", "hours"),
        ("credit_scheme", "", "credit_scheme"),
        ("refresher_months", "0", "refresher_months"),
        ("criteria", "", "criteria"),
        ("criteria_url", "ftp://x", "criteria_url"),
        ("outcomes", "a\u202eb", "outcomes"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    clerk: Visitor, field: str, value: str, at: str
) -> None:
    clerk.send(NEW, **{**FIELDS, field: value})
    assert clerk.status == 422
    assert f'id="{at}-error"' in clerk.page
    assert values_of(clerk.page)["name"] == "Pipe welding"


def test_everything_that_is_wrong_is_said_at_once(clerk: Visitor) -> None:
    wrong = {
        "name": "",
        "description": "",
        "language": "English",
        "hours": "many",
        "level_1_code": "9",
        "result_1_required": "Great",
        "translation_2_name": "",
        "validity_months": "0",
        "achievement_type": "own",
        "own_type": "",
    }
    clerk.send(NEW, **{**FIELDS, **wrong})
    assert clerk.status == 422
    for name in wrong.keys() - {"own_type"}:
        assert f'id="{name}-error"' in clerk.page
    # What is right but stands beside a mistake is not kept either.
    clerk.send(NEW, **{**FIELDS, "hours": "many"})
    assert FIELDS["name"] not in clerk.see("/console/achievements")


def test_a_kind_of_ones_own_is_named_in_latin_letters(house: House, clerk: Visitor) -> None:
    own = {**FIELDS, "achievement_type": "own", "own_type": "Trade pass"}
    clerk.send(NEW, **{**own, "own_type": "شهادة"})
    assert 'id="achievement_type-error"' in clerk.page
    clerk.send(NEW, **{**own, "achievement_type": "Trophy"})
    assert 'id="achievement_type-error"' in clerk.page
    clerk.send(NEW, **own)
    assert stored(house, "PIPE").achievement_type == "ext:Trade-pass"
    clerk.see(page_of(clerk, "Pipe welding"))
    assert values_of(clerk.page)["own_type"] == "Trade-pass"


def test_a_preview_shows_two_certificates_and_saves_nothing(clerk: Visitor) -> None:
    clerk.send(NEW, **FIELDS, preview="yes")
    assert clerk.page.count('src="data:image/png;base64,') == 2
    assert values_of(clerk.page)["level_3_framework"] == "KNQF"
    assert "Pipe welding" not in clerk.see("/console/achievements")
    clerk.send(NEW, **{**FIELDS, "hours": "-1"}, preview="yes")
    assert clerk.status == 422


def test_a_picture_is_drawn_anew_kept_and_taken_out(house: House, clerk: Visitor) -> None:
    clerk.send(NEW, files={"image": ("a.png", picture(), "image/png")}, **FIELDS)
    first = stored(house, "PIPE").image
    assert first is not None
    page = page_of(clerk, "Pipe welding")
    clerk.send(page, **FIELDS)
    assert stored(house, "PIPE").image == first
    clerk.send(page, files={"image": ("a.txt", b"no picture", "image/png")}, **FIELDS)
    assert 'id="image-error"' in clerk.page
    clerk.send(page, **FIELDS, no_image="yes")
    assert stored(house, "PIPE").image is None


def test_after_the_first_award_a_new_version_is_described_and_then_retired(
    house: House, clerk: Visitor
) -> None:
    first = page_of(clerk, "Welding")
    clerk.send(first, **{**FIELDS, "code": "WELD", "name": "Welding"})
    house.award(clerk, LIST)
    words = clerk.see(first)
    assert "describe a new version" in words
    for fact in ("Reads a drawing", "Course · Trade test", "EQF 3", "7.5", "4.5 ECTS", "Soude."):
        assert fact in words
    clerk.see(f"{first}/version")
    shown = {name: text for name, text in values_of(clerk.page).items() if name != "csrf"}
    clerk.send(f"{first}/version", **{**shown, "code": "OTHER"})
    assert clerk.status == 422
    clerk.send(f"{first}/version", **{**shown, "criteria": "A harder test."})
    assert clerk.path == "/console/achievements"
    assert "2 24 months not yet" in clerk.words
    assert "1 (earlier) 24 months 1 time" in clerk.words
    assert "This is an earlier version." in clerk.see(first)
    second = clerk.links(r"/console/achievements/[0-9a-f-]{36}$")[0]
    clerk.send(f"{second}/retire", frm=first)
    assert "It is awarded no more." in clerk.words
    assert "Retired" in clerk.see("/console/achievements")
    clerk.send(f"{second}/reopen", frm=second)
    assert "It is awarded no more." not in clerk.see(second)


def test_a_certificate_is_looked_at_before_anybody_has_it(clerk: Visitor) -> None:
    page = page_of(clerk, "Welding")
    for person in ("long", "right-to-left"):
        answer = clerk.http.get(f"{page}/look/{person}.png")
        assert Image.open(io.BytesIO(answer.content)).size == (595, 842)
    assert clerk.http.get(f"{page}/look/nobody.png").status_code == 422


def test_what_was_saved_as_a_file_is_taken_in_by_another_body(house: House, clerk: Visitor) -> None:
    clerk.send(NEW, **FIELDS)
    one = clerk.http.get(f"{page_of(clerk, 'Pipe welding')}/export.json")
    assert one.headers["content-disposition"] == 'attachment; filename="achievements.json"'
    assert [item["code"] for item in one.json()["achievements"]] == ["PIPE"]
    left = clerk.http.get("/console/achievements/export.json").content
    other = house.signed_in("office@hillside.example", body=house.body("hillside"))
    words = other.send("/console/achievements/import", files={"file": ("a.json", left)})
    assert "2 are new." in words
    words = other.send("/console/achievements/import", files={"file": ("a.json", left)})
    assert "2 were there already." in words
    assert other.http.get("/console/achievements/export.json").content == left


def test_a_file_that_is_wrong_is_refused_with_the_place(clerk: Visitor) -> None:
    exported = clerk.http.get("/console/achievements/export.json").json()
    exported["achievements"][0] |= {"code": "X", "hours": -1}
    files = {"file": ("a.json", json.dumps(exported).encode())}
    words = clerk.send("/console/achievements/import", files=files)
    assert clerk.status == 422
    assert "achievements → 1 → hours" in words
    clerk.send("/console/achievements/import", files={"file": ("a.json", b"\x00")})
    assert clerk.status == 422


def test_nothing_of_a_body_is_seen_or_changed_by_another(house: House, clerk: Visitor) -> None:
    page = page_of(clerk, "Welding")
    other = house.clerk("hillside")
    for part in ("", "/version", "/export.json", "/look/long.png"):
        other.see(f"{page}{part}")
        assert other.status == 404, part
    for part in ("", "/version", "/retire", "/reopen"):
        other.send(f"{page}{part}", frm="/console/profile", **FIELDS)
        assert other.status == 404, part


def test_every_row_has_its_name_among_its_fields() -> None:
    # By it the form knows how many rows were shown.
    assert all("name" in fields for fields in form.ROWS.values())
