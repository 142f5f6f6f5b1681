"""The two text encodings that keys and signatures use, each with exactly one spelling per value.

Both readers are bounded before they compute, and refuse what does not encode back to itself.
"""

import binascii
import re
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits

from credentials.problems import ProblemCode, refuse

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = [first + second for first in _BASE58 for second in _BASE58]
_DIGITS = bytes.maketrans(_BASE58.encode(), bytes(range(58)))
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
# The last of two characters has four bits left over, the last of three two.
_BASE64URL_DIGITS = f"{ascii_uppercase}{ascii_lowercase}{digits}-_"
_LAST = {2: frozenset(_BASE64URL_DIGITS[::16]), 3: frozenset(_BASE64URL_DIGITS[::4])}


@lru_cache(maxsize=64)
def _rounds(length: int) -> list[tuple[int, int, int]]:
    """For so many digits: where the lower ones of each round stand, how far apart, and 58^n.

    Each takes ten times as many bytes as there are digits, of which the `limit` allows few.
    """
    rounds, size = [], 1
    while size < length:
        lower = b"\0" * size + b"\xff" * size
        mask = int.from_bytes(lower * (-(-length // len(lower))), "big")
        rounds.append((mask, 8 * size, 58**size))
        size *= 2
    return rounds


def encode_base58(content: bytes) -> str:
    """Bytes in base58btc, without a multibase prefix (Multibase, "base58btc")."""
    number = int.from_bytes(content, "big")
    pairs: list[str] = []
    while number:
        # A large number is divided as seldom as can be: each time takes as long as it is.
        number, ten_digits = divmod(number, 58**10)
        rest, low = divmod(ten_digits, 58**4)
        top, middle = divmod(rest, 58**4)
        pairs += (
            _PAIRS[low % 58**2],
            _PAIRS[low // 58**2],
            _PAIRS[middle % 58**2],
            _PAIRS[middle // 58**2],
            _PAIRS[top],
        )
    pairs.reverse()
    # Leading zero bytes vanish in a number, so that each is written as the digit zero.
    zeros = len(content) - len(content.lstrip(b"\0"))
    return _BASE58[0] * zeros + "".join(pairs).lstrip(_BASE58[0])


def decode_base58(text: str, *, limit: int) -> bytes:
    """At most `limit` bytes from base58btc; `bad-value` for anything else.

    The length is looked at first, because converting takes quadratic time.
    """
    # log(256) / log(58) is below 1.37 characters for each byte.
    if len(text) > limit * 137 // 100 + 1:
        raise refuse(ProblemCode.BAD_VALUE, f"base58 of more than {limit} bytes")
    try:
        signs = text.encode("ascii")
    except UnicodeEncodeError as error:
        raise refuse(ProblemCode.BAD_VALUE, "not base58btc") from error
    if signs.translate(None, _BASE58.encode()):
        raise refuse(ProblemCode.BAD_VALUE, "not base58btc")
    number = int.from_bytes(signs.translate(_DIGITS), "big")
    # Each digit has a byte of its own. Neighbours become one number in their common room, all
    # at once, and then those: as many rounds as it takes for one to be left.
    for mask, bits, weight in _rounds(len(signs)):
        number = (number & mask) + weight * (number >> bits & mask)
    zeros = len(text) - len(text.lstrip(_BASE58[0]))
    content = b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(content) > limit:
        raise refuse(ProblemCode.BAD_VALUE, f"base58 of more than {limit} bytes")
    return content


def encode_base64url(content: bytes) -> str:
    """Bytes in base64url without padding (RFC 7515 §2)."""
    text = binascii.b2a_base64(content, newline=False).translate(_TO_URL)
    return text.rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """Bytes from base64url without padding (RFC 7515 §2); `bad-value` for anything else.

    Unused bits in the last character must be zero: otherwise one value had several texts.
    """
    if not _BASE64URL.fullmatch(text):
        raise refuse(ProblemCode.BAD_VALUE, "not base64url without padding")
    last, over = text[-1:], len(text) % 4
    if over == 1:
        raise refuse(ProblemCode.BAD_VALUE, "base64url of an impossible length")
    if over and last not in _LAST[over]:
        raise refuse(ProblemCode.BAD_VALUE, "base64url with bits left over")
    return binascii.a2b_base64(text.encode().translate(_FROM_URL) + b"=" * (-over % 4))
