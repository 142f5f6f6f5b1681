import re
from importlib.resources import files
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from app.base import locales
from app.base.locales import extraction

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
TRANSLATIONS = [name for name in locales.LANGUAGES if name != locales.DEFAULT]


def key(sentence: str | tuple[str, ...] | list[str], context: str | None) -> tuple[str, str | None]:
    return (sentence if isinstance(sentence, str) else sentence[0], context)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_sentence_is_translated(language: str) -> None:
    translated = {
        key(message.id, message.context)
        for message in locales.catalogue(language)
        if message.id and message.string and not message.fuzzy
    }
    missing: dict[str, list[str]] = {}
    for file, sentence, context in extraction.sentences():
        if key(sentence, context) not in translated:
            missing.setdefault(file, []).append(key(sentence, context)[0])
    assert not missing


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_says_what_the_sentence_leaves_open(language: str) -> None:
    for message in locales.catalogue(language):
        if not message.id or not message.string:
            continue
        plural = not isinstance(message.id, str)
        asked = set(
            PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[1])
        )
        forms = [message.string] if isinstance(message.string, str) else message.string
        for form in forms:
            named = set(PLACEHOLDER.findall(form))
            # "One certificate" may be said without the number.
            assert named <= asked if plural else named == asked, message.id


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_sentence_is_translated_twice_and_differently(language: str) -> None:
    seen: dict[tuple[str, str | None], str] = {}
    for part in files(locales).joinpath(language).iterdir():
        for message in read_po(BytesIO(part.read_bytes()), locale=language):
            if message.id:
                place = key(message.id, message.context)
                assert seen.setdefault(place, str(message.string)) == str(message.string), place


def test_a_date_in_an_arabic_sentence_is_isolated() -> None:
    bare = re.compile("(?<!\u2066)[0-9]{4}-[0-9]{2}-[0-9]{2}")
    said = [str(message.string) for message in locales.catalogue("ar") if message.id]
    assert [sentence for sentence in said if bare.search(sentence)] == []


def test_an_address_is_not_isolated_so_that_it_can_be_clicked() -> None:
    with locales.speaking("ar"):
        assert locales.isolated("https://school.example/a") == "https://school.example/a"
        assert locales.isolated("office@school.example") == "office@school.example"
        assert locales.isolated("A-17") == "\u2068A-17\u2069"


def test_the_english_catalogue_is_what_the_code_says() -> None:
    stored = files(locales).joinpath("en", "messages.po").read_bytes()
    assert stored == extraction.written(extraction.english()), "run: python -m app.base.locales"


def test_a_language_is_spoken_only_inside_its_block() -> None:
    with locales.speaking("ar"):
        assert locales.gettext("Copy") == "نسخ"
        assert locales.direction() == "rtl"
    assert locales.gettext("Copy") == "Copy"
    assert locales.direction() == "ltr"


def test_an_unknown_language_is_spoken_as_english() -> None:
    with locales.speaking("../../etc"):
        assert locales.language() == "en"


def test_a_sentence_that_nobody_translated_is_shown_in_english() -> None:
    with locales.speaking("ar"):
        assert locales.gettext("Nobody translated this") == "Nobody translated this"
        assert locales.ngettext("one", "many", 5) == "many"
        assert locales.pgettext("context", "Nobody translated this") == "Nobody translated this"


def test_in_arabic_only_what_is_counted_from_eleven_to_ninety_nine_is_accusative() -> None:
    # The forms stand in Babel's order, in which a hundred comes before eleven.
    for message in locales.catalogue("ar"):
        if isinstance(message.string, tuple) and len(message.string) == 6:
            assert not re.search(r"%\(num\)s \w+ًا", message.string[4]), message.string[4]


def test_languages_are_named_in_their_own_words() -> None:
    assert locales.own_name("ar") == "العربية"
    assert locales.own_name("en") == "English"


@pytest.mark.parametrize(
    ("tag", "english", "arabic"),
    [
        ("en", "English", "الإنجليزية"),
        ("pt-br", "Portuguese (Brazil)", "البرتغالية (البرازيل)"),
        ("en-KE", "English (Kenya)", "الإنجليزية (كينيا)"),
        ("xx", "xx", "xx"),
        ("../../etc", "../../etc", "../../etc"),
        ("", "", ""),
    ],
)
def test_a_language_is_named_as_its_reader_calls_it(tag: str, english: str, arabic: str) -> None:
    assert locales.language_name(tag) == english
    with locales.speaking("ar"):
        assert locales.language_name(tag) == arabic


def test_a_country_is_named_as_its_reader_calls_it() -> None:
    assert locales.country_name("KE") == "Kenya"
    assert locales.country_name("ZZZ") == "ZZZ"
    with locales.speaking("ar"):
        assert locales.country_name("KE") == "كينيا"


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "spoken"),
    [
        ("ar", "en", "en", "ar"),
        (None, "ar", "en", "ar"),
        ("xx", "yy", "ar-SA,en;q=0.1", "ar"),
        (None, None, "en;q=0, ar", "ar"),
        (None, None, "de, fr", "en"),
        (None, None, ",".join(["ar"] * 10_000), "ar"),
    ],
)
def test_the_language_is_chosen_by_wish_then_memory_then_browser(
    asked: str | None, remembered: str | None, accepted: str, spoken: str
) -> None:
    assert locales.choose(asked=asked, remembered=remembered, accepted=accepted) == spoken
