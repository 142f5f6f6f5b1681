"""The fields of a person, as each form of the console that names one has them."""

from collections.abc import Mapping
from typing import Any

from app.base import names
from app.base.locales import N_, gettext
from app.issuer import people
from app.issuer.people import Person
from app.pages.forms import Filled, errors_of
from credentials import Problem

SENTENCES: Mapping[str, str] = {
    "name": N_("A name is needed, without characters that cannot be seen."),
    "name_latin": N_("Use letters that can be seen, 200 at most."),
    "family_name": N_("Write the family name as it stands in the name above."),
    "given_name": N_("Write the given name as it stands in the name above."),
    "former_names": N_("Five names at most, one on each line, without hidden characters."),
    "birth_date": N_("Give a real birth date, or else a register number."),
    "birth_year": N_("Give a real year, the same as in the birth date."),
    "register_number": N_("Use letters and numbers that can be seen, 60 at most."),
    "email": N_("This is not an e-mail address. Correct it, or leave it empty."),
}
_YEAR_ALONE = N_(
    "A year alone is too easy to guess for whoever finds the claim slip. Add the whole birth"
    " date or a register number. The certificate shows the year only."
)


def person_of(form: Filled) -> Person:
    """The person that the form names; raises `bad-value` with the field."""
    return Person(
        name=people.normal_form(form.text("name")),
        name_latin=form.text("name_latin") or None,
        birth_date=form.day("birth_date"),
        register_number=form.text("register_number") or None,
        email=form.text("email") or None,
        family_name=form.text("family_name") or None,
        given_name=form.text("given_name") or None,
        former_names=tuple(line.strip() for line in form.text("former_names").splitlines()),
        birth_year=form.number("birth_year"),
    )


def values_of(person: Mapping[str, Any] | None) -> dict[str, str]:
    """The person of a stored award, as the form shows them."""
    told = dict(person or {})
    told["former_names"] = "\n".join(told.get("former_names") or ())
    return {name: str(value) if value else "" for name, value in told.items()}


def person_errors(problem: Problem, form: Filled, sentences: Mapping[str, str]) -> dict[str, str]:
    """What to say beside which field, also of the form's other fields in `sentences`."""
    is_year_alone = form.text("birth_year") and not form.text("birth_date")
    if problem.pointer == "/person/birth_date" and is_year_alone:
        return {"birth_date": gettext(_YEAR_ALONE)}
    return errors_of(problem, {**SENTENCES, **sentences})


def latin_proposal(form: Filled, *, language: str) -> names.Proposal | None:
    """How the name may be written in Latin letters, where nobody has written it yet."""
    if form.text("name_latin"):
        return None
    return names.proposal(people.normal_form(form.text("name")), language=language)
