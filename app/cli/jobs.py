"""`jobs`: see what failed in the background, and have it tried again."""

import typer

from app.base import jobs
from app.cli.workplace import open_workplace


def show() -> None:
    """Print the jobs that were tried for the last time, one in each line."""
    place = open_workplace()
    with place.database.reading() as session:
        found = jobs.failed(session)
    for job in found:
        when = job.created_at.isoformat(timespec="minutes")
        typer.echo(f"{job.id}  {job.kind}  {job.subject}  asked for {when}: {job.problem}")
    typer.echo(f"{len(found)} failed jobs")


def retry(job_id: str) -> None:
    """Have one tried again; raises `not-found` and `conflict`."""
    place = open_workplace()
    with place.database.session() as session:
        jobs.retry(session, job_id, at=place.clock())
    typer.echo("It is tried again.")
