"""The forms of what is said about a body: its name, its address, its country and language."""

import re

from app.base.mistakes import Mistakes
from app.issuer import people
from app.issuer.organisations import zones
from credentials import ProblemCode, refuse

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_URL = re.compile(r"https?://[^\x00-\x20\x7f-\xa0<>\"{}|\\^`]{1,480}")
_MAX_NAME = 200


def body_name(value: str, pointer: str) -> str:
    """The name of a body in normal form; raises `bad-value` for one that cannot be shown."""
    name = people.text(value, pointer, limit=_MAX_NAME)
    # Even the joiners are refused here: they make two bodies look like one.
    if not name or "\u200c" in name or "\u200d" in name:
        raise refuse(ProblemCode.BAD_VALUE, "not a name that can be shown", pointer)
    return name


def check_url(url: str | None) -> None:
    """Refuse, with `bad-value`, what is no address of a website."""
    if url is not None and not _URL.fullmatch(url):
        raise refuse(ProblemCode.BAD_VALUE, "a whole address, like https://school.example", "/url")


def check_address(*, url: str | None, country: str | None, language: str, time_zone: str) -> None:
    """Refuse, with `bad-value` and every member at fault, what has the wrong form."""
    found = Mistakes()
    if not LANGUAGE.fullmatch(language):
        found.note(refuse(ProblemCode.BAD_VALUE, "a tag like en or pt-BR (BCP 47)", "/language"))
    if country is not None and not _COUNTRY.fullmatch(country):
        found.note(refuse(ProblemCode.BAD_VALUE, "two capital letters (ISO 3166)", "/country"))
    found.of(check_url, url)
    if not zones.is_known(time_zone):
        found.note(refuse(ProblemCode.BAD_VALUE, "not a time zone of the IANA list", "/time_zone"))
    found.settle()
