"""Check every claimed certificate in a passport against what was awarded (part of `fsck`)."""

from collections.abc import Callable, Iterator
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.base import bodies
from app.base.bodies import BodyError
from wallet_api.tables import Holding

# Whether an award has exactly the bytes of this digest, and was claimed into this passport.
WasAwarded = Callable[[Session, str, str, str], bool]


def mismatches(session: Session, *, was_awarded: WasAwarded) -> Iterator[str]:
    """A sentence for each certificate that is not, byte for byte, one that was awarded."""
    yield from bodies.lost(session, Holding)
    claimed = select(Holding).where(Holding.is_imported.is_(False))
    for holding in session.scalars(claimed, execution_options={"yield_per": 200}):
        try:
            digest = sha256(holding.content).hexdigest()
        except BodyError as error:
            yield f"certificate {holding.id} in a passport cannot be read: {error}"
            continue
        if not was_awarded(session, holding.credential_id, digest, holding.passport_id):
            yield f"certificate {holding.id} in a passport was not awarded and claimed so"
