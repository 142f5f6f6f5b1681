"""Draws documents out of the names that the vendored contexts define."""

import copy
from typing import Any

from credentials.model import JSONObject
from tests.differential import words
from tests.differential.names import Definition, Scope, scope
from tests.differential.words import Chance
from tests.unit.credentials.jsonld.documents import V1, V2

_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0"
_OB3, _OB2 = f"{_BADGES}/context-3.0.3.json", f"{_BADGES}/context-3.0.2.json"
_OB0, _OB1 = f"{_BADGES}/context.json", f"{_BADGES}/context-3.0.1.json"
_EXTENSIONS = f"{_BADGES}/extensions.json"
_RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
_SECURITY = "https://w3id.org/security"
_DI1, _DI2 = f"{_SECURITY}/data-integrity/v1", f"{_SECURITY}/data-integrity/v2"
_SUITE_2020 = f"{_SECURITY}/suites/ed25519-2020/v1"
_MULTIKEY, _JWK, _DID = (
    f"{_SECURITY}/multikey/v1",
    f"{_SECURITY}/jwk/v1",
    "https://www.w3.org/ns/did/v1",
)
_STATUS = "https://www.w3.org/ns/credentials/status/v1"
_VDL = "https://w3id.org/vdl/v1"
_EXAMPLES, _UNDEFINED = (
    f"https://www.w3.org/ns/credentials/{name}/v2" for name in ("examples", "undefined-terms")
)
WITH_A_VOCABULARY = frozenset({_EXAMPLES, _UNDEFINED})
"""Contexts under which every word is a name, which only the standard's policy takes."""

# Which contexts stand together, and how often; credentials of today most of all.
COMBINATIONS: dict[tuple[str, ...], int] = {
    (V2,): 16, (V2, _OB3): 20, (V2, _OB3, _EXTENSIONS): 14, (V2, _OB2): 4, (V2, _OB0): 2,
    (V2, _OB1): 2, (V2, _EXTENSIONS): 1, (V2, _EXTENSIONS, _OB3): 1, (V2, _DI2): 2, (V2, _DI1): 1,
    (V2, _VDL): 3, (V2, _STATUS): 1, (V2, _MULTIKEY): 1, (V2, _EXAMPLES): 2, (V2, _UNDEFINED): 1,
    (V1,): 4, (V1, _OB0): 2, (V1, _OB3): 2, (V1, _OB3, _STATUS, _DI2): 4, (V1, _SUITE_2020): 2,
    (V1, _OB3, _STATUS, _SUITE_2020): 3, (V1, _VDL): 1, (V1, _STATUS): 1, (_DI2,): 2, (_DI1,): 1,
    (_SUITE_2020,): 1, (_DID,): 2, (_DID, _MULTIKEY): 3, (_DID, _JWK): 1, (_DID, _SUITE_2020): 1,
    (_MULTIKEY,): 1, (_JWK,): 1, (_VDL,): 1, (_STATUS,): 1, (_EXTENSIONS,): 1, (V1, V2): 1,
    (V2, _RECORDS): 1, (V2, _RECORDS, _OB3): 3, (V2, _RECORDS, _OB3, _EXTENSIONS): 2,
}  # fmt: skip
_OWN_CONTEXTS: tuple[tuple[JSONObject, JSONObject], ...] = (
    ({"fullName": "https://schema.org/name"}, {"fullName": "Amina Yusuf"}),
    ({"grade": {"@id": "urn:v#grade", "@type": "urn:v#Mark"}}, {"grade": "A"}),
    ({"site": {"@id": "urn:v#site", "@type": "@id"}}, {"site": "https://a.example/site"}),
    (
        {"label": {"@id": "urn:v#label", "@container": "@language"}},
        {"label": {"en": "Welder", "AR": ["لحّام", "عامل لحام"]}},
    ),
    ({"steps": {"@id": "urn:v#steps", "@container": "@list"}}, {"steps": ["cut", 2, "weld"]}),
    ({"marks": {"@id": "urn:v#marks", "@container": "@set"}}, {"marks": [1, 2.5, "A"]}),
    ({"@vocab": "urn:v#"}, {"anything": "goes", "more": {"inside": True}}),
    ({"@language": "ar"}, {"name": "شهادة"}),
    ({"name": None}, {"name": "x"}),
    ({"name": "urn:v#name"}, {"name": "x"}),
    ({"ex": "urn:v#"}, {"ex:grade": "A"}),
)


