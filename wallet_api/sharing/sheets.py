"""A shared link on paper: what stands there, in the language of its holder."""

from collections.abc import Sequence

from app.base import locales, pages
from app.base.locales import N_, gettext
from wallet_api.ports import ShareSheet
from wallet_api.tables import Holding, Share

_PURPOSES = {
    "job": N_("For a job"),
    "training": N_("For a course or school"),
    "authority": N_("For an office or a visa"),
    "other": N_("For something else"),
}
_HEADING = N_("Certificates to check")
_HOW = N_("Scan the code with any phone, or type the address. No account, no cost.")
_UNTIL = N_("The link works until %(time)s. Only the link ends, not the certificates.")
_LIST = N_("The link shows")
_COMPARE = N_("This paper proves nothing by itself. Rely on what the check shows.")
_FREE = N_("Nobody may ask money for sharing or checking certificates.")
_QR = N_("QR code of the link")


def facts(share: Share, shown: Sequence[Holding], *, link: str, language: str) -> ShareSheet:
    """The sheet of a share that shows these certificates."""
    with locales.speaking(language):
        words = {
            "heading": gettext(_HEADING),
            "purpose": gettext(_PURPOSES[share.purpose]),
            "how": gettext(_HOW),
            "until": gettext(_UNTIL) % {"time": pages.moment(share.expires_at)},
            "list": gettext(_LIST),
            "compare": gettext(_COMPARE),
            "free": gettext(_FREE),
            "qr_alt": gettext(_QR),
        }
    return ShareSheet(
        link=link,
        language=language,
        words=words,
        certificates=[(held.title, held.issuer, held.person) for held in shown],
        made_on=share.created_at.date(),
    )
