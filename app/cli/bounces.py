"""`bounce`: take in a mail that came back, as the mail server hands it over."""

import sys

import typer

from app.base import bounces, outbox
from app.cli.workplace import open_workplace


def take_in() -> None:
    """Read one mail from standard input, and note at the message of ours that it came back.

    What is no bounce of ours is passed over: a refusal would make the server send another.
    """
    found = bounces.read(sys.stdin.buffer.read(bounces.MOST_BYTES + 1))
    if found is None:
        typer.echo("This is not the report of a mail of ours that came back.")
        return
    place = open_workplace()
    with place.database.session() as session:
        is_ours = outbox.record_bounce(
            session, found.message_id, status=found.status, at=place.clock()
        )
    typer.echo("It is noted." if is_ours else "The mail that came back is not ours.")
