"""T41: what an accredited body signs besides certificates is public, genuine, and proves nothing.

Put into a drawn picture, its status list would make that pass for a certificate of the body.
"""

import json
from datetime import timedelta

from app.issuer import service as issuer
from credentials import MediaType, SecuredCredential, bake, present
from tests.journeys.stage import PUBLIC_URL, Stage
from tests.pictures import png
from tests.unit.wallet_api.test_routes import API, claimed, token_of

_HTML = {"Accept": "text/html"}


def _list_of_an_accredited_body(stage: Stage) -> bytes:
    award = stage.award()
    with stage.services.database.reading() as session:
        did = issuer.organisation_by_slug(session, "harbour").did
    stage.accredit(did, "Harbour School")
    entries = json.loads(award.content)["credentialStatus"]
    (entry, *_) = entries if isinstance(entries, list) else [entries]
    address = entry["statusListCredential"].removeprefix(PUBLIC_URL)
    content = stage.client.get(address).content
    assert b"BitstringStatusListCredential" in content
    return content


def _in_a_picture(content: bytes) -> bytes:
    return bake(png(), SecuredCredential(MediaType.VC, content))


def _in_a_set(stage: Stage, content: bytes) -> bytes:
    at = stage.world.at
    shown = present(
        [SecuredCredential(MediaType.VC, content)],
        stage.world.key_issuer().signer,
        domain="anywhere",
        challenge="any",
        at=at,
        expires=at + timedelta(days=1),
    )
    return shown.content


def test_it_is_no_certificate_in_any_form(lasting: Stage) -> None:
    content = _list_of_an_accredited_body(lasting)
    client = lasting.client
    for brought in (content, _in_a_picture(content), _in_a_set(lasting, content)):
        answer = client.post("/api/v1/verify", content=brought)
        assert (answer.status_code, answer.json()["code"]) == (422, "no-credential-found")
        page = client.post("/verify", files={"file": ("certificate", brought)}, headers=_HTML)
        assert "is nobody’s certificate" in page.text
        assert "data-state" not in page.text
    # For programs that check lists it stays what it is (W3C VC API).
    document = {"verifiableCredential": json.loads(content)}
    assert client.post("/credentials/verify", json=document).status_code == 200


def test_neither_it_nor_a_receipt_gets_into_a_passport(lasting: Stage) -> None:
    content = _list_of_an_accredited_body(lasting)
    client = lasting.client
    genuine = client.post("/api/v1/verify?receipt=plain", content=lasting.award("Bo Li").content)
    token = token_of(claimed(lasting))
    for brought in (content, genuine.json()["receipt"].encode()):
        refused = client.post(
            f"{API}/imports", content=brought, headers={"Authorization": f"Bearer {token}"}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "no-credential-found")
