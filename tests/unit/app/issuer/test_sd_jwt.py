"""An award as dc+sd-jwt: for a key of its holder, with a status of its own, and nothing kept."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.issuer import reconcile
from app.issuer.sd_jwt import type_metadata
from app.issuer.sd_jwt.copies import copy_for
from app.issuer.tables import Award
from app.status.token_lists.tables import TokenPlace
from credentials import (
    CredentialsError,
    LocalSigner,
    ProblemCode,
    SecuredCredential,
    Showing,
    Verdict,
    encode_jwk,
    generate_seed,
    hidden_claims,
    public_key,
    read_list_token,
    show,
)
from tests.unit.app.issuer.test_routes import API, Office, office
from tests.unit.app.school import NOON, URL, School

__all__ = ["office"]

ISSUER = "https://localhost:8000/issuers/riverside"
HOLDER = LocalSigner(generate_seed(), verification_method="did:key:z#z")
KEY = public_key(HOLDER.algorithm, HOLDER.public_key)


def copied(school: School, award: Award) -> SecuredCredential:
    with school.database.session() as session:
        return copy_for(
            session,
            school.organisation,
            award.id,
            KEY,
            desk=school.desk,
            actor="test",
            at=NOON,
        )


def mismatches(school: School) -> list[str]:
    with school.database.reading() as session:
        return list(reconcile.mismatches(session, custody=school.custody, at=NOON))


def test_a_copy_says_what_the_certificate_says(small_school: School) -> None:
    award = small_school.award().award
    made = copied(small_school, award)
    report = small_school.verify(made.content)
    assert report.verdict is Verdict.VALID
    assert report.issuer == ISSUER
    signed = json.loads(award.content)
    said = report.credential
    assert said["credentialSubject"]["achievement"] == signed["credentialSubject"]["achievement"]
    assert said["credentialSubject"]["identifier"] == signed["credentialSubject"]["identifier"]
    assert (said["id"], said["validFrom"]) == (award.credential_id, signed["validFrom"])
    assert said["cnf"] == {"jwk": encode_jwk(KEY)}
    assert mismatches(small_school) == []


def test_nothing_of_the_person_is_in_what_everybody_sees(small_school: School) -> None:
    made = copied(small_school, small_school.award().award)
    shown = show(made, [], holder=HOLDER, showing=Showing("https://r.example", "n", NOON))
    assert hidden_claims(made)
    report = small_school.verify(shown.content)
    assert report.verdict is Verdict.VALID
    text = json.dumps(report.credential)
    for secret in ("Ana", "1990", made.content.decode().split("~")[1]):
        assert secret not in text


def test_a_withdrawal_reaches_every_copy_and_says_so_once(small_school: School) -> None:
    award = small_school.award().award
    copies = [copied(small_school, award) for _ in range(2)]
    small_school.revoke(award)
    for content in (award.content, *(one.content for one in copies)):
        report = small_school.verify(content)
        assert [problem.code for problem in report.problems] == [ProblemCode.REVOKED]
    assert mismatches(small_school) == []


def test_two_copies_share_nothing_that_tells_them_apart(small_school: School) -> None:
    award = small_school.award().award
    one, other = (small_school.verify(show(copied(small_school, award), []).content) for _ in "ab")
    assert one.credential["status"] != other.credential["status"]
    assert "id" not in one.credential


def test_only_what_is_in_force_is_copied(small_school: School) -> None:
    award = small_school.award().award
    small_school.revoke(award)
    with pytest.raises(CredentialsError) as refusal:
        copied(small_school, award)
    assert refusal.value.problem.code is ProblemCode.CONFLICT


def test_what_somebody_else_composed_is_not_copied(small_school: School) -> None:
    raw = small_school.issue_raw(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiableCredential"],
            "issuer": small_school.organisation.did,
            "credentialSubject": {"id": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427"},
        }
    )
    with pytest.raises(CredentialsError):
        copied(small_school, raw)


def test_fsck_sees_a_copy_whose_status_says_otherwise(small_school: School) -> None:
    copied(small_school, small_school.award().award)
    with small_school.database.session() as session:
        session.execute(update(TokenPlace).values(value=1))
    assert any("the status of a copy says otherwise" in one for one in mismatches(small_school))


def test_fsck_sees_a_place_whose_award_is_missing(small_school: School) -> None:
    copied(small_school, small_school.award().award)
    with small_school.database.session() as session:
        session.execute(update(TokenPlace).values(award_id="urn:uuid:gone"))
    assert any("which is missing" in one for one in mismatches(small_school))


def test_the_type_is_published_with_the_digest_that_every_copy_carries() -> None:
    # It must never change: certificates that were signed carry this digest.
    assert type_metadata.integrity("https://passport.example") == (
        "sha256-7xKoQhYVBaVPQNvWupp3JxkQFYjfBFBo5W0BWGn0eKg="
    )


def test_a_program_takes_it_over_http_and_everybody_reads_keys_and_status(office: Office) -> None:
    award = office.school.award().award
    made = office.post(f"{API}/awards/{award.id}/sd-jwt", {"jwk": encode_jwk(KEY)})
    assert made.status_code == 201
    assert made.headers["content-type"] == "application/dc+sd-jwt"
    assert made.headers["cache-control"] == "no-store"
    report = office.school.verify(made.content)
    assert report.verdict is Verdict.VALID

    keys = office.http.get("/.well-known/jwt-vc-issuer/issuers/riverside").json()
    assert keys["issuer"] == ISSUER
    assert all("d" not in key for key in keys["jwks"]["keys"])
    kind = office.http.get(report.credential["vct"].removeprefix(URL))
    assert kind.json()["vct"] == report.credential["vct"]
    assert report.credential["vct#integrity"] == type_metadata.integrity(URL)

    place = report.credential["status"]["status_list"]
    path = place["uri"].removeprefix(URL)
    plain = office.http.get(path, headers={"Accept-Encoding": "identity"})
    assert plain.headers["content-type"] == "application/statuslist+jwt"
    packed = office.http.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept, Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "max-age=300" in plain.headers["cache-control"]
    listed = read_list_token(plain.content).listed
    assert (listed.uri, listed.ttl, listed.expires) == (place["uri"], 300, NOON + timedelta(days=2))
    asked = {"If-None-Match": packed.headers["etag"], "Accept-Encoding": "gzip"}
    assert office.http.get(path, headers=asked).status_code == 304
    in_cbor = office.http.get(path, headers={"Accept": "application/statuslist+cwt"})
    assert in_cbor.headers["content-type"] == "application/statuslist+cwt"
    assert in_cbor.content.startswith(b"\xd2")
    assert office.http.get(f"{path}?time=1").status_code == 501
    assert office.http.get("/token-status/none").status_code == 404


def test_a_body_with_another_identity_has_no_https_issuer(office: Office) -> None:
    office.school.new_organisation("keyed", did_method="key")
    assert office.http.get("/.well-known/jwt-vc-issuer/issuers/keyed").status_code == 404
    assert office.http.get("/.well-known/jwt-vc-issuer/issuers/nobody").status_code == 404


@pytest.mark.parametrize("jwk", [{}, {"kty": "oct", "k": "AA"}, {**encode_jwk(KEY), "d": "AA"}])
def test_a_key_that_is_no_public_key_is_refused(office: Office, jwk: dict[str, str]) -> None:
    award = office.school.award().award
    answer = office.post(f"{API}/awards/{award.id}/sd-jwt", {"jwk": jwk})
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad-value"
