"""From a signed payload and what was disclosed of it to the claims (RFC 9901 §7.1, step 3).

Every rule that tells two readings of one SD-JWT apart is applied: what is accepted here has
one meaning only, and nothing was disclosed that the issuer did not sign.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from credentials.model import JSONObject
from credentials.problems import CredentialsError, ProblemCode, at_pointer, refuse
from credentials.sdjwt.disclosures import (
    DEFAULT_HASH,
    DIGESTS,
    ELEMENT,
    HASH,
    Disclosure,
    digest_of,
)

# As for every other document (`parsing.read_json`): disclosures may not build a deeper one.
_MAX_DEPTH = 32
_MAX_NODES = 10_000


class Revealed(Struct, frozen=True):
    """The claims as they read with what was disclosed, and where disclosed ones stand.

    `hash_name` is the hash of the SD-JWT. `places` are the disclosures by JSON Pointers into
    `claims`. `is_whole`: every digest was disclosed; a decoy looks like one that was not.
    """

    claims: JSONObject
    hash_name: str
    places: Mapping[str, Disclosure]
    is_whole: bool


def reveal(payload: JSONObject, disclosures: Sequence[Disclosure]) -> Revealed:
    """Put the disclosed claims in the place of their digests, and take the other digests out.

    Raises CredentialsError: `proof-rejected` when a digest stands twice, a disclosure belongs
    to no digest, to one of another kind, or to a member that is there already; `malformed`
    for a payload that is not built as §4.1 says; `suite-unknown` for a hash not taken here.
    """
    hash_name = payload.get(HASH, DEFAULT_HASH)
    if not isinstance(hash_name, str):
        raise refuse(ProblemCode.MALFORMED, "the name of a hash is a text", f"/{HASH}")
    digest_of("", hash_name)
    by_digest = {one.digest(hash_name): one for one in disclosures}
    if len(by_digest) != len(disclosures):
        raise _rejected("a disclosure stands twice")
    work = _Work(by_digest)
    outer = {name: member for name, member in payload.items() if name != HASH}
    claims = work.opened(outer, "", 1)
    if len(work.places) != len(by_digest):
        raise _rejected("a disclosure that nothing in the payload refers to")
    return Revealed(claims, hash_name, work.places, is_whole=len(work.met) == len(work.places))


def _rejected(detail: str, pointer: str = "") -> CredentialsError:
    return refuse(ProblemCode.PROOF_REJECTED, detail, pointer)


@dataclass(slots=True)
class _Work:
    by_digest: dict[str, Disclosure]
    met: set[str] = field(default_factory=set)
    places: dict[str, Disclosure] = field(default_factory=dict)
    nodes: int = 0

    def opened(self, value: Any, pointer: str, depth: int) -> Any:
        self.nodes += 1
        if depth > _MAX_DEPTH or self.nodes > _MAX_NODES:
            raise refuse(ProblemCode.MALFORMED, "disclosed claims nest too deep or are too many")
        if isinstance(value, dict):
            return self._object(value, pointer, depth)
        if isinstance(value, list):
            return self._list(value, pointer, depth)
        return value

    def _object(self, value: JSONObject, pointer: str, depth: int) -> JSONObject:
        for name in (ELEMENT, HASH):
            # §4.1: `...` is for elements of lists alone, `_sd_alg` for the outermost object.
            if name in value:
                raise refuse(ProblemCode.MALFORMED, "a reserved name as a member", pointer)
        shown = {
            name: self.opened(member, at_pointer(pointer, name), depth + 1)
            for name, member in value.items()
            if name != DIGESTS
        }
        digests = value.get(DIGESTS, [])
        if not isinstance(digests, list):
            raise refuse(ProblemCode.MALFORMED, "_sd is a list of digests", pointer)
        for digest in digests:
            found = self._taken(digest, pointer)
            if found is None:
                continue
            if found.name is None:
                raise _rejected("the disclosure of an element in the place of a member", pointer)
            if found.name in shown:
                raise _rejected("a disclosure of a member that is there already", pointer)
            where = at_pointer(pointer, found.name)
            self.places[where] = found
            shown[found.name] = self.opened(found.value, where, depth + 1)
        return shown

    def _list(self, value: list[Any], pointer: str, depth: int) -> list[Any]:
        shown: list[Any] = []
        for item in value:
            where = at_pointer(pointer, len(shown))
            if not isinstance(item, dict) or item.keys() != {ELEMENT}:
                shown.append(self.opened(item, where, depth + 1))
                continue
            found = self._taken(item[ELEMENT], where)
            if found is None:
                continue
            if found.name is not None:
                raise _rejected("the disclosure of a member in the place of an element", where)
            self.places[where] = found
            shown.append(self.opened(found.value, where, depth + 1))
        return shown

    def _taken(self, digest: Any, pointer: str) -> Disclosure | None:
        """What a digest stands for; None for a decoy or what was not disclosed."""
        if not isinstance(digest, str):
            raise refuse(ProblemCode.MALFORMED, "a digest is a text", pointer)
        if digest in self.met:
            raise _rejected("a digest stands twice", pointer)
        self.met.add(digest)
        return self.by_digest.get(digest)
