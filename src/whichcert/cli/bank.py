"""The item bank in the terminal: what gives keys away, what is covered, and export."""

from pathlib import Path
from typing import Annotated

import typer

from whichcert.cli.options import AsJson, Content, library_of, print_json

bank = typer.Typer(
    help="Look at the item bank, and take it elsewhere.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
SEED = 1
"""The solver's folds; the same seed gives the same report."""

FORMATS = "csv, qti3, qti21, moodle-xml, gift or anki"
PACKAGES = ("qti3", "qti21", "anki")
"""Formats that are archives, which no terminal can show."""


@bank.command()
def cues(as_json: AsJson = False, content: Content = None) -> None:
    """Print what the surface of the items gives away; exit 1 when it is more than it may."""
    import numpy as np

    from whichcert.flows.bank import cue_report

    report = cue_report(list(library_of(content).bank.items.values()), np.random.default_rng(SEED))
    if as_json:
        print_json(report)
    else:
        from whichcert.cli.bank_tables import print_cues

        print_cues(report)
    if report["problems"]:
        raise typer.Exit(1)


@bank.command()
def coverage(as_json: AsJson = False, content: Content = None) -> None:
    """Print which statements and focus areas the items cover, and the holes by name."""
    from whichcert.flows.bank import coverage_report

    library = library_of(content)
    report = coverage_report(library.bank.items.values(), library.statements, library.blueprints)
    if as_json:
        print_json(report)
    else:
        from whichcert.cli.bank_tables import print_coverage

        print_coverage(report)


@bank.command()
def export(
    file_format: Annotated[str, typer.Option("--format", help=f"json, {FORMATS}.")] = "json",
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output by default.")] = None,
    content: Content = None,
) -> None:
    """Write every item, with its key and explanations, as one file."""
    from whichcert.errors import InputRefused, Problem
    from whichcert.interop.bank_formats import export_bank

    data = export_bank(library_of(content).bank.items.values(), file_format)
    if out is not None:
        _write(out, data)
    elif file_format in PACKAGES:
        raise InputRefused([Problem("--out", f"{file_format} is a package; name a file to write it to")])
    else:
        typer.echo(data.decode())


@bank.command("import")
def import_items(
    file: Annotated[Path, typer.Argument(help="The file of another program, or of this one.")],
    file_format: Annotated[str, typer.Option("--format", help=f"{FORMATS}.")],
    to: Annotated[Path, typer.Option(help="A folder for the drafts; no file in it is overwritten.")],
    content: Content = None,
) -> None:
    """Turn the items of a file into drafts, and list what is wrong; foreign ones never become live."""
    from whichcert.bank.item import Status
    from whichcert.bank.writing import item_text
    from whichcert.interop.bank_formats import import_bank

    library = library_of(content)
    found = import_bank(_read(file), file_format, library.bank, library.statements)
    for problem in found.problems:
        typer.echo(str(problem), err=True)
    for item in found.items:
        _write(to / f"{item.id}.md", item_text(item).encode(), new=True)
    drafts = sum(item.status is Status.DRAFT for item in found.items)
    ours = (
        f" and {len(found.items) - drafts} published items of this bank" if drafts < len(found.items) else ""
    )
    typer.echo(f"Wrote {drafts} drafts{ours} to {to}; {len(found.problems)} problems.")


@bank.command()
def freeze(content: Content = None) -> None:
    """Freeze the wording, options and key of every live item that is not frozen yet."""
    from whichcert.bank.fingerprint import fingerprints_text
    from whichcert.bank.fingerprint import freeze as frozen_with

    library = library_of(content)
    frozen = frozen_with(library.bank.items.values(), library.bank.frozen)
    _write(library.content / "items" / "fingerprints.toml", fingerprints_text(frozen).encode())
    typer.echo(f"{len(frozen)} items are frozen, {len(frozen) - len(library.bank.frozen)} of them new.")


MOST_BYTES = 64_000_000


def _read(file: Path) -> bytes:
    from whichcert.errors import InputRefused, Problem

    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputRefused([Problem(str(file), f"can't be opened: {error.strerror}")]) from error
    if len(data) > MOST_BYTES:
        raise InputRefused([Problem(str(file), f"has more than {MOST_BYTES:,} bytes; split it")])
    return data


def _write(out: Path, data: bytes, *, new: bool = False) -> None:
    from whichcert.errors import InputRefused, Problem

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("xb" if new else "wb") as file:
            file.write(data)
    except OSError as error:
        raise InputRefused([Problem(str(out), f"can't be written: {error.strerror}")]) from error
