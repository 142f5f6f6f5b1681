"""A corrected certificate stands in its class list where the one did that it replaces."""

from app.batches import keeping_store, reconcile, store
from app.batches.tables import Batch
from app.issuer.delivery import report
from app.issuer.tables import OPEN, Award
from tests.unit.app.school import School

NAMES = ("Ana", "Bo", "Cy", "Di")


def listed(school: School) -> tuple[Batch, list[Award]]:
    """A list of four that was awarded, with its certificates in its order."""
    lines = [f"{name},1990-05-0{number}" for number, name in enumerate(NAMES, 1)]
    batch = school.list_is_handed_in("\n".join(["name,birth_date", *lines]))
    school.list_is_worked(batch)
    with school.database.reading() as session:
        return batch, [award for _, award in store.awards_in_force(session, batch.id)]


def names(found: list[tuple[int, Award]]) -> list[tuple[int, str]]:
    return [(number, (award.person or {})["name"]) for number, award in found]


def test_it_takes_its_place_in_order_and_counts(school: School) -> None:
    batch, (_, second, *_) = listed(school)
    once = school.replace(second, name="Boo").award
    school.replace(once, name="Booo")
    with school.database.reading() as session:
        in_force = store.awards_in_force(session, batch.id)
        assert names(in_force) == [(2, "Ana"), (3, "Booo"), (4, "Cy"), (5, "Di")]
        assert store.number_of_claims(session, batch.id, OPEN) == 4
        assert report.tally_of(session, school.organisation.id, batch.id).not_claimed == 4
        assert list(reconcile.mismatches(session)) == []


def test_one_that_a_version_before_issued_without_its_list_is_named(school: School) -> None:
    batch, (first, *_) = listed(school)
    new = school.replace(first, name="Anna").award
    with school.database.session() as session:
        session.get_one(Award, new.id).batch_id = None
    with school.database.reading() as session:
        named = f"award {new.id} and class list {batch.id} do not know each other"
        assert list(reconcile.mismatches(session)) == [named]
        assert len(store.open_claims(session, batch.id, after=0, limit=9)) == 4


def test_the_slips_come_in_parts_with_it_at_its_place(school: School) -> None:
    batch, (first, second, _, last) = listed(school)
    for award in (first, second, last):
        school.replace(award, name=(award.person or {})["name"] + "x")
    parts, after = [], 0
    with school.database.reading() as session:
        while claims := store.open_claims(session, batch.id, after=after, limit=2):
            parts.append([(number, (award.person or {})["name"]) for number, award, _ in claims])
            after = claims[-1][0]
    assert parts == [[(2, "Anax"), (3, "Box")], [(4, "Cy"), (5, "Dix")]]


def test_who_has_it_withdrawn_is_out(school: School) -> None:
    batch, (first, *_) = listed(school)
    school.revoke(school.replace(first, name="Anna").award)
    with school.database.reading() as session:
        assert names(store.awards_in_force(session, batch.id))[0] == (3, "Bo")
        assert store.open_claims(session, batch.id, after=0, limit=9)[0][0] == 3
        assert list(reconcile.mismatches(session)) == []


def test_what_its_line_says_is_told_and_deleted_with_it(school: School) -> None:
    _, (first, *_) = listed(school)
    school.replace(school.award().award, name="Ana Peres")
    new = school.replace(first, name="Anna").award
    with school.database.session() as session:
        line = keeping_store.line_of(session, new)
        assert line is not None
        assert line.values["name"] == "Ana"
        keeping_store.empty_line_of(session, new)
        session.refresh(line)
        assert line.values == {}


def test_what_was_awarded_alone_has_no_line(small_school: School) -> None:
    new = small_school.replace(small_school.award().award, name="Ana Peres").award
    with small_school.database.session() as session:
        assert keeping_store.line_of(session, new) is None
        keeping_store.empty_line_of(session, new)
