"""Remembers the files that a survey has finished, so that it can go on where it stopped.

Beside each other in one folder, for each file and named after what it depends on:
``<key>.parquet`` holds what was found in each posting (no texts, only the excerpts
around mentions), ``<key>.json`` what was read. The second is written last: without it
the file counts as not finished.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from whichcert.errors import InputRefused, Problem
from whichcert.market.columns import Columns
from whichcert.market.slim import save_slim, take_slim
from whichcert.market.store import FileRead, Store
from whichcert.market.terms import Terms
from whichcert.market.whole_file import written_whole

VERSION = 1
"""Grows when what is kept changes its form or the detection its rules."""


class FinishedFiles:
    """The folder of what is finished, for one set of terms and columns."""

    def __init__(self, folder: Path, terms: Terms, columns: Columns) -> None:
        self._folder = folder
        self._rules = f"{VERSION} {terms.version} {columns!r}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as why:
            message = f"can't be made: {why.strerror}; name a folder that you may write to"
            raise InputRefused([Problem(str(folder), message)]) from why

    def key(self, paths: Sequence[Path]) -> str:
        """Name what the result of some files depends on: which, how large, how old, and the rules."""
        marks = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
        return sha256(f"{self._rules} {marks}".encode()).hexdigest()[:24]

    def has(self, key: str) -> bool:
        """Whether a file was finished, as far as one sees without reading its result."""
        return (self._folder / f"{key}.json").is_file()

    def save(self, store: Store, key: str, read: FileRead, problems: tuple[Problem, ...]) -> None:
        save_slim(store, read.number, self._folder / f"{key}.parquet")
        kept = {"read": asdict(read), "problems": [asdict(one) for one in problems]}
        with written_whole(self._folder / f"{key}.json") as place:
            place.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")

    def load(self, store: Store, key: str, number: int) -> tuple[FileRead, tuple[Problem, ...]] | None:
        """Put what was found before into the store; return None where the file is not finished."""
        try:
            kept = json.loads((self._folder / f"{key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        take_slim(store, number, self._folder / f"{key}.parquet")
        columns = {name: tuple(names) for name, names in kept["read"].pop("columns").items()}
        read = FileRead(**{**kept["read"], "number": number}, columns=columns)
        return read, tuple(Problem(**one) for one in kept["problems"])
