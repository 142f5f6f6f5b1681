"""What is wrong with a line of a class list, and what to do, in words for a course office."""

from collections.abc import Mapping
from types import MappingProxyType

from app.base.locales import N_, gettext
from app.batches.faults import RowFault

# Fault: (what is wrong, what to do).
_WORDING: Mapping[RowFault, tuple[str, str]] = MappingProxyType(
    {
        RowFault.NAME_MISSING: (
            N_("There is no name."),
            N_("Write the name as it stands in the passport."),
        ),
        RowFault.NAME_WITHOUT_LETTERS: (
            N_("There is no letter in the name."),
            N_("Write the name as it stands in the passport."),
        ),
        RowFault.TEXT_TOO_LONG: (
            N_("The text is too long."),
            N_("Shorten it, and look whether two cells ran into one."),
        ),
        RowFault.TEXT_DECEPTIVE: (
            N_("The text has characters that cannot be seen."),
            N_("Type it again by hand instead of copying it."),
        ),
        RowFault.DATE_UNREADABLE: (
            N_("This is not a date that can be read without doubt."),
            N_("Write year, month and day, like 1998-05-31."),
        ),
        RowFault.DATE_AMBIGUOUS: (
            N_("Day and month can be read both ways round."),
            N_("Say for the whole list which comes first, or write 1998-05-31."),
        ),
        RowFault.DATE_ORDER: (
            N_("Day and month stand in another order than in the rest of the list."),
            N_("Look at the date, and write it with the year first, like 1998-05-31."),
        ),
        RowFault.DATE_YEAR_SHORT: (
            N_("The year has two digits only, and could be of two centuries."),
            N_("Write the year with four digits."),
        ),
        RowFault.DATE_BUDDHIST: (
            N_("The year looks like one of the Buddhist calendar."),
            N_("Write the date of the common calendar: the year is 543 less."),
        ),
        RowFault.DATE_HIJRI: (
            N_("The year looks like one of an Islamic calendar."),
            N_("Write the date of the common calendar, as it stands in the passport."),
        ),
        RowFault.DATE_ETHIOPIAN: (
            N_("The date looks like one of the Ethiopian calendar."),
            N_("Write the date of the common calendar, as it stands in the passport."),
        ),
        RowFault.DATE_IMPOSSIBLE: (
            N_("There is no such day in the calendar."),
            N_("Look the date up in the person’s papers."),
        ),
        RowFault.BIRTH_DATE_UNLIKELY: (
            N_("Nobody on a class list was born on that day."),
            N_("Look the birth date up in the person’s papers."),
        ),
        RowFault.AWARDED_IN_FUTURE: (
            N_("The day of the award lies in the future."),
            N_("Correct the day, or hand the line in on that day."),
        ),
        RowFault.EMAIL_UNREADABLE: (
            N_("This is not an e-mail address."),
            N_("Correct it, or leave it empty and hand over the claim slip on paper."),
        ),
        RowFault.SECOND_FACT_MISSING: (
            N_("There is neither a birth date nor a register number."),
            N_("Give one of them: with it the person shows that the certificate is theirs."),
        ),
        RowFault.CELLS_TOO_MANY: (
            N_("The line has more cells than there are columns."),
            N_("Put quotation marks around a text that has a comma or semicolon in it."),
        ),
        RowFault.CELL_NOT_CALCULATED: (
            N_("The cell has a formula, and the file does not say what it comes to."),
            N_("Open the file in your spreadsheet, save it, and hand it in again."),
        ),
        RowFault.CELL_IS_ERROR: (
            N_("The spreadsheet shows an error in this cell."),
            N_("Correct the formula, or write the value itself."),
        ),
        RowFault.CELL_MERGED: (
            N_("The cell is part of a merged one, so that it is not clear whose value it is."),
            N_("Split the cells, and fill in each of them."),
        ),
        RowFault.LINE_HIDDEN: (
            N_("The line is hidden in the spreadsheet, by a filter or by hand."),
            N_("Show the line if the person is to be awarded. Otherwise delete it."),
        ),
        RowFault.NOT_IN_REGISTER: (
            N_("This does not stand in your registers, or not for that day."),
            N_("Write its number as it stands in the register, or enter it there first."),
        ),
        RowFault.NUMBER_TAKEN: (
            N_("Another certificate has this number."),
            N_("Correct the number, or leave it empty: then we make one."),
        ),
        RowFault.NUMBER_OF_ANOTHER: (
            N_("Another person has the same register number."),
            N_("Look whose it is, and correct the other line: it opens that person’s certificate."),
        ),
        RowFault.RESULT_UNFIT: (
            N_("This is not a result that can be reached, or it does not count as passed."),
            N_("Write the value or the level, or “Written test: 88; Practice: Good” for several."),
        ),
        RowFault.RESULT_NOT_DESCRIBED: (
            N_("This achievement measures no results, so none can be certified."),
            N_("Choose the columns again, and leave this one out."),
        ),
        RowFault.STANDS_TWICE: (
            N_("The same person stands in this list already, with the same day."),
            N_("Nothing needs to be done, unless another person was meant."),
        ),
        RowFault.AWARDED_ALREADY: (
            N_("The person has this certificate of the same day already."),
            N_("Nothing needs to be done. To correct a certificate, replace it."),
        ),
        RowFault.PROBABLY_AWARDED: (
            N_("Somebody who looks like the same person has this certificate, or is on this list."),
            N_("If it is another person, hand the line in again and say so before you confirm."),
        ),
        RowFault.REFUSED: (
            N_("Something in this line cannot be put into a certificate."),
            N_("Type the line again by hand. If it stays like this, tell the operator."),
        ),
    }
)


def fault_sentence(fault: RowFault) -> str:
    """What is wrong, in the language of this request."""
    return gettext(_WORDING[fault][0])


def fault_advice(fault: RowFault) -> str:
    """What to do now, in the language of this request."""
    return gettext(_WORDING[fault][1])
