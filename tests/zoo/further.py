"""Files of forms that stand beside the table of all forms: records, chains, identifiers, words."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from credentials.badges.achievement import OPEN_BADGES_V3
from credentials.badges.records import CLR_V2
from credentials.did.document import PublishedKey, key_document
from credentials.keys import jwk
from credentials.keys.algorithms import ED25519
from credentials.keys.encodings import encode_base64url
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.model import JSONObject, SecuredCredential, as_bytes
from credentials.parsing import CREDENTIALS_V2
from tests.attacks.forging import with_two_proofs
from tests.attacks.test_a_chain_of_proofs_is_not_passed import next_proof
from tests.typed_world import key_of
from tests.world import Issuer, World, changed
from tests.zoo.kinds import spoil_text

LEARNER = "did:example:amina"
ADDRESS = "https://https.school.example/issuers/1"
REVOKED = "https://school.example/revoked-credentials"
_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
_PRAISE = "Fit for pipelines."
_LISTED = "urn:uuid:9d0cb8a6-0a9e-4b60-9f0c-7b8a4a1f6a11"


@dataclass(frozen=True)
class Further:
    """The bodies that these files speak of, beside those of the world."""

    world: World
    badge: Callable[..., JSONObject]

    def college(self) -> Issuer:
        """The accredited body whose certificates stand in a learner's record."""
        known = self.world.issuers.get("did:web:college.example")
        if known is None:
            known = self.world.issuer("college.example")
            self.world.accredit(known, "Harbour College", accredited_by="Ministry")
        return known

    def addresses(self) -> dict[str, bytes]:
        """What else stands at addresses of the world."""
        listed = {"id": REVOKED, "issuer": self.world.school.did}
        document = key_document(_WEB, [PublishedKey("key-1", key_of(_BY_ADDRESS.signer))])
        return {
            ADDRESS: json.dumps(document).replace(_WEB, ADDRESS).encode(),
            REVOKED: as_bytes({**listed, "revokedCredential": [{"id": _LISTED}]}),
        }


_WEB = "did:web:https.school.example:issuers:1"
_BY_ADDRESS = Issuer(
    ADDRESS, LocalSigner(generate_seed(ED25519), verification_method=f"{ADDRESS}#key-1")
)


def _certificate(zoo: Further, *, revoked: bool = False) -> JSONObject:
    college = zoo.college()
    document = zoo.badge(college)
    document["credentialSubject"] = {**document["credentialSubject"], "id": LEARNER}
    if revoked:
        zoo.world.set_status(document, "revocation", college)
    inner: JSONObject = json.loads(zoo.world.issue(document, issuer=college).content)
    return inner


def _record(zoo: Further, *certificates: JSONObject) -> SecuredCredential:
    unsigned = {
        "@context": [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3],
        "id": "urn:uuid:5d0cb8a6-0a9e-4b60-9f0c-7b8a4a1f6a11",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": zoo.world.school.did, "type": ["Profile"]},
        "name": "Record of learning",
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["ClrSubject"],
            "verifiableCredential": list(certificates),
        },
    }
    return zoo.world.issue(unsigned)


def record(zoo: Further) -> bytes:
    return _record(zoo, _certificate(zoo)).content


def record_changed(zoo: Further) -> bytes:
    return spoil_text(record(zoo))


def record_with_a_revoked_one(zoo: Further) -> bytes:
    return _record(zoo, _certificate(zoo, revoked=True)).content


def by_address(zoo: Further) -> bytes:
    document = zoo.badge(_BY_ADDRESS, credentialStatus=...)
    return zoo.world.issue(document, issuer=_BY_ADDRESS).content


def by_address_changed(zoo: Further) -> bytes:
    return spoil_text(by_address(zoo))


def by_jwk(zoo: Further) -> bytes:
    """A badge of an issuer whose identifier is its key as a JWK."""
    seed = generate_seed(ED25519)
    key = key_of(LocalSigner(seed, verification_method="did:jwk:x#0"))
    did = "did:jwk:" + encode_base64url(json.dumps(jwk.encode(key)).encode())
    issuer = Issuer(did, LocalSigner(seed, verification_method=f"{did}#0"))
    return zoo.world.issue(zoo.badge(issuer, credentialStatus=...), issuer=issuer).content


def by_jwk_changed(zoo: Further) -> bytes:
    return spoil_text(by_jwk(zoo))


def by_key_changed(zoo: Further) -> bytes:
    """A badge of an issuer whose identifier is its key."""
    issuer = zoo.world.key_issuer()
    document = zoo.badge(issuer, credentialStatus=...)
    return spoil_text(zoo.world.issue(document, issuer=issuer).content)


def two_proofs(zoo: Further) -> bytes:
    """Signed by the school and, beside it, by somebody else."""
    school = zoo.world.school
    notary = zoo.world.key_issuer().signer
    return as_bytes(with_two_proofs(zoo.badge(school), school.signer, notary))


def two_proofs_one_spoilt(zoo: Further) -> bytes:
    """Of two proofs by the school, one does not fit."""
    school = zoo.world.school
    document = with_two_proofs(zoo.badge(school), school.signer, school.signer)
    document["proof"][1]["created"] = "2026-11-01T00:00:00Z"
    return as_bytes(document)


