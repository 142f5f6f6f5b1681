"""Sharing: a chosen set of certificates, signed by the passport's key, behind a link that ends.

What is signed names this service, this share and the link's end, so that a copy of it says
nothing anywhere else or later.
"""

from wallet_api.sharing.links import (
    MOST_CHOSEN,
    MOST_LIVE,
    choose,
    forget_ended,
    link,
    share,
    signed,
    withdraw,
    withdraw_all,
)
from wallet_api.sharing.reading import (
    ShareState,
    count_opening,
    find,
    find_open,
    refuse_closed,
    state,
    whole,
)
from wallet_api.sharing.store import readers
from wallet_api.sharing.wishes import DAYS, DEFAULT_DAYS, PURPOSES, Wish, check

__all__ = [
    "DAYS",
    "DEFAULT_DAYS",
    "MOST_CHOSEN",
    "MOST_LIVE",
    "PURPOSES",
    "ShareState",
    "Wish",
    "check",
    "choose",
    "count_opening",
    "find",
    "find_open",
    "forget_ended",
    "link",
    "readers",
    "refuse_closed",
    "share",
    "signed",
    "state",
    "whole",
    "withdraw",
    "withdraw_all",
]
