"""What only the graph of a document can show, and the graph as a dataset of quads.

Works on JSON-LD's expanded form, in which every name is an address and every value says
its type.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from credentials.jsonld.canonical import IRI, BlankNode, Literal, Quad
from credentials.jsonld.naming import Naming
from credentials.model import JSONObject
from credentials.problems import ProblemCode, at_pointer, refuse

# RFC 3987 §2.2, as far as a reader needs it: a scheme, and nothing that ends an IRI in
# N-Quads or cannot stand in one.
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f]+")
_LANGUAGE_TAG = re.compile(r"[a-z]{1,8}(?:-[a-z0-9]{1,8})*")

# Some published contexts write the namespace of XML Schema with https, and the one of learner
# records abbreviates it without saying what the abbreviation stands for.
_XSD = re.compile(r"(?:https?://www\.w3\.org/2001/XMLSchema#|xsd:)(?P<name>\w+)")
_SIZES = ("byte", "short", "int", "long")
_SIGNS = ("negative", "nonNegative", "nonPositive", "positive")
_NUMBERS = frozenset(
    [
        *("decimal", "double", "float", "integer"),
        *_SIZES,
        *(f"unsigned{size.title()}" for size in _SIZES),
        *(f"{sign}Integer" for sign in _SIGNS),
    ]
)
_NODE_KEYWORDS = ("@id", "@type", "@graph")
# What is said of a thing in one of these roles stands at its identifier, beside what another
# credential in the same document says of it: an endorsement at what it endorses (Open Badges
# 3.0 §B.1), a learner record at the learner, whom the certificates in it are about (CLR 2.0).
# Each role has members of its own.
_OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_CLR = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"
_PRAISE, _RECORD = f"{_OB}EndorsementSubject", f"{_CLR}ClrSubject"
_HELD, _PROOF = f"{_CLR}verifiableCredential", "https://w3id.org/security#proof"
_ROLES: Mapping[str, frozenset[str]] = {
    _PRAISE: frozenset({f"{_OB}endorsementComment"}),
    _RECORD: frozenset(
        f"{_CLR}{name}"
        for name in ("achievement", "association", "identifier-1", "verifiableCredential")
    ),
}


def check_graph(expanded: list[JSONObject], document: Mapping[str, Any], naming: Naming) -> None:
    """Refuse an expanded document that says less, or something else, than it seems to.

    Raises CredentialsError, with the place in `document` where it can be told: `bad-value`
    for addresses that are not absolute (they would be dropped) and for values that do not
    fit their type or stand twice in a set; `term-undefined` for a type that no context
    defines; `tree-changed` for a node that is described twice in different words (so that
    its parts could be moved about) and for an abbreviated address.
    """
    check = _Check(document)
    check.nodes(expanded, {})
    check.roles()
    check.held()
    check.abbreviations(naming)


class _Check:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._addresses: set[str] = set()
        self._in_role: set[tuple[str, str]] = set()
        self._beside_role: set[tuple[str, str]] = set()
        self._held: list[tuple[dict[str, str], dict[str, str]]] = []

    def nodes(self, nodes: list[JSONObject], described: dict[str, str]) -> None:
        """Check the nodes of one graph; `described` are those of it seen so far."""
        for node in nodes:
            self._identity(node, described)
            for kind in node.get("@type", []):
                self._type(kind)
            if "@graph" in node:
                # A graph of its own: a presented credential, whose nodes are its own.
                self.nodes(node["@graph"], {})
            for name, values in node.items():
                if name not in _NODE_KEYWORDS:
                    self._property(name)
                    self._values(values, described, is_held=name == _HELD)

    def _identity(self, node: JSONObject, described: dict[str, str]) -> None:
        address = node.get("@id")
        if address is None:
            return
        self._addresses.add(address)
        if not ABSOLUTE.fullmatch(address):
            raise refuse(
                ProblemCode.BAD_VALUE,
                "not an absolute address, so no statement would be made about it",
                self._place(address),
            )
        role = _role_of(node)
        if role is not None:
            self._in_role.add((address, role))
        if role == _PRAISE:
            # Each endorsement is signed by itself, and several may be of one thing.
            return
        for other, members in _ROLES.items():
            if other != role and (other in node.get("@type", []) or members & node.keys()):
                self._beside_role.add((address, other))
        words = _words(node)
        # No address has a blank in it.
        named = f"{address} {role}" if role else address
        if len(node) > 1 and described.setdefault(named, words) != words:
            raise refuse(
                ProblemCode.TREE_CHANGED,
                "one thing is described in two places, so that parts could be moved about",
                self._place(address),
            )

    def roles(self) -> None:
        """Refuse a thing that has words of one of its roles among its other words.

        The two descriptions are one node of the graph. That the one in the role has nothing but
        the members of that role, and the other none of them, keeps parts from being moved.
        """
        for address, _ in sorted(self._in_role & self._beside_role):
            detail = "a comment or a part of a record stands at what it is about, outside of it"
            raise refuse(ProblemCode.TREE_CHANGED, detail, self._place(address))

    def held(self) -> None:
        """Refuse a record that says of a thing what a certificate in it says in other words.

        The parts of each certificate are kept in their places by its own proof, but nothing
        would keep them from being copied into the words of the record.
        """
        for around, inside in self._held:
            for address in sorted(around.keys() & inside.keys()):
                if around[address] != inside[address]:
                    detail = (
                        "a record and a certificate in it describe one thing in different words"
                    )
                    raise refuse(ProblemCode.TREE_CHANGED, detail, self._place(address))

    def _type(self, kind: str) -> None:
        if ":" not in kind:
            raise refuse(
                ProblemCode.TERM_UNDEFINED,
                "no context defines this type, so no signature covers it",
                self._place(kind),
            )
        if not ABSOLUTE.fullmatch(kind):
            raise refuse(ProblemCode.BAD_VALUE, "not an absolute address", self._place(kind))

    def _property(self, name: str) -> None:
        if not ABSOLUTE.fullmatch(name):
            raise refuse(ProblemCode.TREE_CHANGED, "a member that moves or marks what stands in it")

    def _values(
        self, values: list[JSONObject], described: dict[str, str], *, is_held: bool
    ) -> None:
        seen = set()
        for value in values:
            if "@list" in value:
                for item in value["@list"]:
                    self._value(item, described)
                continue
            words = _words(value)
            if words in seen and ("@value" in value or "@id" in value):
                place = self._place(value.get("@id", value.get("@value")))
                raise refuse(ProblemCode.BAD_VALUE, "the same value stands twice in a set", place)
            seen.add(words)
            if is_held and _PROOF in value:
                self._held.append((described, {}))
                self.nodes([value], self._held[-1][1])
            else:
                self._value(value, described)

    def _value(self, value: JSONObject, described: dict[str, str]) -> None:
        if "@value" in value:
            self._literal(value)
        else:
            self.nodes([value], described)

    def _literal(self, value: JSONObject) -> None:
        kind, text = value.get("@type"), value["@value"]
        if not _LANGUAGE_TAG.fullmatch(value.get("@language", "en")):
            raise refuse(ProblemCode.BAD_VALUE, "not a language tag", self._place(text))
        if kind is not None and kind != "@json" and not _fits(text, kind):
            # 5 and "5", or true and "true", would be signed as one and the same.
            raise refuse(
                ProblemCode.BAD_VALUE, "a value is not written as its type is", self._place(text)
            )

    def abbreviations(self, naming: Naming) -> None:
        """Refuse texts that stand for an address of the graph and are not that address."""
        for text, pointer in _texts(self._document, ""):
            full = naming.in_full(text)
            if full != text and full in self._addresses:
                raise refuse(
                    ProblemCode.TREE_CHANGED,
                    "an address is abbreviated, so a reader would take it for another",
                    pointer,
                )

    def _place(self, value: Any) -> str:
        """Where a text first stands in the document as it was written; "" if it is not there."""
        return next((at for text, at in _texts(self._document, "") if text == value), "")


def _role_of(node: JSONObject) -> str | None:
    """The role in which a node is described: it has that type and its members, and no others."""
    for role, members in _ROLES.items():
        if node.get("@type") == [role] and node.keys() <= {"@id", "@type", *members}:
            return role
    return None


def _words(node: JSONObject) -> str:
    value = node.get("@value")
    if isinstance(value, float) and value.is_integer():
        node = {**node, "@value": int(value)}
    return json.dumps(node, sort_keys=True)


def kind_of_value(datatype: str) -> type[bool] | type[float] | type[str]:
    """What a value of this datatype is in JSON: a boolean, a number or a text."""
    xsd = _XSD.fullmatch(datatype)
    if xsd and xsd["name"] == "boolean":
        return bool
    return float if xsd and xsd["name"] in _NUMBERS else str


def _fits(value: Any, datatype: str) -> bool:
    if not ABSOLUTE.fullmatch(datatype):
        return False
    kind = kind_of_value(datatype)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind)


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Every text outside of names and contexts, with its pointer."""
    if isinstance(value, str):
        yield value, pointer
    elif isinstance(value, Mapping):
        for name, member in value.items():
            if name != "@context":
                yield from _texts(member, at_pointer(pointer, name))
    elif isinstance(value, list):
        for at, member in enumerate(value):
            yield from _texts(member, at_pointer(pointer, at))


def quads_of(rdf: Mapping[str, list[dict[str, dict[str, str]]]]) -> list[Quad]:
    """The quads of a dataset in PyLD's form: lists of statements by the name of their graph."""
    return [
        Quad(
            _resource(statement["subject"]),
            IRI(statement["predicate"]["value"]),
            _term(statement["object"]),
            _graph_name(name),
        )
        for name, statements in rdf.items()
        for statement in statements
    ]


def _graph_name(name: str) -> IRI | BlankNode | None:
    if name == "@default":
        return None
    return BlankNode(name) if name.startswith("_:") else IRI(name)


def _resource(term: Mapping[str, str]) -> IRI | BlankNode:
    return (BlankNode if term["type"] == "blank node" else IRI)(term["value"])


def _term(term: Mapping[str, str]) -> IRI | BlankNode | Literal:
    if term["type"] != "literal":
        return _resource(term)
    return Literal(term["value"], term["datatype"], term.get("language", ""))
