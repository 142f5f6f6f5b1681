"""The newest state of a badge, asked of its issuer once, because the reader wishes it.

A badge may name an address where its issuer keeps it up to date (1EdTechCredentialRefresh).
Nobody is asked there by himself: it would tell the issuer that somebody looks at the badge.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from app.verifier.service import Examined, Verifier
from credentials import Answer, ParsedCredential, is_newer_state, refresh_url

# What a page carries along to ask again; larger certificates are brought again by the reader.
_MOST = 16_000


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What was checked in the end. `was_newer` False: the issuer gave no other state of it."""

    examined: Examined
    was_newer: bool


def refreshable(examined: Examined) -> str:
    """The certificate as a text that can be sent again to be refreshed; empty where it cannot."""
    is_small = len(examined.content) <= _MOST
    if _url_of(examined) is None or not is_small or not examined.may_download:
        return ""
    try:
        return examined.content.decode()
    except UnicodeDecodeError:
        return ""


def _url_of(examined: Examined) -> str | None:
    report = examined.report
    is_proven = report.genuine is Answer.YES and isinstance(report.parsed, ParsedCredential)
    if not is_proven or examined.printed is not None or examined.shared:
        return None
    return refresh_url(report.credential)


async def refresh(examined: Examined, *, verifier: Verifier, at: datetime) -> Refreshed:
    """Ask the issuer for the newest state, after the proof held and once (VCCR 1.0).

    What it gives counts if it is genuine and another state of the same badge; in every other
    case the badge that was brought is the one that was checked.
    """
    url = _url_of(examined)
    content = await verifier.content_at(url) if url is not None else None
    if content is None:
        return Refreshed(examined, was_newer=False)
    report = await verifier.check(content, at=at)
    is_proven = report.genuine is Answer.YES and isinstance(report.parsed, ParsedCredential)
    if not is_proven or not is_newer_state(report.credential, examined.report.credential):
        return Refreshed(examined, was_newer=False)
    return Refreshed(replace(examined, report=report, content=content), was_newer=True)