def _chain(zoo: Further) -> JSONObject:
    document = zoo.badge(zoo.world.school)
    before = next_proof(document, zoo.world.key_issuer().signer)
    return {**document, "proof": [before, next_proof(document, zoo.world.school.signer, before)]}


def chain(zoo: Further) -> bytes:
    return as_bytes(_chain(zoo))


def chain_cut(zoo: Further) -> bytes:
    """The proof that came first is taken out."""
    return as_bytes(changed(_chain(zoo), lambda it: it["proof"].pop(0)))


def _endorsed(zoo: Further, comment: str) -> bytes:
    """A badge of which another accredited body says something, and what is then made of it."""
    document = zoo.badge(zoo.world.school)
    achievement = document["credentialSubject"]["achievement"]
    praise = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": "urn:uuid:0a9f2a5e-7d0c-4f5d-8f5f-3b8d6ad1e001",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "What the college says",
        "issuer": {"id": zoo.college().did, "type": ["Profile"], "name": "Harbour College"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": achievement["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": _PRAISE,
        },
    }
    signed = zoo.world.issue(praise, issuer=zoo.college())
    said = json.loads(signed.content)
    said["credentialSubject"]["endorsementComment"] = comment
    achievement["endorsement"] = [said]
    return zoo.world.issue(document).content


def endorsed(zoo: Further) -> bytes:
    return _endorsed(zoo, _PRAISE)


def endorsed_and_changed(zoo: Further) -> bytes:
    return spoil_text(endorsed(zoo))


def praise_forged(zoo: Further) -> bytes:
    """The badge is good; the college never said this of it."""
    return _endorsed(zoo, "The best welder that we ever saw.")


def _on_a_list_of_ids(zoo: Further, **changes: object) -> bytes:
    facts = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3, _EXTENSIONS],
        "credentialStatus": {"id": REVOKED, "type": "1EdTechRevocationList"},
        **changes,
    }
    return zoo.world.issue(zoo.badge(zoo.world.school, **facts)).content


def not_on_a_list_of_ids(zoo: Further) -> bytes:
    return _on_a_list_of_ids(zoo)


def on_a_list_of_ids(zoo: Further) -> bytes:
    return _on_a_list_of_ids(zoo, id=_LISTED)


def in_words_of_several_languages(zoo: Further) -> bytes:
    """A credential that is no badge: two subjects, words with language and direction."""
    school = zoo.world.school
    document = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiableCredential"],
        "issuer": school.did,
        "validFrom": "2026-05-01T00:00:00Z",
        "name": [
            {"@value": "Crane licence", "@language": "en"},
            {"@value": "رخصة رافعة", "@language": "ar", "@direction": "rtl"},
        ],
        "credentialStatus": zoo.world.entry(),
        "credentialSubject": [
            {"id": LEARNER, "name": "Amina Yusuf"},
            {"id": "did:example:li", "name": "Li Wei"},
        ],
    }
    return zoo.world.issue(document).content


def in_several_and_changed(zoo: Further) -> bytes:
    return spoil_text(in_words_of_several_languages(zoo))


_V, _I, _U = "valid", "invalid", "undetermined"

FURTHER: tuple[tuple[str, Callable[[Further], bytes], *tuple[str | None, ...]], ...] = (
    ("clr-good.json", record, _V, None, _U, "accredited"),
    ("clr-changed.json", record_changed, _I, "tampered", _U, "unchecked"),
    ("clr-with-a-revoked-one.json", record_with_a_revoked_one, _I, "revoked", _U, "accredited"),
    ("https-issuer-good.json", by_address, _V, None, _U, "unknown"),
    ("https-issuer-changed.json", by_address_changed, _I, "tampered", _U, "unchecked"),
    ("did-jwk-good.json", by_jwk, _V, None, _V, "unknown"),
    ("did-jwk-changed.json", by_jwk_changed, _I, "tampered", _I, "unchecked"),
    ("two-proofs-good.json", two_proofs, _V, "key-not-allowed", _U, "accredited"),
    ("two-proofs-one-spoilt.json", two_proofs_one_spoilt, _I, "tampered", _U, "unchecked"),
    ("proof-chain-good.json", chain, _V, "key-not-allowed", _U, "accredited"),
    ("proof-chain-cut.json", chain_cut, _I, "proof-rejected", _I, "unchecked"),
    ("endorsed-good.json", endorsed, _V, None, _U, "accredited"),
    ("endorsed-changed.json", endorsed_and_changed, _I, "tampered", _U, "unchecked"),
    ("endorsement-forged-good.json", praise_forged, _V, None, _U, "accredited"),
    ("did-key-changed.json", by_key_changed, _I, "tampered", _I, "unchecked"),
    ("revocation-list-of-ids-good.json", not_on_a_list_of_ids, _V, None, _U, "accredited"),
    ("revocation-list-of-ids-revoked.json", on_a_list_of_ids, _I, "revoked", _U, "accredited"),
    ("two-languages-good.json", in_words_of_several_languages, _V, None, _U, "accredited"),
    ("two-languages-changed.json", in_several_and_changed, _I, "tampered", _U, "unchecked"),
)
