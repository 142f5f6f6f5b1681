"""The employer's ways in: whatever is in hand, over the API and on the page, without an account."""

import io
import json
import re

import pytest
import qrcode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode.image.pil import PilImage

from app.base import accounts
from app.base.codes import new_code, printed_code
from app.base.locales import LANGUAGES
from credentials import Policy, ProblemCode, bake
from tests.journeys.stage import ACTOR, PUBLIC_URL, Stage, stage
from tests.pictures import png

_HTML = {"Accept": "text/html"}
_VERIFY = "/api/v1/verify"


def good(on: Stage) -> bytes:
    on.accredit(on.world.school, "Harbour Technical School")
    return on.world.issue().content


def photo_of(*texts: str, kind: str = "PNG") -> bytes:
    """A picture with a QR code for each text, one below the other."""
    codes = [qrcode.make(text, image_factory=PilImage).get_image().convert("L") for text in texts]
    sheet = Image.new("L", (max(c.width for c in codes), sum(c.height for c in codes)), 255)
    top = 0
    for code in codes:
        sheet.paste(code, (0, top))
        top += code.height
    written = io.BytesIO()
    sheet.save(written, kind)
    return written.getvalue()


def text_of(page: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# ── The API ──


def test_a_credential_is_taken_in_every_form(plain_stage: Stage) -> None:
    content = good(plain_stage)
    link = "https://somewhere.example/badge.json"
    plain_stage.fetcher.pages[link] = content
    secured = plain_stage.world.issue()
    client = plain_stage.client
    answers = [
        client.post(_VERIFY, content=content),
        client.post(_VERIFY, content=content, headers={"Content-Type": "application/json"}),
        client.post(_VERIFY, content=content, headers={"Content-Type": "image/png"}),
        client.post(_VERIFY, content=bake(png(), secured)),
        client.post(_VERIFY, content=bake(b'<svg xmlns="http://www.w3.org/2000/svg"/>', secured)),
        client.post(_VERIFY, files={"file": ("a", content, "application/octet-stream")}),
        client.post(_VERIFY, json={"text": content.decode()}),
        client.post(_VERIFY, json={"url": link}),
    ]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert {answer.json()["verdict"] for answer in answers} == {"valid"}


def test_every_answer_has_the_five_checks(plain_stage: Stage) -> None:
    answer = plain_stage.client.post(_VERIFY, content=good(plain_stage)).json()
    assert list(answer["checks"]) == ["genuine", "issuer", "current", "subject", "recognised"]
    assert all(check["answer"] for check in answer["checks"].values())
    assert answer["at"] == "2026-11-20T12:00:00Z"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"text": "I can weld."}, "neither"),
        ({"code": "AAAA"}, "check character"),
        ({"url": "https://nobody.example/x"}, "could not be fetched"),
        ({"url": f"{PUBLIC_URL}/c/AAAA-BBBB-CCCCC"}, "claim link"),
        ({"url": "file:///etc/passwd"}, "no certificate at this address"),
        ({"a": 1}, "no credential"),
        ([1, 2], "no credential"),
    ],
)
def test_what_is_no_credential_is_answered_with_422(
    plain_stage: Stage, body: object, detail: str
) -> None:
    answer = plain_stage.client.post(_VERIFY, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "no-credential-found"
    assert detail in answer.json()["detail"]


def test_a_form_without_a_file_is_not_a_question(plain_stage: Stage) -> None:
    answer = plain_stage.client.post(_VERIFY, files={"picture": ("a", b"{}")})
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")


def test_an_unknown_printed_code_is_answered_with_422(plain_stage: Stage) -> None:
    answer = plain_stage.client.post(_VERIFY, json={"code": new_code()})
    assert (answer.status_code, answer.json()["code"]) == (422, "no-credential-found")


def test_a_printed_code_tells_the_api_validity_alone(plain_stage: Stage) -> None:
    award = plain_stage.award("Amina Yusuf")
    code = printed_code(award.verification_code or "")
    for body in ({"code": code}, {"url": f"{PUBLIC_URL}/v/{code}"}, {"text": code.lower()}):
        answer = plain_stage.client.post(_VERIFY, json=body).json()
        assert answer["verdict"] == "valid"
        assert "credential" not in answer
        assert "Amina" not in json.dumps(answer)


def test_any_page_of_the_web_may_ask_but_without_cookies(plain_stage: Stage) -> None:
    client, origin = plain_stage.client, {"Origin": "https://employer.example"}
    before = client.options(_VERIFY, headers={**origin, "Access-Control-Request-Method": "POST"})
    for answer in (
        before,
        client.post(_VERIFY, content=good(plain_stage), headers=origin),
        client.post(_VERIFY, content=b"nothing", headers=origin),
    ):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        assert "set-cookie" not in answer.headers
    for path in ("/verify", "/credentials/verify", "/api/v1/trust/records"):
        other = client.options(path, headers={**origin, "Access-Control-Request-Method": "POST"})
        assert "access-control-allow-origin" not in other.headers


def test_an_address_may_ask_so_often_and_an_api_key_as_often_as_it_likes(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with stage(tmp_path_factory.mktemp("few") / "data", verify_rate=2) as few:
        content = good(few)
        codes = [few.client.post(_VERIFY, content=content).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        assert few.client.post("/credentials/verify", json={}).status_code == 429
        assert few.client.post("/verify", data={"text": "x"}, headers=_HTML).status_code == 429
        with few.services.database.session() as session:
            key = accounts.create_api_key(
                session,
                organisation_id="school",
                scopes=frozenset(),
                actor=ACTOR,
                at=few.world.at,
            )
        keyed = {"Authorization": f"Bearer {key}"}
        assert few.client.post(_VERIFY, content=content, headers=keyed).status_code == 200
        wrong = {"Authorization": f"Bearer {key[:-1]}x"}
        assert few.client.post(_VERIFY, content=content, headers=wrong).status_code == 401


def test_printed_codes_cannot_be_tried_at_will(tmp_path_factory: pytest.TempPathFactory) -> None:
    with stage(tmp_path_factory.mktemp("slow") / "data", code_rate=2) as slow:
        paths = [f"/v/{new_code()}" for _ in range(3)]
        codes = [slow.client.get(path, headers=_HTML).status_code for path in paths]
        assert codes == [422, 422, 429]
        answer = slow.client.post(_VERIFY, json={"code": new_code()})
        assert answer.status_code == 429


def test_what_stands_on_one_paper_cannot_be_guessed_at_will(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("guess") / "data"
    with stage(folder, code_rate=3, trusted_proxies=1) as slow:
        path = f"/v/{printed_code(slow.award().verification_code or '')}"
        codes = [
            slow.client.post(
                path,
                data={"fact": str(1990 + number)},
                headers={**_HTML, "X-Forwarded-For": f"203.0.113.{number}"},
            ).status_code
            for number in range(4)
        ]
        assert codes == [422, 422, 422, 429]


def test_a_year_of_birth_cannot_be_guessed_in_a_day(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("years") / "data"
    with stage(folder, code_rate=1000) as fast:
        path = f"/v/{printed_code(fast.award().verification_code or '')}"
        codes = [
            fast.client.post(path, data={"fact": str(year)}, headers=_HTML).status_code
            for year in range(1900, 1925)
        ]
    assert codes == [422] * 20 + [429] * 5


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["", "application/json", "multipart/form-data"]))
def test_nothing_that_is_sent_makes_a_fault(
    plain_stage: Stage, content: bytes, media_type: str
) -> None:
    headers = {"Content-Type": media_type}
    for path in (_VERIFY, "/credentials/verify", "/presentations/verify", "/verify"):
        answer = plain_stage.client.post(path, content=content, headers=headers)
        assert answer.status_code < 500
        if answer.status_code == 200 and path != "/verify":
            # What begins as an object is taken for a certificate that broke on its way.
            assert path == _VERIFY
            assert content.lstrip().startswith(b"{")
            assert answer.json()["verdict"] == "invalid"


def test_a_body_that_is_too_large_is_refused(plain_stage: Stage) -> None:
    answer = plain_stage.client.post(_VERIFY, content=b"{" + b" " * 10_000_001)
    assert answer.status_code == 413


# ── The W3C VC API ──


def test_the_w3c_address_answers_as_the_suites_ask(plain_stage: Stage) -> None:
    credential = json.loads(good(plain_stage))
    client = plain_stage.client
    for options in ("{}", '{"options": {}}', '{"options": {"checks": ["proof"]}}'):
        body = {"verifiableCredential": credential, **json.loads(options)}
        answer = client.post("/credentials/verify", json=body)
        assert answer.status_code == 200
        assert answer.json() == {"verified": True, "problemDetails": []}
    credential["name"] = "Master"
    answer = client.post("/credentials/verify", json={"verifiableCredential": credential})
    assert answer.status_code == 400
    assert answer.json()["verified"] is False
    (problem,) = answer.json()["problemDetails"]
    assert problem["type"].endswith("#CRYPTOGRAPHIC_SECURITY_ERROR")
    assert problem["title"]
    assert answer.json()["errors"] == answer.json()["problemDetails"]


@pytest.mark.parametrize("body", [{}, {"verifiableCredential": None}, [], "x", {"a": {}}])
@pytest.mark.parametrize("path", ["/credentials/verify", "/presentations/verify"])
def test_a_request_without_anything_to_verify_is_400(
    plain_stage: Stage, body: object, path: str
) -> None:
    answer = plain_stage.client.post(path, json=body)
    assert (answer.status_code, answer.json()["verified"]) == (400, False)


def test_a_token_in_an_envelope_is_verified(plain_stage: Stage) -> None:
    token = plain_stage.world.issue(form="vc+jwt").content.decode()
    enveloped = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"data:application/vc+jwt,{token}",
        "type": "EnvelopedVerifiableCredential",
    }
    for sent in (enveloped, token):
        answer = plain_stage.client.post("/credentials/verify", json={"verifiableCredential": sent})
        assert answer.json() == {"verified": True, "problemDetails": []}


def test_a_status_that_is_not_known_is_a_warning_there_and_no_error(plain_stage: Stage) -> None:
    status = {"id": "urn:uuid:5ad40a5e-7a1c-4f0c-8a4f-6f0b1f9e2a11", "type": "BitstringStatusList"}
    world = plain_stage.world
    secured = world.issue(world.document(credentialStatus=status), policy=Policy.W3C)
    credential = json.loads(secured.content)
    answer = plain_stage.client.post(
        "/credentials/verify", json={"verifiableCredential": credential}
    )
    assert answer.status_code == 200
    assert "errors" not in answer.json()
    assert [warning["code"] for warning in answer.json()["warnings"]] == ["status-unknown"]
    ours = plain_stage.client.post(_VERIFY, content=secured.content).json()
    assert ours["verdict"] == "undetermined"


def test_a_presentation_is_verified_for_its_domain_and_challenge(plain_stage: Stage) -> None:
    world = plain_stage.world
    presentation = world.present([world.issue()], world.key_issuer())

    def verify(options: object, sent: object = presentation) -> int:
        body = {"verifiablePresentation": sent, "options": options}
        return plain_stage.client.post("/presentations/verify", json=body).status_code

    assert verify({"domain": "reader.example", "challenge": "share-1"}) == 200
    assert verify({}) == 200
    assert verify({"domain": "other.example", "challenge": "share-1"}) == 400
    assert verify({"challenge": "share-2"}) == 400
    assert verify({"challenge": 5}) == 400
    assert verify({}, {**presentation, "proof": None}) == 400
    unsigned = {name: value for name, value in presentation.items() if name != "proof"}
    assert verify({}, unsigned) == 400


def test_one_kind_is_not_taken_for_the_other(plain_stage: Stage) -> None:
    world = plain_stage.world
    credential = json.loads(world.issue().content)
    presentation = world.present([world.issue()], world.key_issuer())
    client = plain_stage.client
    answers = (
        client.post("/presentations/verify", json={"verifiablePresentation": credential}),
        client.post("/credentials/verify", json={"verifiableCredential": presentation}),
    )
    assert [answer.status_code for answer in answers] == [400, 400]


# ── The page ──


def test_the_page_takes_text_links_codes_files_and_photos(plain_stage: Stage) -> None:
    content = good(plain_stage)
    award = plain_stage.award()
    code = printed_code(award.verification_code or "")
    client = plain_stage.client

    def lands(**brought: object) -> str:
        answer = client.post("/verify", headers=_HTML, follow_redirects=False, **brought)  # type: ignore[arg-type] # fields or files
        return answer.headers.get("location", str(answer.status_code))

    empty = {"file": ("", b"")}
    assert lands(data={"text": content.decode()}, files=empty) == "200"
    assert lands(data={"text": code}, files=empty) == f"/v/{code}"
    assert lands(data={"text": f"{PUBLIC_URL}/s/abc"}, files=empty) == "/s/abc"
    assert lands(files={"file": ("badge.json", content)}) == "200"
    assert lands(files={"file": ("p.png", photo_of(f"{PUBLIC_URL}/v/{code}"))}) == f"/v/{code}"
    assert lands(files={"file": ("p.jpg", photo_of(code, kind="JPEG"))}) == f"/v/{code}"
    assert lands(files={"file": ("p.png", photo_of("https://elsewhere.example/"))}) == "422"
    assert lands(files={"file": ("p.png", png())}) == "422"
    assert lands(data={"text": ""}, files=empty) == "422"


def test_our_own_pdf_file_is_checked_by_what_is_attached(plain_stage: Stage) -> None:
    award = plain_stage.award("Amina Yusuf")
    pdf = plain_stage.copy(award, "pdf")
    answer = plain_stage.client.post(_VERIFY, content=pdf).json()
    assert (answer["verdict"], answer["checks"]["subject"]["names"]) == ("valid", ["Amina Yusuf"])
    page = plain_stage.client.post("/verify", files={"file": ("c.pdf", pdf)}, headers=_HTML).text
    # The body is not on the trusted list of this stage as accredited.
    assert 'data-state="valid"' in page
    assert "Amina Yusuf" in page


def test_several_files_and_codes_are_each_answered(plain_stage: Stage) -> None:
    content = good(plain_stage)
    codes = [plain_stage.award().verification_code or "" for _ in range(2)]
    photo = photo_of(*(f"{PUBLIC_URL}/v/{code}" for code in codes), f"{PUBLIC_URL}/s/token")
    files = [
        ("file", ("good.json", content)),
        ("file", ("changed.json", content.replace(b"Amina Yusuf", b"Amina Jusuf"))),
        ("file", ("both.png", photo)),
        ("file", ("letter.txt", b"I can weld.")),
    ]
    results = plain_stage.client.post(_VERIFY, files=files).json()["results"]
    assert [(item["file"], item.get("part"), item.get("verdict")) for item in results] == [
        ("good.json", None, "valid"),
        ("changed.json", None, "invalid"),
        ("both.png", 1, "valid"),
        ("both.png", 2, "valid"),
        ("both.png", 3, None),
        ("letter.txt", None, None),
    ]
    assert [item["problem"]["code"] for item in results[4:]] == ["no-credential-found"] * 2
    assert "Amina" not in json.dumps(results[2:])
    page = plain_stage.client.post("/verify", files=files, headers=_HTML)
    rows = re.findall(r'<tr data-state="(\w+)">', page.text)
    assert rows == ["valid", "invalid", "valid", "valid", "none", "none"]
    # What is no certificate is not counted as one.
    assert "<h1>4 certificates checked</h1>" in page.text
    assert "3 of 4 are genuine and valid" in page.text
    assert "2 other things that you gave us were not checked." in page.text
    # A shared set is opened by a tap alone, and a printed code shows its validity alone.
    assert 'href="/s/token"' in page.text
    for code in codes:
        assert f'href="/v/{printed_code(code)}"' in page.text
        assert f'· <bdi dir="ltr" class="unbroken">{printed_code(code)}</bdi></a>' in page.text
    pasted = plain_stage.client.post(
        "/verify", data={"text": "\n".join(map(printed_code, codes))}, headers=_HTML
    )
    assert "<h1>2 certificates checked</h1>" in pasted.text
    mistyped = printed_code(codes[1])[:-1] + ("A" if codes[1][-1] != "A" else "B")
    pasted = plain_stage.client.post(
        "/verify", data={"text": f"{codes[0]}\n{mistyped}"}, headers=_HTML
    )
    assert f'· <bdi dir="ltr" class="unbroken">{mistyped}</bdi></a>' in pasted.text
    # Once to compare with an identity document, once among the lines.
    assert page.text.count("Amina Yusuf") == 2


def test_one_that_is_not_let_in_keeps_no_other_from_its_answer(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with stage(tmp_path_factory.mktemp("few") / "data", verify_rate=5, code_rate=1) as few:
        codes = [printed_code(few.award().verification_code or "") for _ in range(2)]
        results = few.client.post(_VERIFY, content=photo_of(*codes)).json()["results"]
        assert results[0]["verdict"] == "valid"
        assert results[1]["problem"]["code"] == "too-many-requests"
        page = few.client.post("/verify", files={"file": ("a.png", photo_of(*codes))})
        assert "Too many tries came from your connection" in page.text
        # Every certificate counts, not every request.
        assert few.client.post(_VERIFY, content=photo_of(*codes)).status_code == 429


def test_a_scanner_that_types_is_ready_for_the_next_one_at_once(plain_stage: Stage) -> None:
    code = printed_code(plain_stage.award().verification_code or "")
    ready = r'<input id="next" name="text" type="text"[^>]* autofocus>'
    client = plain_stage.client
    assert re.search(ready, client.get("/verify?scan=1", headers=_HTML).text)
    assert not re.search(ready, client.get("/verify", headers=_HTML).text)
    for typed in (code, f"{PUBLIC_URL}/v/{code}\n", "nonsense", good(plain_stage).decode()):
        page = client.post("/verify", data={"text": typed, "scan": "1"}, headers=_HTML).text
        assert re.search(ready, page), typed
    opened = client.post(f"/v/{code}", data={"fact": "1998", "scan": "1"}, headers=_HTML).text
    assert re.search(ready, opened)
    assert "Amina Yusuf" in opened


def test_a_printed_code_shows_no_personal_data_before_the_paper_is_shown(
    on_stage: Stage,
) -> None:
    award = on_stage.award("Amina Yusuf")
    path = f"/v/{printed_code(award.verification_code or '')}"
    first = on_stage.client.get(path, headers=_HTML)
    assert first.status_code == 200
    assert 'data-state="valid"' in first.text
    assert "Harbour School" in first.text
    for secret in ("Amina", "Yusuf", "1998", "Pipe welder", award.certificate_number or "none"):
        assert secret not in first.text
    wrong = on_stage.client.post(path, data={"fact": "1997"}, headers=_HTML)
    assert wrong.status_code == 422
    assert "Amina" not in wrong.text
    for fact in ("1998", "yusuf amina"):
        opened = on_stage.client.post(path, data={"fact": fact}, headers=_HTML)
        assert opened.status_code == 200
        assert "Amina Yusuf" in opened.text
        assert "Pipe welder" in opened.text


def test_the_code_of_a_replaced_certificate_says_replaced(on_stage: Stage) -> None:
    award = on_stage.award("Amina Yusuff")
    on_stage.replace(award, "Amina Yusuf")
    page = on_stage.client.get(f"/v/{printed_code(award.verification_code or '')}", headers=_HTML)
    assert "replaced this certificate by a corrected one" in text_of(page.text)
    assert "Amina" not in page.text


def test_a_set_that_was_brought_is_not_said_to_come_from_a_passport_here(
    plain_stage: Stage,
) -> None:
    world = plain_stage.world
    presentation = world.present([world.issue()], world.key_issuer())
    page = text_of(plain_stage.client.post("/verify", data={"text": json.dumps(presentation)}).text)
    assert "Whoever put these certificates together signed the set." in page
    assert "skills passport that keeps" not in page
    assert "We have kept nothing" not in page


def test_a_mistyped_and_an_unknown_code_are_told_apart(plain_stage: Stage) -> None:
    code = new_code()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    pages = [
        text_of(plain_stage.client.get(f"/v/{each}", headers=_HTML).text) for each in (code, wrong)
    ]
    assert "No certificate of this service was printed with this code" in pages[0]
    assert "typing mistake" in pages[1]
    # It is still there to be compared with the paper.
    typed = plain_stage.client.post("/verify", data={"text": wrong}, follow_redirects=True)
    assert f">{wrong}</textarea>" in typed.text


def test_a_result_is_kept_by_nobody(plain_stage: Stage) -> None:
    award = plain_stage.award()
    path = f"/v/{printed_code(award.verification_code or '')}"
    answer = plain_stage.client.get(path, headers=_HTML)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_markup_in_a_claim_stays_text(plain_stage: Stage) -> None:
    world = plain_stage.world
    document = world.document(name="<script>alert(1)</script>")
    document["credentialSubject"]["achievement"]["description"] = '"><img src=x onerror=alert(1)>'
    content = world.issue(document).content
    page = plain_stage.client.post("/verify", files={"file": ("a", content)}, headers=_HTML).text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_issuers_own_name_for_itself_is_marked_as_unchecked(plain_stage: Stage) -> None:
    world = plain_stage.world
    plain_stage.accredit(world.school, "Harbour Technical School")
    content = world.issue(
        world.document(issuer={"id": world.school.did, "type": ["Profile"], "name": "Oxford"})
    ).content
    page = text_of(
        plain_stage.client.post("/verify", files={"file": ("a", content)}, headers=_HTML).text
    )
    assert "Harbour Technical School Accredited by" in page
    assert "Name that the issuer gives itself (not checked) Oxford" in page


# ── Other pages ──


@pytest.mark.parametrize("path", ["/", "/verify"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_speak_every_language(plain_stage: Stage, path: str, language: str) -> None:
    page = plain_stage.client.get(f"{path}?lang={language}", headers=_HTML)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text


def test_every_problem_has_a_page_of_its_own(plain_stage: Stage) -> None:
    titles = set()
    for code in ProblemCode:
        page = plain_stage.client.get(f"/problems/{code}", headers=_HTML)
        assert page.status_code == 200
        titles.update(re.findall(r"<h1>(.*?)</h1>", page.text))
    assert len(titles) == len(ProblemCode)
    assert plain_stage.client.get("/problems/unheard-of", headers=_HTML).status_code == 404
