"""`passport open`: read an encrypted export back into files. It needs no service and no network."""

from pathlib import Path, PurePosixPath

import typer

from app.main import unseal_export
from credentials import ProblemCode, refuse


def open_export(file: Path, *, out: Path) -> None:
    """Write what is in an encrypted export into a new folder that only its owner may read.

    Raises CredentialsError for a wrong passphrase, a file that is none, and a folder that is
    there already.
    """
    if out.exists():
        raise refuse(ProblemCode.CONFLICT, f"{out} is there already")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise refuse(ProblemCode.NOT_FOUND, f"{file} cannot be read") from error
    passphrase: str = typer.prompt("Passphrase", hide_input=True)
    files = unseal_export(content, passphrase)
    for name in files:
        _check(name)
    out.mkdir(mode=0o700, parents=True)
    for name, inside in files.items():
        path = out / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(inside)
    typer.echo(f"{len(files)} files are in {out}. Keep key.json secret: it signs as the holder.")


def _check(name: str) -> None:
    # Whoever made the file knew the passphrase, and may still not be a friend.
    parts = PurePosixPath(name).parts
    is_plain = bool(parts) and all(part not in {"..", "/"} for part in parts)
    if not is_plain or not name.isprintable() or "\\" in name:
        raise refuse(ProblemCode.MALFORMED, "a file in it has a name that is not allowed")
