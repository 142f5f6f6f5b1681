"""Good examples of what can be awarded, to start from: one file of `gallery/` each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.base.locales import N_
from app.issuer.schemas import AchievementBody

SECTORS: Mapping[str, str] = {
    "metal": N_("Metalwork"),
    "electrical": N_("Electrical trades"),
    "construction": N_("Construction"),
    "care": N_("Care"),
    "health": N_("Health and safety"),
    "transport": N_("Transport and warehouse"),
    "hospitality": N_("Hotels and restaurants"),
    "personal-services": N_("Personal services"),
    "household": N_("Household"),
    "it": N_("Computers and software"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """An example: its name in an address, its sector, and what it says."""

    name: str
    sector: str
    achievement: AchievementBody


@cache
def examples() -> tuple[Example, ...]:
    """All of them, by sector."""
    places = list(SECTORS)
    found = []
    for file in files("app.issuer.achievements").joinpath("gallery").iterdir():
        content = json.loads(file.read_text("utf-8"))
        body = AchievementBody.model_validate(content["achievement"])
        found.append(Example(file.name.removesuffix(".json"), content["sector"], body))
    return tuple(sorted(found, key=lambda item: (places.index(item.sector), item.name)))


def example(name: str) -> Example | None:
    """The example of that name."""
    return next((item for item in examples() if item.name == name), None)
