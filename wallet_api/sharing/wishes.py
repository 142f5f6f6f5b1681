"""What a holder wants to share: what, for what, for how long, and whether it may be saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from credentials import ProblemCode, refuse

# A fixed choice: the reader sees it on a page of ours, so nobody may write there freely.
PURPOSES = ("job", "training", "authority", "other")
DAYS = (1, 7, 30, 90, 365)
DEFAULT_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the holder wants to share: for what, and for how many days.

    `share_id` makes a form that is sent twice one share; 32 hexadecimal digits.
    `may_download` lets readers save the signed files, which outlive the link. `may_watch` lets
    an employer be told when something changes, as long as the link works.
    """

    holding_ids: Sequence[str]
    purpose: str
    days: int
    share_id: str
    may_download: bool = False
    may_watch: bool = False


def check(wish: Wish) -> None:
    """Raise `request-invalid` for a wish that no form of ours makes."""
    if wish.purpose not in PURPOSES:
        raise refuse(ProblemCode.REQUEST_INVALID, "not one of the purposes", "/purpose")
    if wish.days not in DAYS:
        raise refuse(ProblemCode.REQUEST_INVALID, "not one of the periods", "/days")
    is_id = len(wish.share_id) == 32 and set(wish.share_id) <= set("0123456789abcdef")  # noqa: PLR2004 - 128 bits in hexadecimal
    if not is_id:
        raise refuse(ProblemCode.REQUEST_INVALID, "an id has 32 hexadecimal digits", "/id")
