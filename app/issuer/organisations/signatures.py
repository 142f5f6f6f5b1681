"""Which kinds of key a training body can have, and which forms of signature go with each."""

from credentials import ALGORITHMS, Algorithm, ProblemCode, forms_for, refuse, suites_for


def forms_of(algorithm: Algorithm) -> list[str]:
    """The forms of signature that such a key can make, the usual one first."""
    return [*suites_for(algorithm), *forms_for(algorithm)]


KEY_TYPES = tuple(name for name, algorithm in ALGORITHMS.items() if forms_of(algorithm))


def chosen_form(key_type: str, asked_for: str | None, *, did_method: str) -> str:
    """The form of a body's signatures: the one asked for, or the usual one for its key.

    Raises `bad-value` for an unknown kind of key, for a form that such a key cannot make, and
    for a did:key of a kind that signs tokens only: its one key has to sign status lists too.
    """
    algorithm = ALGORITHMS.get(key_type)
    if algorithm is None or key_type not in KEY_TYPES:
        raise refuse(ProblemCode.BAD_VALUE, f"one of {', '.join(KEY_TYPES)}", "/key_type")
    forms = forms_of(algorithm)
    if asked_for is not None and asked_for not in forms:
        detail = f"with a key of the kind {key_type} it is one of {', '.join(forms)}"
        raise refuse(ProblemCode.BAD_VALUE, detail, "/cryptosuite")
    if did_method == "key" and not suites_for(algorithm):
        detail = f"a did:key of the kind {key_type} cannot sign status lists; use did:web"
        raise refuse(ProblemCode.BAD_VALUE, detail, "/did_method")
    return asked_for or forms[0]
