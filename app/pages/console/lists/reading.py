"""Files of class lists on their way in: read in a worker before any transaction begins.

While a transaction writes, nobody else can (on SQLite), and a hostile file may take half a
minute until it is given up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, BinaryIO

from fastapi import Depends

from app.base.deps import ServicesDep
from app.base.locales import N_
from app.batches import service as batches
from app.batches import store
from app.batches.reading import Choices, Table, read_apart, read_in_pieces
from app.batches.service import Upload
from app.pages.console.office import LookingToIssue
from app.pages.forms import FilledForm
from credentials import CredentialsError, Problem, ProblemCode, refuse

# By what is wrong with the file as a whole.
FILE_ERRORS = {
    "file/empty": N_("There is nothing in this file. Look whether you chose the right one."),
    "file/lines": N_(
        "There is a line of headings, and no line below it. Write one line for each person."
    ),
    "file/kind": N_(
        "This is not a class list that we can read. In your spreadsheet choose “Save as”, and "
        "then “Excel workbook (.xlsx)” or “CSV UTF-8”."
    ),
    "file/quotes": N_(
        "A quotation mark in this file has no second one, so that it is not clear where a cell "
        "ends. In your spreadsheet choose “Save as” and then “Excel workbook (.xlsx)”."
    ),
    "file/xls": N_(
        "This is an Excel file of another form, like .xls or .xlsb. Open it, choose “Save as” and "
        "then “Excel workbook (.xlsx)”, and hand that in."
    ),
    "file/ods": N_(
        "This is an OpenDocument file (.ods). Open it, choose “Save as” and then “Excel (.xlsx)” "
        "or “CSV”, and hand that in."
    ),
    "file/markup": N_(
        "This is a web page, even if its name ends in .xls. Open it in your spreadsheet, choose "
        "“Save as” and then “Excel workbook (.xlsx)”."
    ),
    "file/password": N_(
        "This file is locked with a password. Save a copy without one, and hand that in."
    ),
    "file/broken": N_(
        "This workbook is damaged. Open it in your spreadsheet, save it again, and hand that in."
    ),
    "file/bomb": N_(
        "This workbook unpacks to far more than a class list can have. Copy the lines into a new "
        "workbook, and hand that in."
    ),
    "file/size": N_(
        "A class list has 1,048,575 lines and 200 columns at most. Hand it in as several lists."
    ),
    "file/encoding": N_("The file cannot be read in this encoding. Choose another one."),
    "file/sheet": N_("There is no such sheet. Choose one of those named here."),
    "file": N_(
        "We could not read this file in reasonable time. Copy the lines into a new workbook, and "
        "hand that in."
    ),
    "achievement": N_("Choose what the people on the list have earned."),
}


@dataclass(frozen=True, slots=True)
class Read:
    """A file with its lines, or why it has none. Nothing was changed by reading it."""

    filename: str
    content: bytes | BinaryIO
    choices: Choices
    table: Table | None
    problem: Problem | None
    register_reference: str = ""

    def upload(self) -> Upload:
        """What can be taken in; raises what is wrong with the file."""
        if self.table is None:
            raise CredentialsError(self.problem or Problem(ProblemCode.BAD_VALUE, "", "/file"))
        return Upload(
            filename=self.filename,
            content=self.content,
            table=self.table,
            is_encoding_chosen=bool(self.choices.encoding),
            is_sheet_chosen=bool(self.choices.sheet),
            register_reference=self.register_reference,
        )


def brought(form: FilledForm, office: LookingToIssue, services: ServicesDep) -> Read:
    """The file that somebody hands in. `office` sees to it that it is a member of staff."""
    del office
    reference = form.text("register_reference")[:120]
    file = form.file or b""
    return _read(
        form.filename,
        file,
        Choices(),
        lambda choices: read_apart(file, choices, workers=services.workers),
        register_reference=reference,
    )


def kept(batch_id: str, form: FilledForm, office: LookingToIssue, services: ServicesDep) -> Read:
    """The stored file of a list, read again as the form says; raises `not-found`, `conflict`."""
    found = batches.batch(office.session, office.organisation, batch_id)
    size = store.file_size(office.session, found.id)
    if size is None:
        raise refuse(ProblemCode.CONFLICT, "somebody was done with the class list already")
    choices = Choices(encoding=form.text("encoding")[:20], sheet=form.text("sheet")[:100])

    def read(choices: Choices) -> Table:
        pieces = store.file_pieces(office.session, found.id)
        return read_in_pieces(pieces, choices, size=size, workers=services.workers)

    return _read(found.filename, b"", choices, read)


Brought = Annotated[Read, Depends(brought)]
Kept = Annotated[Read, Depends(kept)]


def _read(
    filename: str,
    content: bytes | BinaryIO,
    choices: Choices,
    read: Callable[[Choices], Table],
    *,
    register_reference: str = "",
) -> Read:
    try:
        table = read(choices)
    except CredentialsError as error:
        problem = error.problem
        if problem.code is ProblemCode.TOO_MANY_REQUESTS:
            raise
        if not problem.pointer:
            problem = Problem(problem.code, problem.detail, "/file")
        return Read(filename, content, choices, None, problem, register_reference)
    return Read(filename, content, choices, table, None, register_reference)
