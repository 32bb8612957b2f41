"""Reads files of postings, whatever their kind, into the store; what can't be used is reported."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

from whichcert.errors import Problem
from whichcert.market.ahead import Ahead
from whichcert.market.cluster import Cluster
from whichcert.market.coarse import WORTH_COMPILING, Packed, hasten, packed_patterns
from whichcert.market.files import find_files
from whichcert.market.finished import FinishedFiles
from whichcert.market.judging import Judges, judge_file
from whichcert.market.loading import load
from whichcert.market.preparation import Preparation, kind_in
from whichcert.market.progress import Progress, Step, forward, watched
from whichcert.market.quads import QuadReaders
from whichcert.market.side_by_side import FileGroup, Read, SideBySide, worth_reading_at_once
from whichcert.market.store import FileRead, Store


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
    groups = dict(enumerate(_groups(files), start=1))
    before = [0, *accumulate(group.size for group in groups.values())]
    reading = replace(reading, progress=forward(reading.progress))
    with _begun(store, folder, groups, reading) as run:
        for number, group in groups.items():
            step = Step(before[number - 1], before[-1], str(group.paths[0]))
            with watched(store.connection, step, group.size, reading.progress):
                one, unread = run.read(group, number, step)
            problems += unread
            if one is not None:
                read.append(one)
    reading.progress(Step(before[-1], before[-1], ""))
    return tuple(read), tuple(problems)


@contextmanager
def _begun(store: Store, folder: Path, groups: Mapping[int, FileGroup], reading: Reading) -> Iterator["_Run"]:
    """Start what works beside this process, and stop it in the end."""
    finished, terms = reading.finished, store.terms
    open_groups = {
        number: group
        for number, group in groups.items()
        if not (finished and finished.has(finished.key(group.paths)))
    }
    size = sum(group.size for group in groups.values())
    at_once = SideBySide(store, folder, reading.workers)
    packed: Packed | None = None
    with at_once:
        if not reading.cluster and worth_reading_at_once(open_groups.values(), reading.workers):
            at_once.begin(open_groups, already=size - sum(group.size for group in open_groups.values()))
        elif size >= WORTH_COMPILING:
            packed = packed_patterns(terms)
        if packed:
            hasten(store.connection, packed)
        readers = QuadReaders(store.columns.steps(), reading.workers)
        quads = {number: group.paths for number, group in open_groups.items() if group.kind == "quads"}
        ahead = Ahead(quads, Preparation(folder, readers).of, reading.workers // 2)
        # the readers stop first, so that what is being prepared ends
        with Judges(terms, reading.workers, packed.regions if packed else None) as judges, ahead, readers:
            yield _Run(store, folder, reading, judges, ahead, at_once)


@dataclass(frozen=True, slots=True)
class _Run:
    """What reading one file needs beside the file."""

    store: Store
    folder: Path
    reading: Reading
    judges: Judges
    ahead: Ahead
    at_once: SideBySide

    def read(self, group: FileGroup, number: int, step: Step) -> Read:
        """Read a file, or the pages of a folder; take the result of an earlier run where there is one."""
        finished = self.reading.finished
        if finished is None:
            return self._read(group, number, step)
        key = finished.key(group.paths)
        known = finished.load(self.store, key, number)
        if known is not None:
            return known
        read, problems = self._read(group, number, step)
        if read is not None:
            finished.save(self.store, key, read, problems)
        return read, problems

    def _read(self, group: FileGroup, number: int, step: Step) -> Read:
        if number in self.at_once:
            # where a process was killed, what it had is read here
            with suppress(BrokenProcessPool):
                return self.at_once.take(number, step, self.reading.progress)
        file, unready = self.ahead.take(group.paths, number)
        if file is None:
            return None, unready
        if self.reading.cluster and file.kind == "parquet":
            read, unread = self.reading.cluster.judge(self.store, file, group.paths[0])
        else:
            read, unread = load(self.store, file)
            judge_file(self.store, number, self.judges)
        for made in self.folder.glob(f"{number:05d}*"):
            made.unlink()
        return read, (*unready, *unread)


def _groups(files: Sequence[Path]) -> list[FileGroup]:
    groups: dict[Path, tuple[str | None, list[Path]]] = {}
    for path in files:
        kind = kind_in(path)[0]
        place = path.parent if kind == "page" else path
        groups.setdefault(place, (kind, []))[1].append(path)
    return [
        FileGroup(kind, paths, sum(path.stat().st_size for path in paths)) for kind, paths in groups.values()
    ]
