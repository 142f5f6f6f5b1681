"""The command line, `skills-passport`: start the service, set it up, issue, verify, check.

Commands import what they need when they run, so that each starts quickly.
"""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli import jose_cose

_USAGE = 3

application = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
operator = typer.Typer(help="Those who run the service.", no_args_is_help=True)
issuer = typer.Typer(help="Training bodies.", no_args_is_help=True)
employer = typer.Typer(help="Employers whose programs check.", no_args_is_help=True)
background = typer.Typer(help="Work in the background.", no_args_is_help=True)
application.add_typer(operator, name="operator")
application.add_typer(issuer, name="issuer")
application.add_typer(background, name="jobs")
passport = typer.Typer(help="What a worker has taken along.", no_args_is_help=True)
application.add_typer(passport, name="passport")
application.add_typer(employer, name="employer")
application.add_typer(jose_cose.commands, name="vc-jose-cose")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code: 0 done, 1 not, 3 wrong usage or settings."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; a refusal is one sentence on standard error."""
    command = typer.main.get_command(application)
    return exit_code(
        lambda: command.main(list(arguments), prog_name="skills-passport", standalone_mode=False)
    )


def exit_code(action: Callable[[], object]) -> int:
    """The exit code that `action` returns or deserves; a refusal is one sentence."""
    with _kept():
        from sqlalchemy.exc import OperationalError

        from app.base.settings import StartError
        from credentials import CredentialsError

    try:
        code = action()
    except typer.TyperException as error:
        typer.echo(error.format_message(), err=True)
        return _USAGE
    except (StartError, CredentialsError) as error:
        typer.echo(_sentence(error), err=True)
        return _USAGE
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}.", err=True)
        return _USAGE
    except OperationalError:
        typer.echo("The database cannot be reached, or is in use for too long.", err=True)
        return _USAGE
    return code if isinstance(code, int) else 0


