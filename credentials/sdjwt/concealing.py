"""From claims to a payload with digests, and the disclosures that open them (RFC 9901 §4.2)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from credentials.keys.encodings import encode_base64url
from credentials.model import JSONObject
from credentials.problems import ProblemCode, at_pointer, refuse
from credentials.sdjwt.disclosures import (
    DEFAULT_HASH,
    DIGESTS,
    ELEMENT,
    HASH,
    RESERVED,
    Disclosure,
    Salts,
    digest_of,
    disclosure,
    random_salt,
)


class Hiding(Struct, frozen=True):
    """What of a credential the holder may leave out: members and elements, as JSON Pointers.

    `decoys` is how many digests without a claim stand in each object that hides something, so
    that the number of digests says less. `salts` makes it reproducible in tests.
    """

    pointers: Collection[str] = ()
    decoys: int = 0
    hash_name: str = DEFAULT_HASH
    salts: Salts = random_salt


class Concealed(Struct, frozen=True):
    """A payload to be signed, and the disclosures of all that it hides."""

    payload: JSONObject
    disclosures: tuple[Disclosure, ...]


def conceal(claims: JSONObject, hiding: Hiding) -> Concealed:
    """Hide the claims at the given pointers; what lies below a hidden one may be hidden too.

    Raises CredentialsError with `bad-value` when a pointer leads to nothing or a claim has a
    reserved name, and `suite-unknown` for another hash.
    """
    work = _Work(hiding)
    payload = work.concealed(claims, "")
    missing = sorted(set(hiding.pointers) - work.met)
    if missing:
        raise refuse(ProblemCode.BAD_VALUE, "there is nothing to hide here", missing[0])
    if work.disclosures:
        payload[HASH] = hiding.hash_name
    return Concealed(payload, tuple(work.disclosures))


@dataclass(slots=True)
class _Work:
    hiding: Hiding
    met: set[str] = field(default_factory=set)
    disclosures: list[Disclosure] = field(default_factory=list)

    def concealed(self, value: Any, pointer: str) -> Any:
        if isinstance(value, dict):
            return self._object(value, pointer)
        if isinstance(value, list):
            return [
                self._element(item, at_pointer(pointer, place)) for place, item in enumerate(value)
            ]
        return value

    def _object(self, value: JSONObject, pointer: str) -> JSONObject:
        shown: JSONObject = {}
        digests: list[str] = []
        for name, member in value.items():
            where = at_pointer(pointer, name)
            if name in RESERVED:
                raise refuse(ProblemCode.BAD_VALUE, "a name that SD-JWT reserves", where)
            inner = self.concealed(member, where)
            if where in self.hiding.pointers:
                digests.append(self._hide(name, inner, where))
            else:
                shown[name] = inner
        if digests:
            # In the order of the digests, which says nothing about the order of the claims.
            shown[DIGESTS] = sorted([*digests, *self._decoys()])
        return shown

    def _element(self, item: Any, pointer: str) -> Any:
        inner = self.concealed(item, pointer)
        if pointer in self.hiding.pointers:
            return {ELEMENT: self._hide(None, inner, pointer)}
        return inner

    def _hide(self, name: str | None, value: Any, pointer: str) -> str:
        self.met.add(pointer)
        made = disclosure(name, value, salt=self.hiding.salts())
        self.disclosures.append(made)
        return made.digest(self.hiding.hash_name)

    def _decoys(self) -> list[str]:
        # The digest of a salt in the place of a disclosure: nobody has what would fit it (§4.2.5).
        return [
            digest_of(encode_base64url(self.hiding.salts().encode()), self.hiding.hash_name)
            for _ in range(self.hiding.decoys)
        ]
