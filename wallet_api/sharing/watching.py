"""Which links an employer may watch: those whose holder allows it, and as long as they work."""

from datetime import datetime

from sqlalchemy.orm import Session

from credentials import ProblemCode, refuse
from wallet_api.sharing.reading import ShareState, find_open, state
from wallet_api.tables import Share


def watchable(session: Session, token: str, *, at: datetime) -> Share:
    """A link that may be watched; raises as `find_open` does, and `not-allowed`."""
    found = find_open(session, token, at=at)
    if not found.may_watch:
        raise refuse(ProblemCode.NOT_ALLOWED, "the one who shared it did not allow watching")
    return found


def watched(session: Session, share_id: str, *, at: datetime) -> Share | None:
    """A watched link that still works; a frozen one shows nothing and is not watched either."""
    found = session.get(Share, share_id)
    if found is None or not found.may_watch or state(found, at=at) is not ShareState.OPEN:
        return None
    return found