@contextmanager
def _kept() -> Iterator[None]:
    """What is read in the block stays until the end, and is never looked through again.

    Looking for what could be thrown away takes a fifth of the time that reading takes.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _sentence(error: Exception) -> str:
    problem = getattr(error, "problem", None)
    if problem is None:
        return str(error)
    where = f" ({problem.pointer})" if problem.pointer else ""
    return f"{problem.kind.title}: {problem.detail}{where}."


@application.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Network address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate file (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key file (PEM).")] = None,
    processes: Annotated[int | None, typer.Option(help="How many processes serve.")] = None,
) -> None:
    """Start the service, which brings its database up to date first; SIGHUP exchanges processes."""
    from app.cli import serving

    code = serving.serve(
        host=host, port=port, tls_cert=tls_cert, tls_key=tls_key, processes=processes
    )
    raise typer.Exit(code)


@application.command()
def work(
    host: Annotated[str | None, typer.Option(help="Network address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port for /healthz, /readyz, /metrics.")] = None,
) -> None:
    """Do the work in the background alone, beside `serve` with PASSPORT_BACKGROUND=false."""
    from app.cli import serving

    raise typer.Exit(serving.work(host=host, port=port))


@operator.command("create")
def operator_create(
    email: Annotated[str, typer.Argument(help="The operator's e-mail address.")],
    name: Annotated[str, typer.Option(help="The operator's name.")] = "",
) -> None:
    """Make an account for an operator, and print the link that sets its password, once."""
    from app.cli import setting_up

    typer.echo(setting_up.create_operator(email, name=name))


@issuer.command("create")
def issuer_create(  # noqa: PLR0913 - each option of the command is a parameter
    slug: Annotated[str, typer.Argument(help="Short name for addresses, like `riverside`.")],
    *,
    name: Annotated[str, typer.Option(help="The full name.")],
    name_latin: Annotated[str | None, typer.Option(help="The name in Latin letters.")] = None,
    did_method: Annotated[
        str, typer.Option(help="web (under this service), domain (its own), or key.")
    ] = "web",
    domain: Annotated[str | None, typer.Option(help="Its own domain, for `domain`.")] = None,
    key_type: Annotated[
        str, typer.Option(help="Kind of key: Ed25519, P-256, P-384, P-521, BLS12-381 or RSA.")
    ] = "Ed25519",
    cryptosuite: Annotated[
        str | None,
        typer.Option(
            help="eddsa-rdfc-2022 or eddsa-jcs-2022 (Ed25519), ecdsa-rdfc-2019 or ecdsa-jcs-2019 "
            "(P-256, P-384), ecdsa-sd-2023 (P-256), bbs-2023 (BLS12-381), or vc+jwt, vc+cose, "
            "vc+sd-jwt or openbadges-jwt (all but BLS12-381)."
        ),
    ] = None,
    url: Annotated[str | None, typer.Option(help="Its web site.")] = None,
    country: Annotated[str | None, typer.Option(help="Two letters (ISO 3166).")] = None,
    language: Annotated[str, typer.Option(help="Its language (BCP 47).")] = "en",
    time_zone: Annotated[
        str, typer.Option(help="Where its days begin and end, like Africa/Nairobi.")
    ] = "UTC",
) -> None:
    """Make a training body. Prints JSON with slug, did and api_key, which is shown once."""
    from app.cli import setting_up
    from app.issuer.service import Profile

    profile = Profile(
        slug=slug,
        name=name,
        name_latin=name_latin,
        url=url,
        country=country,
        language=language,
        time_zone=time_zone,
        did_method=did_method,
        domain=domain,
        key_type=key_type,
        cryptosuite=cryptosuite,
    )
    typer.echo(setting_up.create_issuer(profile))


@issuer.command("export")
def issuer_export(
    slug: Annotated[str, typer.Argument(help="The training body's short name.")],
    file: Annotated[Path, typer.Argument(help="A new file, a ZIP.")],
    days: Annotated[
        int, typer.Option(min=1, help="For how many days its status lists hold.")
    ] = 3650,
) -> None:
    """Write a signed archive of a training body, for another installation to serve."""
    from app.cli import leaving

    leaving.export(slug, file, days=days)


@issuer.command("import")
def issuer_import(
    file: Annotated[Path, typer.Argument(help="An archive that `issuer export` wrote.")],
) -> None:
    """Serve what a training body of another installation has published, and verify with it."""
    from app.cli import leaving

    leaving.take_in(file)


@employer.command("create")
def employer_create(
    name: Annotated[str, typer.Argument(help="The employer's name.")],
    daily_checks: Annotated[
        int | None, typer.Option(help="Checks a day, if not PASSPORT_READER_CHECKS.")
    ] = None,
) -> None:
    """Make an account for an employer's programs. Prints JSON with id and api_key, shown once."""
    from app.cli import employers

    typer.echo(employers.create(name, daily_checks=daily_checks))


@employer.command("key")
def employer_key(
    account: Annotated[str, typer.Argument(help="The employer's id.")],
) -> None:
    """Make another API key for an employer, and print it, once."""
    from app.cli import employers

    typer.echo(employers.give_key(account))


@employer.command("end")
def employer_end(
    account: Annotated[str, typer.Argument(help="The employer's id.")],
) -> None:
    """End an employer's account with all its keys."""
    from app.cli import employers

    employers.end(account)


@application.command()
def issue(  # noqa: PLR0913 - each option of the command is a parameter
    slug: Annotated[str, typer.Argument(help="The training body's short name.")],
    file: Annotated[Path, typer.Argument(help="The class list, CSV or XLSX.")],
    achievement: Annotated[
        str, typer.Option(help="The achievement's code, or a JSON file describing it.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the certificates and claim slips.")
    ] = None,
    *,
    mapping: Annotated[
        str, typer.Option(help='What headings stand for, as JSON: {"Nom": "name", "Note": "-"}.')
    ] = "",
    date_order: Annotated[
        str | None, typer.Option(help="day-first or month-first, where dates leave it open.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Of an old CSV file, like cp1251.")] = "",
    sheet: Annotated[str, typer.Option(help="Which sheet of a workbook.")] = "",
    register: Annotated[
        str, typer.Option(help="The register of earlier days that the list comes from.")
    ] = "",
    even_if_alike: Annotated[
        bool,
        typer.Option(
            "--even-if-alike", help="Award those who look like others: they are other people."
        ),
    ] = False,
) -> None:
    """Issue a certificate to everybody on a class list. Safe to run again at any time."""
    with _kept():
        from app.cli import issuing

    said = issuing.said_of_list(
        mapping=mapping,
        date_order=date_order,
        encoding=encoding,
        sheet=sheet,
        register_reference=register,
        even_if_alike=even_if_alike,
    )
    issuing.issue(slug, file, achievement=achievement, out=out, said=said)


