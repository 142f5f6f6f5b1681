"""What the console can do, a program can do as well; the exceptions have a reason."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi.openapi.utils import get_openapi

from app.main import _ROUTES

# Each form of the console, and the address of the API that does the same (below
# /api/v1/organisations/{slug}), or why there is none.
SAME = """
/console/achievements/new                        POST /achievements
/console/achievements/import                     POST /achievements/import
/console/achievements/{achievement_id}           PUT /achievements/{achievement_id}
/console/achievements/{achievement_id}/version   POST /achievements/{achievement_id}/versions
/console/achievements/{achievement_id}/retire    POST /achievements/{achievement_id}/retire
/console/achievements/{achievement_id}/reopen    POST /achievements/{achievement_id}/reopen
/console/awards/export                           GET /awards.csv
/console/awards/{award_id}/reinstate             POST /awards/{award_id}/reinstate
/console/awards/{award_id}/replace               POST /awards/{award_id}/replace
/console/awards/{award_id}/revoke                POST /awards/{award_id}/revoke
/console/awards/{award_id}/suspend               POST /awards/{award_id}/suspend
/console/awards/new                              POST /awards
/console/awards/{award_id}/duplicate             POST /awards/{award_id}/duplicate
/console/awards/{award_id}/return                POST /awards/{award_id}/return
/console/awards/{award_id}/mail                  POST /awards/{award_id}/mail
/console/lists/{batch_id}/mail                   POST /batches/{batch_id}/mail
/console/lists/{batch_id}/class                  POST /batches/{batch_id}/class-code
/console/lists/{batch_id}/class/close            DELETE /batches/{batch_id}/class-code
/console/lists/{batch_id}/class/{waiting_id}/approve POST /class-requests/{waiting_id}/approve
/console/lists/{batch_id}/class/{waiting_id}/refuse POST /class-requests/{waiting_id}/refuse
/console/registers/assessors/list                POST /assessors
/console/lists/new                               POST /batches
/console/lists/{batch_id}/confirm                POST /batches
/console/lists/{batch_id}/approve                POST /batches/{batch_id}/approve
/console/lists/{batch_id}/send-back              POST /batches/{batch_id}/send-back
/console/lists/{batch_id}/stop                   POST /batches/{batch_id}/stop
/console/lists/{batch_id}/resume                 POST /batches/{batch_id}/resume
/console/lists/{batch_id}/take-back              POST /batches/{batch_id}/take-back
/console/profile/settings                        PUT /settings
/console/registers/{kind}/new                    POST /centres
/console/registers/{kind}/{entry_id}             PUT /centres/{entry_id}
/console/record/audit/export                     GET /audit.csv
/console/record/people/{award_id}/file           POST /awards/{award_id}/person/held
/console/record/people/{award_id}/delete         POST /awards/{award_id}/person/delete
/console/record/webhooks                         POST /webhooks
/console/record/webhooks/{webhook_id}            PUT /webhooks/{webhook_id}
/console/record/webhooks/{webhook_id}/end        DELETE /webhooks/{webhook_id}
/console/record/webhooks/{webhook_id}/secret     POST /webhooks/{webhook_id}/secret
/console/record/webhooks/{webhook_id}/messages/{message_id} POST /webhooks/{webhook_id}/messages/{message_id}/resend
"""  # noqa: E501 - each pair is one line

_A_PERSON = "it says who a person is, or lets one in"
_SECOND_PERSON = "a second person looks at it, and no program can stand for one"
_SHOWN = "it shows a person the file before it is signed; a program sends what is right"
_PAPER = "it prints secrets for hands; a program gets each code when it awards"
_SIGNING = "keys that sign are handled by people with the role for it, never by a program"
_KEYS = "a key that could make or end keys would outlive whoever it was taken from"
REASONS = {
    r"/console/programs.*": _KEYS,
    r"/console/signing-keys/.*": _SIGNING,
    r"/console/(sign-in|sign-out|setup|invite|account|code|second).*": _A_PERSON,
    r"/console/(staff|people|keys|security|office|me|profile/(staff|keys|codes)).*": _A_PERSON,
    r"/console/requests/.*": _SECOND_PERSON,
    r"/console/awards/\{award_id\}/undo-claim": _SECOND_PERSON,
    r"/console/lists/\{batch_id\}/(columns|columns/again|keep|latin-names|lines/.*)": _SHOWN,
    r"/console/lists/\{batch_id\}/(slips|slips/file)": _PAPER,
    r"/console/awards/\{award_id\}/(slip|new-code)": _PAPER,
    r"/console/profile/(check|name|identity.*)": "the operator or the world looks at what follows",
    r"/console/record/people/days": "it is decided once, by the one who answers for it",
}


def served(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from served(inner.routes)
            continue
        for method in route.methods:
            yield method, route.path


def routes() -> set[tuple[str, str]]:
    return {found for router in _ROUTES for found in served(router.routes)}


def test_what_a_form_of_the_console_does_a_program_can_do() -> None:
    found = routes()
    same = dict(line.split(maxsplit=1) for line in SAME.strip().splitlines())
    forms = {path for method, path in found if method == "POST" and path.startswith("/console/")}
    unexplained = [
        path
        for path in sorted(forms - set(same))
        if not any(re.fullmatch(pattern, path) for pattern in REASONS)
    ]
    assert unexplained == [], "the API cannot do this, and nobody says why"
    for form, operation in same.items():
        method, path = operation.split()
        assert form in forms, form
        assert (method, f"/api/v1/organisations/{{slug}}{path}") in found, operation


def test_no_reason_is_given_for_nothing() -> None:
    forms = {path for method, path in routes() if method == "POST"}
    for pattern in (r"/console/requests/.*", r"/console/awards/\{award_id\}/undo-claim"):
        assert any(re.fullmatch(pattern, path) for path in forms), pattern


def test_no_two_shapes_of_the_api_have_the_same_name() -> None:
    # FastAPI would tell them apart by our modules, and whoever makes a client out of the
    # description would have to make it anew when we move one.
    routes = [route for router in _ROUTES for route in router.routes]
    described = get_openapi(title="All", version="1", routes=routes)
    assert [name for name in described["components"]["schemas"] if "__" in name] == []
