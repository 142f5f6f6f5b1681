"""vc+sd-jwt and vp+sd-jwt: an SD-JWT around a document of the data model (VC-JOSE-COSE §3.2)."""

from collections.abc import Collection

from msgspec.structs import replace

from credentials import schema
from credentials.enveloping.form import Form, Occasion, Sealed
from credentials.enveloping.sd_jwt_vc import is_typed
from credentials.enveloping.token_claims import check_agreement, document_in, token_claims_in
from credentials.jose import compact
from credentials.keys.algorithms import TOKEN_ALGORITHMS
from credentials.model import (
    JSONObject,
    MediaType,
    ParsedCredential,
    ParsedPresentation,
    as_bytes,
)
from credentials.parsing import parsed_credential, parsed_presentation
from credentials.ports import Signer
from credentials.problems import ProblemCode, refuse
from credentials.sdjwt.combined import Combined
from credentials.sdjwt.concealing import Hiding, conceal
from credentials.sdjwt.hiding import usually_hidden
from credentials.sdjwt.opening import open_sd_jwt
from credentials.sdjwt.revealing import reveal

# A reader who does not get these could not tell what it has before it, of whom, or whether it
# still holds; a holder must not be able to leave them out.
_ALWAYS_SHOWN = frozenset(
    {
        "@context", "type", "issuer", "validFrom", "validUntil", "credentialSubject",
        "credentialStatus", "credentialSchema", "termsOfUse", "cnf", "iss", "iat", "exp", "nbf",
    }
)  # fmt: skip
# At any depth: without them the rest would mean something else.
_NEVER_HIDDEN = frozenset({"@context", "type"})
_DECOYS = 2


def _recognises(sealed: Sealed) -> bool:
    kinds = (MediaType.VC_SD_JWT, MediaType.VP_SD_JWT)
    is_either = sealed.tail is not None and sealed.token.media_type in kinds
    return is_either and not is_typed(sealed.claims)


def _read(sealed: Sealed) -> ParsedCredential | ParsedPresentation:
    token = sealed.token
    compact.check_members(token.header)
    opened = open_sd_jwt(sealed.content, sealed.claims)
    for place in opened.revealed.places:
        # Without the type of the whole nothing can be read, so leaving that out gains nothing.
        if place != "/type" and place.rpartition("/")[2] in _NEVER_HIDDEN:
            raise refuse(ProblemCode.PROOF_REJECTED, "this may not be hidden", place)
    secured = replace(
        opened.secured(token, token_claims_in(opened.claims)),
        is_partial=not opened.revealed.is_whole,
    )
    document = document_in(opened.claims)
    if token.media_type == MediaType.VP_SD_JWT:
        return parsed_presentation(document, token=secured)
    parsed = parsed_credential(document, token=secured)
    check_agreement(opened.claims, parsed)
    return parsed


# ── Made here ───────────────────────────────────────────────────────────────────────────


def check_hidden(document: JSONObject, hidden: Collection[str]) -> None:
    """Refuse to let a holder hide what a reader needs; raises `bad-value` with its pointer."""
    for pointer in hidden:
        names = pointer.split("/")[1:]
        if pointer.count("/") == 1 and names[0] in _ALWAYS_SHOWN:
            raise refuse(ProblemCode.BAD_VALUE, "a reader needs this", pointer)
        if names and names[-1] in _NEVER_HIDDEN:
            raise refuse(ProblemCode.BAD_VALUE, "a reader needs this", pointer)
        if names and names[0] in _ALWAYS_SHOWN - {"credentialSubject", "termsOfUse", "issuer"}:
            raise refuse(ProblemCode.BAD_VALUE, "a reader needs this whole", pointer)
    least = reveal(conceal(document, Hiding(hidden)).payload, []).claims
    parsed_credential(least)
    for problem in schema.check(least):
        raise refuse(ProblemCode.BAD_VALUE, "without it, it has not its form", problem.pointer)


def _secure_credential(document: JSONObject, signer: Signer, occasion: Occasion) -> bytes:
    hidden = usually_hidden(document) if occasion.hidden is None else occasion.hidden
    check_hidden(document, hidden)
    claims = {**document, **occasion.claims()}
    return _secured(claims, hidden, signer, kind="vc")


def _secure_presentation(document: JSONObject, signer: Signer, occasion: Occasion) -> bytes:
    claims = {**document, **occasion.claims()}
    return _secured(claims, occasion.hidden or (), signer, kind="vp")


def _secured(claims: JSONObject, hidden: Collection[str], signer: Signer, *, kind: str) -> bytes:
    concealed = conceal(claims, Hiding(hidden, decoys=_DECOYS))
    token = compact.sign(as_bytes(concealed.payload), signer, typ=f"{kind}+sd-jwt", cty=kind)
    return Combined(token, concealed.disclosures).text().encode()


VC_SD_JWT = Form(
    name="vc+sd-jwt",
    credential=MediaType.VC_SD_JWT,
    presentation=MediaType.VP_SD_JWT,
    recognises=_recognises,
    read=_read,
    algorithms=TOKEN_ALGORITHMS,
    secure_credential=_secure_credential,
    secure_presentation=_secure_presentation,
)
