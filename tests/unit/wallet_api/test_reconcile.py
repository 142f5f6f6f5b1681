"""What `fsck` finds out about the certificates in passports."""

from sqlalchemy import text

from app.cli.checking import passport_mismatches
from tests.journeys.stage import Stage
from tests.unit.wallet_api.worker import browser, give


def mismatches(stage: Stage) -> list[str]:
    with stage.services.database.reading() as session:
        return list(passport_mismatches(session))


def test_a_certificate_that_was_changed_in_a_passport_is_named(on_stage: Stage) -> None:
    browser(on_stage).claim(give(on_stage).claim_code)
    browser(on_stage).claim(give(on_stage, name="Binh Tran").claim_code)
    assert mismatches(on_stage) == []
    for change, expected in (
        ("content = :odd", "cannot be read"),
        ("content = :odd, dictionary_id = NULL", "was not awarded and claimed so"),
    ):
        with on_stage.services.database.session() as session:
            session.execute(
                text(f"UPDATE passport_certificate SET {change} WHERE person = 'Binh Tran'"),  # noqa: S608 - ours
                {"odd": b"{}"},
            )
        (sentence,) = mismatches(on_stage)
        assert expected in sentence
