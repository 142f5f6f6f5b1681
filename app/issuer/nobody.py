"""The certificate of nobody: what all certificates of an achievement have in common.

Their bodies are written with its words (app/base/bodies). Those words outlive every person who
is erased, so nothing in them was ever anybody's: no name, no number, no place on a list, and
a signature by a key that nobody has.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import bodies
from app.base.bodies import Words
from app.issuer import certificate, securing
from app.issuer.achievements.pictures import data_url
from app.issuer.people import Person
from app.issuer.tables import Achievement, Organisation
from credentials import CredentialsError, JSONObject, LocalSigner, Policy, Signer, generate_seed

_PERSON = Person("-", "-", family_name="-", given_name="-", birth_year=1900)
_ID = "urn:uuid:00000000-0000-4000-8000-000000000000"
# Some forms are for those only who have a key. The secret of this one is thirty-two zeros.
_HOLDER = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
_NUMBER = "0000-0000-0000-0000"
_PLACE = "0"


def words(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    entries: Sequence[JSONObject],
    *,
    signer: Signer,
    at: datetime,
) -> Words | None:
    """The words of an achievement's certificates; the first certificate has them made.

    `entries` are the status entries of one of them, of which the lists are taken only. They
    stay as they are when the body changes its key, name or lists later: what is new is written
    out in each body then. None where there is nothing that could be signed of nobody.
    """
    template = f"{achievement.id} {organisation.cryptosuite}"
    found = bodies.words_under(session, template)
    if found is not None:
        return found
    try:
        body = _certificate(organisation, achievement, entries, signer=signer, at=at)
    except CredentialsError:
        # Whatever a form may not sign of nobody, somebody's certificate is stored all the same.
        return None
    picture = data_url(achievement.image).encode() if achievement.image else b""
    return bodies.keep(session, template, Words.of(body, long_part=picture), at=at)


def _certificate(
    organisation: Organisation,
    achievement: Achievement,
    entries: Sequence[JSONObject],
    *,
    signer: Signer,
    at: datetime,
) -> bytes:
    facts = certificate.Facts(
        credential_id=_ID,
        certificate_number=_NUMBER,
        awarded_on=at.date(),
        status_entries=[_without_place(entry) for entry in entries],
        time_zone=organisation.time_zone,
        holder=_HOLDER,
    )
    document = certificate.document(organisation, achievement, _PERSON, facts, at=at)
    stranger = LocalSigner(
        generate_seed(signer.algorithm),
        verification_method=signer.verification_method,
        algorithm=signer.algorithm,
    )
    secured = securing.secure(organisation, document, stranger, policy=Policy.STRICT, at=at)
    return secured.content


def _without_place(entry: JSONObject) -> JSONObject:
    return {
        **entry,
        "id": f"{entry['statusListCredential']}#{_PLACE}",
        "statusListIndex": _PLACE,
    }
