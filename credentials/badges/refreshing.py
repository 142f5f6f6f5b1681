"""1EdTechCredentialRefresh: where the issuer keeps the newest state of a badge (VCCR 1.0).

Verify only. Nobody asks there by himself: the address is the issuer's, and being asked tells
it that somebody looks at the badge. It is asked once, when the reader wishes it, and only
after the proof held, so that no forged badge leads to one.
"""

from credentials.model import JSONObject, as_list, types_of

TYPE = "1EdTechCredentialRefresh"


def refresh_url(document: JSONObject) -> str | None:
    """The https address of a badge's refresh service; None where it has none of this type."""
    for service in as_list(document.get("refreshService", [])):
        if not isinstance(service, dict) or TYPE not in types_of(service):
            continue
        url = service.get("id")
        if isinstance(url, str) and url.startswith("https://"):
            return url
    return None


def is_newer_state(refreshed: JSONObject, original: JSONObject) -> bool:
    """Whether what was fetched is the same badge, of the same issuer and about the same person.

    Another badge at that address, even a genuine one, would be shown under the wrong name.
    """
    return all(
        _identifier(refreshed, member) is not None
        and _identifier(refreshed, member) == _identifier(original, member)
        for member in ("id", "issuer")
    ) and _subjects(refreshed) == _subjects(original)


def _identifier(document: JSONObject, member: str) -> object:
    value = document.get(member)
    return value.get("id") if isinstance(value, dict) else value


def _subjects(document: JSONObject) -> list[object]:
    return [
        _identifier({"it": subject}, "it") for subject in as_list(document.get("credentialSubject"))
    ]
