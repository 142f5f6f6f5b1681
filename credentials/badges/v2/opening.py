"""Bytes to a badge of version 2.0, if they are one: a token, JSON, or an address."""

import re
from dataclasses import dataclass, field

from credentials.badges.v2.documents import Assertion, assertion, is_of_version_2
from credentials.jose import compact
from credentials.model import JSONObject
from credentials.parsing import read_json
from credentials.problems import CredentialsError, ProblemCode, refuse

# Whoever writes the context writes this word, however the slashes are escaped.
_SIGN = b"openbadges"
_ADDRESS = re.compile(rb"https://[\x21-\x7e]{1,2000}")
_TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_MEMBERS = frozenset({"alg", "typ", "cty", "kid"})


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brought: an assertion, with the token around it, or only its address."""

    document: JSONObject | None = field(repr=False)
    token: compact.Jws | None = field(default=None, repr=False)
    url: str | None = None

    def assertion(self) -> Assertion | None:
        """The assertion, its shape checked; None for an address alone.

        Raises CredentialsError like `documents.assertion`, with `proof-rejected` for a token's
        header with members that change how it is checked, and with `proof-missing` for a
        badge that says it is signed and is not.
        """
        if self.document is None:
            return None
        found = assertion(self.document)
        if self.token is None and not found.is_hosted:
            raise refuse(ProblemCode.PROOF_MISSING, "a signed badge without its signature")
        if self.token is not None and not self.token.header.keys() <= _MEMBERS:
            detail = "the token's header has a member that is not taken"
            raise refuse(ProblemCode.PROOF_REJECTED, detail)
        return found


def open_badge(content: bytes) -> Brought | None:
    """The badge of version 2.0 that bytes are; None for anything else, whatever it is.

    An address stands alone in baked images of hosted badges.
    """
    text = content.strip()
    if _ADDRESS.fullmatch(text):
        return Brought(None, url=text.decode())
    try:
        if _TOKEN.fullmatch(text):
            token = compact.read(text)
            found = read_json(token.payload) if _SIGN in token.payload else None
        else:
            token = None
            found = read_json(text) if text[:1] == b"{" and _SIGN in text else None
    except CredentialsError:
        return None
    if not isinstance(found, dict) or not is_of_version_2(found):
        return None
    return Brought(found, token)
