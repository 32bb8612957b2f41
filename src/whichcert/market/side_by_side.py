"""Reads several files at once, each whole and in a process of its own, where they are much alike in size.

What is found comes back without the texts, as from an earlier run; the rows are the same.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from multiprocessing import active_children
from pathlib import Path
from typing import Any, TypeAlias

from whichcert.errors import Problem
from whichcert.market.coarse import Packed, hasten, packed_patterns
from whichcert.market.columns import Columns
from whichcert.market.files import PostingFile
from whichcert.market.judging import Judges, judge_file
from whichcert.market.loading import EngineStopped, load
from whichcert.market.preparation import Preparation
from whichcert.market.processes import quiet_processes
from whichcert.market.progress import EVERY, Progress, Step, watched
from whichcert.market.slim import save_slim, take_slim
from whichcert.market.store import FileRead, Store, open_store
from whichcert.market.terms import Terms

WORTH_PROCESSES = 32 * 1024**2
"""Bytes of all files from which it pays: each process takes a second to start."""

ENOUGH_AT_ONCE = 4
"""How many times the largest file there must be, where there are more cores: so much quicker it gets."""

Read: TypeAlias = tuple[FileRead | None, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class FileGroup:
    """A file, or the pages of one folder, which are one source."""

    kind: str | None
    paths: Sequence[Path]
    size: int


def worth_reading_at_once(groups: Iterable[FileGroup], workers: int) -> bool:
    """Whether no file takes so long that the other cores wait; N-Quads are read by processes of their own."""
    groups = tuple(groups)
    sizes = [group.size for group in groups]
    total = sum(sizes)
    return (
        workers > 1
        and total >= WORTH_PROCESSES
        and max(sizes) * min(workers, ENOUGH_AT_ONCE) <= total
        and all(group.kind != "quads" for group in groups)
    )


@dataclass(frozen=True, slots=True)
class _Rules:
    """What every process must know."""

    terms: Terms
    columns: Columns
    packed: Packed | None
    folder: Path
    read: Any
    """How many bytes of each file were read: an array that all processes share."""


class SideBySide:
    """The files that are being read, by number; empty where that would not pay."""

    def __init__(self, store: Store, folder: Path, workers: int) -> None:
        self._store, self._folder, self._workers = store, folder / "at-once", workers
        self._futures: dict[int, Future[Read]] = {}
        self._pool: ProcessPoolExecutor | None = None
        self._processes: set[Any] = set()
        self._read: Any = ()
        self._already = 0

    def begin(self, groups: Mapping[int, FileGroup], already: int = 0) -> None:
        """Start the processes; the largest files come first, so that none is left for the end.

        already: bytes of files that were read before.
        """
        self._already = already
        self._folder.mkdir()
        context = quiet_processes()
        self._read = context.Array("d", max(groups) + 1)
        terms, columns = self._store.terms, self._store.columns
        rules = _Rules(terms, columns, packed_patterns(terms), self._folder, self._read)
        others = set(active_children())
        self._pool = ProcessPoolExecutor(
            min(self._workers, len(groups)), mp_context=context, initializer=_take_rules, initargs=(rules,)
        )
        for number in sorted(groups, key=lambda one: -groups[one].size):
            self._futures[number] = self._pool.submit(_read, groups[number], number)
        self._processes = set(active_children()) - others

    def __enter__(self) -> "SideBySide":
        return self

    def __exit__(self, kind: object, *why: object) -> None:
        if kind:
            # nobody waits for a whole file
            for process in self._processes:
                process.terminate()
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            shutil.rmtree(self._folder, ignore_errors=True)

    def __contains__(self, number: int) -> bool:
        return number in self._futures

    def take(self, number: int, step: Step, progress: Progress) -> Read:
        """Wait for a file and store its rows; raises BrokenProcessPool where a process was killed."""
        future = self._futures[number]
        while not wait([future], EVERY).done:
            progress(replace(step, done=self._already + int(sum(self._read))))
        read, problems = future.result()
        if read is not None:
            place = _place(self._folder, number)
            take_slim(self._store, number, place)
            place.unlink()
        return read, problems


def _place(folder: Path, number: int) -> Path:
    return folder / f"{number:05d}.parquet"


_rules: _Rules | None = None


def _take_rules(rules: _Rules) -> None:
    global _rules
    _rules = rules


def _read(group: FileGroup, number: int) -> Read:
    """Read and judge one file with an engine of its own; its rows are left in the folder."""
    rules = _rules
    if rules is None:
        raise RuntimeError("a process was started without rules")

    def progress(step: Step) -> None:
        rules.read[number] = step.done

    folder = rules.folder / f"{number:05d}"
    folder.mkdir()
    store = open_store(folder, rules.columns, rules.terms, threads=1)
    try:
        if rules.packed:
            hasten(store.connection, rules.packed)
        with watched(store.connection, Step(0, group.size, ""), group.size, progress):
            file, unready = Preparation(folder).of(group.paths, number)
            read, unread = _judged(store, file, rules.packed) if file else (None, ())
            if read:
                save_slim(store, number, _place(rules.folder, number))
            return read, (*unready, *unread)
    finally:
        store.connection.close()
        shutil.rmtree(folder, ignore_errors=True)
        rules.read[number] = group.size


def _judged(store: Store, file: PostingFile, packed: Packed | None) -> Read:
    try:
        read, problems = load(store, file)
    except EngineStopped as why:
        # this engine is of no use any more; the others go on
        return None, (why.problem,)
    with Judges(store.terms, regions=packed.regions if packed else None) as judges:
        judge_file(store, file.number, judges)
    return read, problems
