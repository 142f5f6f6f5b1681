"""Bytes to typed values: the strict JSON reader, dates, and the shapes of the data model.

This is the only place where shapes of untrusted input are checked. Nothing here says that
a document is genuine.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

from credentials.model import (
    Credential,
    JSONObject,
    MediaType,
    ParsedCredential,
    ParsedPresentation,
    Proof,
    StatusEntry,
    Token,
    as_list,
    types_of,
)
from credentials.problems import CredentialsError, ProblemCode, at_pointer, refuse

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"

_MAX_BYTES = 1_000_000
_MAX_DEPTH = 32
_MAX_NODES = 10_000
_MAX_PROOFS = 8
_MAX_STATUS_ENTRIES = 8
_MAX_PRESENTED = 64
_SAFE_INTEGER = 2**53

# ── JSON ────────────────────────────────────────────────────────────────────────────────

# A string is taken whole, terminated or not, so that the scan is linear on any input.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_FORBIDDEN_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read_json(content: bytes, *, limit: int = _MAX_BYTES) -> Any:
    """Read one JSON value strictly (RFC 8259, narrowed).

    Refuses with `malformed`: more than `limit` bytes, bytes that are not UTF-8, nesting
    deeper than 32, more than 10,000 values, a repeated member, numbers that are not finite
    or not exact in a double, lone surrogates, and control characters other than tab and
    line ends. A number without a fraction is an `int` however it is written: 5.0 is 5.
    """
    if len(content) > limit:
        raise refuse(ProblemCode.MALFORMED, f"more than {limit} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(ProblemCode.MALFORMED, f"not UTF-8 at byte {error.start}") from error
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object_without_repeats,
            parse_int=_exact_integer,
            parse_float=_finite_number,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise refuse(ProblemCode.MALFORMED, f"not JSON at {where}") from error
    _check_text(value)
    return value


def _check_depth(text: str) -> None:
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        mark = match[0]
        if mark in "[{":
            depth += 1
            if depth > _MAX_DEPTH:
                raise refuse(ProblemCode.MALFORMED, f"nested deeper than {_MAX_DEPTH}")
        elif mark in "]}":
            depth -= 1


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> JSONObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Two readers may each take another of the two: nothing signed may depend on that.
        raise refuse(ProblemCode.MALFORMED, "a member stands twice in one object")
    return found


def _exact_integer(literal: str) -> int:
    # The length is looked at first: converting many digits takes quadratic time.
    if len(literal) > len("-9007199254740992") or abs(int(literal)) > _SAFE_INTEGER:
        raise refuse(ProblemCode.MALFORMED, "an integer is too large to be exact")
    return int(literal)


def _finite_number(literal: str) -> float | int:
    number = float(literal)
    if abs(number) > _SAFE_INTEGER:
        raise refuse(ProblemCode.MALFORMED, "a number is too large to be exact")
    return int(number) if number.is_integer() else number


def _no_constant(literal: str) -> NoReturn:
    raise refuse(ProblemCode.MALFORMED, f"{literal} is not a JSON value")


def _check_text(value: Any) -> None:
    stack: list[tuple[Any, str]] = [(value, "")]
    nodes = 0
    while stack:
        item, pointer = stack.pop()
        nodes += 1
        if nodes > _MAX_NODES:
            raise refuse(ProblemCode.MALFORMED, f"more than {_MAX_NODES} values")
        if isinstance(item, str):
            if _FORBIDDEN_CHARACTER.search(item):
                raise refuse(
                    ProblemCode.MALFORMED, "a text has a control character or half of one", pointer
                )
        elif isinstance(item, dict):
            for name, member in item.items():
                stack.append((name, pointer))
                stack.append((member, at_pointer(pointer, name)))
        elif isinstance(item, list):
            stack.extend((member, at_pointer(pointer, i)) for i, member in enumerate(item))


# ── Dates ───────────────────────────────────────────────────────────────────────────────

# XML Schema 1.1 part 2, §3.4.28: dateTimeStamp is a dateTime whose zone is required.
_DATE_TIME_STAMP = re.compile(
    r"(?P<date>[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))T"
    r"(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|(?P<midnight>24:00:00))"
    r"(?P<fraction>\.[0-9]{1,12})?"
    r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
)


def date_time(value: Any, pointer: str) -> datetime:
    """An XSD dateTimeStamp as an aware datetime in UTC; `bad-value` for anything else.

    Leap seconds, times without a zone, and years outside 0001 to 9999 are refused.
    """
    moment = _local_time(value, pointer)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise refuse(ProblemCode.BAD_VALUE, "no such day", pointer) from error


def clock_time(value: Any, pointer: str) -> datetime:
    """What the clock showed where a time was written, as if that had been in UTC.

    For what counts in days: 1 March in Manila is 1 March, though it began in February here.
    Takes and refuses what `date_time` does.
    """
    return _local_time(value, pointer).replace(tzinfo=UTC)


def _local_time(value: Any, pointer: str) -> datetime:
    match = _DATE_TIME_STAMP.fullmatch(value) if isinstance(value, str) else None
    if match is None or (match["midnight"] and (match["fraction"] or "").strip(".0")):
        raise refuse(
            ProblemCode.BAD_VALUE, "not a date and time with a zone (XSD dateTimeStamp)", pointer
        )
    clock = "00:00:00" if match["midnight"] else match["time"]
    microseconds = int(((match["fraction"] or ".")[1:] + "000000")[:6])
    try:
        moment = datetime.fromisoformat(f"{match['date']}T{clock}").replace(tzinfo=_zone(match))
        moment = moment.replace(microsecond=microseconds)
        return moment + timedelta(days=1) if match["midnight"] else moment
    except (ValueError, OverflowError) as error:
        raise refuse(ProblemCode.BAD_VALUE, "no such day", pointer) from error


def _zone(match: re.Match[str]) -> timezone:
    text = match["zone"]
    if text == "Z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(offset if text[0] == "+" else -offset)


def date_time_stamp(moment: datetime, pointer: str) -> str:
    """A time as an XSD dateTimeStamp in UTC, to the second: what `date_time` reads.

    Raises CredentialsError with `bad-value` for a time without a zone, which would otherwise
    be taken for one in the zone of this machine.
    """
    if moment.tzinfo is None:
        raise refuse(ProblemCode.BAD_VALUE, "a time without a zone", pointer)
    return local_date_time_stamp(moment.astimezone(UTC), pointer)


def local_date_time_stamp(moment: datetime, pointer: str) -> str:
    """The same, with the offset that the time was given in: its day is told as well.

    Raises CredentialsError with `bad-value` also for an offset that has seconds, which XSD
    cannot write.
    """
    offset = moment.utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        raise refuse(ProblemCode.BAD_VALUE, "a time without a zone", pointer)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


# ── Identifiers ─────────────────────────────────────────────────────────────────────────

_ABSOLUTE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20\x7f-\xa0<>\"{}|\\^`]+")


def absolute_url(value: Any, pointer: str) -> str:
    """A single absolute URL; `bad-value` otherwise. Relative ones would not be signed (T5)."""
    if not isinstance(value, str) or not _ABSOLUTE_URL.fullmatch(value):
        raise refuse(ProblemCode.BAD_VALUE, "not an absolute identifier", pointer)
    return value


def did_of(url: str) -> str:
    """The DID at the beginning of a DID URL: everything before `?`, `#` and the path."""
    return re.split(r"[/?#]", url, maxsplit=1)[0]


# ── The data model ──────────────────────────────────────────────────────────────────────


def credential(document: JSONObject) -> Credential:
    """Check the shape of an unsigned credential (VCDM 2.0 §4).

    Raises `bad-value` with a pointer to the member that is missing or wrong.
    """
    _check_head(document, "VerifiableCredential")
    issuer = _identified(document, "issuer")
    valid_from, valid_until = _period(document)
    _check_subjects(document)
    _check_typed_members(document)
    _check_related_resources(document)
    return Credential(document, issuer, valid_from, valid_until)


def parsed_credential(document: JSONObject, *, token: Token | None = None) -> ParsedCredential:
    """Check the shape of a secured credential; nothing in the result is trusted yet."""
    checked = credential(document)
    entries, unknown = _status_entries(document)
    return ParsedCredential(
        document=document,
        issuer=checked.issuer,
        proofs=_proofs(document),
        token=token,
        status_entries=entries,
        unknown_status=unknown,
        valid_from=checked.valid_from,
        valid_until=checked.valid_until,
    )


def parsed_presentation(document: JSONObject, *, token: Token | None = None) -> ParsedPresentation:
    """Check the shape of a secured presentation (VCDM 2.0 §4.13); nothing is trusted yet."""
    _check_head(document, "VerifiablePresentation")
    holder = _identified(document, "holder") if "holder" in document else None
    presented = as_list(document.get("verifiableCredential", []))
    if len(presented) > _MAX_PRESENTED:
        raise refuse(
            ProblemCode.BAD_VALUE,
            f"more than {_MAX_PRESENTED} credentials",
            "/verifiableCredential",
        )
    many = isinstance(document.get("verifiableCredential"), list)
    credentials = []
    for number, item in enumerate(presented):
        pointer = at_pointer("/verifiableCredential", *([number] if many else []))
        _object(item, pointer)
        credentials.append((pointer, json.dumps(item, ensure_ascii=False).encode()))
    return ParsedPresentation(document, holder, _proofs(document), token, tuple(credentials))


def _check_head(document: JSONObject, required_type: str) -> None:
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not contexts:
        raise refuse(ProblemCode.BAD_VALUE, "@context is a list (VCDM 2.0 §4.3)", "/@context")
    if contexts[0] == CREDENTIALS_V1:
        raise refuse(
            ProblemCode.CONTEXT_UNKNOWN, "version 1.1 of the data model is not read", "/@context/0"
        )
    if contexts[0] != CREDENTIALS_V2:
        raise refuse(
            ProblemCode.BAD_VALUE, f"the first context is not {CREDENTIALS_V2}", "/@context/0"
        )
    if "id" in document:
        absolute_url(document["id"], "/id")
    types = types_of(document)
    if not types or not all(isinstance(item, str) and item for item in types):
        raise refuse(ProblemCode.BAD_VALUE, "type is one or more names", "/type")
    if required_type not in types:
        raise refuse(ProblemCode.BAD_VALUE, f"type does not include {required_type}", "/type")
    _check_words(document, "")


def _check_words(node: Mapping[str, Any], pointer: str) -> None:
    """`name` and `description`: text, or values with a language (VCDM 2.0 §4.6, §11.1)."""
    for member in ("name", "description"):
        for word in as_list(node.get(member, "")):
            if isinstance(word, str):
                continue
            if (
                not isinstance(word, dict)
                or not isinstance(word.get("@value"), str)
                or not word.keys() <= {"@value", "@language", "@direction"}
            ):
                raise refuse(
                    ProblemCode.BAD_VALUE,
                    "neither a text nor a text with its language",
                    at_pointer(pointer, member),
                )


def _identified(document: JSONObject, member: str) -> str:
    """A URL, or an object whose `id` is a URL (VCDM 2.0 §4.7, §4.13)."""
    value = document.get(member)
    if isinstance(value, dict):
        _check_words(value, f"/{member}")
        return absolute_url(value.get("id"), f"/{member}/id")
    return absolute_url(value, f"/{member}")


def _period(document: JSONObject) -> tuple[datetime | None, datetime | None]:
    ends = []
    for member in ("validFrom", "validUntil"):
        ends.append(date_time(document[member], f"/{member}") if member in document else None)
    valid_from, valid_until = ends
    if valid_from and valid_until and valid_until < valid_from:
        raise refuse(ProblemCode.BAD_VALUE, "it ends before it begins", "/validUntil")
    return valid_from, valid_until


def _check_subjects(document: JSONObject) -> None:
    for pointer, subject in _items(document, "credentialSubject", required=True):
        _object(subject, pointer)
        if "id" in subject:
            absolute_url(subject["id"], at_pointer(pointer, "id"))


def _check_typed_members(document: JSONObject) -> None:
    """Members whose objects need a type, and for schemas an id too (VCDM 2.0 §4.5, §4.11)."""
    for member in (
        "credentialStatus", "credentialSchema", "evidence", "termsOfUse", "refreshService",
    ):  # fmt: skip
        for pointer, item in _items(document, member):
            _object(item, pointer)
            types = types_of(item)
            if not types or not all(isinstance(name, str) and name for name in types):
                raise refuse(ProblemCode.BAD_VALUE, "it has no type", at_pointer(pointer, "type"))
            if member == "credentialSchema" or "id" in item:
                absolute_url(item.get("id"), at_pointer(pointer, "id"))


def _check_related_resources(document: JSONObject) -> None:
    """Each resource has an id of its own and a digest (VCDM 2.0 §5.3)."""
    seen: set[str] = set()
    for pointer, item in _items(document, "relatedResource"):
        _object(item, pointer)
        identifier = absolute_url(item.get("id"), at_pointer(pointer, "id"))
        if identifier in seen:
            raise refuse(ProblemCode.BAD_VALUE, "the resource stands twice", pointer)
        seen.add(identifier)
        if not item.keys() & {"digestSRI", "digestMultibase"}:
            raise refuse(ProblemCode.BAD_VALUE, "the resource has no digest", pointer)


def _items(
    document: JSONObject, member: str, *, required: bool = False
) -> Sequence[tuple[str, Any]]:
    if member not in document and not required:
        return []
    value = document.get(member)
    if not isinstance(value, list):
        return [(f"/{member}", value)]
    if not value:
        raise refuse(ProblemCode.BAD_VALUE, "the list is empty", f"/{member}")
    return [(at_pointer("", member, number), item) for number, item in enumerate(value)]


def _object(value: Any, pointer: str) -> JSONObject:
    if not isinstance(value, dict) or not value:
        raise refuse(ProblemCode.BAD_VALUE, "not an object with members", pointer)
    return value


# ── Status entries (Bitstring Status List 1.0 §2.1) ─────────────────────────────────────

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


def _status_entries(document: JSONObject) -> tuple[tuple[StatusEntry, ...], tuple[str, ...]]:
    entries, unknown = [], []
    items = _items(document, "credentialStatus")
    if len(items) > _MAX_STATUS_ENTRIES:
        raise refuse(
            ProblemCode.BAD_VALUE, f"more than {_MAX_STATUS_ENTRIES} entries", "/credentialStatus"
        )
    for pointer, item in items:
        if "BitstringStatusListEntry" in types_of(item):
            entries.append(_status_entry(item, pointer))
        else:
            unknown.append(pointer)
    return tuple(entries), tuple(unknown)


def _status_entry(item: JSONObject, pointer: str) -> StatusEntry:
    list_url = absolute_url(
        item.get("statusListCredential"), at_pointer(pointer, "statusListCredential")
    )
    index, purpose, size = (
        item.get("statusListIndex"),
        item.get("statusPurpose"),
        item.get("statusSize", 1),
    )
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise refuse(
            ProblemCode.BAD_VALUE,
            "not a decimal number without leading zeros, as a text",
            at_pointer(pointer, "statusListIndex"),
        )
    if not isinstance(purpose, str) or not purpose:
        raise refuse(ProblemCode.BAD_VALUE, "no purpose", at_pointer(pointer, "statusPurpose"))
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise refuse(
            ProblemCode.BAD_VALUE, "not a positive number", at_pointer(pointer, "statusSize")
        )
    if item.get("id") == list_url:
        raise refuse(
            ProblemCode.BAD_VALUE, "the entry has the list's own id", at_pointer(pointer, "id")
        )
    return StatusEntry(purpose, list_url, int(index), size, pointer)


# ── Proofs (Data Integrity 1.0 §2.1) ────────────────────────────────────────────────────


def _proofs(document: JSONObject) -> tuple[Proof, ...]:
    items = _items(document, "proof")
    if len(items) > _MAX_PROOFS:
        raise refuse(ProblemCode.PROOF_REJECTED, f"more than {_MAX_PROOFS} proofs", "/proof")
    if any(item in [other for _, other in items[:at]] for at, (_, item) in enumerate(items)):
        raise refuse(ProblemCode.PROOF_REJECTED, "the same proof stands twice", "/proof")
    return tuple(_proof(item, pointer) for pointer, item in items)


def _proof(item: Any, pointer: str) -> Proof:
    def rejected(detail: str, member: str) -> CredentialsError:
        return refuse(ProblemCode.PROOF_REJECTED, detail, at_pointer(pointer, member))

    if not isinstance(item, dict):
        raise refuse(ProblemCode.PROOF_REJECTED, "a proof is an object", pointer)
    if not isinstance(item.get("type"), str):
        raise rejected("a proof has one type", "type")

    def text(member: str) -> str:
        value = item.get(member, "")
        if not isinstance(value, str):
            raise rejected("not a text", member)
        return value

    domains = as_list(item.get("domain", []))
    if not all(isinstance(domain, str) for domain in domains):
        raise rejected("not a text or texts", "domain")
    return Proof(
        document=item,
        pointer=pointer,
        # Before version 1.0 the type alone named the suite.
        cryptosuite=text("cryptosuite") if item["type"] == "DataIntegrityProof" else item["type"],
        verification_method=text("verificationMethod"),
        purpose=text("proofPurpose"),
        value=text("proofValue"),
        created=_proof_date(item, "created", pointer),
        expires=_proof_date(item, "expires", pointer),
        domains=tuple(domains),
        challenge=text("challenge") if "challenge" in item else None,
    )


def _proof_date(item: JSONObject, member: str, pointer: str) -> datetime | None:
    if member not in item:
        return None
    where = at_pointer(pointer, member)
    try:
        return date_time(item[member], where)
    except CredentialsError as error:
        raise refuse(ProblemCode.PROOF_REJECTED, error.problem.detail, where) from error


# ── Enveloped documents (VCDM 2.0 §4.13.1) ──────────────────────────────────────────────

_ENVELOPES = {
    "EnvelopedVerifiableCredential": MediaType.VC_JWT,
    "EnvelopedVerifiablePresentation": MediaType.VP_JWT,
}


def enveloped(document: JSONObject) -> bytes | None:
    """The secured bytes inside an enveloped credential or presentation; None if it is neither.

    The envelope itself is not secured: only its `@context`, its one type and its data: URL
    are allowed, so that nothing unsigned can stand beside what is signed.
    """
    names = [name for name in types_of(document) if isinstance(name, str) and name in _ENVELOPES]
    if not names:
        return None
    if types_of(document) != names or len(names) != 1:
        raise refuse(ProblemCode.BAD_VALUE, "an envelope has one type", "/type")
    contexts = document.get("@context", CREDENTIALS_V2)
    if as_list(contexts)[:1] != [CREDENTIALS_V2]:
        raise refuse(
            ProblemCode.BAD_VALUE, f"the first context is not {CREDENTIALS_V2}", "/@context"
        )
    if not document.keys() <= {"@context", "type", "id"}:
        raise refuse(ProblemCode.TERM_UNDEFINED, "something unsigned stands beside the envelope")
    prefix = f"data:{_ENVELOPES[names[0]]}"
    media_type, comma, content = absolute_url(document.get("id"), "/id").partition(",")
    if not comma or media_type.partition(";")[0] != prefix:
        raise refuse(
            ProblemCode.SUITE_UNKNOWN, f"the envelope is not {prefix.removeprefix('data:')}", "/id"
        )
    if media_type != prefix:
        raise refuse(ProblemCode.BAD_VALUE, "the data: URL has parameters", "/id")
    return unquote_to_bytes(content)
