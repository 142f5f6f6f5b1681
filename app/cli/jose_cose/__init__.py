"""`vc-jose-cose`: the commands that the public JOSE and COSE test suite calls."""

from pathlib import Path
from typing import Annotated

import typer

_FEATURE = "credential_jose, presentation_jose, and the same with _sdjwt or _cose."

commands = typer.Typer(help="What the JOSE and COSE test suite calls.", no_args_is_help=True)


@commands.command("issue")
def issue(
    *,
    source: Annotated[Path, typer.Option("--input", help="The document, JSON.")],
    key: Annotated[Path, typer.Option(help="A verification method with its secret key, JSON.")],
    feature: Annotated[str, typer.Option(help=_FEATURE)],
    output: Annotated[Path, typer.Option(help="Where to write the result, JSON.")],
    sd: Annotated[str, typer.Option(help="Paths that a holder may hide, as a JSON list.")] = "",
) -> None:
    """Secure a credential or presentation with a key from a file."""
    from app.base.clock import wall_clock
    from app.cli.jose_cose import working

    known = _known_feature(feature)
    done = working.issue(source, key, feature=known, hidden=sd, output=output, at=wall_clock())
    raise typer.Exit(0 if done else 1)


@commands.command("verify")
def verify(
    *,
    source: Annotated[Path, typer.Option("--input", help="The secured document.")],
    key: Annotated[Path, typer.Option(help="The verification method that signed it, JSON.")],
    feature: Annotated[str, typer.Option(help=_FEATURE)],
    output: Annotated[Path, typer.Option(help="Where to write the result, JSON.")],
) -> None:
    """Check the signature around a credential or presentation, by a key from a file alone."""
    from app.cli.jose_cose import working

    known = _known_feature(feature)
    done = working.verify(source, key, feature=known, output=output)
    raise typer.Exit(0 if done else 1)


def _known_feature(feature: str) -> str:
    from app.cli.jose_cose.working import FEATURES

    if feature not in FEATURES:
        raise typer.BadParameter(f"one of {', '.join(FEATURES)}", param_hint="--feature")
    return feature
