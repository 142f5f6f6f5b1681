"""An SD-JWT as it was sent to a document and a token: nothing in it is believed yet."""

from typing import Any

from msgspec import Struct

from credentials.jose.compact import Jws
from credentials.model import JSONObject, Token
from credentials.problems import ProblemCode, refuse
from credentials.sdjwt.combined import Combined, read_combined
from credentials.sdjwt.key_binding import confirmed_key, read_key_binding
from credentials.sdjwt.revealing import Revealed, reveal


class Opened(Struct, frozen=True):
    """The parts of an SD-JWT, and its claims as they read with what was disclosed."""

    combined: Combined
    revealed: Revealed

    @property
    def claims(self) -> JSONObject:
        """The claims, with the disclosed ones in their places."""
        return self.revealed.claims

    def secured(self, token: Jws, claims: JSONObject) -> Token:
        """What secures it; `claims` are those that are about the token.

        Raises CredentialsError for a `cnf` that names no key, and what is wrong with the key
        binding.
        """
        cnf: Any = self.claims.get("cnf")
        if "cnf" in self.claims:
            confirmed_key(cnf)
        return Token(
            algorithm=token.header["alg"],
            verification_method=token.header.get("kid", ""),
            signing_input=token.signing_input,
            signature=token.signature,
            claims=claims,
            confirmation=cnf,
            key_binding=read_key_binding(self.combined, hash_name=self.revealed.hash_name),
        )

    def keep_shown(self, *names: str) -> None:
        """Refuse, with `proof-rejected`, that any of these claims, or a part, was disclosed."""
        for place in self.revealed.places:
            if place.split("/")[1] in names:
                raise refuse(ProblemCode.PROOF_REJECTED, "this may not be hidden", place)


def open_sd_jwt(content: bytes, payload: JSONObject) -> Opened:
    """Take an SD-JWT apart and reveal what was disclosed of its payload (RFC 9901 §7.1)."""
    combined = read_combined(content)
    return Opened(combined, reveal(payload, combined.disclosures))
