"""The item bank in the terminal: what gives keys away, what is covered, and export."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from whichcert.library import Library

bank = typer.Typer(
    help="Look at the item bank, and take it elsewhere.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Content = Annotated[
    Path | None, typer.Option("--content", help="Another content folder.", envvar="WHICHCERT_CONTENT")
]
SEED = 1
"""The solver's folds; the same seed gives the same report."""


@bank.command()
def cues(as_json: AsJson = False, content: Content = None) -> None:
    """Print what the surface of the items gives away; exit 1 when it is more than it may."""
    import json

    import numpy as np

    from whichcert.flows.bank import cue_report

    report = cue_report(list(_library(content).bank.items.values()), np.random.default_rng(SEED))
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        from whichcert.cli.bank_tables import print_cues

        print_cues(report)
    if report["problems"]:
        raise typer.Exit(1)


@bank.command()
def coverage(as_json: AsJson = False, content: Content = None) -> None:
    """Print which statements and focus areas the items cover, and the holes by name."""
    import json

    from whichcert.flows.bank import coverage_report

    library = _library(content)
    report = coverage_report(library.bank.items.values(), library.statements, library.blueprints)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        from whichcert.cli.bank_tables import print_coverage

        print_coverage(report)


@bank.command()
def export(
    file_format: Annotated[str, typer.Option("--format", help="json or csv.")] = "json",
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output by default.")] = None,
    content: Content = None,
) -> None:
    """Write every item, with its key and explanations, as one file."""
    from whichcert.interop.bank_formats import export_bank

    data = export_bank(_library(content).bank.items.values(), file_format)
    if out is None:
        typer.echo(data.decode())
    else:
        _write(out, data)


def _write(out: Path, data: bytes) -> None:
    from whichcert.errors import InputRefused, Problem

    try:
        out.write_bytes(data)
    except OSError as error:
        raise InputRefused([Problem(str(out), f"can't be written: {error.strerror}")]) from error


def _library(content: Path | None) -> "Library":
    from whichcert.library import load_library

    return load_library(content, today=datetime.now(UTC).date())
