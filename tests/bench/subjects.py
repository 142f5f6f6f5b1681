"""What is issued, verified and canonicalised: one badge, and all that is needed to judge it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from credentials import (
    ALGORITHMS,
    Fetched,
    JSONObject,
    LocalSigner,
    Materials,
    Memory,
    StatusList,
    TrustEntry,
    TrustList,
    TypedClaims,
    as_bytes,
    derive,
    did_key,
    did_key_method,
    encode_jwk,
    entry_document,
    issue,
    issue_typed,
    list_document,
    parse_credential,
    public_key,
    publish,
)
from credentials.trust import Standing

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LIST_URL = "https://training.example/status/7"
# One in a hundred is withdrawn, in no order that a compressor could see.
_WITHDRAWN = [at * 7919 % 131_072 for at in range(1, 1_311)]
_INDEX = 50_006
MANDATORY = ("/issuer", "/validFrom", "/credentialStatus")
# Together with the nodes that they stand in, ten statements that are not mandatory.
REVEALED = tuple(
    f"/credentialSubject/achievement/alignment/0/{name}"
    for name in ("targetName", "targetCode", "targetUrl", "targetFramework")
)
_SEED = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Body:
    """A training body with a key that is the same in every run."""

    did: str
    signer: LocalSigner


@cache
def body(algorithm: str = "Ed25519") -> Body:
    """The body that signs with this kind of key."""
    kind = ALGORITHMS[algorithm]
    nameless = LocalSigner(_SEED, verification_method="did:key:z#z", algorithm=kind)
    key = public_key(kind, nameless.public_key)
    method = did_key_method(key)
    return Body(did_key(key), LocalSigner(_SEED, verification_method=method, algorithm=kind))


def unsigned(algorithm: str = "Ed25519") -> JSONObject:
    """A badge as a training body awards it: 3.7 KB, three contexts, 90 statements."""
    issuer = body(algorithm).did
    document: JSONObject = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        ],
        "id": "urn:uuid:91537dba-56cb-41ec-bf63-0242ac130002",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Pipe welder, level 3",
        "issuer": {
            "id": issuer,
            "type": ["Profile"],
            "name": "Riverside Technical College",
            "url": "https://training.example",
            "email": "register@training.example",
        },
        "validFrom": "2026-06-12T00:00:00Z",
        "validUntil": "2030-06-12T00:00:00Z",
        "awardedDate": "2026-06-11T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                _name("Amina Yusuf"),
                _name("أمينة يوسف"),
                {**_name("1998-04-03"), "identityType": "ext:dateOfBirth"},
            ],
            "creditsEarned": 12,
            "achievement": _achievement(),
            "result": [
                _result("urn:uuid:0a5c6e5c-5a0c-4b7f-9d8b-0242ac130003", value="87"),
                _result("urn:uuid:0a5c6e5c-5a0c-4b7f-9d8b-0242ac130004", value="Good"),
            ],
        },
        "evidence": [
            {
                "id": "https://training.example/evidence/2026/1742",
                "type": ["Evidence"],
                "name": "Trade test",
                "narrative": "Welded two test pieces in the presence of two examiners.",
            }
        ],
        "credentialStatus": entry_document(list_url=LIST_URL, index=_INDEX, purpose="revocation"),
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
                "ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
    }
    if algorithm != "Ed25519":
        # The partner does not read lists where every nameless node has got a name.
        del document["credentialSubject"]["achievement"]["resultDescription"][1]["allowedValue"]
    return document


def _achievement() -> JSONObject:
    return {
        "id": "https://training.example/achievements/pipe-welder-3",
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": "Pipe welder, level 3",
        "description": "Welds pipes of steel in all positions, to a drawing and to a standard.",
        "criteria": {"narrative": "Passed the trade test and the theory paper with 60 or more."},
        "creator": {"id": "https://training.example", "type": ["Profile"], "name": "Riverside"},
        "creditsAvailable": 12,
        "fieldOfStudy": "Metal work",
        "humanCode": "PW-3",
        "inLanguage": "en",
        "tag": ["welding", "pipes"],
        "image": {"id": "https://training.example/images/pipe-welder-3.png", "type": "Image"},
        "alignment": [
            _alignment("Welders and flame cutters", "7212", "https://ilo.example/isco/7212"),
            _alignment("Level 3", "3", "https://europa.example/eqf/3"),
        ],
        "resultDescription": [
            {
                "id": "urn:uuid:0a5c6e5c-5a0c-4b7f-9d8b-0242ac130003",
                "type": ["ResultDescription"],
                "name": "Theory",
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
            },
            {
                "id": "urn:uuid:0a5c6e5c-5a0c-4b7f-9d8b-0242ac130004",
                "type": ["ResultDescription"],
                "name": "Bend test",
                "resultType": "LetterGrade",
                "allowedValue": ["Fail", "Pass", "Good"],
            },
        ],
    }


def _name(text: str) -> JSONObject:
    return {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": text,
        "identityType": "name",
    }


def _alignment(name: str, code: str, url: str) -> JSONObject:
    return {
        "type": ["Alignment"],
        "targetName": name,
        "targetCode": code,
        "targetUrl": url,
        "targetFramework": "A published framework of occupations",
        "targetType": "ext:Occupation",
    }


def _result(description: str, *, value: str) -> JSONObject:
    return {"type": ["Result"], "resultDescription": description, "value": value}


@cache
def unsigned_bytes(algorithm: str = "Ed25519") -> bytes:
    """The badge as it comes in to be signed."""
    return as_bytes(unsigned(algorithm))


@cache
def signed() -> bytes:
    """The badge as an employer gets it."""
    return issue(parse_credential(unsigned()), body().signer, at=AT).content


@cache
def signed_without_status() -> bytes:
    """The same without a status list, which a service on its own could not fetch."""
    document = unsigned()
    del document["credentialStatus"]
    return issue(parse_credential(document), body().signer, at=AT).content


@cache
def class_of(size: int) -> list[JSONObject]:
    """A class of people who are awarded the same on one day."""
    documents = []
    valid = (place for place in range(0, 131_072, 13) if place not in _WITHDRAWN)
    for number, index in zip(range(size), valid, strict=False):
        document = unsigned()
        document["id"] = f"urn:uuid:91537dba-56cb-41ec-bf63-{number:012d}"
        document["credentialSubject"]["identifier"][0]["identityHash"] = f"Person {number}"
        place = entry_document(list_url=LIST_URL, index=index, purpose="revocation")
        document["credentialStatus"] = place
        documents.append(document)
    return documents


@cache
def selective_base() -> bytes:
    """The badge with a proof that its holder can derive from."""
    signer = body("P-256").signer
    return issue(
        parse_credential(unsigned("P-256")),
        signer,
        at=AT,
        cryptosuite="ecdsa-sd-2023",
        mandatory_pointers=MANDATORY,
    ).content


@cache
def selective_part() -> bytes:
    """What its holder shows of that: ten statements more than has to be shown."""
    return derive(selective_base(), REVEALED).content


@cache
def materials(algorithm: str = "Ed25519") -> Materials:
    """The status list at hand; the keys are in the names of their owners."""
    status_list = StatusList.of(_WITHDRAWN)
    lists = {LIST_URL: Fetched(_list_of(body(algorithm), status_list), AT)}
    return Materials(status_lists=lists, memory=Memory())


def _list_of(issuer: Body, status_list: StatusList) -> bytes:
    document: dict[str, Any] = list_document(
        list_url=LIST_URL,
        issuer=issuer.did,
        purpose="revocation",
        status_list=status_list,
        valid_from=AT.replace(hour=11),
        valid_until=AT.replace(day=21),
        ttl=300_000,
    )
    return publish(parse_credential(document), issuer.signer, at=AT).content


CLAIMS: JSONObject = {
    "given_name": "Amina",
    "family_name": "Yusuf",
    "birthdate": "1998-04-03",
    "certificate": "Pipe welder, level 3",
    "grade": "Good",
    "hours": 120,
    "place": "Riverside",
    "language": "en",
}
"""What an SD-JWT VC says: each of these can be left out."""


def typed_claims() -> TypedClaims:
    """The claims of an SD-JWT VC, each to be shown by itself."""
    return TypedClaims(
        vct="https://training.example/vct/certificate/1",
        issuer=body("P-256").did,
        claims=dict(CLAIMS),
        hidden=[f"/{name}" for name in CLAIMS],
    )


def typed_key() -> JSONObject:
    """The public key for that, as a JWK."""
    signer = body("P-256").signer
    return encode_jwk(public_key(signer.algorithm, signer.public_key))


@cache
def typed() -> bytes:
    """The same, signed, with everything shown."""
    return issue_typed(typed_claims(), body("P-256").signer, at=AT).content


@cache
def trust(algorithm: str = "Ed25519") -> TrustList:
    """A trusted list with the body on it."""
    entry = TrustEntry(did=body(algorithm).did, name="Riverside", standing=Standing.ACCREDITED)
    return TrustList([entry], AT)


def unsecured(content: bytes) -> JSONObject:
    """A signed badge without its proof."""
    document: JSONObject = json.loads(content)
    del document["proof"]
    return document
