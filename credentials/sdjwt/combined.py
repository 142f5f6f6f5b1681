"""The form in which an SD-JWT travels: token, disclosures, key binding (RFC 9901 §4).

`<token>~<disclosure>~…~`, and behind the last `~` the token of the key binding, if any. The
JSON serialization (§8) is not read, as no credential here is asked for in it.
"""

from collections.abc import Collection, Sequence

from msgspec import Struct

from credentials.problems import ProblemCode, refuse
from credentials.sdjwt.disclosures import Disclosure, digest_of, read_disclosure

_MAX_LENGTH = 256 * 1024
_MAX_DISCLOSURES = 512
_SEPARATOR = "~"


class Combined(Struct, frozen=True):
    """An SD-JWT in its parts; nothing in it is believed yet. `key_binding` may be absent."""

    token: str
    disclosures: tuple[Disclosure, ...]
    key_binding: str | None = None

    def unbound(self) -> str:
        """It without the key binding: what a key binding is over (§4.3.1)."""
        parts = [self.token, *(one.text for one in self.disclosures), ""]
        return _SEPARATOR.join(parts)

    def digest(self, hash_name: str) -> str:
        """The `sd_hash` that a key binding has to name."""
        return digest_of(self.unbound(), hash_name)

    def text(self) -> str:
        """The whole of it, as it is sent."""
        return self.unbound() + (self.key_binding or "")


def is_combined(content: bytes) -> bool:
    """Whether bytes look like an SD-JWT: a token with a `~` behind it."""
    return content[:3] == b"eyJ" and _SEPARATOR.encode() in content


def read_combined(content: bytes | str) -> Combined:
    """Take an SD-JWT of at most 256 KB and 512 disclosures apart.

    Raises CredentialsError with `malformed` for anything else, and what `read_disclosure` does.
    """
    if len(content) > _MAX_LENGTH:
        raise refuse(ProblemCode.MALFORMED, f"an SD-JWT of more than {_MAX_LENGTH} characters")
    try:
        text = content if isinstance(content, str) else content.decode("ascii")
    except UnicodeDecodeError as error:
        raise refuse(ProblemCode.MALFORMED, "an SD-JWT is ASCII") from error
    token, *disclosed = text.split(_SEPARATOR, _MAX_DISCLOSURES + 2)
    if not disclosed:
        raise refuse(ProblemCode.MALFORMED, "an SD-JWT has a ~ behind its token")
    if len(disclosed) > _MAX_DISCLOSURES + 1:
        raise refuse(ProblemCode.MALFORMED, f"more than {_MAX_DISCLOSURES} disclosures")
    *texts, key_binding = disclosed
    return Combined(token, tuple(read_disclosure(one) for one in texts), key_binding or None)


def chosen(
    places: Sequence[tuple[str, Disclosure]], pointers: Collection[str]
) -> tuple[Disclosure, ...]:
    """The disclosures that are needed to show the claims at some JSON Pointers, and no others.

    A claim is shown whole: with what it stands in and with everything that is hidden in it.
    Raises CredentialsError with `bad-value` for a pointer that no disclosure has to do with.
    """
    kept = []
    met: set[str] = set()
    for place, one in places:
        reasons = [pointer for pointer in pointers if _is_part(place, pointer)]
        if reasons:
            kept.append(one)
            met.update(reasons)
    for pointer in pointers:
        if pointer not in met:
            raise refuse(ProblemCode.BAD_VALUE, "there is nothing to disclose here", pointer)
    return tuple(kept)


def _is_part(place: str, pointer: str) -> bool:
    return f"{pointer}/".startswith(f"{place}/") or place.startswith(f"{pointer}/")
