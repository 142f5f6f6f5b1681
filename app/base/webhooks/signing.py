"""How a program knows that a message is ours, whole, and of now."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

HEADER = "Passport-Signature"


def signature(body: bytes, secrets: Sequence[str], *, at: datetime) -> str:
    """The value of the header: `t=` the time in seconds since 1970, then a `v1=` for each secret.

    Each is the HMAC-SHA-256, in hexadecimal, over the time as it is written, a full stop, and
    the body. Whoever checks compares with one of them and refuses a time long ago.
    """
    moment = int(at.timestamp())
    signed = b"%d." % moment + body
    codes = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={moment}", *(f"v1={code}" for code in codes)])
