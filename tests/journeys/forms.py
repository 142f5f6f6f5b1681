"""The table of causes for every form of input: what is brought, or why it cannot be.

A row of `causes` is brought as it is by most forms, which only carry its bytes. A token is
signed otherwise, and codes and shared links lead to what this service keeps itself.
"""

import base64
import io
import itertools
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import qrcode
from pypdf import PdfWriter
from qrcode.image.pil import PilImage

from app.base.codes import new_code, printed_code
from app.issuer import people
from app.issuer import service as issuer
from app.issuer.routes import desk_of
from app.issuer.tables import Award
from credentials import (
    CredentialsError,
    JSONObject,
    MediaType,
    SecuredCredential,
    bake,
    parse_credential,
)
from credentials.keys.encodings import encode_base58
from tests.journeys.causes import Cause
from tests.journeys.stage import ACTOR, PUBLIC_URL, Stage
from tests.pictures import png
from wallet_api import passport as passports
from wallet_api import sharing
from wallet_api.tables import Holding

_BOUND = "the token's signature covers every byte, so this is a changed claim"
_NO_TOKENS = "only this service says that one replaced another, and it signs no tokens"
_NO_CONTEXT = "a token is read as it stands, without any context"
_OURS = "the bytes never leave our database, where only what we signed ourselves is kept"
_OWN_LIST = "our own list is in the same database as the code"
_OWN_BODY = "only bodies that the operator has let in print codes"
_NO_FUTURE = "a certificate is signed on the day of its award or later, never before"
_VERIFIED = "a passport takes in nothing that was found not to be genuine"
_UNSIGNABLE = "a passport may hold it, and no set with it can be signed; the holder is told so"

# Form and cause: why it cannot occur.
NEVER = {
    ("JWT", "added undefined term"): _BOUND,
    ("JWT", "renamed term"): _BOUND,
    ("JWT", "hidden validUntil"): _BOUND,
    ("JWT", "replaced"): _NO_TOKENS,
    ("JWT", "unknown context"): _NO_CONTEXT,
    ("code", "changed claim"): _OURS,
    ("code", "added undefined term"): _OURS,
    ("code", "renamed term"): _OURS,
    ("code", "hidden validUntil"): _OURS,
    ("code", "foreign key"): _OURS,
    ("code", "weak key"): _OURS,
    ("code", "not yet valid"): _NO_FUTURE,
    ("code", "unreachable list"): _OWN_LIST,
    ("code", "unknown issuer"): _OWN_BODY,
    ("code", "unknown context"): _OURS,
    ("share", "changed claim"): _VERIFIED,
    ("share", "added undefined term"): _VERIFIED,
    ("share", "renamed term"): _VERIFIED,
    ("share", "hidden validUntil"): _VERIFIED,
    ("share", "foreign key"): _VERIFIED,
    ("share", "weak key"): _VERIFIED,
    ("share", "unknown context"): _UNSIGNABLE,
}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Brought:
    """How a form reaches the service: a request of the API, and one of a page."""

    api: dict[str, object]
    page: str
    sent: dict[str, object]


def bring(on: Stage, form: str, cause: Cause) -> Brought:
    """The requests with which this cause is brought in this form."""
    return _FORMS[form](on, cause)


# ── Forms that carry the bytes ──────────────────────────────────────────────────────────


def _uploaded(name: str, content: bytes) -> Brought:
    files = {"file": (name, content)}
    return Brought({"files": files}, "/verify", {"files": files})


def _link(on: Stage, cause: Cause) -> Brought:
    address = f"https://elsewhere.example/{next(_numbers)}"
    on.fetcher.pages[address] = cause.bring(on)
    return Brought({"json": {"url": address}}, "/verify", {"data": {"text": address}})


def _paste(on: Stage, cause: Cause) -> Brought:
    text = cause.bring(on).decode()
    return Brought({"json": {"text": text}}, "/verify", {"data": {"text": text}})


def _json(on: Stage, cause: Cause) -> Brought:
    content = cause.bring(on)
    files = {"file": ("certificate.json", content)}
    return Brought({"content": content}, "/verify", {"files": files})


def _jwt(on: Stage, cause: Cause) -> Brought:
    return _uploaded("certificate.jwt", _TOKENS.get(cause.name, _signed_token)(on, cause))


def _png(on: Stage, cause: Cause) -> Brought:
    return _uploaded("certificate.png", _baked(png(), cause.bring(on)))


def _svg(on: Stage, cause: Cause) -> Brought:
    plain = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    return _uploaded("certificate.svg", _baked(plain, cause.bring(on)))


def _baked(picture: bytes, content: bytes) -> bytes:
    is_credential = content.startswith(b"{")
    secured = SecuredCredential(MediaType.VC, content)
    return bake(picture, secured) if is_credential else picture


def _pdf(on: Stage, cause: Cause) -> Brought:
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_attachment("certificate.json", cause.bring(on))
    writer.write(written)
    return _uploaded("certificate.pdf", written.getvalue())


def _photo(on: Stage, cause: Cause) -> Brought:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L, box_size=4)
    code.add_data(cause.bring(on))
    written = io.BytesIO()
    code.make_image(image_factory=PilImage).get_image().convert("L").save(written, "PNG")
    return _uploaded("photo.png", written.getvalue())


# ── Tokens ──────────────────────────────────────────────────────────────────────────────


