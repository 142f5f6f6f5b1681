"""What a holder's pages can do, a program of the holder can do as well, or there is a reason."""

import re

from tests.journeys.stage import Stage
from tests.unit.app.test_api_completeness import routes
from tests.unit.wallet_api.test_routes import claimed, get, post, token_of

# Each form of the holder's pages, and the operation below /wallet/api/v1 that does the same.
SAME = """
/c/{code}                                        POST /claims/facts
/c/{code}/accept                                 POST /claims
/c/{code}/wrong                                  POST /claims/wrong
/claim                                           POST /claims/look-up
/passport/about-me                               PUT /about-me
/passport/about-me/photo/remove                  DELETE /about-me/photo
/passport/certificates/{holding_id}/bind         POST /certificates/{holding_id}/bind
/passport/certificates/{holding_id}/new-code     POST /certificates/{holding_id}/new-code
/passport/certificates/{holding_id}/contest      POST /certificates/{holding_id}/contest
/passport/certificates/{holding_id}/remove       DELETE /certificates/{holding_id}
/passport/certificates/{holding_id}/wrong        POST /certificates/{holding_id}/wrong
/passport/entries/new/{kind}                     POST /entries
/passport/entries/{entry_id}                     PUT /entries/{entry_id}
/passport/entries/{entry_id}/ask                 POST /entries/{entry_id}/questions
/passport/entries/{entry_id}/asked/{asked_id}/remove DELETE /entries/{entry_id}/questions/{asked_id}
/passport/entries/{entry_id}/remove              DELETE /entries/{entry_id}
/passport/erase                                  POST /passport/erase
/passport/export                                 POST /passport/export
/passport/freeze                                 POST /passport/freeze
/passport/import                                 POST /imports
/passport/import/{import_id}/drop                DELETE /imports/{import_id}
/passport/import/{import_id}/keep                POST /imports/{import_id}/keep
/passport/notices                                DELETE /passport/notices
/passport/old-papers                             PUT /passport
/passport/return                                 POST /passport/return
/passport/return-link                            POST /passport/return-link
/passport/returns/{return_id}/refuse             DELETE /passport/returns/{return_id}
/passport/share                                  POST /shares
/passport/share/preview                          POST /shares/preview
/passport/shares/{share_id}/withdraw             DELETE /shares/{share_id}
/passport/sign-out-everywhere                    POST /passport/sign-out-everywhere
/passport/unfreeze                               POST /passport/unfreeze
/passport/withdraw-all                           DELETE /shares
"""
_BROWSER = "it is about this browser; a program has no cookie and shows its token each time"
REASONS = {
    r"/passport/(close|device|mail|sign-out-others)": _BROWSER,
    r"/g/.*": "a class code is scanned from a wall, with staff looking on",
}


def test_what_a_form_of_the_holder_does_a_program_can_do() -> None:
    found = routes()
    same = dict(line.split(maxsplit=1) for line in SAME.strip().splitlines())
    forms = {
        path
        for method, path in found
        if method == "POST" and re.match(r"/(passport|c|g|claim)(/|$)", path)
    }
    unexplained = [
        path
        for path in sorted(forms - set(same))
        if not any(re.fullmatch(pattern, path) for pattern in REASONS)
    ]
    assert unexplained == [], "the API cannot do this, and nobody says why"
    for form, operation in same.items():
        method, path = operation.split()
        assert form in forms, form
        assert (method, f"/wallet/api/v1{path}") in found, operation


def test_a_program_prints_a_copy_and_says_what_is_wrong(lasting: Stage) -> None:
    answer = claimed(lasting)
    token, one = token_of(answer), f"/certificates/{answer['certificate']['id']}"
    assert get(lasting, f"{one}/copy/pdf", token).content.startswith(b"%PDF")
    said = {"about": "name", "said": "It is Aminah.", "contact": ""}
    sent = post(lasting, f"{one}/wrong", said, token)
    assert sent.status_code == 201
    assert "/r/" in sent.json()["outcome_link"]
    letters = get(lasting, f"{one}/letters", token).json()
    assert [letter["state"] for letter in letters["written"]] == ["open"]
    assert letters["planned_withdrawal"] is None
    objection = {"said": "No."}
    assert post(lasting, f"{one}/contest", objection, token).status_code == 404
    assert (
        post(lasting, f"{one}/wrong", {**said, "about": "x"}, token).json()["code"] == "bad-value"
    )
