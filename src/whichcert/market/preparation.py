"""Recognises a file of postings and makes a readable copy or link of it."""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from whichcert.errors import Problem
from whichcert.market.files import PostingFile
from whichcert.market.kinds import kind_of
from whichcert.market.packed import TooLarge, head_of, packing_of, unpack, unpacked
from whichcert.market.pages import page_records
from whichcert.market.quad_pages import QuadCount
from whichcert.market.quads import QuadReaders, quad_records
from whichcert.market.repair import as_utf8, link

_Found = TypeVar("_Found")

Prepared = tuple[PostingFile | None, tuple[Problem, ...]]


def kind_in(path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """Return what a file holds, also where it is packed, or None and why it can't be read."""
    return _guarded(path, lambda: _kind(path))


def _kind(path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    kind, problem = kind_of(head_of(path))
    return kind, (Problem(str(path), problem),) if problem else ()


@dataclass(frozen=True, slots=True)
class Preparation:
    """Where readable copies are made, and who reads N-Quads."""

    folder: Path
    readers: QuadReaders = field(default_factory=QuadReaders)

    def of(self, group: Sequence[Path], number: int) -> Prepared:
        """Prepare a file, or the pages of one folder."""
        if len(group) > 1:
            return prepare_pages(group, self.folder, number)
        return prepare(group[0], self.folder, number, readers=self.readers)


def prepare(path: Path, folder: Path, number: int, *, readers: QuadReaders | None = None) -> Prepared:
    """Recognise a file and make a readable copy or link of it in ``folder``.

    Gzip and Zstandard are unpacked; UTF-16, broken UTF-8 and letters decoded wrongly once
    before are put right in a copy, and each repair is reported with its first line. The
    postings of N-Quads and pages become JSON Lines.
    """
    preparation = Preparation(folder, readers or QuadReaders())
    return _guarded(path, lambda: _prepared(path, number, preparation))


def prepare_pages(paths: Sequence[Path], folder: Path, number: int) -> Prepared:
    """Make one file of the postings in pages of one folder, which are one source."""
    problems: list[Problem] = []
    place = folder / f"{number:05d}"
    name = str(paths[0].parent) if len(paths) > 1 else str(paths[0])
    ready = PostingFile(name, place, "page", sum(path.stat().st_size for path in paths), number)

    empty: list[Path] = []

    def records() -> Iterator[dict[str, Any]]:
        for path in paths:
            try:
                found = list(page_records(path, problems))
            except (OSError, EOFError, zlib.error, TooLarge) as why:
                problems.append(_unreadable(path, why))
                continue
            if not found:
                empty.append(path)
            yield from found

    longest = _write(records(), place)
    if empty and len(paths) > 1:
        message = f"pages without JobPosting data that can be read: {len(empty)}; the first: {empty[0].name}"
        problems.append(Problem(name, message))
    return replace(ready, longest_line=longest), tuple(problems)


def _guarded(
    path: Path, work: Callable[[], tuple[_Found | None, tuple[Problem, ...]]]
) -> tuple[_Found | None, tuple[Problem, ...]]:
    try:
        return work()
    except (OSError, EOFError, zlib.error, TooLarge) as why:
        return None, (_unreadable(path, why),)


def _unreadable(path: Path, why: Exception) -> Problem:
    if isinstance(why, TooLarge):
        return Problem(str(path), str(why))
    return Problem(str(path), f"can't be read: {getattr(why, 'strerror', None) or why}")


def _prepared(path: Path, number: int, preparation: Preparation) -> Prepared:
    folder = preparation.folder
    place = folder / f"{number:05d}"
    head = head_of(path)
    kind, problem = kind_of(head)
    if kind is None:
        return None, (Problem(str(path), problem),)
    ready = PostingFile(str(path), place, kind, path.stat().st_size, number)
    if kind == "page":
        return prepare_pages([path], folder, number)
    if kind == "quads":
        longest, problems = _prepare_quads(path, place, preparation.readers)
        return replace(ready, longest_line=longest), problems
    source = place.with_suffix(".unpacked") if packing_of(path) else path
    problems = unpack(path, source) if source != path else ()
    if kind == "parquet":
        link(source, place)
        return ready, problems
    ready, repairs = as_utf8(ready, source, head)
    return ready, (*problems, *repairs)


def _prepare_quads(path: Path, place: Path, readers: QuadReaders) -> tuple[int, tuple[Problem, ...]]:
    """Write the records; return the bytes of the longest, and what is wrong with the file."""
    problems: list[Problem] = []
    count, longest = QuadCount(), 0
    with unpacked(path, problems) as chunks, place.open("wb") as out:
        for records in quad_records(chunks, count, readers):
            # of one page, mostly one
            longest = max(longest, len(records))
            out.write(records)
    if count.broken:
        message = f"lines that are no N-Quads: {count.broken}; expected: subject predicate object <page> ."
        problems.append(Problem(str(path), message, count.first_broken))
    if count.reopened:
        message = (
            f"pages whose lines stand far apart: {count.reopened}; their later lines may be lost;"
            " sort the file by page"
        )
        problems.append(Problem(str(path), message))
    return longest, tuple(problems)


def _write(records: Iterable[dict[str, Any]], place: Path) -> int:
    """Write records as JSON Lines; return the bytes of the longest."""
    longest = 0
    with place.open("wb") as out:
        for record in records:
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            written = line.encode("utf-8", errors="replace")
            longest = max(longest, len(written))
            out.write(written + b"\n")
    return longest
