import pytest

from app.issuer import searching


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Ana María Pérez", "perez"),
        ("Straße", "STRASSE"),
        ("İbrahim Işık", "isik"),
        ("Søren Łukasz Đinđić", "soren lukasz dindic"),
        ("Олена Шевчук", "ОЛЕНА"),
        ("Ёлкина", "елкина"),
        ("أحمد بن يوسف", "احمد"),
        ("مُحَمَّد", "محمد"),
        ("فاطمة", "فاطمه"),
        ("Ｙａｍａｄａ", "yamada"),
        ("ΝΊΚΟΣ", "νικος"),
        ("١٢٣", "123"),
        ("Nguyễn Văn Đức", "nguyen van duc"),
        ("Seán O\u2019Brien", "o'brien"),
        ("Seán O'Brien", "O\u2018BRIEN"),
        ("Дем\u02bcян", "дем'ян"),
    ],
)
def test_a_name_is_found_as_people_type_it(written: str, typed: str) -> None:
    assert searching.folded(typed) in searching.folded(written)


@pytest.mark.parametrize(("one", "other"), [("कुमार", "कमार"), ("กิน", "กัน"), ("Ана", "Аня")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert searching.folded(one) != searching.folded(other)


def test_a_number_is_found_with_and_without_its_dashes() -> None:
    text = searching.search_text({"name": "Bo", "register_number": "R/17"}, ["2026-AB", None])
    assert text == "bo\n2026-ab\n2026ab\nr/17\nr17"


def test_former_names_are_found_too() -> None:
    text = searching.search_text({"name": "Bo Li", "former_names": ["Bo Wang"]}, [])
    assert "wang" in text
    assert searching.search_text(None, []) == ""


def test_plain_letters_are_folded_as_any_others() -> None:
    plain = "".join(map(chr, range(128)))
    # A letter that is not plain takes the long way, and is the last word by itself.
    assert searching.folded(f"{plain} é") == f"{searching.folded(plain)} e"
