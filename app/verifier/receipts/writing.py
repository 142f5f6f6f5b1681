"""A receipt as a credential: written, signed, and read again.

It is a `vc+jwt`, short enough for a QR code. The subject is what was checked, named by the
digest of its bytes (RFC 6920), and the classes that it was found to belong to: addresses under
this service, which explain themselves. So no vocabulary beyond VCDM 2.0 is needed.
"""

import base64
import uuid
from datetime import datetime

from app.verifier.receipts.facts import Checked
from app.verifier.receipts.identity import own_did
from credentials import (
    CREDENTIALS_V2,
    Answer,
    JSONObject,
    ParsedCredential,
    ProblemCode,
    Signer,
    Standing,
    Verdict,
    VerificationReport,
    did_of,
    issue,
    parse_credential,
    types_of,
)

_DIGEST = "ni:///sha-256;"
_NAME = "Receipt of a check"
_SET = "set"


def write(checked: Checked, *, signer: Signer, public_url: str, at: datetime) -> str:
    """The signed receipt of a check, a `vc+jwt`; `at` is when it is signed."""
    subject: JSONObject = {"id": _named(checked.digest), "type": _classes(checked, public_url)}
    if checked.title:
        subject["name"] = checked.title
    if checked.number:
        subject["description"] = checked.number
    document: JSONObject = {
        "@context": [CREDENTIALS_V2],
        "id": f"urn:uuid:{uuid.uuid4()}",
        "type": ["VerifiableCredential", f"{public_url}/receipts"],
        "issuer": did_of(signer.verification_method),
        "name": _NAME,
        "validFrom": checked.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "credentialSubject": subject,
    }
    return issue(parse_credential(document), signer, at=at, form="vc+jwt").content.decode()


def receipt_in(report: VerificationReport, *, public_url: str) -> Checked | None:
    """What a document says that was found to be a receipt of this service; None for any other.

    Only what this service signed under its own identity counts: whoever may issue
    certificates here signs them under another.
    """
    parsed = report.parsed
    did = own_did(public_url)
    if did is None or report.genuine is not Answer.YES or not isinstance(parsed, ParsedCredential):
        return None
    if parsed.issuer != did or report.signed_by != did or parsed.valid_from is None:
        return None
    if parsed.vct is not None or f"{public_url}/receipts" not in parsed.types:
        return None
    return _read(parsed.document["credentialSubject"], parsed.valid_from, public_url)


def _read(subject: JSONObject, at: datetime, public_url: str) -> Checked:
    said = {
        name.removeprefix(f"{public_url}/receipts#")
        for name in types_of(subject)
        if name.startswith(f"{public_url}/receipts#")
    }
    causes = [
        name.removeprefix(f"{public_url}/problems/")
        for name in types_of(subject)
        if name.startswith(f"{public_url}/problems/")
    ]
    standing = [one for one in Standing if f"issuer-{one}" in said]
    return Checked(
        verdict=next(one for one in Verdict if one.value in said),
        cause=ProblemCode(causes[0]) if causes else None,
        standing=standing[0] if standing else None,
        is_set=_SET in said,
        digest=_digest(subject["id"]),
        at=at,
        title=subject.get("name", ""),
        number=subject.get("description", ""),
    )


def _classes(checked: Checked, public_url: str) -> list[str]:
    classes = [f"{public_url}/receipts#{checked.verdict}"]
    if checked.cause is not None:
        classes.append(f"{public_url}/problems/{checked.cause}")
    if checked.standing is not None:
        classes.append(f"{public_url}/receipts#issuer-{checked.standing}")
    if checked.is_set:
        classes.append(f"{public_url}/receipts#{_SET}")
    return classes


def _named(digest: str) -> str:
    written = base64.urlsafe_b64encode(bytes.fromhex(digest)).rstrip(b"=")
    return _DIGEST + written.decode()


def _digest(name: str) -> str:
    return base64.urlsafe_b64decode(name.removeprefix(_DIGEST) + "=").hex()