@application.command()
def verify(
    sources: Annotated[
        list[str], typer.Argument(help="Files or addresses; `-` is standard input.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reports as JSON.")] = False,
    at: Annotated[
        str | None,
        typer.Option(help="Judge as of this time, like 2026-11-20T12:00:00Z, or day."),
    ] = None,
    world: Annotated[
        Path | None,
        typer.Option(help="Fetch nothing: take key documents, lists and trust from this folder."),
    ] = None,
) -> None:
    """Check credentials. Exits with 0 valid, 1 invalid, 2 not known, 3 no credential."""
    from app.cli import verifying

    raise typer.Exit(verifying.verify(sources, as_json=as_json, at=_time(at), world=world))


@application.command()
def fsck() -> None:
    """Check everything that is stored against everything else. Exits with 1 on a mismatch."""
    from app.cli import checking

    raise typer.Exit(checking.fsck())


@application.command("migrate-database")
def migrate_database(
    file: Annotated[
        Path | None,
        typer.Argument(help="The SQLite file, if not passport.sqlite3 in the data folder."),
    ] = None,
) -> None:
    """Move a SQLite installation to the PostgreSQL of PASSPORT_DATABASE_URL, and check it."""
    from app.cli import moving

    raise typer.Exit(moving.move(file))


@application.command()
def bounce() -> None:
    """Take in a mail that came back, from standard input: `| skills-passport bounce`."""
    from app.cli import bounces

    bounces.take_in()


@background.command("work")
def jobs_work(
    at_once: Annotated[int, typer.Option(min=1, help="Pieces of work at a time.")] = 1,
) -> None:
    """Do what PASSPORT_JOBS=procrastinate brings; start as many as there are cores."""
    from app.cli import jobs

    jobs.work(at_once=at_once)


@background.command("failed")
def jobs_failed() -> None:
    """Print the jobs that were tried for the last time."""
    from app.cli import jobs

    jobs.show()


@background.command("retry")
def jobs_retry(
    job_id: Annotated[str, typer.Argument(help="The job's id, as `jobs failed` prints it.")],
) -> None:
    """Have a failed job tried again."""
    from app.cli import jobs

    jobs.retry(job_id)


@passport.command("open")
def passport_open(
    file: Annotated[Path, typer.Argument(help="The encrypted export of a passport.")],
    out: Annotated[Path, typer.Option(help="A new folder for what is in it.")],
) -> None:
    """Open an encrypted export, without any service; asks for its passphrase."""
    from app.cli import exports

    exports.open_export(file, out=out)


@application.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file, outside the data folder.")],
) -> None:
    """Write a copy of the database while the service goes on; the key file is not in it."""
    from app.cli import keeping

    keeping.backup(file)


@application.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
) -> None:
    """Put a backup in place of a lost database, and check it. Exits with 1 on a mismatch."""
    from app.cli import keeping

    raise typer.Exit(keeping.restore(file))


@application.command("accept-restored")
def accept_restored() -> None:
    """Go on after the database was put back by other means than `restore`."""
    from app.cli import keeping

    keeping.accept_restored()


@application.command()
def demo(
    *,
    serve_pages: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the pages at the end.")
    ] = True,
) -> None:
    """Do the whole job once on real input: issue, claim, share, verify, revoke; then serve."""
    from app.cli import demonstration

    demonstration.run(serve_pages=serve_pages)


def _time(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise typer.BadParameter("not a date and time", param_hint="--at") from error
    if len(written) == len("2026-11-20"):
        # A day is its first moment in UTC, wherever the reader is.
        return moment.replace(tzinfo=UTC)
    if moment.tzinfo is None:
        raise typer.BadParameter("a time needs its zone, such as Z", param_hint="--at")
    return moment
