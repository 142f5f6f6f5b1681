"""What a program compares is what a person reads, though it is not read with all the rest."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.verifier.claims import Label, claims_of, compared_in

_FILES = Path(__file__).parents[4] / "examples" / "zoo" / "files"
_ZOO = {path.name: json.loads(path.read_bytes()) for path in _FILES.glob("*.json")}
DOCUMENTS: dict[str, Any] = {
    **{name: one for name, one in _ZOO.items() if isinstance(one, dict)},
    "a token": {"vct": "urn:welder", "name": "Amina Yusuf", "given_name": "Amina"},
    "names in many places": {
        "name": "Safety",
        "issuer": {"identityType": "name", "identityHash": "Somebody", "hashed": False},
        "credentialSubject": [
            {"name": ["Amina Yusuf"], "related": {"inLanguage": "fr", "name": "Yusuf"}},
            {"name": {"@value": "Ben"}, "achievement": {"name": "Safety"}},
        ],
    },
    "levels and a year": {
        "credentialSubject": {
            "identifier": {
                "identityType": "ext:birthYear",
                "identityHash": "1990",
                "hashed": False,
            },
            "achievement": {
                "alignment": [
                    {"targetName": level, "targetFramework": "National Qualifications"}
                    for level in ("Level 3", "Level 2")
                ]
            },
        }
    },
    "more than is shown": {"zero": ["x"] * 1999, "credentialSubject": {"name": "Amina Yusuf"}},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_names_years_and_levels_are_those_of_the_whole(name: str) -> None:
    document = DOCUMENTS[name]
    whole, compared = claims_of(document), compared_in(document)
    assert compared.names == whole.names
    assert compared.levels == whole.levels
    assert compared.values(Label.BIRTH_YEAR) == whole.values(Label.BIRTH_YEAR)


def test_some_of_them_have_something_to_compare() -> None:
    found = [compared_in(one) for one in DOCUMENTS.values()]
    assert any(one.levels for one in found)
    assert any(one.values(Label.BIRTH_YEAR) for one in found)
    names = compared_in(DOCUMENTS["names in many places"]).names
    assert set(names) == {"Amina Yusuf", "Ben", "Somebody"}
