"""Finds files of postings and says what they are, by their content and never by their name."""

import codecs
import glob
import gzip
import shutil
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from whichcert.errors import Problem, shortened
from whichcert.market.clean import repaired

HEAD = 65536
MOST_UNPACKED = 32 * 1024**3
"""A packed file that grows past this is refused: it is no file of postings."""

_KNOWN = {
    b"PK\x03\x04": "a ZIP or Excel file; unpack it, or save the sheet as CSV",
    b"%PDF": "a PDF; save the postings as CSV or JSON",
    b"SQLite format 3": "a database; export the table as CSV",
    b"BZh": "a bzip2 file; unpack it first",
    b"\xfd7zXZ": "an xz file; unpack it first",
    b"(\xb5/\xfd": "a Zstandard file; unpack it first",
}


@dataclass(frozen=True, slots=True)
class PostingFile:
    """One file, ready to be read: ``place`` is safe to hand to the engine whatever the file is called."""

    name: str
    """As the person gave it; for messages and for the name of a source."""
    place: Path
    kind: str
    """parquet, csv, json or jsonl."""
    size: int
    unclosed_quote: int | None = None
    """The line of an opening quote that never closes."""

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


def prepare(path: Path, folder: Path, number: int) -> tuple[PostingFile | None, tuple[Problem, ...]]:
    """Recognise a file and make a readable copy or link of it in ``folder``.

    Gzip is unpacked; UTF-16, broken UTF-8 and letters decoded wrongly once before are
    put right in a copy, and each repair is reported with its first line.
    """
    name = str(path)
    try:
        return _prepared(path, folder / f"{number:05d}")
    except (OSError, EOFError, zlib.error) as why:
        return None, (Problem(name, f"can't be read: {getattr(why, 'strerror', None) or why}"),)


def _prepared(path: Path, place: Path) -> tuple[PostingFile | None, tuple[Problem, ...]]:
    name, source = str(path), path
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"\x1f\x8b"):
        source = place.with_suffix(".unpacked")
        if not _unpack(path, source):
            return None, (Problem(name, "grows past 32 GiB when unpacked; expected a file of postings"),)
        with source.open("rb") as file:
            head = file.read(HEAD)
    kind, problem = kind_of(head)
    if kind is None:
        return None, (Problem(name, problem),)
    ready = PostingFile(name, place, kind, path.stat().st_size)
    if kind == "parquet":
        _link(source, place)
        return ready, ()
    return _as_utf8(ready, source, head)


def kind_of(head: bytes) -> tuple[str | None, str]:
    """Return the kind of file that begins with ``head``, or None and what is wrong.

    >>> kind_of(b'PAR1...')[0], kind_of(b'[{"title": "x"}]')[0], kind_of(b'title;text')[0], kind_of(b'')[0]
    ('parquet', 'json', 'csv', None)
    """
    if not head.strip(b" \t\r\n\xef\xbb\xbf\0"):
        return None, "is empty; expected postings as CSV, JSON, JSON Lines or Parquet"
    if head.startswith(b"PAR1"):
        return "parquet", ""
    for sign, what in _KNOWN.items():
        if head.startswith(sign):
            return None, f"is {what}"
    text = _decoded(head)
    if text is None:
        return None, "is not text; expected postings as CSV, JSON, JSON Lines or Parquet"
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return None, "is HTML or XML; expected postings as CSV, JSON, JSON Lines or Parquet"
    if start.startswith("["):
        return "json", ""
    if start.startswith("{"):
        lines = [line.strip() for line in start.splitlines()[:3] if line.strip()]
        # a whole object on the first line and another on the next
        return (
            "jsonl" if len(lines) > 1 and lines[0].endswith("}") and lines[1].startswith("{") else "json"
        ), ""
    return "csv", ""


def _encoding(head: bytes) -> str:
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _decoded(head: bytes) -> str | None:
    encoding = _encoding(head)
    if encoding == "utf-8-sig" and b"\0" in head:
        return None
    return head.decode(encoding, errors="replace")


def _unpack(path: Path, place: Path) -> bool:
    with gzip.open(path, "rb") as packed, place.open("wb") as out:
        while chunk := packed.read(1 << 20):
            out.write(chunk)
            if out.tell() > MOST_UNPACKED:
                return False
    return True


def _link(source: Path, place: Path) -> None:
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


def _as_utf8(ready: PostingFile, source: Path, head: bytes) -> tuple[PostingFile, tuple[Problem, ...]]:
    encoding = _encoding(head)
    if encoding == "utf-16":
        recoded = ready.place.with_suffix(".recoded")
        recoded.write_text(source.read_text(encoding="utf-16", errors="replace"), encoding="utf-8")
        source = recoded
    scan = _scan(source)
    if scan.broken or scan.misread or head.startswith(codecs.BOM_UTF8):
        _rewrite(source, ready.place)
    else:
        _link(source, ready.place)
    problems = tuple(_repairs(ready.name, scan))
    unclosed = scan.unclosed if ready.kind == "csv" else None
    return replace(ready, unclosed_quote=unclosed), problems


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
    with source.open("rb") as file:
        for number, line in enumerate(file, start=1):
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
    return _Scan(broken, first_broken, misread, first_misread, opened)


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
