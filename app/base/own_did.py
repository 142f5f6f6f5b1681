"""The did:web identities under the address of this service."""

from urllib.parse import urlsplit

from credentials import ProblemCode, did_web, refuse


def service_did(public_url: str, *segments: str) -> str:
    """The did:web of a path under the service's address.

    Raises `request-invalid` when that address is an IP address, which did:web does not allow.
    """
    address = urlsplit(public_url)
    base = tuple(part for part in address.path.split("/") if part)
    if (address.hostname or "").replace(".", "").isdigit() or ":" in (address.hostname or ""):
        raise refuse(
            ProblemCode.REQUEST_INVALID,
            f"PASSPORT_PUBLIC_URL is {public_url}, an IP address, which did:web does not allow; "
            "use a name (on this machine: localhost) or --did-method key",
        )
    return did_web(address.hostname or "", *base, *segments, port=address.port)
