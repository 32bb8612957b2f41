"""Reads N-Quads as Web Data Commons writes them, as a stream, block by block and on all cores."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from whichcert.market.processes import quiet_processes
from whichcert.market.quad_blocks import BlockRead, Names, read_block
from whichcert.market.quad_pages import OpenPages, QuadCount

BLOCK = 2 * 1024**2
"""Bytes that are read at once: enough to pay for the way to a process, little in memory."""

LONGEST = 16 * 1024**2
"""Bytes of one line; a longer one is left out and counted as broken."""

WORTH_PROCESSES = 16
"""Blocks from which it pays to start processes, which takes a second."""


class Stopped(Exception):  # noqa: N818  named for what happened
    """Nobody waits for the records any more."""


class QuadReaders:
    """The processes that read blocks, started when there is enough to do for them, and kept for all files."""

    def __init__(self, wanted: frozenset[str] | None = None, workers: int = 1) -> None:
        self.wanted = wanted
        """The names that matter, plainly written; all of them where it is None."""
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()
        self._seen = 0
        self._is_stopped = False

    def __enter__(self) -> "QuadReaders":
        return self

    def __exit__(self, *why: object) -> None:
        self._is_stopped = True
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def read(self, blocks: Iterable["Block"]) -> Iterator[tuple["Block", BlockRead]]:
        """Read each block; the results come in order."""
        waiting: deque[tuple[Block, Future[BlockRead]]] = deque()
        names = Names()
        for number, block in enumerate(blocks):
            if number == 1:
                # of the first block every name is kept, for what is said of a file without titles
                names = Names(self.wanted)
            if self._is_stopped:
                raise Stopped
            pool = self._started() if number else None
            if pool is None:
                yield block, read_block(block.lines, names)
                continue
            waiting.append((block, pool.submit(_read, block.lines)))
            if len(waiting) > 2 * self._workers:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()

    def _started(self) -> ProcessPoolExecutor | None:
        if self._workers < 2:
            return None
        with self._lock:
            self._seen += 1
            if self._pool is None and self._seen >= WORTH_PROCESSES:
                self._pool = ProcessPoolExecutor(
                    self._workers,
                    mp_context=quiet_processes(),
                    initializer=_take_wanted,
                    initargs=(self.wanted,),
                )
            return self._pool


_names = Names()


def _take_wanted(wanted: frozenset[str] | None) -> None:
    global _names
    _names = Names(wanted)


def _read(lines: bytes) -> BlockRead:
    return read_block(lines, _names)


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, and the number of the first."""

    lines: bytes
    first_line: int = 1


def quad_records(chunks: Iterator[bytes], count: QuadCount, readers: QuadReaders) -> Iterator[bytes]:
    """Yield records with the names of schema.org as JSON Lines, in the order in which pages begin."""
    pages = OpenPages(Names(readers.wanted), count)
    for block, read in readers.read(blocks_of(chunks, count)):
        yield from pages.add(block.lines, read, block.first_line)
    yield from pages.close()


def blocks_of(chunks: Iterable[bytes], count: QuadCount) -> Iterator[Block]:
    """Cut chunks into blocks of whole lines; a line that is too long is left out and counted."""
    cutter = _Cutter(count)
    for chunk in chunks:
        cutter.add(chunk)
        if cutter.size >= BLOCK and (block := cutter.cut()):
            yield block
    if last := cutter.last():
        yield last


@dataclass(slots=True)
class _Cutter:
    count: QuadCount
    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    line: int = 1
    is_inside: bool = False
    """Whether a line that is too long goes on."""

    def cut(self) -> Block | None:
        """Return the lines that are whole."""
        data = self._taken()
        end = data.rfind(b"\n") + 1
        # empty lines alone are not worth to be cut up
        block = None if data[:end].isspace() or not end else Block(data[:end], self.line)
        self.line += data.count(b"\n")
        if len(data) - end > LONGEST:
            self.count.add_broken(self.line)
            self.line += 1
            self.is_inside = True
        else:
            self.add(data[end:])
        return block

    def last(self) -> Block | None:
        data = self._taken()
        return Block(data, self.line) if data else None

    def add(self, chunk: bytes) -> None:
        self.parts.append(chunk)
        self.size += len(chunk)

    def _taken(self) -> bytes:
        """Take what was added, without the rest of a line that is too long."""
        data = b"".join(self.parts)
        self.parts.clear()
        self.size = 0
        if self.is_inside:
            _, ended, data = data.partition(b"\n")
            self.is_inside = not ended
        return data
