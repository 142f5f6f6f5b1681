"""derive(): a holder leaves out of a credential what is nobody's business."""

from collections.abc import Sequence

from credentials.model import MediaType, Policy, SecuredCredential, as_bytes
from credentials.parsing import parsed_credential, read_json
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.proofs import data_integrity


def derive(
    content: bytes,
    pointers: Sequence[str],
    *,
    presentation_header: bytes = b"",
    policy: Policy = Policy.STRICT,
) -> SecuredCredential:
    """The credential with the parts that JSON Pointers name and those its issuer demands.

    `content` is what the issuer gave to the holder, with a base proof of a suite that lets
    parts be left out (ECDSA Cryptosuites 1.0 §3.6.6). A `presentation_header` is proven too, where
    the suite can (BBS Cryptosuites 1.0 §3.3.3). Whether the issuer signed it is not asked: that
    needs their key, and whoever reads the result asks it. Raises CredentialsError with
    `bad-value` where the pointers lead to nothing, leave no credential, or there is no such
    proof; with `proof-rejected` and `tampered` for a proof that is broken; and with what the
    guards of `credentials.jsonld` find.
    """
    document = read_json(content)
    if not isinstance(document, dict):
        raise refuse(ProblemCode.BAD_VALUE, "not a credential")
    parsed_credential(document)
    shown = data_integrity.derive(
        document, pointers=pointers, presentation_header=presentation_header, policy=policy
    )
    try:
        parsed_credential(shown)
    except CredentialsError as error:
        # Nobody else would read it either.
        detail = "these parts alone are no credential: choose a part of this one too"
        raise refuse(ProblemCode.BAD_VALUE, detail, error.problem.pointer) from error
    return SecuredCredential(MediaType.VC, as_bytes(shown))
