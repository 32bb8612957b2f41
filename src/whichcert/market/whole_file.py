"""Files that appear whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a place to write to beside ``path``; it takes that name only when all went well."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def literal(path: Path) -> str:
    """A path as an SQL string, for the statements that take no parameter there."""
    return "'" + str(path).replace("'", "''") + "'"
