"""Prepares the next files of N-Quads while one is being loaded and judged."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from whichcert.market.preparation import Prepared

Prepare = Callable[[Sequence[Path], int], Prepared]


class Ahead:
    """Threads are enough: they unpack, and the processes of ``QuadReaders`` read."""

    def __init__(self, waiting: Mapping[int, Sequence[Path]], prepare: Prepare, at_once: int) -> None:
        """Take the files that are worth it, by number; at most ``at_once`` of them are prepared ahead."""
        self._waiting, self._prepare, self._at_once = dict(waiting), prepare, at_once
        self._begun: dict[int, Future[Prepared]] = {}
        self._threads = ThreadPoolExecutor(max(at_once, 1))

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(self, *why: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def take(self, group: Sequence[Path], number: int) -> Prepared:
        """Return a file prepared, and begin with the next ones."""
        self._waiting.pop(number, None)
        begun = self._begun.pop(number, None)
        prepared = begun.result() if begun else self._prepare(group, number)
        for later in sorted(self._waiting)[: self._at_once - len(self._begun)]:
            self._begun[later] = self._threads.submit(self._prepare, self._waiting.pop(later), later)
        return prepared
