"""Which kinds of key a training body can have, and which forms of signature go with each."""

from credentials import ALGORITHMS, Form, ProblemCode, refuse, suites_for

KEY_TYPES = tuple(ALGORITHMS)


def chosen_form(key_type: str, asked_for: str | None, *, did_method: str) -> str:
    """The form of a body's signatures: the one asked for, or the usual one for its key.

    Raises `bad-value` for an unknown kind of key, for a form that such a key cannot make, and
    for a did:key of a kind that signs tokens only: its one key has to sign status lists too.
    """
    algorithm = ALGORITHMS.get(key_type)
    if algorithm is None:
        raise refuse(ProblemCode.BAD_VALUE, f"one of {', '.join(KEY_TYPES)}", "/key_type")
    suites = suites_for(algorithm)
    forms = [*suites, Form.JWT.value]
    if asked_for is not None and asked_for not in forms:
        detail = f"with a key of the kind {key_type} it is one of {', '.join(forms)}"
        raise refuse(ProblemCode.BAD_VALUE, detail, "/cryptosuite")
    if did_method == "key" and not suites:
        detail = f"a did:key of the kind {key_type} cannot sign status lists; use did:web"
        raise refuse(ProblemCode.BAD_VALUE, detail, "/did_method")
    return asked_for or forms[0]
