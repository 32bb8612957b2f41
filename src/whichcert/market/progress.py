"""Says how far a long survey is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Event, Thread
from typing import TypeAlias

import duckdb

EVERY = 0.5
"""Seconds between two reports inside one file."""


@dataclass(frozen=True, slots=True)
class Step:
    """How much of the files was read, in bytes as they lie on the disk, and which is being read."""

    done: int
    total: int
    name: str


Progress: TypeAlias = Callable[[Step], None]


def forward(progress: Progress) -> Progress:
    """Return the same that never goes back."""
    most = 0

    def told(step: Step) -> None:
        nonlocal most
        most = max(most, step.done)
        progress(replace(step, done=most))

    return told


@contextmanager
def watched(
    connection: duckdb.DuckDBPyConnection, step: Step, size: int, progress: Progress
) -> Iterator[None]:
    """Report ``step`` now, and while the engine works on a file of ``size`` bytes."""
    progress(step)
    ended = Event()
    watch = Thread(target=_watch, args=(connection, step, size, progress, ended), daemon=True)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join()


def _watch(
    connection: duckdb.DuckDBPyConnection, step: Step, size: int, progress: Progress, ended: Event
) -> None:
    most = 0.0
    while not ended.wait(EVERY):
        # -1: nothing known; it starts again with each statement, and what is told must not go back
        most = max(most, min(connection.query_progress(), 100.0))
        progress(Step(step.done + int(size * most / 100), step.total, step.name))
