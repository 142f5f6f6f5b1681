from tests.unit.app.pages.people import House


def test_the_operator_sees_numbers_of_bodies_and_of_no_person(house: House) -> None:
    clerk = house.clerk()
    house.award(clerk, "name,birth_date\nBo Li,1990-01-01\n")
    house.body("quiet")
    operator = house.signed_in("boss@ministry.example")
    operator.see("/operator/statistics")
    assert "College quiet 0 0 0" in operator.words
    assert "College riverside 1 0 0" in operator.words
    assert "Bo Li" not in operator.page
    assert "College riverside 0 0 0" in operator.see("/operator/statistics?until=2026-10-31")
    assert "Choose five years at most." in operator.see("/operator/statistics?since=2001-01-01")
    assert "The last day comes before" in operator.see(
        "/operator/statistics?since=2026-10-02&until=2026-10-01"
    )
