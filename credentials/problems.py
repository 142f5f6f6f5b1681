"""The one table of everything that can be wrong, and the one exception type.

Codes are public: they are added, never renamed, never reused. A code says what was
found, where it is looked for, and what it means for the verdict when nothing else is
known. Wording for people is in the catalogues; HTTP statuses are in app/base/problems.py.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

# Prefixes as the specifications print them: VCDM 2.0 §7.2, Data Integrity §4.7 together
# with Controlled Identifiers §3.5 (same prefix), Bitstring Status List §3.5.
_VCDM = "https://www.w3.org/TR/vc-data-model#"
_SECURITY = "https://w3id.org/security#"
_STATUS = "https://www.w3.org/ns/credentials/status-list#"


class Verdict(StrEnum):
    """What a verification comes to. Only `VALID` is a pass."""

    # That of Enum runs in Python; this one does not, and is as good.
    __hash__ = str.__hash__

    VALID = "valid"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"


class Step(StrEnum):
    """The part of a verification that a finding belongs to, in the order they run."""

    # That of Enum runs in Python; this one does not, and is as good.
    __hash__ = str.__hash__

    PARSE = "parse"
    PROOF = "proof"
    SCHEMA = "schema"
    VALIDITY = "validity"
    STATUS = "status"
    TRUST = "trust"
    SERVICE = "service"


class ProblemCode(StrEnum):
    """The public name of a problem; its page is `/problems/{code}`."""

    # What a document can have wrong with it.
    MALFORMED = "malformed"
    BAD_VALUE = "bad-value"
    NO_CREDENTIAL_FOUND = "no-credential-found"
    PROOF_MISSING = "proof-missing"
    PROOF_REJECTED = "proof-rejected"
    PROOF_NOT_FOR_SHOWING = "proof-not-for-showing"
    TAMPERED = "tampered"
    TERM_UNDEFINED = "term-undefined"
    TREE_CHANGED = "tree-changed"
    KEY_WEAK = "key-weak"
    CONTEXT_UNKNOWN = "context-unknown"
    TOO_COMPLEX = "too-complex"
    SUITE_UNKNOWN = "suite-unknown"
    DID_METHOD_UNKNOWN = "did-method-unknown"
    KEY_NOT_FOUND = "key-not-found"
    KEY_NOT_ALLOWED = "key-not-allowed"
    ISSUER_UNREACHABLE = "issuer-unreachable"
    WRONG_AUDIENCE = "wrong-audience"
    WRONG_NONCE = "wrong-nonce"
    SCHEMA_MISMATCH = "schema-mismatch"
    SCHEMA_UNCHECKED = "schema-unchecked"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"
    STATUS_UNREACHABLE = "status-unreachable"
    STATUS_INVALID = "status-invalid"
    STATUS_LIST_SHORT = "status-list-short"
    STATUS_OUT_OF_RANGE = "status-out-of-range"
    STATUS_UNKNOWN = "status-unknown"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    REPLACED = "replaced"
    FROZEN = "frozen"
    ISSUER_NOT_ACCREDITED = "issuer-not-accredited"
    TRUST_LIST_STALE = "trust-list-stale"
    HOLDER_NOT_SHOWN = "holder-not-shown"
    PARTS_LEFT_OUT = "parts-left-out"
    STATUS_MESSAGE = "status-message"
    REFRESH_OFFERED = "refresh-offered"
    ENDORSES_ANOTHER = "endorses-another"
    HOSTED_ONLY = "hosted-only"
    HOSTED_ELSEWHERE = "hosted-elsewhere"
    HOSTED_OTHERWISE = "hosted-otherwise"
    # What a request to the service can have wrong with it.
    SIGNING_FAILED = "signing-failed"
    REQUEST_INVALID = "request-invalid"
    NOT_SIGNED_IN = "not-signed-in"
    NOT_ALLOWED = "not-allowed"
    ROLE_NEEDED = "role-needed"
    SECOND_STEP_NEEDED = "second-step-needed"
    NOT_FOUND = "not-found"
    GONE = "gone"
    CONFLICT = "conflict"
    PROBABLE_DUPLICATE = "probable-duplicate"
    IDEMPOTENCY_MISMATCH = "idempotency-mismatch"
    IN_PROGRESS = "in-progress"
    TOO_LARGE = "too-large"
    UNSUPPORTED_MEDIA = "unsupported-media"
    TOO_MANY_REQUESTS = "too-many-requests"
    CODE_WRONG = "code-wrong"
    CODE_CLOSED = "code-closed"
    STATUS_EXHAUSTED = "status-exhausted"
    KEY_UNAVAILABLE = "key-unavailable"
    BUSY = "busy"
    INTERNAL = "internal"


class ProblemKind(Struct, frozen=True):
    """What is fixed about a code: its type URL (`None`: our own page), title, step and verdict.

    `verdict` is what the problem does to a verification by itself; `None` means that it
    decides nothing (trust is a line of its own; service problems never meet a verdict).
    """

    type: str | None
    title: str
    step: Step
    verdict: Verdict | None


def _kinds() -> dict[ProblemCode, ProblemKind]:
    code, invalid, undetermined = ProblemCode, Verdict.INVALID, Verdict.UNDETERMINED
    parse, proof, status = Step.PARSE, Step.PROOF, Step.STATUS

    def kind(
        type_url: str | None, title: str, step: Step, verdict: Verdict | None = None
    ) -> ProblemKind:
        return ProblemKind(type_url, title, step, verdict)

    rejected = _SECURITY + "PROOF_VERIFICATION_ERROR"
    transformation = _SECURITY + "PROOF_TRANSFORMATION_ERROR"
    return {
        code.MALFORMED: kind(
            _VCDM + "PARSING_ERROR", "The document cannot be read", parse, invalid
        ),
        code.BAD_VALUE: kind(
            _VCDM + "MALFORMED_VALUE_ERROR", "A value has the wrong form", parse, invalid
        ),
        code.NO_CREDENTIAL_FOUND: kind(None, "No credential was found", parse),
        code.PROOF_MISSING: kind(rejected, "There is no signature", proof, invalid),
        code.PROOF_REJECTED: kind(rejected, "The proof is not acceptable", proof, invalid),
        code.PROOF_NOT_FOR_SHOWING: kind(
            rejected, "The proof is for the holder only", proof, invalid
        ),
        code.TAMPERED: kind(
            _VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR",
            "The signature does not fit the content",
            proof,
            invalid,
        ),
        code.TERM_UNDEFINED: kind(
            _SECURITY + "DATA_LOSS_DETECTION_ERROR",
            "A part is not covered by the signature",
            proof,
            invalid,
        ),
        code.TREE_CHANGED: kind(None, "A part was renamed, hidden or moved", proof, invalid),
        code.KEY_WEAK: kind(None, "The key is one that anybody can sign with", proof, invalid),
        code.CONTEXT_UNKNOWN: kind(
            transformation, "It uses a vocabulary that is not known here", proof, undetermined
        ),
        code.TOO_COMPLEX: kind(
            transformation, "It is too complex to be checked", proof, undetermined
        ),
        code.SUITE_UNKNOWN: kind(
            None, "The kind of signature is not known here", proof, undetermined
        ),
        code.DID_METHOD_UNKNOWN: kind(
            None, "The kind of issuer identifier is not known here", proof, undetermined
        ),
        code.KEY_NOT_FOUND: kind(
            _SECURITY + "INVALID_VERIFICATION_METHOD",
            "The issuer does not have this key",
            proof,
            invalid,
        ),
        code.KEY_NOT_ALLOWED: kind(
            _SECURITY + "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
            "The key is not for this purpose",
            proof,
            invalid,
        ),
        code.ISSUER_UNREACHABLE: kind(
            None, "The issuer's key could not be fetched", proof, undetermined
        ),
        code.WRONG_AUDIENCE: kind(
            _SECURITY + "INVALID_DOMAIN_ERROR", "It was made for somebody else", proof, invalid
        ),
        code.WRONG_NONCE: kind(
            _SECURITY + "INVALID_CHALLENGE_ERROR", "It answers another request", proof, invalid
        ),
        code.SCHEMA_MISMATCH: kind(
            None, "It does not have the form it claims", Step.SCHEMA, invalid
        ),
        code.SCHEMA_UNCHECKED: kind(None, "The form that it names was not checked", Step.SCHEMA),
        code.NOT_YET_VALID: kind(None, "It is not valid yet", Step.VALIDITY, invalid),
        code.EXPIRED: kind(None, "It has expired", Step.VALIDITY, invalid),
        code.STATUS_UNREACHABLE: kind(
            _STATUS + "STATUS_RETRIEVAL_ERROR",
            "Its status could not be fetched",
            status,
            undetermined,
        ),
        code.STATUS_INVALID: kind(
            _STATUS + "STATUS_VERIFICATION_ERROR",
            "The status list itself does not hold",
            status,
            undetermined,
        ),
        code.STATUS_LIST_SHORT: kind(
            _STATUS + "STATUS_LIST_LENGTH_ERROR",
            "The status list is too short",
            status,
            undetermined,
        ),
        code.STATUS_OUT_OF_RANGE: kind(
            _VCDM + "RANGE_ERROR", "The status list has no such position", status, undetermined
        ),
        code.STATUS_UNKNOWN: kind(
            None, "The kind of status is not known here", status, undetermined
        ),
        code.REVOKED: kind(None, "It was revoked", status, invalid),
        code.SUSPENDED: kind(None, "It is suspended", status, invalid),
        code.REPLACED: kind(None, "It was replaced by a corrected one", status, invalid),
        code.FROZEN: kind(None, "Its owner has frozen it", status, undetermined),
        code.ISSUER_NOT_ACCREDITED: kind(None, "The issuer is not accredited for this", Step.TRUST),
        code.TRUST_LIST_STALE: kind(None, "The list of accredited bodies is old", Step.TRUST),
        code.HOLDER_NOT_SHOWN: kind(
            None, "The one who shows it is not shown to be its holder", Step.TRUST
        ),
        code.STATUS_MESSAGE: kind(None, "Its issuer has a message about it", status),
        code.REFRESH_OFFERED: kind(None, "Its issuer offers a newer edition", status),
        code.ENDORSES_ANOTHER: kind(None, "It endorses something else", Step.SCHEMA, invalid),
        code.HOSTED_ONLY: kind(None, "Nobody signed it: its issuer's site shows it", Step.TRUST),
        code.HOSTED_ELSEWHERE: kind(
            None, "It is not where its issuer publishes", Step.PROOF, invalid
        ),
        code.HOSTED_OTHERWISE: kind(
            None, "Its issuer's site says something else", Step.PROOF, invalid
        ),
        code.PARTS_LEFT_OUT: kind(
            None, "The one who shows it chose which parts to show", Step.TRUST
        ),
        code.SIGNING_FAILED: kind(
            _SECURITY + "PROOF_GENERATION_ERROR", "Nothing was signed", Step.SERVICE
        ),
        code.REQUEST_INVALID: kind(None, "The request cannot be carried out", Step.SERVICE),
        code.NOT_SIGNED_IN: kind(None, "Who is asking is not known", Step.SERVICE),
        code.NOT_ALLOWED: kind(None, "This is not allowed", Step.SERVICE),
        code.ROLE_NEEDED: kind(None, "This needs a role that the account has not", Step.SERVICE),
        code.SECOND_STEP_NEEDED: kind(None, "The account needs one-time codes", Step.SERVICE),
        code.NOT_FOUND: kind(None, "There is nothing here", Step.SERVICE),
        code.GONE: kind(None, "This is no longer here", Step.SERVICE),
        code.CONFLICT: kind(None, "This does not fit what is already there", Step.SERVICE),
        code.PROBABLE_DUPLICATE: kind(
            None, "Somebody like this has the certificate already", Step.SERVICE
        ),
        code.IDEMPOTENCY_MISMATCH: kind(
            None, "This key was used for another request", Step.SERVICE
        ),
        code.IN_PROGRESS: kind(None, "The same request is still being carried out", Step.SERVICE),
        code.TOO_LARGE: kind(None, "This is too large", Step.SERVICE),
        code.UNSUPPORTED_MEDIA: kind(None, "This kind of content is not taken", Step.SERVICE),
        code.TOO_MANY_REQUESTS: kind(None, "Too many requests", Step.SERVICE),
        code.CODE_WRONG: kind(None, "The code or the fact is not right", Step.SERVICE),
        code.CODE_CLOSED: kind(None, "The code is closed", Step.SERVICE),
        code.STATUS_EXHAUSTED: kind(None, "No free place on a status list", Step.SERVICE),
        code.KEY_UNAVAILABLE: kind(None, "The signing key is not available", Step.SERVICE),
        code.BUSY: kind(None, "The service is busy", Step.SERVICE),
        code.INTERNAL: kind(None, "Something went wrong here", Step.SERVICE),
    }


PROBLEMS: Mapping[ProblemCode, ProblemKind] = MappingProxyType(_kinds())


class StatusNote(Struct, frozen=True):
    """What an issuer's own register adds to a bit of its status list. Nothing personal.

    `since` is the moment of the change, `reason` a category (never free text), `contact` an
    address of the issuer's, and `leads_to` where the certificate that came in its place is
    checked, if that may be told.
    """

    since: datetime
    is_replaced: bool = False
    reason: str = ""
    contact: str = ""
    leads_to: str = ""

    def as_json(self) -> dict[str, str]:
        """What is known of it, as members of a problem (RFC 9457 §3.2)."""
        members = {
            "since": self.since.date().isoformat(),
            "reason": self.reason,
            "contact": self.contact,
            "replacement": self.leads_to,
        }
        return {name: value for name, value in members.items() if value}


class Problem(Struct, frozen=True):
    """One thing that is wrong: its code, a sentence on this case, and where it stands.

    `detail` is English for developers and logs and never quotes a claim. `pointer` is an
    RFC 6901 JSON Pointer into the document as it was given; "" is the document itself. `note`
    is what the issuer's own register says about a status.
    """

    code: ProblemCode
    detail: str
    pointer: str = ""
    note: StatusNote | None = None

    @property
    def kind(self) -> ProblemKind:
        """What the table says of this problem's code."""
        return PROBLEMS[self.code]

    def as_json(self, *, problem_base: str) -> dict[str, str]:
        """RFC 9457 members, with `code` and `pointer` as extensions.

        `problem_base` is the address of the explanation pages, without a slash at the end;
        it makes the type of codes for which no standard has one.
        """
        return {
            "type": self.kind.type or f"{problem_base}/{self.code}",
            "code": self.code.value,
            "title": self.kind.title,
            "detail": self.detail,
            "pointer": self.pointer,
            **(self.note.as_json() if self.note else {}),
        }


class CredentialsError(Exception):
    """The only exception that the library raises on purpose; it carries one problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.detail} (at {problem.pointer or '/'})")
        self.problem = problem


def refuse(code: ProblemCode, detail: str, pointer: str = "") -> CredentialsError:
    """The exception for one problem, ready to be raised where the problem is found."""
    return CredentialsError(Problem(code, detail, pointer))


def at_pointer(base: str, *members: str | int) -> str:
    """Extend a JSON Pointer by members, escaped as RFC 6901 §3 asks."""
    for member in members:
        name = str(member)
        if "~" in name or "/" in name:
            name = name.replace("~", "~0").replace("/", "~1")
        base = f"{base}/{name}"
    return base


Place = tuple["Place | None", str | int]
"""Where something stands: the place that it is in, and its name or number there."""


def pointer_to(place: Place | None) -> str:
    """The pointer to a place; written only where there is something to be said of it."""
    parts: list[str | int] = []
    while place is not None:
        place, part = place
        parts.insert(0, part)
    return at_pointer("", *parts)