def _signed_token(on: Stage, cause: Cause) -> bytes:
    """What the row brings, signed as a token by whoever signed it."""
    content = cause.bring(on)
    try:
        parsed = parse_credential(json.loads(content))
    except (ValueError, CredentialsError):
        return content
    document = {name: parsed.document[name] for name in parsed.document if name != "proof"}
    by = on.world.issuers[parsed.issuer]
    return on.world.issue(document, issuer=by, form="vc+jwt").content


def _token(on: Stage, edit: Callable[[JSONObject, JSONObject], object]) -> bytes:
    """A token whose header and payload were edited after it was signed."""
    header, payload, signature = on.world.issue(form="vc+jwt").content.decode().split(".")
    parts = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, payload)]
    edit(*parts)
    written = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join((*written, signature.encode()))


def _changed_token(on: Stage, _cause: Cause) -> bytes:
    return _token(
        on, lambda _, it: it["credentialSubject"]["achievement"].update(name="Master welder")
    )


def _token_of_a_stranger(on: Stage, _cause: Cause) -> bytes:
    name = on.world.key_issuer().signer.verification_method
    return _token(on, lambda header, _: header.update(kid=name))


def _weak_token(on: Stage, _cause: Cause) -> bytes:
    name = "z" + encode_base58(b"\xed\x01" + b"\x01" + bytes(31))

    def edit(header: JSONObject, payload: JSONObject) -> None:
        header["kid"] = f"did:key:{name}#{name}"
        payload["issuer"]["id"] = f"did:key:{name}"

    return _token(on, edit)


_TOKENS: dict[str, Callable[[Stage, Cause], bytes]] = {
    "changed claim": _changed_token,
    "foreign key": _token_of_a_stranger,
    "weak key": _weak_token,
}


# ── What this service keeps itself ──────────────────────────────────────────────────────


def _code(on: Stage, cause: Cause) -> Brought:
    award = _awarded(on, cause)
    code = printed_code(award.verification_code or "") if award else new_code()
    return Brought({"json": {"code": code}}, "/verify", {"data": {"text": code}})


def _share(on: Stage, cause: Cause) -> Brought:
    award = _awarded(on, cause) if cause.name in _OWN else None
    if cause.verdict is None:
        link = f"{PUBLIC_URL}/s/{secrets.token_urlsafe(20)}"
    else:
        link = _shared(on, award.content if award else cause.bring(on))
    return Brought({"json": {"text": link}}, link.removeprefix(PUBLIC_URL), {"data": {}})


def _shared(on: Stage, content: bytes) -> str:
    """A link of a passport that has this one certificate in it."""
    services, number = on.services, next(_numbers)
    with services.database.session() as session:
        made = passports.create_passport(session, custody=services.custody, at=on.world.at)
        passport = made.passport
        held = Holding(
            id=f"{number:032x}",
            passport_id=passport.id,
            credential_id=json.loads(content)["id"],
            content=content,
            media_type=MediaType.VC,
            issuer="x",
            title="x",
            person="x",
            added_at=on.world.at,
        )
        session.add(held)
        session.flush()
        wish = sharing.Wish(
            holding_ids=[held.id], purpose="job", days=30, share_id=secrets.token_hex(16)
        )
        shared = sharing.share(
            session,
            passport,
            wish,
            custody=services.custody,
            domain=PUBLIC_URL,
            at=on.world.at,
        )
        return sharing.link(shared, custody=services.custody, public_url=PUBLIC_URL)


_OWN = frozenset({"revoked", "replaced", "suspended", "expired"})


def _awarded(on: Stage, cause: Cause) -> Award | None:
    """A certificate of ours that this befell; None where there is none with such a code."""
    if cause.verdict is None:
        return None
    if cause.name == "replaced":
        award = on.award(f"Amina Yusuf {next(_numbers)}")
        on.replace(award, "Amina Yusuff")
        return award
    if not on.has_body:
        on.award()
    with on.services.database.session() as session:
        body = issuer.organisation_by_slug(session, "harbour")
        act: dict[str, Any] = {"desk": desk_of(on.services), "actor": ACTOR, "at": on.world.at}
        description = issuer.Description(
            code=f"OLD-{next(_numbers)}",
            name="Pipe welder",
            description="Welds pipes.",
            criteria="Passed.",
            validity_months=12,
            suspendable=True,
        )
        achievement = issuer.create_achievement(
            session, body, description, actor=ACTOR, at=on.world.at
        )
        person = people.Person("Amina Yusuf", birth_date=date(1998, 4, 3))
        day = date(2024 if cause.name == "expired" else 2026, 11, 2)
        grant = issuer.Grant(person=person, awarded_on=day)
        award = issuer.award(session, body, achievement, grant, **act).award
        if cause.name == "revoked":
            withdrawal = issuer.Withdrawal(reason=issuer.RevocationReason.ISSUED_IN_ERROR)
            issuer.revoke(session, body, award.id, withdrawal=withdrawal, **act)
        if cause.name == "suspended":
            reason = issuer.SuspensionReason.UNDER_REVIEW
            issuer.suspend(session, body, award.id, reason=reason, **act)
        return award


_FORMS: dict[str, Callable[[Stage, Cause], Brought]] = {
    "link": _link,
    "paste": _paste,
    "JSON": _json,
    "JWT": _jwt,
    "PNG": _png,
    "SVG": _svg,
    "PDF": _pdf,
    "photo": _photo,
    "code": _code,
    "share": _share,
}
FORMS = tuple(_FORMS)
