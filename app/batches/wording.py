"""What is wrong with a line of a class list, and what to do, in words for a course office."""

from collections.abc import Mapping
from types import MappingProxyType

from app.base.locales import N_, gettext
from app.batches.class_list import RowFault

# Fault: (what is wrong, what to do).
_WORDING: Mapping[RowFault, tuple[str, str]] = MappingProxyType(
    {
        RowFault.NAME_MISSING: (
            N_("There is no name."),
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
        RowFault.STANDS_TWICE: (
            N_("The same person stands in this list already, with the same day."),
            N_("Nothing needs to be done, unless another person was meant."),
        ),
        RowFault.AWARDED_ALREADY: (
            N_("The person has this certificate of the same day already."),
            N_("Nothing needs to be done. To correct a certificate, replace it."),
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
