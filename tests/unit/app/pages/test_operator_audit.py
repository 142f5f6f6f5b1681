"""The operator's log: what those who run the service decided, and nothing of a body's inside."""

import csv
import io

import pytest

from tests.unit.app.pages.applying import applied, opened
from tests.unit.app.pages.people import House, Visitor

PAGE = "/operator/audit"
API = "/api/v1/operator/audit"


@pytest.fixture
def operator(house: House) -> Visitor:
    """The operator, who has let a body in and suspended it."""
    boss = house.signed_in("op@example.org")
    applied(house)
    path = opened(boss)
    boss.send(f"{path}/approve", frm=path, slug="harbour")
    boss.see("/operator/trust")
    suspend = boss.links("/suspend$")[0]
    boss.send(suspend, frm=suspend)
    return boss


def test_approvals_and_suspensions_are_in_words_with_who_decided(
    house: House, operator: Visitor
) -> None:
    clerk = house.clerk()
    clerk.hand_in(b"name,birth_date\nAna,1990-01-01\n")
    words = operator.see(PAGE)
    for said in (
        "Approved the application",
        "Application of \u2068كلية الميناء\u2069",
        "Suspended a body of the trusted list",
        "\u2068كلية الميناء\u2069, in the trusted list",
        "Somebody (op@example.org)",
    ):
        assert said in words
    assert "class list" not in words
    operator.see(f"{PAGE}?what=trust.suspended")
    assert operator.page.count("<tr>") == 1 + 1
    assert "Nothing was done" in operator.see(f"{PAGE}?until=2020-01-01")
    assert "Write the day as year" in operator.see(f"{PAGE}?since=x")


def test_a_program_of_the_operator_and_a_file_get_the_same(house: House, operator: Visitor) -> None:
    answer = operator.http.get(f"{API}?action=trust.suspended").json()
    assert [(one["what"], one["about"]) for one in answer] == [
        ("Suspended a body of the trusted list", "كلية الميناء, in the trusted list")
    ]
    operator.send(f"{PAGE}/export", frm=PAGE, what="trust.suspended")
    lines = list(csv.reader(io.StringIO(operator.page.removeprefix("\ufeff"))))
    assert [line[2] for line in lines[1:]] == ["Suspended a body of the trusted list"]
    assert operator.http.get(f"{API}.csv?action=audit.exported").text.count("audit.exported") > 0
    assert house.clerk().http.get(API).status_code == 403
    assert house.visitor().http.get(API).status_code == 401
