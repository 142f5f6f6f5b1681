"""What an enveloping form is: how it is told from others, opened and made."""

from collections.abc import Callable, Collection
from datetime import datetime
from types import MappingProxyType

from msgspec import Struct, field

from credentials.jose.compact import Jws
from credentials.keys.algorithms import Algorithm
from credentials.model import JSONObject, MediaType, ParsedCredential, ParsedPresentation
from credentials.ports import Signer

_NO_TOKEN = Jws(MappingProxyType({}), b"", b"", b"")


class Sealed(Struct, frozen=True):
    """Bytes that a document may be secured in; nothing of them is believed yet.

    `media_type` is what a data: URL around them says that they are, None when they came alone.
    Text that begins like a compact JWS has its parts in `token` and its payload in `claims`;
    `tail` is what follows its first `~`, None when there is none. The token of anything else
    has no header. A header is not checked yet: each form does that by its own rules.
    """

    content: bytes
    media_type: str | None = None
    token: Jws = _NO_TOKEN
    claims: JSONObject = field(default_factory=dict)
    tail: bytes | None = None


class Occasion(Struct, frozen=True):
    """When a document is secured; for presentations also for whom, and until when it holds.

    `hidden` are the claims that its holder may leave out, as JSON Pointers, where the form
    allows that; None leaves it to the form.
    """

    at: datetime
    domain: str | None = None
    challenge: str | None = None
    expires: datetime | None = None
    hidden: Collection[str] | None = None

    def claims(self) -> JSONObject:
        """What a signature says of itself in JWT claims (VC-JOSE-COSE §3.1.3, RFC 9901 §4.3)."""
        claims: JSONObject = {"iat": int(self.at.timestamp())}
        if self.expires is not None:
            claims["exp"] = int(self.expires.timestamp())
        extra = {"aud": self.domain, "nonce": self.challenge}
        return claims | {name: value for name, value in extra.items() if value is not None}


Secure = Callable[[JSONObject, Signer, Occasion], bytes]


class Form(Struct, frozen=True, kw_only=True):
    """One way to put a signature around a document.

    `name` is what an issuer's settings call it. `credential` and `presentation` are the media
    types of what is in it, None where the form has no such thing; `in_base64` says that a
    data: URL carries it so (VC-JOSE-COSE §3.3). `recognises` looks at the outside only, and of
    all forms at most one may say yes. `read` gives the document, its shape checked, with what
    secures it, and raises CredentialsError. `secure_credential` and `secure_presentation` get
    a document whose shape was checked; None where we only read the form. `algorithms` are the
    kinds of key that they sign with.
    """

    name: str
    credential: MediaType | None
    presentation: MediaType | None
    recognises: Callable[[Sealed], bool]
    read: Callable[[Sealed], ParsedCredential | ParsedPresentation]
    algorithms: frozenset[Algorithm] = frozenset()
    secure_credential: Secure | None = None
    secure_presentation: Secure | None = None
    in_base64: bool = False
