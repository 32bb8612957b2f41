"""One TOML file of statements, and on which line each of its keys stands."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whichcert.errors import Problem

LARGEST_BYTES = 262_144
"""The longest file has about 8 kB; more than this is a mistake or an attack."""

LONGEST_LINE = 10_000
"""The parser's time grows with the square of a key's length; nobody can edit such a line anyway."""

Lines = Mapping[tuple[str, str], int]
"""The line of each key by statement id and key; an empty key means the header, an empty id the head."""

_HEADER = re.compile(r"""\s*\[\s*statements\s*\.\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))\s*\]""")
_KEY = re.compile(r"\s*(\w+)\s*=")


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A parsed file; ``where`` is its name for messages."""

    where: str
    data: Mapping[str, Any]
    lines: Lines

    def line(self, statement_id: str, key: str = "") -> int:
        """Return the line of a key, or of its statement, or 1."""
        # TOML splits an id that is not in quotes at its dot, so its first part must be enough.
        exact = self.lines.get((statement_id, key)) or self.lines.get((statement_id, ""))
        split = (line for (known, _), line in self.lines.items() if known.startswith(f"{statement_id}."))
        return exact or next(split, 1)

    def problem(self, message: str, statement_id: str = "", key: str = "") -> Problem:
        return Problem(self.where, message, self.line(statement_id, key))


def read_file(path: Path, where: str) -> StatementFile | Problem:
    """Return the file's content, or the one reason why it can't be read."""
    if path.suffix != ".toml":
        return Problem(where, "is not a .toml file; move it away")
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or error
        return Problem(where, f"can't be opened ({reason}); check that it is a readable file")
    if len(raw) > LARGEST_BYTES:
        return Problem(where, f"has more than {LARGEST_BYTES:,} bytes; split it", 1)
    try:
        return _parse(raw.decode("utf-8").replace("\r\n", "\n"), where)
    except UnicodeDecodeError as error:
        return Problem(where, "is not UTF-8 text; save it as UTF-8", raw.count(b"\n", 0, error.start) + 1)


def _parse(text: str, where: str) -> StatementFile | Problem:
    lines = _lines(text, where)
    if isinstance(lines, Problem):
        return lines
    try:
        return StatementFile(where, tomllib.loads(text), lines)
    except (ValueError, RecursionError) as error:
        place = re.search(r"\(at line (\d+)", str(error))
        message = f"is not valid TOML: {str(error)[:200]}; correct this line"
        return Problem(where, message, int(place[1]) if place else 1)


def _lines(text: str, where: str) -> Lines | Problem:
    """Return where each key stands, or the first thing that would make those lines untrue."""
    lines = dict[tuple[str, str], int]()
    current = ""
    for number, row in enumerate(text.split("\n"), start=1):
        if len(row) > LONGEST_LINE:
            return Problem(where, f"has a line of {len(row):,} characters; shorten it", number)
        if '"""' in row or "'''" in row:
            return Problem(where, "holds a text over several lines; write each text on one line", number)
        if header := _HEADER.match(row):
            current = header[1] or header[2] or header[3] or ""
            if (current, "") in lines:
                first = lines[current, ""]
                message = f"the id {current!r} stands in line {first} too; an id is used once, rename one"
                return Problem(where, message, number)
            lines[current, ""] = number
        elif key := _KEY.match(row):
            lines.setdefault((current, key[1]), number)
    return lines
