"""Reads one prepared file, whatever its kind, into the store; raises EngineStopped where that can't go on."""

import duckdb

from whichcert.errors import Problem, shortened
from whichcert.market.documents import load_json
from whichcert.market.files import PostingFile
from whichcert.market.store import MOST_MEMORY, FileRead, Store, nothing_of
from whichcert.market.tabular import load_csv, load_parquet

_LOADERS = {
    "parquet": load_parquet,
    "csv": load_csv,
    "json": load_json,
    "jsonl": load_json,
    "quads": load_json,
    "page": load_json,
}


class EngineStopped(Exception):  # noqa: N818  named for what happened
    """A file stopped the engine for good; all must be read again without it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def load(store: Store, file: PostingFile) -> tuple[FileRead, tuple[Problem, ...]]:
    while True:
        try:
            return _LOADERS[file.kind](store, file)
        except (duckdb.FatalException, duckdb.InternalException) as why:
            # the engine is of no use after that
            message = f"is damaged in a way that stops the engine: {_first_line(why, file)}; left out"
            raise EngineStopped(Problem(file.name, message)) from why
        except duckdb.OutOfMemoryException:
            if not store.take_memory():
                message = f"needs more than {MOST_MEMORY} MB of memory to be read; cut it into smaller files"
                return nothing_of(file), (Problem(file.name, message),)
        except duckdb.Error as why:
            problem = Problem(file.name, f"can't be read as {file.kind}: {_first_line(why, file)}")
            return nothing_of(file), (problem,)


def _first_line(why: Exception, file: PostingFile) -> str:
    """The engine's first sentence, with the person's name of the file instead of ours."""
    line = (
        str(why).split("\n", 1)[0].replace(f' in file "{file.place}"', "").replace(str(file.place), file.stem)
    )
    return shortened(line, 200)
