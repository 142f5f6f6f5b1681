"""did:web: the grammar, and the address of the document (W3C CCG, "did:web Method").

One identifier has one spelling here: what other readers might fold together (case, percent
forms, a trailing dot, ways to write a number as a host) is refused before it is compared.
"""

import re
from urllib.parse import unquote_to_bytes

from credentials.did.url import method_and_name
from credentials.problems import CredentialsError, ProblemCode, refuse

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_MAX_HOST = 253
# WHATWG URL, "ends in a number": browsers and getaddrinfo read such hosts as IPv4 addresses.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_MAX_PORT = 65_535
_HTTPS_PORT = 443


def document_url(did: str) -> str:
    """The https address of the document of a did:web (did:web §2.5.2).

    Raises CredentialsError with `bad-value` when the identifier is not spelled in the one
    accepted way: host in lower case and no IP address, port as `%3A8443` and not the usual
    one, path segments after colons, without `.` and `..`.
    """
    method, name = method_and_name(did)
    if method != "web":
        raise _malformed("not a did:web")
    host, *segments = name.split(":")
    for segment in segments:
        _check_segment(segment)
    path = "/".join(segments) or ".well-known"
    return f"https://{_authority(host)}/{path}/did.json"


def did_for(host: str, *segments: str, port: int | None = None) -> str:
    """The did:web of a host and a path; raises CredentialsError like `document_url`."""
    authority = host if port in (None, _HTTPS_PORT) else f"{host}%3A{port}"
    did = ":".join(["did:web", authority, *segments])
    document_url(did)
    return did


def _authority(text: str) -> str:
    host, marker, port = text.partition("%3A")
    labels = host.split(".")
    if len(host) > _MAX_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise _malformed("the host is not a name in lower-case ASCII")
    if _NUMBER.fullmatch(labels[-1]):
        raise _malformed("the host is an address and not a name")
    if not marker:
        return host
    if not _PORT.fullmatch(port) or int(port) > _MAX_PORT or int(port) == _HTTPS_PORT:
        raise _malformed("the port is not one of 1 to 65535 or is the usual one")
    return f"{host}:{port}"


def _check_segment(segment: str) -> None:
    if segment in {"", ".", ".."}:
        raise _malformed("the path has an empty or a dotted part")
    content = unquote_to_bytes(segment)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed("the path is not UTF-8") from error
    # A percent form may only stand for text beyond ASCII: %2F, %2e and the like would be
    # another path for one reader than for the next.
    if segment.count("%") != sum(byte > 0x7F for byte in content):  # noqa: PLR2004 (ASCII)
        raise _malformed("the path has a percent form for an ASCII character")


def _malformed(detail: str) -> CredentialsError:
    return refuse(ProblemCode.BAD_VALUE, f"{detail} (did:web)")
