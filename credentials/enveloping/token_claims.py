"""The claims of a token that stand beside the members of a document (VC-JOSE-COSE §3.1.3)."""

from collections.abc import Mapping
from typing import Any

from credentials.did.https import is_https
from credentials.model import JSONObject, ParsedCredential, ParsedPresentation
from credentials.problems import ProblemCode, refuse

# They are about the token, so they are taken out before the document is looked at.
_NAMES = frozenset({"iss", "sub", "jti", "iat", "exp", "nbf", "aud", "cnf", "nonce"})


def token_claims_in(payload: Mapping[str, Any]) -> JSONObject:
    """The claims that are about the token."""
    return {name: value for name, value in payload.items() if name in _NAMES}


def document_in(payload: JSONObject) -> JSONObject:
    """The document in a payload, without what is about the token.

    Raises CredentialsError with `bad-value` for `vc` and `vp`, which such a token has not, and
    for a proof.
    """
    if payload.keys() & {"vc", "vp"}:
        raise refuse(ProblemCode.BAD_VALUE, "vc and vp are not members of such a token")
    document = {name: value for name, value in payload.items() if name not in _NAMES}
    if "proof" in document:
        # It would look signed twice; nobody has checked the inner one.
        raise refuse(ProblemCode.BAD_VALUE, "a proof inside a token", "/proof")
    return document


def key_named(kid: str, claims: Mapping[str, Any]) -> str:
    """The name of the key that made a signature; a relative one belongs to whom `iss` names.

    Without `iss` only an absolute name is one (VC-JOSE-COSE §4.3). Empty when none is named.
    """
    issuer = claims.get("iss")
    if kid == "" or ":" in kid or not isinstance(issuer, str):
        return kid
    # Without a `#` it is a name among the keys that an https issuer publishes for its tokens.
    if issuer.startswith("did:") or (is_https(issuer) and kid.startswith("#")):
        return f"{issuer}#{kid.removeprefix('#')}"
    return kid


def check_agreement(
    claims: Mapping[str, Any], parsed: ParsedCredential | ParsedPresentation
) -> None:
    """Refuse, with `bad-value`, a token that says something else than its document (§4.1.2)."""
    signer = parsed.issuer if isinstance(parsed, ParsedCredential) else parsed.holder
    # A presentation need not name its holder; whoever signed it is.
    for claim, value in (("iss", signer or claims.get("iss")), ("jti", parsed.document.get("id"))):
        if claims.get(claim, value) != value:
            raise refuse(ProblemCode.BAD_VALUE, "the token and the document differ", f"/{claim}")
    subjects = parsed.subject_ids if isinstance(parsed, ParsedCredential) else (signer,)
    if "sub" in claims and claims["sub"] not in subjects:
        raise refuse(ProblemCode.BAD_VALUE, "the token and the document differ", "/sub")
