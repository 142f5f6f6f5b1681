"""What the API answers about class lists."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from app.batches.class_list import RowFault
from app.batches.service import Progress
from app.batches.tables import Batch, BatchRow
from app.batches.wording import fault_advice, fault_sentence


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
    created_at: datetime
    finished_at: datetime | None
    total: int
    awarded: int
    wrong: int
    wrong_rows: list[WrongRowAnswer] | None = None

    @classmethod
    def of(cls, batch: Batch, reached: Progress, *, wrong: list[BatchRow] | None = None) -> Self:
        """A stored class list."""
        return cls(
            id=batch.id,
            filename=batch.filename,
            created_at=batch.created_at,
            finished_at=batch.finished_at,
            total=reached.total,
            awarded=reached.awarded,
            wrong=reached.wrong,
            wrong_rows=None if wrong is None else [WrongRowAnswer.of(row) for row in wrong],
        )
