"""Recognises a file of postings and makes a readable copy or link of it."""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from whichcert.errors import Problem
from whichcert.market.files import PostingFile
from whichcert.market.kinds import kind_of
from whichcert.market.packed import TooLarge, head_of, lines_of, packing_of, unpack, unpacked
from whichcert.market.pages import page_records
from whichcert.market.quads import LONGEST, QuadCount, quad_records
from whichcert.market.repair import as_utf8, link

_Found = TypeVar("_Found")

Prepared = tuple[PostingFile | None, tuple[Problem, ...]]


def kind_in(path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """Return what a file holds, also where it is packed, or None and why it can't be read."""
    return _guarded(path, lambda: _kind(path))


def _kind(path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    kind, problem = kind_of(head_of(path))
    return kind, (Problem(str(path), problem),) if problem else ()


def prepare(path: Path, folder: Path, number: int) -> Prepared:
    """Recognise a file and make a readable copy or link of it in ``folder``.

    Gzip and Zstandard are unpacked; UTF-16, broken UTF-8 and letters decoded wrongly once
    before are put right in a copy, and each repair is reported with its first line. The
    postings of N-Quads and pages become JSON Lines.
    """
    return _guarded(path, lambda: _prepared(path, folder, number))


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

    _write(records(), place)
    if empty and len(paths) > 1:
        message = f"pages without JobPosting data that can be read: {len(empty)}; the first: {empty[0].name}"
        problems.append(Problem(name, message))
    return ready, tuple(problems)


def _guarded(
    path: Path, work: Callable[[], tuple[_Found | None, tuple[Problem, ...]]]
) -> tuple[_Found | None, tuple[Problem, ...]]:
    try:
        return work()
    except (OSError, EOFError, zlib.error, TooLarge) as why:
        return None, (_unreadable(path, why),)


def _unreadable(path: Path, why: Exception) -> Problem:
    if isinstance(why, TooLarge):
        return Problem(str(path), "grows past 32 GiB when unpacked; expected a file of postings")
    return Problem(str(path), f"can't be read: {getattr(why, 'strerror', None) or why}")


def _prepared(path: Path, folder: Path, number: int) -> Prepared:
    place = folder / f"{number:05d}"
    head = head_of(path)
    kind, problem = kind_of(head)
    if kind is None:
        return None, (Problem(str(path), problem),)
    ready = PostingFile(str(path), place, kind, path.stat().st_size, number)
    if kind == "page":
        return prepare_pages([path], folder, number)
    if kind == "quads":
        return ready, _prepare_quads(path, place)
    source = place.with_suffix(".unpacked") if packing_of(path) else path
    problems = unpack(path, source) if source != path else ()
    if kind == "parquet":
        link(source, place)
        return ready, problems
    ready, repairs = as_utf8(ready, source, head)
    return ready, (*problems, *repairs)


def _prepare_quads(path: Path, place: Path) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    count = QuadCount()
    with unpacked(path, problems) as chunks:
        _write(quad_records(lines_of(chunks, LONGEST), count), place)
    if count.broken:
        message = f"lines that are no N-Quads: {count.broken}; expected: subject predicate object <page> ."
        problems.append(Problem(str(path), message, count.first_broken))
    if count.reopened:
        message = (
            f"pages whose lines stand far apart: {count.reopened}; their later lines may be lost;"
            " sort the file by page"
        )
        problems.append(Problem(str(path), message))
    return tuple(problems)


def _write(records: Iterable[dict[str, Any]], place: Path) -> None:
    with place.open("w", encoding="utf-8", errors="replace") as out:
        for record in records:
            out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
            out.write("\n")
