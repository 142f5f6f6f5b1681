"""Documents secured with a key that was found and trusted elsewhere (VC-JOSE-COSE 1.0 §5).

The algorithms of that specification begin when the key is known. Whose key it is, whether it may
be used so, dates, status and trust are not looked at here: `verify` is for that.
"""

from collections.abc import Collection
from datetime import datetime

from credentials.authentication import check_signature
from credentials.enveloping import registry
from credentials.enveloping.form import Occasion
from credentials.jsonld.nquads import canonical_nquads
from credentials.keys.algorithms import PublicKey
from credentials.model import (
    JSONObject,
    ParsedCredential,
    ParsedPresentation,
    Policy,
    types_of,
)
from credentials.opening import sealed_in
from credentials.parsing import (
    enveloped,
    parsed_credential,
    parsed_presentation,
    read_again,
    read_json,
)
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, at_pointer, refuse

# What a credential has by the data model (VCDM 2.0 §4, §5). A context with a vocabulary of its
# own gives a meaning to any other word; nobody agreed on that meaning.
_MEMBERS = frozenset(
    {
        "@context", "id", "type", "name", "description", "issuer", "validFrom", "validUntil",
        "credentialSubject", "credentialStatus", "credentialSchema", "evidence", "termsOfUse",
        "refreshService", "relatedResource", "renderMethod", "confidenceMethod",
    }
)  # fmt: skip


def secure_with_key(
    document: JSONObject,
    signer: Signer,
    *,
    form: str,
    at: datetime,
    hidden: Collection[str] | None = None,
) -> bytes:
    """A credential or presentation in an enveloping form, whoever its issuer or holder is.

    Raises CredentialsError for a document that has not its shape or says words that the data
    model does not have, and with `signing-failed` for a key that does not make this form.
    """
    occasion = Occasion(at, hidden=hidden)
    checked: JSONObject = read_again(document)
    if "VerifiablePresentation" in types_of(checked):
        _check_presented(parsed_presentation(checked))
        return registry.secured_presentation(checked, signer, name=form, occasion=occasion).content
    parsed_credential(checked)
    for member in sorted(checked.keys() - _MEMBERS):
        raise refuse(ProblemCode.TERM_UNDEFINED, "not in the data model", at_pointer("", member))
    canonical_nquads(checked, policy=Policy.W3C)
    return registry.secured_credential(checked, signer, name=form, occasion=occasion).content


def check_with_key(
    content: bytes, key: PublicKey, *, form: str
) -> ParsedCredential | ParsedPresentation:
    """What is in a secured document, if this key signed it in this form.

    The credentials in a presentation have to be secured; whether they hold is not asked.
    Raises CredentialsError otherwise.
    """
    sealed = sealed_in(content)
    chosen = registry.form_of(sealed)
    parsed = chosen.read(sealed)
    if chosen.name != form or parsed.token is None:
        raise refuse(ProblemCode.BAD_VALUE, f"it is not in the form {form}")
    check_signature(parsed.token, key)
    if isinstance(parsed, ParsedPresentation):
        _check_presented(parsed)
    return parsed


def _check_presented(parsed: ParsedPresentation) -> None:
    """Refuse a presentation with a credential that is not secured (§3.1.2, §3.2.2, §3.3.2)."""
    for pointer, content in parsed.credentials:
        item = read_json(content)
        if isinstance(item.get("id"), str):
            # Space around an address is no part of it (URL Standard, "basic URL parser").
            item["id"] = item["id"].strip()
        try:
            found = enveloped(item)
        except CredentialsError as error:
            raise refuse(ProblemCode.BAD_VALUE, error.problem.detail, pointer) from error
        if found is None and "proof" not in item:
            raise refuse(ProblemCode.PROOF_MISSING, "a credential that is not secured", pointer)
        if found is not None and not registry.is_known(found.media_type):
            raise refuse(ProblemCode.SUITE_UNKNOWN, "an envelope of an unknown form", pointer)
