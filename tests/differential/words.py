"""Texts, addresses and numbers: plain ones, and those that have gone wrong somewhere before."""

from random import Random
from typing import Any


class Chance(Random):
    """A random source that says what it is asked."""

    def often(self, rate: float) -> bool:
        """Whether it happens, at this rate."""
        return self.random() < rate


_WORDS = (
    *("welding", "First aid", "level 2", "ten seams", "Amina Yusuf", "2031-01-01", "en", "A"),
    *("2031-01-01T00:00:00Z", "Certificate", "name", "id", "شهادة", "أمينة", "溶接", "Größe"),
)
# Quotes and their escapes, line ends, what sorts otherwise in UTF-16, what is not seen, what
# composes, what is not equal to its lower case, and what is no character.
_PIECES = (
    *('"', "\\", "\t", "\n", "\r", "\r\n", "'", "<", ">", "{", "}", "%20", "^", "`", "|", "~"),
    *("\U0001f600", "\U00010000", "\U0010fffd", "\ue000", "\uff21", "\uffff", "\ufffd", "\ud7ff"),
    *("\u200f", "\u200e", "\u202e", "\u2066", "\u200d", "\u00a0", "\u2028", "\u0085", "\ufeff"),
    *("e\u0301", "\u00e9", "\u0130", "\u00df", "\u01c5", "a:", ":", "//", "#", "@", "_:b0"),
    *("_:c14n0", "\\u0041", "\\n", "$", "\u0600", "\u064b", " ", "  "),
)  # fmt: skip
_FORBIDDEN = ("\x00", "\x08", "\x0b", "\x0c", "\x1f", "\x7f", "\ud800", "\udc00")
_ABBREVIATED = ("cred:issuer", "sec:x", "xsd:date", "a: b", "urn:x", "_:b0", "@id", "@type", "")

_HOSTS = ("https://a.example", "http://b.example", "urn:uuid", "did:web:school.example", "urn:x")
_STRANGE_ADDRESSES = (
    *("https://a.example/ä", "https://a.example/\U0001f600", "https://a.example/\uff21", "HTTP://X"),
    *("did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH#z6Mk", "tel:+4420", "urn:x#%2F"),
    *("https://a.example/?a=b&c=%20", "https://a.example/a/../b", "data:application/vc+jwt,eyJ"),
    *("https://[::1]/", "https://a.example/'x'", "mailto:a@b.example", "a:b", "urn:\ue000"),
)  # fmt: skip
_WRONG_ADDRESSES = (
    *("relative", "#x", "/x", "//a.example", "?x", "", "_:b0", "https://a.example/ x", "urn:a|b"),
    *("https://a.example/<x>", "cred:issuer", "sec:x", "1a:b", "urn:\\u0041", "https:", "urn:\x7f"),
    *("@id", "@type", "VerifiableCredential", "ä:b", "urn:x\n", "urn:\ud800"),
)  # fmt: skip

_NUMBERS = (0, 1, -7, 5.5, 12.5, 5.0, 123456.789, 0.001, 0.1, 100, 2026, -0.25, 1 / 3, 2 / 3)
_STRANGE_NUMBERS = (
    *(1e-6, 1.5e-6, 999999.999999, 1e6, 1e7, 2**53, -(2**53), 2**31, 0.30000000000000004),
    *(-0.0, 1e15, 4503599627370497.5, 1.0000000000000002, 123456.123456789012, 1e-5, 0.000123),
)
_WRONG_NUMBERS = (1e-7, 5e-324, 1e300, 1e21, 2**53 + 1, 2**64, -(2**70), 1e6 + 0.5)

_ODD: tuple[Any, ...] = (
    *(None, [], {}, [[]], [["x"]], [None], True, False, "", 0, "x", {"@value": "x"}),
    *({"@id": "urn:x"}, {"@value": None}, {"@value": True}, {"@value": ["x"]}),
    {"@value": 5, "@type": "xsd:integer"},
    *({"@list": ["x", "y"]}, {"@list": []}, {"@set": ["x"]}, {"@set": []}, {"@graph": []}),
    {"@graph": {"id": "urn:x", "type": "Profile"}},
    {"@type": "@json", "@value": {"b": 1, "a": []}},
    *({"@value": "x", "@type": "urn:t"}, {"@value": "x", "@language": "en", "@type": "urn:t"}),
    *({"@value": "x", "@language": "en_GB"}, {"@value": "x", "@direction": "up"}, {"@index": "x"}),
    *({"@value": "x", "@language": ""}, {"@value": "x", "@index": "y"}, {"@language": "en"}),
    *({"@reverse": {"name": "x"}}, {"@nest": {"name": "x"}}, {"@included": [{"id": "urn:x"}]}),
    *({"id": None}, {"id": ["urn:x"]}, {"type": None}, {"type": []}, {"id": "urn:x", "name": None}),
)  # fmt: skip
_LANGUAGES = ("en", "AR", "en-GB", "zh-Hant-TW", "x-private")


def text(chance: Chance) -> str:
    """A text that may be signed."""
    if chance.often(0.6):
        return chance.choice(_WORDS)
    if chance.often(0.1):
        return "".join(chance.choices(_WORDS, k=8))
    return "".join(chance.choices(_PIECES + _WORDS, k=chance.randint(1, 4)))


def strange_text(chance: Chance) -> str:
    """A text with what may not be signed, or with what stands for something else."""
    if chance.often(0.5):
        return chance.choice(_ABBREVIATED)
    return text(chance) + chance.choice(_FORBIDDEN) + text(chance)


def address(chance: Chance) -> str:
    """An absolute address."""
    if chance.often(0.15):
        return chance.choice(_STRANGE_ADDRESSES)
    base = chance.choice(_HOSTS)
    return f"{base}{'/' if '//' in base else ':'}{chance.randrange(10**5)}"


def wrong_address(chance: Chance) -> str:
    """What stands in place of an address."""
    return chance.choice(_WRONG_ADDRESSES)


def number(chance: Chance) -> int | float:
    """A number that may be signed, most of them such as people write."""
    if chance.often(0.6):
        return chance.choice(_NUMBERS)
    if chance.often(0.4):
        return chance.choice(_STRANGE_NUMBERS)
    if chance.often(0.5):
        return chance.randint(-(10**6), 10**6)
    return round(chance.uniform(-1_000, 1_000), chance.randint(1, 12))


def wrong_number(chance: Chance) -> int | float:
    """A number that not every processor writes alike."""
    return chance.choice(_WRONG_NUMBERS)


def in_a_language(chance: Chance) -> dict[str, str]:
    """A text with its language, and sometimes its direction."""
    value = {"@value": text(chance), "@language": chance.choice(_LANGUAGES)}
    if chance.often(0.3):
        value["@direction"] = chance.choice(("ltr", "rtl"))
    return value


def odd_value(chance: Chance) -> Any:
    """A value that no context foresees."""
    kind = chance.randrange(5)
    if kind == 0:
        return strange_text(chance)
    if kind == 1:
        return wrong_number(chance)
    return wrong_address(chance) if kind == 2 else chance.choice(_ODD)
