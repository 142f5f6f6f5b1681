"""Who stands behind a certificate: the trusted list first, then what a known body has signed."""

from typing import Any

import pytest

from app.base.locales import LANGUAGES
from app.base.locales import speaking as in_language
from credentials import Standing
from tests.journeys.stage import Stage
from tests.world import World
from wallet_api.records.groups import Backing, backing_of

ASSESSED = [{"type": ["Evidence"], "genre": "ext:assessor", "name": "A-17"}]


def backing(evidence: Any, standing: Standing | None) -> Backing:
    """Who stands behind a certificate of a body that stands so on the trusted list."""
    world = World()
    if standing is not None:
        world.accredit(world.school, "Harbour School", standing=standing)
    return backing_of(world.verify(world.issue(world.document(evidence=evidence))))


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing.ACCREDITED, Backing.ACCREDITED),
        (Standing.KNOWN, Backing.ASSESSOR),
        # Of a body that nobody has looked into, the number could be anything.
        (Standing.UNVETTED, Backing.UNKNOWN_BODY),
        (Standing.SUSPENDED, Backing.UNKNOWN_BODY),
        (None, Backing.UNKNOWN_BODY),
    ],
)
def test_an_assessor_counts_by_the_word_of_a_body_that_is_known(
    standing: Standing | None, expected: Backing
) -> None:
    assert backing(ASSESSED, standing) is expected


@pytest.mark.parametrize(
    "evidence",
    [
        ...,
        [{"type": ["Evidence"], "genre": "ext:centre", "name": "A-17"}],
        [{"type": ["Evidence"], "genre": "ext:assessor"}],
        [{"type": ["Evidence"], "genre": "ext:assessor", "name": " "}],
        [{"type": ["Evidence"], "name": "ext:assessor"}],
    ],
)
def test_without_a_named_assessor_it_is_from_a_body_that_is_known(evidence: Any) -> None:
    assert backing(evidence, Standing.KNOWN) is Backing.KNOWN


def test_one_that_is_not_genuine_names_no_assessor() -> None:
    world = World()
    world.accredit(world.school, "Harbour School", standing=Standing.KNOWN)
    content = world.issue(world.document(evidence=ASSESSED)).content
    forged = content.replace(b"Amina Yusuf", b"Amina Jusuf")
    assert backing_of(world.verify(forged)) is Backing.UNPROVEN


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_backing_has_words_of_its_own(lasting: Stage, language: str) -> None:
    words: Any = lasting.services.pages.environment.get_template("records/words.html").module
    with in_language(language):
        said = {str(words.backing(each)) for each in Backing}
        helped = {str(words.backing_help(each)) for each in Backing}
    assert len(said) == len(helped) == len(Backing)
