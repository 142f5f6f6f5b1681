"""Codes that people read from paper and type, and tokens that only machines pass on.

A code is 60 random bits in Crockford's base 32 and one check character. A claim code and a
verification code look alike and are never the same code.
"""

import hashlib
import secrets
import unicodedata

from credentials import ProblemCode, refuse

# Crockford's base 32: no I, L, O and U, which are misread or read as words.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_LOOK_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
_IGNORED = frozenset(" -\u2010\u2011\u2012\u2013\u2014\u00a0\u200e\u200f\t\r\n")

_RANDOM_CHARACTERS = 12
_BITS = 5
_LENGTH = _RANDOM_CHARACTERS + 1
_LONGEST_INPUT = 64


def new_code() -> str:
    """A new code as it is printed: XXXX-XXXX-XXXXX, 60 random bits and a check character."""
    return printed_code(new_canonical_code())


def new_canonical_code() -> str:
    """A new code as `parse_code` gives it."""
    number = secrets.randbits(_RANDOM_CHARACTERS * _BITS)
    places = range(0, _RANDOM_CHARACTERS * _BITS, _BITS)
    body = "".join([_ALPHABET[number >> place & 2**_BITS - 1] for place in places])
    return body + _check_character(body)


def printed_code(canonical: str) -> str:
    """A canonical code with dashes, in groups that can be dictated."""
    return f"{canonical[:4]}-{canonical[4:8]}-{canonical[8:]}"


def parse_code(typed: str) -> str:
    """The canonical code, 13 characters, from what somebody typed.

    Case, spaces and dashes do not matter, I and L are read as 1 and O as 0, and digits of
    other scripts are read. Raises CredentialsError with `code-wrong` for anything else;
    every single wrong character and every two exchanged ones are noticed.
    """
    if len(typed) > _LONGEST_INPUT:
        raise refuse(ProblemCode.CODE_WRONG, "longer than a code can be")
    code = "".join(_character(character) for character in typed if character not in _IGNORED)
    if len(code) != _LENGTH:
        raise refuse(ProblemCode.CODE_WRONG, f"a code has {_LENGTH} characters")
    if _check_character(code[:-1]) != code[-1]:
        raise refuse(ProblemCode.CODE_WRONG, "the check character does not fit")
    return code


def code_digest(code: str) -> str:
    """What is stored of a secret code: SHA-256 in hexadecimal, of the canonical form."""
    return hashlib.sha256(b"skills-passport code\n" + code.encode()).hexdigest()


def new_token(bits: int = 128) -> str:
    """A random token for an address, base64url without padding."""
    return secrets.token_urlsafe(bits // 8)


def token_digest(token: str) -> str:
    """What is stored of a token: SHA-256 in hexadecimal; its randomness needs no slow hash."""
    return hashlib.sha256(b"skills-passport token\n" + token.encode()).hexdigest()


def _character(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character).upper().translate(_LOOK_ALIKE)
    if plain not in _VALUES:
        raise refuse(ProblemCode.CODE_WRONG, "a character that no code has")
    return plain


def _check_character(body: str) -> str:
    # The sum of value·gⁱ over GF(32), g a generator: its powers all differ and none is zero, so
    # a changed character and two exchanged ones always change the sum.
    total = 0
    for character in body:
        total = _TIMES_GENERATOR[total] ^ _VALUES[character]
    return _ALPHABET[_TIMES_GENERATOR[total]]


def _times_generator(element: int) -> int:
    """Multiply by the generator x of GF(32) with the primitive polynomial x⁵ + x² + 1."""
    shifted = element << 1
    return shifted ^ 0b100101 if shifted & 0b100000 else shifted


_TIMES_GENERATOR = tuple(map(_times_generator, range(32)))
