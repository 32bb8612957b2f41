"""Reads files of postings, whatever their kind, into the store; what can't be used is reported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import duckdb

from whichcert.errors import Problem, shortened
from whichcert.market.ahead import Ahead
from whichcert.market.cluster import Cluster
from whichcert.market.coarse import WORTH_COMPILING, hasten
from whichcert.market.documents import load_json
from whichcert.market.files import PostingFile, find_files
from whichcert.market.finished import FinishedFiles
from whichcert.market.judging import Judges, judge_file
from whichcert.market.preparation import Preparation, kind_in
from whichcert.market.progress import Progress, Step, watched
from whichcert.market.quads import QuadReaders
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


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read."""

    workers: int = 1
    """Processes that judge texts."""
    finished: FinishedFiles | None = None
    """Files done before, whose results are taken instead of reading them again."""
    progress: Progress = field(default=lambda step: None)
    cluster: Cluster | None = None
    """Where Parquet files are judged instead of here."""
    left_out: tuple[Problem, ...] = ()
    """Files that stopped the engine before, and how."""


def read_postings(
    store: Store, paths: Iterable[str | Path], folder: Path, *, reading: Reading = Reading()
) -> tuple[tuple[FileRead, ...], tuple[Problem, ...]]:
    """Load and judge every file that ``paths`` mean; ``folder`` takes the prepared copies."""
    files, found = find_files(paths)
    left_out = {problem.where for problem in reading.left_out}
    files = tuple(path for path in files if str(path) not in left_out)
    problems = [*found, *reading.left_out]
    read: list[FileRead] = []
    groups = _groups(files)
    sizes = [sum(path.stat().st_size for path in group.paths) for group in groups]
    before = [0, *accumulate(sizes)]
    if before[-1] >= WORTH_COMPILING:
        hasten(store.connection, store.terms)
    readers = QuadReaders(store.columns.steps(), reading.workers)
    ahead = Ahead(_worth(groups, reading), Preparation(folder, readers).of, reading.workers // 2)
    # the readers stop first, so that what is being prepared ends
    with Judges(store.terms, reading.workers) as judges, ahead, readers:
        run = _Run(store, folder, reading, judges, ahead)
        for number, (group, size) in enumerate(zip(groups, sizes, strict=True), start=1):
            step = Step(before[number - 1], before[-1], str(group.paths[0]))
            with watched(store.connection, step, size, reading.progress):
                one, unread = run.read(group.paths, number)
            problems += unread
            if one is not None:
                read.append(one)
    reading.progress(Step(before[-1], before[-1], ""))
    return tuple(read), tuple(problems)


@dataclass(frozen=True, slots=True)
class _Run:
    """What reading one file needs beside the file."""

    store: Store
    folder: Path
    reading: Reading
    judges: Judges
    ahead: Ahead

    def read(self, group: list[Path], number: int) -> tuple[FileRead | None, tuple[Problem, ...]]:
        """Read a file, or the pages of a folder; take the result of an earlier run where there is one."""
        finished = self.reading.finished
        if finished is None:
            return self._read(group, number)
        key = finished.key(group)
        known = finished.load(self.store, key, number)
        if known is not None:
            return known
        read, problems = self._read(group, number)
        if read is not None:
            finished.save(self.store, key, read, problems)
        return read, problems

    def _read(self, group: list[Path], number: int) -> tuple[FileRead | None, tuple[Problem, ...]]:
        file, unready = self.ahead.take(group, number)
        if file is None:
            return None, unready
        if self.reading.cluster and file.kind == "parquet":
            read, unread = self.reading.cluster.judge(self.store, file, group[0])
        else:
            read, unread = _load(self.store, file)
            judge_file(self.store, number, self.judges)
        for made in self.folder.glob(f"{number:05d}*"):
            made.unlink()
        return read, (*unready, *unread)


@dataclass(frozen=True, slots=True)
class _Group:
    """A file, or the pages of one folder, which are one source."""

    kind: str | None
    paths: list[Path]


def _groups(files: Sequence[Path]) -> list[_Group]:
    groups: dict[Path, _Group] = {}
    for path in files:
        kind = kind_in(path)[0]
        place = path.parent if kind == "page" else path
        groups.setdefault(place, _Group(kind, [])).paths.append(path)
    return list(groups.values())


def _worth(groups: Sequence[_Group], reading: Reading) -> dict[int, list[Path]]:
    """Return the files that are worth to be prepared ahead, by number."""
    finished = reading.finished
    return {
        number: group.paths
        for number, group in enumerate(groups, start=1)
        if group.kind == "quads" and not (finished and finished.has(finished.key(group.paths)))
    }


def _load(store: Store, file: PostingFile) -> tuple[FileRead, tuple[Problem, ...]]:
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
