"""What can be wrong with a line of a class list. Wording for people is in `wording.py`."""

from dataclasses import dataclass
from enum import StrEnum


class RowFault(StrEnum):
    """What can be wrong with a line, each with its own sentence in the catalogues."""

    NAME_MISSING = "name-missing"
    NAME_WITHOUT_LETTERS = "name-without-letters"
    TEXT_TOO_LONG = "text-too-long"
    TEXT_DECEPTIVE = "text-deceptive"
    DATE_UNREADABLE = "date-unreadable"
    DATE_IMPOSSIBLE = "date-impossible"
    DATE_AMBIGUOUS = "date-ambiguous"
    DATE_ORDER = "date-order"
    DATE_YEAR_SHORT = "date-year-short"
    DATE_BUDDHIST = "date-buddhist"
    DATE_HIJRI = "date-hijri"
    DATE_ETHIOPIAN = "date-ethiopian"
    BIRTH_DATE_UNLIKELY = "birth-date-unlikely"
    AWARDED_IN_FUTURE = "awarded-in-future"
    EMAIL_UNREADABLE = "email-unreadable"
    SECOND_FACT_MISSING = "second-fact-missing"
    CELLS_TOO_MANY = "cells-too-many"
    CELL_NOT_CALCULATED = "cell-not-calculated"
    CELL_IS_ERROR = "cell-is-error"
    CELL_MERGED = "cell-merged"
    LINE_HIDDEN = "line-hidden"
    NOT_IN_REGISTER = "not-in-register"
    NUMBER_TAKEN = "number-taken"
    NUMBER_OF_ANOTHER = "number-of-another"
    RESULT_UNFIT = "result-unfit"
    RESULT_NOT_DESCRIBED = "result-not-described"
    STANDS_TWICE = "stands-twice"
    AWARDED_ALREADY = "awarded-already"
    PROBABLY_AWARDED = "probably-awarded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a line: the column ("" for the line as a whole) and what."""

    column: str
    code: RowFault
