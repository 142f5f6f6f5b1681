"""A name and a photo that holders add: marked as theirs, and evidence of nothing."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from app.base.intake.portraits import portrait
from credentials import CredentialsError, ProblemCode
from tests.journeys.stage import Stage, stage
from tests.unit.wallet_api.records.test_entries import plain, worker
from tests.unit.wallet_api.worker import Browser, browser

API = "/wallet/api/v1/about-me"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for the tests of this file: each has workers of its own."""
    with stage(tmp_path_factory.mktemp("about-me")) as opened:
        yield opened


def photo(side: int = 900) -> bytes:
    """A photo as a phone takes it, with where it was taken."""
    written, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "taken at the back door"
    Image.new("RGB", (side, side // 2), "red").save(written, format="JPEG", exif=exif)
    return written.getvalue()


def add(page: Browser, name: str, content: bytes = b"") -> Browser:
    page.open("/passport/about-me")
    page.page = page.client.post(
        "/passport/about-me",
        data={"csrf": page.hidden("csrf"), "name": name},
        files={"photo": ("me.jpg", content)} if content else {"photo": ("", b"")},
        headers={"Accept": "text/html"},
    )
    return page


def test_a_name_and_a_photo_are_shown_as_added_by_their_holder(shop: Stage) -> None:
    page, _ = worker(shop)
    add(page, "Mina the welder", photo())
    words = plain(page.open("/passport"))
    assert "Mina the welder" in words
    assert "Added by you. Nobody has checked it." in words
    got = page.client.get("/passport/about-me/photo")
    assert got.headers["content-type"] == "image/jpeg"
    assert b"back door" not in got.content
    assert max(Image.open(BytesIO(got.content)).size) == 480


def test_neither_is_used_where_a_certificate_is_compared_with_a_person(shop: Stage) -> None:
    page, _ = worker(shop)
    add(page, "Mina the welder", photo())
    link = page.share()
    reader = browser(shop).open(link).send(link)
    certificate = re.findall(r"/passport/certificates/[0-9a-f]{32}", page.open("/passport").text)
    for text in (reader.text, page.open(certificate[0]).text):
        assert "Amina Yusuf" in text
        assert "Mina the welder" not in text
        assert "about-me" not in text
    assert reader.client.get("/passport/about-me/photo").status_code == 404


def test_what_is_no_photo_is_said_beside_its_field_and_nothing_is_kept(shop: Stage) -> None:
    page, _ = worker(shop)
    add(page, "Mina", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert page.status == 422
    assert 'id="photo-error"' in page.text
    add(page, "Mi\u202ena")
    assert 'id="name-error"' in page.text
    assert "Nobody has checked it" not in page.open("/passport").text


def test_a_program_does_the_same_for_its_holder_alone(shop: Stage) -> None:
    _, token = worker(shop)
    _, other = worker(shop, "Binh Tran")
    mine, theirs = ({"Authorization": f"Bearer {each}"} for each in (token, other))
    client = shop.client
    assert client.get(API, headers=mine).json() == {"name": "", "has_photo": False}
    client.put(API, json={"name": "Mina"}, headers=mine)
    assert client.put(f"{API}/photo", content=photo(), headers=mine).status_code == 204
    assert client.get(API, headers=mine).json() == {"name": "Mina", "has_photo": True}
    assert client.get(f"{API}/photo", headers=theirs).status_code == 404
    assert client.get(API, headers=theirs).json() == {"name": "", "has_photo": False}
    assert client.delete(f"{API}/photo", headers=mine).status_code == 204
    assert client.get(f"{API}/photo", headers=mine).status_code == 404
    assert client.put(f"{API}/photo", content=b"x", headers=mine).status_code >= 400


def test_a_flood_of_pixels_is_refused() -> None:
    written = BytesIO()
    Image.new("1", (20_001, 2)).save(written, format="PNG")
    with pytest.raises(CredentialsError) as refused:
        portrait(written.getvalue())
    assert refused.value.problem.code is ProblemCode.TOO_LARGE
