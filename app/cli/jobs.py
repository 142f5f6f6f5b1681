"""`jobs`: do what Procrastinate brings; see what failed, and have it tried again."""

import logging

import typer

from app.base import jobs, logs
from app.base.settings import Settings, StartError
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


def work(*, at_once: int) -> None:
    """Do class lists and jobs until told to stop. Raises StartError without Procrastinate."""
    # Only this command needs the whole application beside the tables.
    from app.main import create_app
    from app.worker import work_for_engine

    settings = Settings.from_environment()
    if settings.jobs != "procrastinate":
        raise StartError("Set PASSPORT_JOBS to procrastinate; without it, `work` does the work.")
    services = create_app(settings).state.services
    logs.configure()
    # It says of each piece that it begins and that it ends.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    try:
        work_for_engine(services, at_once=at_once)
    finally:
        services.workers.close()
        services.database.dispose()
