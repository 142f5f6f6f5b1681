"""Status lists: which are wanted, and what they say against a credential whose proof held."""

from datetime import datetime

from msgspec import Struct

from credentials.materials import Want
from credentials.model import ParsedCredential, Policy, StatusEntry
from credentials.problems import CredentialsError, Problem, ProblemCode
from credentials.question import MissingError, Question
from credentials.status.mechanism import Said
from credentials.status.registry import MECHANISMS


class StatusFound(Struct, frozen=True):
    """What the status lists say, what of them is still wanted, and the oldest one's time.

    `is_decided` is False while a list is wanted that can speak against the credential.
    """

    problems: tuple[Problem, ...]
    wanted: tuple[Want, ...] = ()
    is_decided: bool = True
    as_of: datetime | None = None
    warnings: tuple[Problem, ...] = ()


def look_up_status(parsed: ParsedCredential, question: Question) -> StatusFound:
    """Ask every status list of a credential whose proof held.

    Never raises: a list that is missing, or does not hold, is a problem that leaves the
    credential undetermined (Bitstring Status List §3.2, Token Status List §8.3). A list that
    cannot speak against it is asked for too, and what it says is a warning; when it cannot be
    had, nothing is said.
    """
    problems: list[Problem] = []
    wanted: list[Want] = []
    seen: list[datetime] = []
    warnings: list[Problem] = []
    is_decided = True
    unknown = [
        Problem(ProblemCode.STATUS_UNKNOWN, "a type of status that is not read", pointer)
        for pointer in parsed.unknown_status
    ]
    for entry in parsed.status_entries:
        mechanism = MECHANISMS[entry.kind]
        if not mechanism.is_read(entry):
            detail = "a purpose or size of status that is not read"
            unknown.append(Problem(ProblemCode.STATUS_UNKNOWN, detail, entry.pointer))
            continue
        is_telling = mechanism.is_telling(entry)
        try:
            said = mechanism.look_up(entry, parsed.issuer, question)
        except MissingError as missing:
            wanted.append(missing.want)
            if is_telling:
                is_decided = False
                detail = "the status list is not at hand"
                problems.append(Problem(ProblemCode.STATUS_UNREACHABLE, detail, entry.pointer))
        except CredentialsError as error:
            problems.extend([error.problem] if is_telling else [])
        else:
            seen.extend([said.as_of] if is_telling else [])
            (problems if is_telling else warnings).extend(_said(said, entry, question))
    # The standard lets a verifier pass over status types it does not know; we do not.
    (warnings if question.policy is Policy.W3C else problems).extend(unknown)
    oldest = min(seen) if seen else None
    return StatusFound(
        tuple(problems), tuple(dict.fromkeys(wanted)), is_decided, oldest, tuple(warnings)
    )


def _said(said: Said, entry: StatusEntry, question: Question) -> list[Problem]:
    """What is said of the credential, with what the issuer's own register adds to it."""
    if said.code is None:
        return []
    note = question.materials.notes.get((entry.list_url, entry.index))
    if note is not None and note.is_replaced and said.is_final:
        detail = f"replaced on {note.since.date().isoformat()}"
        return [Problem(ProblemCode.REPLACED, detail, entry.pointer, note)]
    return [Problem(said.code, said.detail, entry.pointer, note)]
