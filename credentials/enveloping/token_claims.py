"""The claims of a token that stand beside the members of a document (VC-JOSE-COSE §3.1.3)."""

from credentials.model import JSONObject, ParsedCredential
from credentials.problems import ProblemCode, refuse

# They are about the token, so they are taken out before the document is looked at.
_NAMES = frozenset({"iss", "sub", "jti", "iat", "exp", "nbf", "aud", "cnf", "nonce"})


def token_claims_in(payload: JSONObject) -> JSONObject:
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


def check_agreement(payload: JSONObject, parsed: ParsedCredential) -> None:
    """Refuse, with `bad-value`, a token that says something else than its credential."""
    for claim, value in (("iss", parsed.issuer), ("jti", parsed.document.get("id"))):
        if payload.get(claim, value) != value:
            raise refuse(ProblemCode.BAD_VALUE, "the token and the credential differ", f"/{claim}")
    if "sub" in payload and payload["sub"] not in parsed.subject_ids:
        raise refuse(ProblemCode.BAD_VALUE, "the token and the credential differ", "/sub")
