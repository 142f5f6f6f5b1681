"""What a database that was put back must do before it gives out positions again."""

from sqlalchemy.orm import Session

from app.status import store
from app.status.token_lists import store as token_store


def close_lists(session: Session) -> int:
    """Close every list that gives out positions; how many there were.

    Of the positions that were given out after the backup nobody knows any more, not even how
    many there were. New ones come from new lists, so that none of them can be among those.
    """
    return store.close_all(session) + token_store.close_all(session)
