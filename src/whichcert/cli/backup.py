"""A copy of the database, and a copy put back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file when it is there.")] = False,
) -> None:
    """Copy the database into one file; safe while the pages are served."""
    from whichcert.web.data_folder import data_folder
    from whichcert.web.database_file import back_up

    size = back_up(data_folder(), file, force=force)
    typer.echo(
        f"Wrote {file} ({size / 1_000_000:.1f} MB) and checked it. It holds your answers: keep it private."
    )


def restore(file: Annotated[Path, typer.Argument(help="A file that backup wrote.")]) -> None:
    """Put a backup in the place of the database; stop the server first. The present one is kept beside it."""
    from whichcert.web.data_folder import data_folder, make_ready
    from whichcert.web.database_file import restore as put_back

    folder = data_folder()
    make_ready(folder)
    done = put_back(file, folder, at=datetime.now(UTC))
    typer.echo(f"Restored {file}.")
    if done.kept is not None:
        typer.echo(f"The database that was there before is now {done.kept}.")
    if done.is_older:
        typer.echo("It comes from an older whichcert; the next start brings it up to date.")
