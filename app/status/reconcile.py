"""Derive again what the lists must hold, and name every difference (part of `fsck`)."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.status import permutation, store
from app.status.tables import StatusList, StatusPosition
from app.status.token_lists import store as token_store
from app.status.token_lists.tables import TokenList, TokenPlace
from credentials import CredentialsError, TokenStatus, read_json, read_list_token
from credentials import StatusList as Bits


def mismatches(session: Session) -> Iterator[str]:
    """A sentence for each list whose positions, counter or published bits do not fit."""
    for listed in store.all_lists(session):
        rows = store.all_positions(session, listed.id)
        yield from _positions(listed, rows)
        yield from _published(listed, rows)
    for token_list in token_store.all_lists(session):
        yield from _token_list(token_list, token_store.all_places(session, token_list.id))


def _positions(listed: StatusList, rows: list[StatusPosition]) -> Iterator[str]:
    if len(rows) != listed.used:
        yield f"list {listed.id} counts {listed.used} positions and has {len(rows)}"
    if listed.used > listed.size // 2:
        yield f"list {listed.id} gave out more than half of its positions"
    given = {
        permutation.position(counter, size=listed.size, seed=listed.seed)
        for counter in range(min(listed.used, listed.size))
    }
    for row in rows:
        if row.index not in given:
            yield f"list {listed.id} never gave out position {row.index}"
        if row.purpose != listed.purpose:
            yield f"position {row.index} of list {listed.id} has another purpose"


def _published(listed: StatusList, rows: list[StatusPosition]) -> Iterator[str]:
    if listed.content is None or listed.content_changes != listed.changes:
        # It is signed anew before anybody reads it.
        return
    derived = Bits.of((row.index for row in rows if row.value), entries=listed.size)
    try:
        shown = read_json(listed.content)["credentialSubject"]["encodedList"]
        if Bits.decode(shown).encoded() != derived.encoded():
            yield f"list {listed.id} was published with other bits than its rows say"
    except (CredentialsError, KeyError, TypeError):
        yield f"list {listed.id} was published in a form that cannot be read"


def _token_list(listed: TokenList, rows: list[TokenPlace]) -> Iterator[str]:
    if len(rows) != listed.used:
        yield f"token list {listed.id} counts {listed.used} places and has {len(rows)}"
    if listed.used > listed.size // 2:
        yield f"token list {listed.id} gave out more than half of its places"
    given = {
        permutation.position(counter, size=listed.size, seed=listed.seed)
        for counter in range(min(listed.used, listed.size))
    }
    for row in rows:
        if row.index not in given:
            yield f"token list {listed.id} never gave out place {row.index}"
        if row.value not in set(TokenStatus):
            yield f"place {row.index} of token list {listed.id} has a value without a meaning"
    if listed.content is None or listed.content_changes != listed.changes:
        # It is signed anew before anybody reads it.
        return
    try:
        shown = read_list_token(listed.content).listed.statuses
        if any(shown.get(row.index) != row.value for row in rows):
            yield f"token list {listed.id} was published with other values than its rows say"
    except CredentialsError:
        yield f"token list {listed.id} was published in a form that cannot be read"
