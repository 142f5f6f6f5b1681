"""A training body's settings: what it may change of itself, and what has the wrong form."""

from dataclasses import replace
from typing import Any

import pytest

from app.issuer import service as issuer
from app.issuer.organisations import OrganisationSettings
from app.issuer.tables import Organisation
from credentials import CredentialsError, ProblemCode
from tests.unit.app.school import NOON, School

AS_MADE = OrganisationSettings(
    url=None, country=None, language="en", time_zone="UTC", lists_need_approval=False
)


def changed(school: School, **settings: Any) -> Organisation:
    """The body after its owner saved these settings."""
    with school.database.session() as session:
        organisation = issuer.organisation_by_slug(session, school.slug)
        issuer.change_settings(
            session, organisation, replace(AS_MADE, **settings), actor="test", at=NOON
        )
    return organisation


def test_a_body_is_made_in_utc_and_one_person_may_do_everything(small_school: School) -> None:
    assert OrganisationSettings.of(small_school.organisation) == AS_MADE


def test_settings_take_the_place_of_the_old_ones(small_school: School) -> None:
    organisation = changed(small_school, time_zone="Asia/Kathmandu", lists_need_approval=True)
    assert organisation.time_zone == "Asia/Kathmandu"
    assert organisation.lists_need_approval
    assert OrganisationSettings.of(changed(small_school)) == AS_MADE


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("url", "javascript:alert(1)"),
        ("country", "Kenya"),
        ("language", "english"),
        ("time_zone", "Nairobi"),
        ("time_zone", "localtime"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", ""),
    ],
)
def test_what_has_the_wrong_form_changes_nothing(
    small_school: School, member: str, value: str
) -> None:
    with pytest.raises(CredentialsError) as refused:
        changed(small_school, **{member: value})
    assert refused.value.problem.code is ProblemCode.BAD_VALUE
    assert refused.value.problem.pointer == f"/{member}"


def test_zones_are_offered_by_continent_and_city() -> None:
    zones = issuer.time_zones()
    assert zones[0] == "UTC"
    assert {"Africa/Nairobi", "Asia/Manila", "America/Sao_Paulo"} <= set(zones)
    assert not any(zone.startswith(("Etc/", "US/")) for zone in zones)
