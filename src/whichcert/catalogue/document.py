"""Read one TOML file, and know on which line each key stands."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from whichcert.catalogue import lines
from whichcert.errors import Problem

LARGEST_BYTES = 262_144
"""A certification in full detail has about 12 kB; more than this is a mistake or an attack."""

LONGEST_LINE = 10_000
"""The parser's time grows with the square of a key's length; nobody can edit such a line anyway."""

_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file; ``where`` is its name for messages, relative to the folder above ``content``."""

    where: str
    data: Mapping[str, object]
    key_lines: Mapping[lines.Path, int]

    def problem(self, message: str, *path: str | int) -> Problem:
        """Return a finding at the key ``path``, or at line 1 when the file has no such key."""
        return Problem(self.where, message, self.line(*path) or 1)

    def line(self, *path: str | int) -> int | None:
        return lines.line_of(self.key_lines, path)


def read_document(file: Path, where: str) -> Document | Problem:
    """Return the file's content, or the one reason why it can't be read."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        return Problem(
            where, f"can't be opened ({error.strerror or error}); check that it is a readable file"
        )
    if len(raw) > LARGEST_BYTES:
        return Problem(where, f"has more than {LARGEST_BYTES:,} bytes; shorten it", 1)
    return parse_document(raw, where)


def parse_document(raw: bytes, where: str) -> Document | Problem:
    """Return the content of a file's bytes, or the one reason why they can't be read."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return Problem(where, "starts with a byte order mark; save it as UTF-8 without one", 1)
    for number, row in enumerate(raw.split(b"\n"), start=1):
        if len(row) > LONGEST_LINE:
            return Problem(where, f"has a line of {len(row):,} bytes; break it up", number)
    try:
        text = raw.decode("utf-8").replace("\r\n", "\n")
        return Document(where, tomllib.loads(text), lines.key_lines(text))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Problem(where, f"is not UTF-8 text (byte 0x{raw[error.start]:02x}); save it as UTF-8", line)
    except RecursionError:
        return Problem(where, "has brackets nested too deeply; a fact holds at most a list of texts", 1)
    except ValueError as error:  # TOMLDecodeError, and a number with thousands of digits
        return _broken(error, raw, where)


def _broken(error: ValueError, raw: bytes, where: str) -> Problem:
    place = _PLACE.search(str(error))
    said = _PLACE.sub("", str(error))
    line = int(place["line"]) if place and place["line"] else raw.count(b"\n") + 1
    return Problem(
        where, f"is not valid TOML: {said[:1].lower()}{said[1:200]}; correct this line", line if place else 1
    )
