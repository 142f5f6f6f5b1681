"""The frameworks that we know by name: ladders of levels, ISCED-F, ISCO-08 and ESCO.

The names of groups in `data/` were written from the published classifications; see the
note in each file. Any other framework is taken with its name and address.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ISCED_F = "ISCED-F 2013"
ISCO = "ISCO-08"
ESCO = "ESCO"
ESCO_CONCEPT = re.compile(r"http://data\.europa\.eu/esco/[a-z-]{3,40}/[A-Za-z0-9.-]{1,80}")


@dataclass(frozen=True, slots=True)
class Ladder:
    """A framework of levels, from the lowest to the highest, and the page that explains it."""

    name: str
    lowest: int
    highest: int
    url: str


LADDERS: Mapping[str, Ladder] = {
    "EQF": Ladder(
        "European Qualifications Framework (EQF)", 1, 8,
        "https://europass.europa.eu/en/europass-digital-tools/european-qualifications-framework",
    ),
    "AQRF": Ladder(
        "ASEAN Qualifications Reference Framework (AQRF)", 1, 8,
        "https://asean.org/our-communities/economic-community/services/aqrf/",
    ),
    "SADCQF": Ladder(
        "SADC Qualifications Framework (SADCQF)", 1, 10, "https://www.sadc.int/",
    ),
    "PQF": Ladder("Pacific Qualifications Framework (PQF)", 1, 10, "https://eqap.spc.int/"),
    "ACQF": Ladder(
        "African Continental Qualifications Framework (ACQF)", 1, 10, "https://acqf.africa/"
    ),
}  # fmt: skip


def field_name(code: str) -> str | None:
    """What ISCED-F calls a field of 2 to 4 digits: its narrow field's name, else its broad one's.

    None for a code that stands in no field.
    """
    names = _names("isced-f-2013.json")
    return names.get(code[:3], names.get(code[:2])) if _is_within(code, names, 2) else None


def occupation_name(code: str) -> str | None:
    """What ISCO-08 calls the group of an occupation of 1 to 4 digits; None where there is none."""
    names = _names("isco-08.json")
    return names.get(code[:2], names.get(code[:1])) if _is_within(code, names, 1) else None


def _is_within(code: str, names: Mapping[str, str], shortest: int) -> bool:
    """Whether a code has the right number of digits and begins like a group that there is."""
    listed = code[: max(len(name) for name in names)]
    return (
        shortest <= len(code) <= len("0000")
        and code.isascii()
        and code.isdecimal()
        and (listed in names)
    )


@cache
def _names(file: str) -> Mapping[str, str]:
    groups: Mapping[str, str] = json.loads(
        files("app.issuer.achievements").joinpath("data", file).read_text("utf-8")
    )["names"]
    return groups
