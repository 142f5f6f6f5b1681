"""present(): credentials shown together, signed by the key that holds them."""

from collections.abc import Sequence
from datetime import datetime

from credentials.enveloping import registry
from credentials.enveloping.form import Occasion
from credentials.model import (
    JSONObject,
    MediaType,
    Policy,
    SecuredCredential,
    SecuredPresentation,
    as_bytes,
)
from credentials.parsing import CREDENTIALS_V2, did_of, parsed_presentation, read_json
from credentials.ports import Signer
from credentials.problems import ProblemCode, refuse
from credentials.proofs import data_integrity
from credentials.proofs.registry import usual_suite


def present(
    credentials: Sequence[SecuredCredential],
    holder: Signer,
    *,
    domain: str,
    challenge: str,
    at: datetime,
    expires: datetime | None = None,
    form: str | None = None,
) -> SecuredPresentation:
    """Sign a presentation for one audience (`domain`) and one occasion (`challenge`).

    The credentials stay as they are, byte for byte in meaning; tokens are put in envelopes
    (VCDM 2.0 §4.13.1). The proof ends at `expires`. It shows which key presented them, not
    that a person stood there. `form` names an enveloping form; without one it is a proof
    inside. Raises CredentialsError when nothing can be presented.
    """
    if not credentials:
        raise refuse(ProblemCode.BAD_VALUE, "nothing to present", "/verifiableCredential")
    document: JSONObject = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": did_of(holder.verification_method),
        "verifiableCredential": [_presented(credential) for credential in credentials],
    }
    parsed_presentation(document)
    if form is not None:
        occasion = Occasion(at, domain, challenge, expires)
        return registry.secured_presentation(document, holder, name=form, occasion=occasion)
    if usual_suite(holder.algorithm).is_selective:
        # What such a key signs is for somebody else to show a part of.
        raise refuse(ProblemCode.SIGNING_FAILED, "such a key signs no presentations")
    secured = data_integrity.secure(
        document,
        signer=holder,
        purpose="authentication",
        at=at,
        domain=domain,
        challenge=challenge,
        expires=expires,
        policy=Policy.STRICT,
    )
    return SecuredPresentation(MediaType.VP, as_bytes(secured))


def _presented(credential: SecuredCredential) -> JSONObject:
    if (envelope := registry.envelope(credential)) is not None:
        return envelope
    document = read_json(credential.content)
    if not isinstance(document, dict):
        raise refuse(ProblemCode.BAD_VALUE, "not a credential", "/verifiableCredential")
    return document
