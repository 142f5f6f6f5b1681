"""Where an issuer publishes its badges (Open Badges 2.0, VerificationObject)."""

import re

from credentials.badges.v2.documents import Profile

# One spelling of an address only: what two readers could take apart differently is outside.
_URL = re.compile(
    r"https://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?P<port>:[0-9]+)?(?P<rest>[/?#].*)?"
)


def origin_of(url: str) -> str | None:
    """Scheme, host and port of an https address; None for any other."""
    match = _URL.fullmatch(url)
    return f"https://{match['host']}{match['port'] or ''}" if match else None


def is_within(url: str, issuer: Profile) -> bool:
    """Whether a badge at this address is one that the issuer can have published.

    By the rules of the issuer's own profile, all of which have to be met; without any, the
    badge has the origin of the profile. Never by a rule that the badge itself brings.
    """
    origin = origin_of(url)
    if origin is None:
        return False
    if issuer.origins is None and issuer.starts_with is None:
        return origin == origin_of(issuer.id)
    host = origin.removeprefix("https://").partition(":")[0]
    if issuer.origins is not None and host not in issuer.origins:
        return False
    # A beginning counts within its own origin: https://school.example is none of
    # https://school.example.evil.example.
    return issuer.starts_with is None or any(
        url.startswith(beginning) and origin_of(beginning) == origin
        for beginning in issuer.starts_with
    )
