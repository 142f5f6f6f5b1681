"""Paper for holders: the link that somebody shares, with its QR code and what it shows.

It answers a port of the holder's side, so that all paper is set by the same hand.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from app.issuer.delivery.typesetting import (
    is_one_page,
    language_facts,
    printable,
    qr_svg,
    typeset,
)

_TEMPLATE = "share.typ"
# Letters, smaller until everything stands on one page.
_SIZES = (11.0, 9.0, 7.5, 6.0)
_LONGEST = 120


class Sheet(Protocol):
    """What stands on the paper of a shared link, as the holder's side says it."""

    @property
    def link(self) -> str:
        """The address of the link."""
        ...

    @property
    def language(self) -> str:
        """The language of the words around it."""
        ...

    @property
    def words(self) -> Mapping[str, str]:
        """The sentences around it, by name."""
        ...

    @property
    def certificates(self) -> Sequence[tuple[str, str, str]]:
        """Title, issuer and the name in it, of each certificate."""
        ...

    @property
    def made_on(self) -> date:
        """The day on which the link was made."""
        ...


class Sheets:
    """Prints paper for holders."""

    def share_sheet(self, sheet: Sheet) -> bytes:
        """One page of A4, tagged, with the QR code and the list."""
        facts: dict[str, Any] = {
            **language_facts(sheet.language),
            "words": {name: printable(text) for name, text in sheet.words.items()},
            "link": sheet.link,
            "qr": qr_svg(sheet.link).decode(),
            "made_on": [sheet.made_on.year, sheet.made_on.month, sheet.made_on.day],
            "certificates": [
                [_short(part) for part in certificate] for certificate in sheet.certificates
            ],
        }
        for size in _SIZES:
            facts["size"] = size
            if is_one_page(_TEMPLATE, facts):
                break
        return typeset(_TEMPLATE, facts, "pdf")


def _short(text: str) -> str:
    made = printable(text)
    return made if len(made) <= _LONGEST else f"{made[:_LONGEST]} …"
