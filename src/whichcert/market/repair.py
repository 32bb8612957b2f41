"""Makes a file readable as UTF-8: UTF-16, broken letters and letters decoded wrongly once before."""

import codecs
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from whichcert.errors import Problem
from whichcert.market.clean import repaired
from whichcert.market.files import PostingFile
from whichcert.market.kinds import encoding_of


def link(source: Path, place: Path) -> None:
    """Give the file a name that no engine can read as a pattern or as SQL."""
    try:
        place.symlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, place)


@dataclass(frozen=True, slots=True)
class _Scan:
    broken: int = 0
    first_broken: int = 0
    misread: int = 0
    first_misread: int = 0
    unclosed: int | None = None
    longest: int = 0
    lines: int = 0
    empty: int = 0


def as_utf8(ready: PostingFile, source: Path, head: bytes) -> tuple[PostingFile, tuple[Problem, ...]]:
    """Make a readable link or copy of ``source`` at the file's place; report each repair with its line."""
    if encoding_of(head) == "utf-16":
        recoded = ready.place.with_suffix(".recoded")
        recoded.write_text(source.read_text(encoding="utf-16", errors="replace"), encoding="utf-8")
        source = recoded
    scan = _scan(source)
    if scan.broken or scan.misread or head.startswith(codecs.BOM_UTF8):
        _rewrite(source, ready.place)
    else:
        link(source, ready.place)
    problems = tuple(_repairs(ready.name, scan))
    unclosed = scan.unclosed if ready.kind == "csv" else None
    # letters put right may take more bytes than before
    longest = 3 * scan.longest
    return replace(
        ready, unclosed_quote=unclosed, longest_line=longest, lines=scan.lines, empty_lines=scan.empty
    ), problems


def _repairs(name: str, scan: _Scan) -> Iterator[Problem]:
    if scan.broken:
        message = f"lines that are not UTF-8: {scan.broken}; read as Windows-1252; save the file as UTF-8"
        yield Problem(name, message, scan.first_broken)
    if scan.misread:
        message = (
            f"lines with letters decoded wrongly once before (Ã© for é): {scan.misread};"
            " put right; export the file again as UTF-8"
        )
        yield Problem(name, message, scan.first_misread)


def _scan(source: Path) -> _Scan:
    broken = first_broken = misread = first_misread = 0
    opened: int | None = None
    longest = number = empty = 0
    with source.open("rb") as file:
        for number, line in enumerate(file, start=1):
            longest = max(longest, len(line))
            empty += line.isspace()
            if line.count(b'"') % 2:
                opened = number if opened is None else None
            if line.isascii():
                continue
            text, is_broken = _read_line(line)
            broken += is_broken
            first_broken = first_broken or (number if is_broken else 0)
            if repaired(text) != text:
                misread += 1
                first_misread = first_misread or number
    return _Scan(broken, first_broken, misread, first_misread, opened, longest, number, empty)


def _read_line(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode("utf-8"), False
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace"), True


def _rewrite(source: Path, place: Path) -> None:
    with source.open("rb") as file, place.open("w", encoding="utf-8", newline="") as out:
        for number, line in enumerate(file):
            text, _ = _read_line(line)
            out.write(repaired(text.lstrip("\ufeff") if number == 0 else text))
