"""Reads files of postings, whatever their kind, into the store; what can't be used is reported."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from whichcert.errors import Problem, shortened
from whichcert.market.documents import load_json
from whichcert.market.files import PostingFile, find_files, prepare
from whichcert.market.store import FileRead, Store, nothing_of
from whichcert.market.tabular import load_csv, load_parquet

_LOADERS = {"parquet": load_parquet, "csv": load_csv, "json": load_json, "jsonl": load_json}


def read_postings(
    store: Store, paths: Iterable[str | Path], folder: Path
) -> tuple[tuple[FileRead, ...], tuple[Problem, ...]]:
    """Load every file that ``paths`` mean; ``folder`` takes the prepared copies."""
    files, found = find_files(paths)
    problems = list(found)
    read: list[FileRead] = []
    for number, path in enumerate(files):
        file, unready = prepare(path, folder, number)
        problems += unready
        if file is None:
            continue
        one, unread = _load(store, file)
        problems += unread
        read.append(one)
    return tuple(read), tuple(problems)


def _load(store: Store, file: PostingFile) -> tuple[FileRead, tuple[Problem, ...]]:
    try:
        return _LOADERS[file.kind](store, file)
    except duckdb.Error as why:
        problem = Problem(file.name, f"can't be read as {file.kind}: {_first_line(why, file)}")
        return nothing_of(file), (problem,)


def _first_line(why: Exception, file: PostingFile) -> str:
    """The engine's first sentence, with the person's name of the file instead of ours."""
    line = (
        str(why).split("\n", 1)[0].replace(f' in file "{file.place}"', "").replace(str(file.place), file.stem)
    )
    return shortened(line, 200)
