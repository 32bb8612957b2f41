"""Finds files of postings: paths, folders and patterns, each file once."""

import glob
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from whichcert.errors import Problem, shortened


@dataclass(frozen=True, slots=True)
class PostingFile:
    """One file, ready to be read: ``place`` is safe to hand to the engine whatever the file is called."""

    name: str
    """As the person gave it; for messages and for the name of a source."""
    place: Path
    kind: str
    """parquet, csv, json, jsonl; quads and pages are read from JSON Lines made of them."""
    size: int
    number: int = 1
    """Its place among the files that were found, from 1."""
    unclosed_quote: int | None = None
    """The line of an opening quote that never closes."""
    longest_line: int | None = None
    """Bytes, where it is known."""
    lines: int | None = None
    empty_lines: int = 0

    @property
    def stem(self) -> str:
        """The name without folder and endings: the source, where the file names none."""
        return Path(self.name).name.split(".", 1)[0]


def find_files(paths: Iterable[str | Path]) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Return the files that paths, folders and patterns with ``*`` mean, each once, in order."""
    found: dict[Path, Path] = {}
    problems: list[Problem] = []
    for path in paths:
        here, problem = _files_of(str(path))
        problems += problem
        for one in here:
            found.setdefault(one.resolve(), one)
    return tuple(found.values()), tuple(problems)


def _files_of(path: str) -> tuple[Sequence[Path], list[Problem]]:
    if "\0" in path or not path:
        return (), [Problem(shortened(repr(path)), "is no path; name a file or folder of postings")]
    place = Path(path)
    try:
        if place.is_dir():
            inside = sorted(one for one in place.rglob("*") if one.is_file() and not one.name.startswith("."))
            return inside, [] if inside else [
                Problem(path, "is a folder without files; expected at least one file of postings")
            ]
        if place.is_file():
            return (place,), []
        if place.exists():
            return (), [
                Problem(shortened(path), "is no ordinary file; expected a file or folder of postings")
            ]
    except OSError as why:
        return (), [Problem(shortened(path), f"can't be opened: {why.strerror}")]
    matched = sorted(Path(one) for one in glob.glob(path, recursive=True) if Path(one).is_file())  # noqa: PTH207  the pattern may be absolute
    if matched:
        return matched, []
    return (), [Problem(shortened(path), "does not exist; check the path, or put a pattern with * in quotes")]
