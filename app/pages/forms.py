"""What a browser sends with a form, read once, and what to say beside a field that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, BinaryIO

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from app.base import wording
from app.base.deps import CsrfDep
from app.base.locales import gettext
from app.base.mistakes import problems_of
from credentials import CredentialsError, Problem, ProblemCode, refuse

_MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Filled:
    """A form of ours as it was sent: its texts, and at most one file with its name."""

    values: Mapping[str, str] = field(default_factory=dict)
    filename: str = ""
    file: BinaryIO | None = None

    @property
    def content(self) -> bytes:
        """The file as a whole; one that may be large is read from `file` piece by piece."""
        if self.file is None:
            return b""
        self.file.seek(0)
        return self.file.read()

    def text(self, name: str) -> str:
        """The text of a field without white space around it; empty if it was not sent."""
        return self.values.get(name, "").strip()

    def has(self, name: str) -> bool:
        """Whether a box was ticked."""
        return name in self.values

    def day(self, name: str) -> date | None:
        """A date, or None where the field is empty; raises `bad-value` with the field."""
        written = self.text(name)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError as error:
            raise refuse(ProblemCode.BAD_VALUE, "not a date", f"/{name}") from error

    def number(self, name: str) -> int | None:
        """A whole number, or None where the field is empty; raises `bad-value`."""
        written = self.text(name)
        if written and not (written.isdecimal() and len(written) <= len("999999")):
            raise refuse(ProblemCode.BAD_VALUE, "not a number", f"/{name}")
        return int(written) if written else None


async def filled(request: Request, _ours: CsrfDep) -> Filled:
    """The form of this request, which a page of ours gave to this browser.

    How large a file may be is the edge's to say, by the settings.
    """
    values: dict[str, str] = {}
    filename, file = "", None
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            filename, file = value.filename or "", value.file
        elif len(value) > _MAX_TEXT:
            raise refuse(ProblemCode.TOO_LARGE, f"more than {_MAX_TEXT} characters", f"/{name}")
        else:
            values[name] = value
    return Filled(values, filename, file)


FilledForm = Annotated[Filled, Depends(filled)]


def all_errors_of(error: CredentialsError, sentences: Mapping[str, str]) -> dict[str, str]:
    """The same for everything that is wrong with a form; of one field the first counts."""
    said: dict[str, str] = {}
    for problem in problems_of(error):
        said = {**errors_of(problem, sentences), **said}
    return said


def errors_of(problem: Problem, sentences: Mapping[str, str]) -> dict[str, str]:
    """What to show beside which field, in the language of this request.

    `sentences` holds a sentence of the catalogues for each field, named by the pointer, its
    first part or its last. What belongs to no field stands under the empty name, above the
    form.
    """
    whole = problem.pointer.removeprefix("/")
    for name in (whole, whole.partition("/")[0], whole.rpartition("/")[2]):
        if name in sentences:
            return {name: gettext(sentences[name])}
    return {"": wording.problem_sentence(problem.code, problem)}
