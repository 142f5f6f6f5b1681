"""issue() and publish(): nothing is signed unchecked, and no own signature leaves unchecked."""

from collections.abc import Collection, Sequence
from datetime import datetime

from credentials import resources, schema
from credentials.badges import records
from credentials.enveloping import registry
from credentials.enveloping.form import Occasion
from credentials.jsonld.nquads import canonical_nquads
from credentials.model import (
    Credential,
    JSONObject,
    MediaType,
    Policy,
    SecuredCredential,
    as_bytes,
    as_list,
    types_of,
)
from credentials.parsing import did_of, is_version_1, parsed_credential
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.proofs import data_integrity
from credentials.proofs.registry import usual_suite

# Without one of these a credential could seem to hold longer, or for more, than it does.
_NEVER_LEFT_OUT = (
    *("issuer", "validFrom", "validUntil", "credentialStatus", "credentialSchema", "termsOfUse"),
    # What version 1.1 of the data model calls the two dates.
    *("issuanceDate", "expirationDate"),
)

_STATUS, _STATUS_CONTEXT = "BitstringStatusListEntry", "https://www.w3.org/ns/credentials/status/v1"

# A document of one of these types is opened as that, whatever else it says that it is.
_READ_OTHERWISE = frozenset(
    {
        "VerifiablePresentation",
        "EnvelopedVerifiableCredential",
        "EnvelopedVerifiablePresentation",
    }
)


def issue(
    credential: Credential,
    signer: Signer,
    *,
    at: datetime,
    form: str | None = None,
    cryptosuite: str | None = None,
    hidden: Collection[str] | None = None,
    mandatory_pointers: Sequence[str] | None = None,
    policy: Policy = Policy.STRICT,
) -> SecuredCredential:
    """Sign a credential after everything about it was checked, and check the signature.

    Before the key is touched: the shape (VCDM 2.0 §4), the Open Badges schema for badges and
    the form of learner records, absolute identifiers, the form and order of dates (not the
    present: registers are imported), expansion without loss (Data Integrity §2.4.3), and that
    the signer's key belongs to the issuer. `at` becomes the time of the proof. `form` names the
    enveloping form of the signature; without one it is a proof by `cryptosuite`, None being the
    usual one for the signer's key. `hidden` are the claims that the holder may leave out, as JSON
    Pointers, where the form allows it; None leaves it to the form. With a suite that lets
    holders leave parts out and `mandatory_pointers`, what is made is for the holder only, who may
    leave out all but these parts and what makes the credential count less: dates, status, schema
    and terms.
    Raises CredentialsError with the first thing that is wrong; nothing was signed then, or
    nothing leaves.

    Version 1.1 of the data model is signed under `Policy.W3C` only, as the public test suites
    ask for it, and with a proof inside: what was made in it can say less of when it holds.

    There is one exception to every own signature being checked: of a batch that `Series` makes
    from a template, the first, the last and a random sample are (docs/adr/0009).
    """
    document = _checked(credential, signer)
    if is_version_1(document):
        if policy is Policy.STRICT or form is not None:
            raise refuse(ProblemCode.CONTEXT_UNKNOWN, "version 1.1 is only read", "/@context/0")
        document = _with_status_context(document)
    if form is not None:
        canonical_nquads(document, policy=policy)
        occasion = Occasion(at, hidden=hidden)
        return registry.secured_credential(document, signer, name=form, occasion=occasion)
    secured = data_integrity.secure(
        document,
        signer=signer,
        cryptosuite=cryptosuite,
        purpose="assertionMethod",
        at=at,
        policy=policy,
        mandatory_pointers=_mandatory(mandatory_pointers, document),
    )
    return SecuredCredential(MediaType.VC, as_bytes(secured))


def publish(
    credential: Credential, signer: Signer, *, at: datetime, policy: Policy = Policy.STRICT
) -> SecuredCredential:
    """Sign a credential that is for everybody and has no holder, such as a status list.

    It is `issue` with a proof inside by the usual suite for the signer's key, and shows
    everything. Raises what `issue` does.
    """
    return issue(
        credential, signer, at=at, cryptosuite=usual_suite(signer.algorithm).name, policy=policy
    )


def _with_status_context(document: JSONObject) -> JSONObject:
    """The document with the context of its status entries, which version 1.1 does not define."""
    contexts = document["@context"]
    entries = as_list(document.get("credentialStatus", []))
    if _STATUS_CONTEXT in contexts or not any(_STATUS in types_of(one) for one in entries):
        return document
    return {**document, "@context": [*contexts, _STATUS_CONTEXT]}


def _mandatory(asked_for: Sequence[str] | None, document: JSONObject) -> Sequence[str] | None:
    if asked_for is None:
        return None
    mandatory = [f"/{name}" for name in _NEVER_LEFT_OUT if name in document]
    return list(dict.fromkeys([*asked_for, *mandatory]))


def _checked(credential: Credential, signer: Signer) -> JSONObject:
    """The document as a strict reader will see it, its shape and schema checked."""
    document = credential.document
    if "proof" in document:
        raise refuse(ProblemCode.BAD_VALUE, "it is secured already", "/proof")
    # Once more, and here of the very thing that is signed: whatever a credential was made by.
    parsed = parsed_credential(document)
    if _READ_OTHERWISE.intersection(parsed.types):
        raise refuse(ProblemCode.BAD_VALUE, "no reader would take it for a credential", "/type")
    if did_of(signer.verification_method) != parsed.issuer:
        raise refuse(ProblemCode.KEY_NOT_ALLOWED, "the key is not the issuer's", "/issuer")
    for problem in (*schema.check(document), *records.check(document), *resources.check(document)):
        raise CredentialsError(problem)
    return document
