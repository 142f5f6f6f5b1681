"""Sign a document as an organisation signs: with its key, its suite or form, and by its clock."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.issuer.tables import Organisation
from credentials import (
    FORMS,
    JSONObject,
    Policy,
    SecuredCredential,
    Series,
    Signer,
    issue,
    parse_credential,
)


def secure(
    organisation: Organisation,
    document: JSONObject,
    signer: Signer,
    *,
    policy: Policy,
    at: datetime,
    mandatory_pointers: Sequence[str] | None = None,
) -> SecuredCredential:
    """Sign a document as the organisation signs.

    What people are shown here is shown as a whole. With `mandatory_pointers` what is made is
    for the holder only, who may leave out everything else.
    """
    credential = parse_credential(document, policy=policy)
    # The signature says its day as the body's clock shows it, like the other days.
    at = at.astimezone(ZoneInfo(organisation.time_zone))
    if organisation.cryptosuite in FORMS:
        return issue(credential, signer, at=at, form=organisation.cryptosuite, policy=policy)
    return issue(
        credential,
        signer,
        at=at,
        cryptosuite=organisation.cryptosuite,
        mandatory_pointers=mandatory_pointers,
        policy=policy,
    )


def secure_all(
    organisation: Organisation,
    documents: Sequence[JSONObject],
    signer: Signer,
    *,
    verifies_all: bool,
    at: datetime,
) -> list[SecuredCredential]:
    """`secure` for the certificates of one list, which have most of their words in common.

    Of those that are filled into a template the first, the last and a random sample are looked
    at again, or all where it `verifies_all`.
    """
    if organisation.cryptosuite in FORMS:
        return [
            secure(organisation, document, signer, policy=Policy.STRICT, at=at)
            for document in documents
        ]
    series = Series(signer, cryptosuite=organisation.cryptosuite)
    local = at.astimezone(ZoneInfo(organisation.time_zone))
    return series.issue(documents, at=local, verifies_all=verifies_all)
