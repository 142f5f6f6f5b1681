"""The enveloping forms that are read: one table, read-only, written here and nowhere else."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from credentials.enveloping.form import Form, Occasion, Sealed
from credentials.enveloping.jwt_of_version_1 import JWT_OF_VERSION_1
from credentials.enveloping.open_badges_jwt import OPEN_BADGES_JWT
from credentials.enveloping.sd_jwt_vc import SD_JWT_VC
from credentials.enveloping.vc_cose import VC_COSE
from credentials.enveloping.vc_jwt import VC_JWT
from credentials.enveloping.vc_sd_jwt import VC_SD_JWT
from credentials.keys.algorithms import Algorithm
from credentials.model import JSONObject, SecuredCredential, SecuredPresentation
from credentials.parsing import envelopes
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, refuse


def table(forms: Sequence[Form]) -> Mapping[str, Form]:
    """The forms by name, not to be changed; ValueError when two have one name."""
    by_name = {form.name: form for form in forms}
    if len(by_name) != len(forms):
        raise ValueError("two enveloping forms have one name")
    return MappingProxyType(by_name)


FORMS = table([VC_JWT, VC_COSE, VC_SD_JWT, SD_JWT_VC, JWT_OF_VERSION_1, OPEN_BADGES_JWT])


def forms_for(algorithm: Algorithm) -> Sequence[str]:
    """The names of the forms that credentials are issued in with such a key."""
    return [
        one.name
        for one in FORMS.values()
        if one.secure_credential is not None and algorithm in one.algorithms
    ]


def form(name: str) -> Form:
    """The form of that name; raises CredentialsError with `suite-unknown` for any other."""
    found = FORMS.get(name)
    if found is None:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "an enveloping form that is not known here")
    return found


def secured_credential(
    document: JSONObject, signer: Signer, *, name: str, occasion: Occasion
) -> SecuredCredential:
    """A credential of known shape in the form of that name.

    Raises CredentialsError with `suite-unknown` for an unknown form, with `signing-failed` where
    such a key makes no credentials in it, and what the form and the signer raise.
    """
    chosen = form(name)
    secure, media_type = chosen.secure_credential, chosen.credential
    if secure is None or media_type is None or signer.algorithm not in chosen.algorithms:
        raise _not_signed(name)
    return SecuredCredential(media_type, secure(document, signer, occasion))


def secured_presentation(
    document: JSONObject, holder: Signer, *, name: str, occasion: Occasion
) -> SecuredPresentation:
    """The same for a presentation."""
    chosen = form(name)
    secure, media_type = chosen.secure_presentation, chosen.presentation
    if secure is None or media_type is None or holder.algorithm not in chosen.algorithms:
        raise _not_signed(name)
    return SecuredPresentation(media_type, secure(document, holder, occasion))


def _not_signed(name: str) -> CredentialsError:
    return refuse(ProblemCode.SIGNING_FAILED, f"{name} is not signed with such a key")


def envelope(secured: SecuredCredential) -> JSONObject | None:
    """What stands for a credential in JSON when its signature is around it; None when inside.

    (VCDM 2.0 §4.13.1.)
    """
    for one in FORMS.values():
        if secured.media_type is one.credential:
            return envelopes.envelope(secured, in_base64=one.in_base64)
    return None


def is_known(media_type: str) -> bool:
    """Whether something of that media type is in one of the forms."""
    return any(media_type in (one.credential, one.presentation) for one in FORMS.values())


def form_of(sealed: Sealed) -> Form:
    """The form that bytes are in.

    Raises CredentialsError with `suite-unknown` for a token or an envelope of another form, and
    `no-credential-found` for anything else.
    """
    for one in FORMS.values():
        if one.recognises(sealed):
            return one
    if sealed.media_type is not None:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "an envelope of a form that is not read", "/id")
    if sealed.token.header:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "a token of a type that is not read: typ")
    raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "neither a JSON object nor a token")
