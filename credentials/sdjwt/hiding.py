"""What of a badge a holder may leave out, where its issuer does not say otherwise."""

from credentials.model import JSONObject, as_list
from credentials.problems import at_pointer

_SHOWN = frozenset({"type", "id", "achievement", "identifier", "result"})


def usually_hidden(document: JSONObject) -> list[str]:
    """What a holder may leave out unless the issuer says otherwise, as JSON Pointers.

    Of each subject: each identifier and result by itself, and every other claim but its type,
    its id and what was achieved. A badge without those is no badge, and a subject of which
    nothing else is left hides nothing: it has to have a claim (VCDM 2.0 §4.8).
    """
    many = isinstance(document.get("credentialSubject"), list)
    found: list[str] = []
    for number, subject in enumerate(as_list(document.get("credentialSubject", []))):
        if not subject.keys() & _SHOWN:
            continue
        base = at_pointer("/credentialSubject", *([number] if many else []))
        for name, value in subject.items():
            where = at_pointer(base, name)
            if name in ("identifier", "result") and isinstance(value, list):
                found.extend(at_pointer(where, place) for place in range(len(value)))
            elif name not in _SHOWN:
                found.append(where)
    return found