class Drawing:
    """One document in the making: how much there may still be, and how odd it gets."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._odd = chance.choices((0.0, 0.02, 0.15), (78, 17, 5))[0]
        self._nodes = 40 if chance.often(0.01) else chance.choice((1, 2, 2, 3, 4))

    def document(self) -> JSONObject:
        """A document of any kind."""
        contexts = self._chance.choices(list(COMBINATIONS), list(COMBINATIONS.values()))[0]
        here = scope(contexts)
        kinds = self._kinds(here)
        drawn = {"@context": list(contexts), **self._node(here, kinds, 1)}
        if "VerifiablePresentation" in kinds and self._chance.often(0.8):
            drawn["verifiableCredential"] = self._shown()
        if self._chance.often(0.03):
            context, members = copy.deepcopy(self._chance.choice(_OWN_CONTEXTS))
            if isinstance(drawn["@context"], list):
                drawn["@context"].append(context)
            drawn |= members
        is_one = len(contexts) == 1 and self._chance.often(0.2)
        # A member of a context of one's own may be another list, and an empty one.
        if is_one and isinstance(drawn["@context"], list) and drawn["@context"]:
            drawn["@context"] = drawn["@context"][0]
        return drawn

    def _kinds(self, here: Scope) -> list[str]:
        if "VerifiableCredential" not in here.terms or self._chance.often(0.08):
            return self._some_classes(here)
        if self._chance.often(0.08):
            return ["VerifiablePresentation"]
        return [
            "VerifiableCredential",
            *(self._some_classes(here) if self._chance.often(0.6) else ()),
        ]

    def _shown(self) -> Any:
        shown = [Drawing(self._chance).document() for _ in range(self._chance.choice((1, 1, 1, 2)))]
        return shown[0] if len(shown) == 1 and self._chance.often(0.3) else shown

    def _some_classes(self, here: Scope) -> list[str]:
        count = min(len(here.classes), self._chance.choices((0, 1, 2), (10, 80, 10))[0])
        return self._chance.sample(here.classes, count)

    def _node(self, here: Scope, kinds: list[str], depth: int) -> JSONObject:
        self._nodes -= 1
        node: JSONObject = {}
        if self._chance.often(0.5):
            node["id"] = self._address()
        if kinds:
            node["type"] = kinds[0] if len(kinds) == 1 and self._chance.often(0.3) else kinds
        for kind in kinds:
            here = here.of(kind)
        own = [name for name in here.members if name not in scope((V2,)).terms]
        names = own if own and self._chance.often(0.6) else here.members
        for name in self._chance.sample(names, min(len(names), self._chance.randint(1, 3))):
            node[name] = self._values(here, name, depth)
        if self._chance.often(self._odd):
            node[self._chance.choice(_ODD_NAMES)] = words.odd_value(self._chance)
        return node

    def _values(self, here: Scope, name: str, depth: int) -> Any:
        if here.terms[name].get("@container") == "@list":
            return [words.text(self._chance) for _ in range(self._chance.randint(1, 4))]
        values = [self._value(here, name, depth)]
        while self._chance.often(0.15):
            values.append(self._value(here, name, depth))
        if isinstance(values[0], dict) and "id" not in values[0] and self._chance.often(0.06):
            values += [copy.deepcopy(values[0]) for _ in range(self._chance.randint(1, 3))]
        if self._chance.often(self._odd):
            return self._chance.choice(
                ({"@set": values}, {"@list": values}, [values], [*values, *values])
            )
        return values if len(values) > 1 or self._chance.often(0.3) else values[0]

    def _value(self, here: Scope, name: str, depth: int) -> Any:
        if self._chance.often(self._odd):
            return words.odd_value(self._chance)
        kind = str(here.terms[name].get("@type", ""))
        if kind in ("", "@id"):
            return self._open_value(here, name, depth, is_address=kind == "@id")
        if kind == "@vocab":
            return self._chance.choice([*here.inside(name).terms, self._address()])
        return self._literal(kind)

    def _literal(self, kind: str) -> Any:
        """A value of a type that the context says."""
        if kind == "@json":
            return {"b": [1, {"é": None}], "a": words.text(self._chance)}
        if kind.endswith("boolean"):
            return self._chance.often(0.5)
        if kind.endswith(("nteger", "float", "double", "decimal", "Int")):
            return words.number(self._chance)
        return words.text(self._chance)

    def _open_value(self, here: Scope, name: str, depth: int, *, is_address: bool) -> Any:
        """A node where there may be one, or an address, or a value without a type."""
        definition: Definition = here.terms[name]
        if (is_address or "@context" in definition or self._chance.often(0.15)) and (
            self._nodes > 0 and depth < 8 and self._chance.often(0.75)
        ):
            inside = here.inside(name)
            return self._node(inside, self._some_classes(inside), depth + 1)
        if is_address or definition.get("@container") == "@graph":
            return self._address() if self._chance.often(0.9) else {"id": self._address()}
        kind = self._chance.random()
        if kind < 0.6:
            return words.text(self._chance)
        if kind < 0.75:
            return words.in_a_language(self._chance)
        return words.number(self._chance) if kind < 0.95 else self._chance.often(0.5)

    def _address(self) -> str:
        if self._chance.often(self._odd):
            return words.wrong_address(self._chance)
        return words.address(self._chance)


_ODD_NAMES = (
    *("@graph", "@id", "@type", "@included", "@nest", "@reverse", "@index", "@context", "@json"),
    *("favouriteColour", "https://schema.org/name", "cred:validUntil", "_:b0", ""),
    *("urn:\U0001f600", "id", "type", "proof", "name", "description", "image"),
)  # fmt: skip
