"""Reads a table of ours from a CSV file, line by line, and says where one is wrong."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from whichcert.errors import ContentBroken, Problem

_Made = TypeVar("_Made")


def read_table(
    path: Path, fields: tuple[str, ...], make: Callable[[Mapping[str, str]], _Made]
) -> list[_Made]:
    """Make a value of each line; raise ContentBroken with file and line of all that can't be."""
    made: list[_Made] = []
    problems: list[Problem] = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restval="")
            if tuple(reader.fieldnames or ()) != fields:
                message = f"has the columns {reader.fieldnames}; expected {', '.join(fields)}"
                raise ContentBroken([Problem(str(path), message, 1)])
            for line in reader:
                try:
                    made.append(make(line))
                except (ValueError, TypeError) as why:
                    message = f"{why}; expected whole numbers, 0 ≤ mentions ≤ postings"
                    problems.append(Problem(str(path), message, reader.line_num))
    except (OSError, UnicodeDecodeError) as why:
        problems.append(Problem(str(path), f"can't be read: {why}"))
    if problems:
        raise ContentBroken(problems)
    return made
