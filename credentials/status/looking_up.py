"""Status lists: which are wanted, whether they hold, and what they say (Bitstring §3.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from credentials.authentication import authenticate
from credentials.materials import Want, WantKind
from credentials.model import LEEWAY, ParsedCredential, ParsedPresentation, Policy, StatusEntry
from credentials.opening import open_secured
from credentials.problems import CredentialsError, Problem, ProblemCode, refuse
from credentials.question import MissingError, Question
from credentials.status import bitstring


def outside_dates(parsed: ParsedCredential, at: datetime) -> Iterator[Problem]:
    """What the dates of a credential say against it at this moment (VCDM 2.0 §4.9)."""
    if parsed.valid_from and at + LEEWAY < parsed.valid_from:
        yield Problem(ProblemCode.NOT_YET_VALID, "its first day is still to come", "/validFrom")
    if parsed.valid_until and at - LEEWAY > parsed.valid_until:
        yield Problem(ProblemCode.EXPIRED, "its last day is over", "/validUntil")


@dataclass(frozen=True, slots=True)
class StatusFound:
    """What the status lists say, what of them is still wanted, and the oldest one's time."""

    problems: tuple[Problem, ...]
    wanted: tuple[Want, ...] = ()
    as_of: datetime | None = None
    warnings: tuple[Problem, ...] = ()


_DECIDING = {"revocation": ProblemCode.REVOKED, "suspension": ProblemCode.SUSPENDED}
# These never make a credential invalid, so their lists are not asked for.
_INFORMING = frozenset({"refresh", "message"})


def look_up_status(parsed: ParsedCredential, question: Question) -> StatusFound:
    """Ask every status list that can speak against a credential whose proof held.

    Never raises: a list that is missing, or does not hold, is a problem that leaves the
    credential undetermined (Bitstring Status List §3.2).
    """
    problems: list[Problem] = []
    wanted: list[Want] = []
    seen: list[datetime] = []
    warnings: list[Problem] = []
    unknown = [
        Problem(ProblemCode.STATUS_UNKNOWN, "a type of status that is not read", pointer)
        for pointer in parsed.unknown_status
    ]
    for entry in parsed.status_entries:
        if entry.purpose in _INFORMING:
            continue
        if entry.purpose not in _DECIDING or entry.size != 1:
            detail = "a purpose or size of status that is not read"
            unknown.append(Problem(ProblemCode.STATUS_UNKNOWN, detail, entry.pointer))
            continue
        try:
            as_of, problem = _look_up(entry, parsed.issuer, question)
        except MissingError as missing:
            wanted.append(missing.want)
            detail = "the status list is not at hand"
            problems.append(Problem(ProblemCode.STATUS_UNREACHABLE, detail, entry.pointer))
        except CredentialsError as error:
            problems.append(error.problem)
        else:
            seen.append(as_of)
            problems.extend([problem] if problem else [])
    # The standard lets a verifier pass over status types it does not know; we do not.
    (warnings if question.policy is Policy.W3C else problems).extend(unknown)
    oldest = min(seen) if seen else None
    return StatusFound(tuple(problems), tuple(dict.fromkeys(wanted)), oldest, tuple(warnings))


def _look_up(
    entry: StatusEntry, issuer: str, question: Question
) -> tuple[datetime, Problem | None]:
    """The time of the list that was used, and what its bit says against the credential."""
    fetched = question.materials.status_lists.get(entry.list_url)
    if fetched is None:
        raise MissingError(Want(WantKind.STATUS_LIST, entry.list_url, entry.list_url))
    if fetched.content is None:
        raise refuse(ProblemCode.STATUS_UNREACHABLE, fetched.reason, entry.pointer)
    if not _bit(fetched.content, entry, issuer, question):
        return fetched.at, None
    note = question.materials.notes.get((entry.list_url, entry.index))
    if note is not None and note.is_replaced and entry.purpose == "revocation":
        detail = f"replaced on {note.since.date().isoformat()}"
        return fetched.at, Problem(ProblemCode.REPLACED, detail, entry.pointer, note)
    code = _DECIDING[entry.purpose]
    return fetched.at, Problem(code, "the bit of its status entry is set", entry.pointer, note)


def _bit(content: bytes, entry: StatusEntry, issuer: str, question: Question) -> bool:
    """The entry's bit, after the list's own signature, issuer, dates, address and purpose."""

    def doubted(detail: str) -> CredentialsError:
        return refuse(ProblemCode.STATUS_INVALID, detail, entry.pointer)

    try:
        opened = open_secured(content)
        if isinstance(opened, ParsedPresentation):
            raise doubted("the list is a presentation")
        if opened.issuer != issuer:
            # Before its proof is looked at: nobody else's key document is asked for.
            raise doubted("the list is by another issuer")
        authenticate(opened, issuer, "assertionMethod", question)
    except CredentialsError as error:
        # Whatever is wrong with the list leaves the credential undetermined, never passed.
        raise doubted(f"the list: {error.problem.code}, {error.problem.detail}") from error
    if next(outside_dates(opened, question.at), None) is not None:
        raise doubted("the list's own dates do not include this moment")
    try:
        published = bitstring.read_list(
            opened.document, list_url=entry.list_url, purpose=entry.purpose
        )
        return published.statuses.get(entry.index)
    except CredentialsError as error:
        raise CredentialsError(replace(error.problem, pointer=entry.pointer)) from error
