"""What the API takes and answers about class lists."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from app.batches.columns import UNUSED, Column
from app.batches.dates import Order
from app.batches.faults import RowFault
from app.batches.reading import Choices, Table
from app.batches.tables import Batch, BatchRow
from app.batches.taking_in import Upload
from app.batches.wording import fault_advice, fault_sentence
from app.batches.working import Progress
from credentials import ProblemCode, refuse

State = Literal["reading", "asking", "open", "waits-for-approval", "working", "stopped", "finished"]


class UploadQuery(BaseModel):
    """What is said about a file beside its bytes; what is left out is found out or asked.

    `mapping` is a JSON object with the column, or `-` for one not to be used, by heading.
    Lines that look like somebody who is awarded already come back as wrong; `even_if_alike` says
    that all of them are other people.
    """

    filename: str = Field(default="class-list", max_length=200)
    encoding: str = Field(default="", max_length=20)
    sheet: str = Field(default="", max_length=100)
    mapping: str = Field(default="", max_length=10_000)
    date_order: Order | None = None
    register_reference: str = Field(default="", max_length=120)
    even_if_alike: bool = False

    def choices(self) -> Choices:
        """How the file is to be read."""
        return Choices(encoding=self.encoding, sheet=self.sheet)

    def upload(self, content: bytes | BinaryIO, table: Table, *, filename: str = "") -> Upload:
        """The file with its lines, and what was said of them. Raises `bad-value`."""
        return Upload(
            filename=filename or self.filename,
            content=content,
            table=table,
            is_encoding_chosen=bool(self.encoding),
            is_sheet_chosen=bool(self.sheet),
            mapping=self.columns(),
            order=self.date_order,
            register_reference=self.register_reference,
            even_if_alike=self.even_if_alike,
        )

    def columns(self) -> Mapping[str, str]:
        """The column for each heading that was named. Raises `bad-value`."""
        try:
            said = json.loads(self.mapping) if self.mapping else {}
        except (ValueError, RecursionError) as error:
            raise refuse(ProblemCode.BAD_VALUE, "it is not JSON", "/mapping") from error
        known = {*Column, UNUSED}
        if not isinstance(said, dict) or not all(
            isinstance(column, str) and column in known for column in said.values()
        ):
            names = ", ".join([*Column, UNUSED])
            raise refuse(ProblemCode.BAD_VALUE, f"the columns are {names}", "/mapping")
        return said


class NoteBody(BaseModel):
    """Why a list is given back."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(min_length=1, max_length=500)


class FaultAnswer(BaseModel):
    """One thing wrong with a line: the column, a code for programs, words for people."""

    column: str
    code: str
    reason: str
    advice: str


class WrongRowAnswer(BaseModel):
    """A line that was not awarded, by its number in the spreadsheet."""

    line: int
    faults: list[FaultAnswer]

    @classmethod
    def of(cls, row: BatchRow) -> Self:
        """A stored row, in the language of this request."""
        faults = []
        for problem in row.problems:
            fault = RowFault(problem["code"])
            faults.append(
                FaultAnswer(
                    column=problem["column"],
                    code=fault.value,
                    reason=fault_sentence(fault),
                    advice=fault_advice(fault),
                )
            )
        return cls(line=row.number, faults=faults)


class BatchAnswer(BaseModel):
    """A class list and how far it is; `wrong_rows` only where one list is asked for."""

    id: str
    filename: str
    state: State
    note: str | None
    created_at: datetime
    finished_at: datetime | None
    total: int
    awarded: int
    wrong: int
    rows_per_second: float
    seconds_left: int | None
    wrong_rows: list[WrongRowAnswer] | None = None

    @classmethod
    def of(cls, batch: Batch, reached: Progress, *, wrong: list[BatchRow] | None = None) -> Self:
        """A stored class list."""
        return cls(
            id=batch.id,
            filename=batch.filename,
            state=_state(batch),
            note=batch.sent_back_note,
            created_at=batch.created_at,
            finished_at=batch.finished_at,
            total=reached.total,
            awarded=reached.awarded,
            wrong=reached.wrong,
            rows_per_second=round(reached.pace, 1),
            seconds_left=reached.seconds_left,
            wrong_rows=None if wrong is None else [WrongRowAnswer.of(row) for row in wrong],
        )


def _state(batch: Batch) -> State:
    if batch.finished_at is not None:
        return "finished"
    if batch.stopped_at is not None:
        return "stopped"
    if batch.is_being_read:
        return "reading"
    if batch.confirmed_at is not None:
        return "working"
    if batch.awaits_approval:
        return "waits-for-approval"
    return "asking" if batch.read_at is None else "open"
