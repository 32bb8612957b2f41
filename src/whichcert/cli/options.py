"""What several commands share: their options, the library they ask for, and how JSON is printed."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from whichcert.library import Library

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Content = Annotated[
    Path | None, typer.Option("--content", help="Another content folder.", envvar="WHICHCERT_CONTENT")
]


def library_of(content: Path | None) -> "Library":
    """Return the library over a content folder, as of today."""
    from whichcert.library import load_library

    return load_library(content, today=today())


def today() -> date:
    return datetime.now(UTC).date()


def print_json(data: Any) -> None:
    """Print JSON; in ASCII where the terminal's encoding may lack a sign."""
    import json

    is_unicode = "utf" in (sys.stdout.encoding or "").lower()
    typer.echo(json.dumps(data, ensure_ascii=not is_unicode, indent=2))
