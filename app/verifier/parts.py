"""All that was brought at once: several files, several codes in one picture, each answered."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from starlette.datastructures import FormData, UploadFile

from app.verifier import intake
from app.verifier.intake import Found, Nothing, One
from app.verifier.service import Examined, Verifier
from credentials import CredentialsError, Problem, ProblemCode, refuse

MOST_FILES = 20
_MOST_PARTS = 40
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Brought:
    """One thing that somebody brought, with the name of its file; empty for what has none."""

    name: str = field(repr=False)
    found: Found


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to answer. `number` counts the certificates in one file; 0 for the only one."""

    name: str = field(repr=False)
    number: int
    found: One


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one part; a problem where it was its turn and not let in."""

    part: Part
    outcome: Examined | Nothing | Problem


async def files_in(form: FormData, *, public_url: str) -> list[Brought]:
    """The files of a form; fields that were left empty are none."""
    files = [item for item in form.getlist("file") if isinstance(item, UploadFile)]
    return [
        Brought(
            (file.filename or "")[:_LONGEST_NAME],
            intake.find(await file.read(), public_url=public_url),
        )
        for file in files
        if file.filename or file.size
    ]


async def parts_of(brought: Sequence[Brought], *, verifier: Verifier) -> list[Part]:
    """What has to be answered; raises `too-large` for more than 40 certificates at once."""
    parts: list[Part] = []
    for item in brought:
        found = intake.parts_of(await verifier.locate(item.found))
        number = 0 if len(found) == 1 else 1
        parts += [Part(item.name, place, one) for place, one in enumerate(found, number)]
    if len(parts) > _MOST_PARTS:
        raise refuse(ProblemCode.TOO_LARGE, f"more than {_MOST_PARTS} certificates at once")
    return parts


async def answer_each(
    parts: Sequence[Part],
    *,
    verifier: Verifier,
    admit: Callable[[One], Awaitable[None]],
    at: datetime,
) -> list[Answered]:
    """The answer to each part, in order. One that `admit` refuses keeps no other from its own."""
    answered: list[Answered] = []
    for part in parts:
        outcome: Examined | Nothing | Problem
        try:
            await admit(part.found)
            outcome = await verifier.examine(part.found, at=at)
        except CredentialsError as error:
            outcome = error.problem
        answered.append(Answered(part, outcome))
    return answered
