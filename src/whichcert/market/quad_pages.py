"""Puts the runs of each page together, also where its lines stand apart or mean nodes of another page.

Blank nodes join within the file: a node is looked for in its own page first, then among
the pages that are still open. Pages stay open until many others came, so that lines of
one page need not stand together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from whichcert.market.quad_blocks import BlockRead, Names, Page, Run, json_lines, read_again

OPEN_PAGES = 2048
OPEN_BYTES = 48 * 1024**2
"""Bounds of what is held in memory; the oldest page is closed when one of them is passed."""

REMEMBERED = 200_000
"""Closed pages whose addresses are still known, so that a page which goes on is noticed."""


@dataclass(slots=True)
class QuadCount:
    """What could not be read; filled while the records are drawn."""

    broken: int = 0
    first_broken: int | None = None
    reopened: int = 0
    """Pages that went on after they had been closed: their later lines are a posting of their own or lost."""

    def add_broken(self, line: int) -> None:
        self.broken += 1
        self.first_broken = self.first_broken or line


@dataclass(slots=True)
class _OpenPage:
    graph: bytes
    runs: list[tuple[bytes, Run]] = field(default_factory=list)
    """Each with its block."""
    size: int = 0
    labels: list[bytes] = field(default_factory=list)
    read: Page | None = None

    def page(self, names: Names) -> Page:
        if self.read is None:
            self.read = Page()
            for block, run in self.runs:
                read_again(block[run.start : run.end], self.read, names)
        return self.read


class OpenPages:
    """The pages that are still open, oldest first."""

    def __init__(self, names: Names, count: QuadCount) -> None:
        self._names, self._count = names, count
        self._pages: dict[bytes, _OpenPage] = {}
        self._homes: dict[bytes, _OpenPage] | None = None
        """The page of each blank node; made when one is first looked for."""
        self._closed: dict[int, None] = {}
        """Hashes of the pages closed last."""
        self._size = 0

    def add(self, block: bytes, read: BlockRead, first_line: int) -> Iterator[bytes]:
        """Take what was read from a block; yield the postings of the pages that are closed by it."""
        for line in read.broken:
            self._count.add_broken(first_line + line)
        for run in read.runs:
            self._put(block, run)
            while len(self._pages) > OPEN_PAGES or self._size > OPEN_BYTES:
                yield self._close_oldest()

    def close(self) -> Iterator[bytes]:
        while self._pages:
            yield self._close_oldest()

    def _put(self, block: bytes, run: Run) -> None:
        page = self._pages.get(run.graph)
        if page is None:
            page = self._pages[run.graph] = _OpenPage(run.graph)
            self._count.reopened += hash(run.graph) in self._closed
        page.runs.append((block, run))
        page.read = None
        page.size += run.end - run.start
        self._size += run.end - run.start
        if self._homes is not None:
            self._index(page, block, run)

    def _close_oldest(self) -> bytes:
        page = self._pages[next(iter(self._pages))]
        ready = page.runs[0][1].ready if len(page.runs) == 1 else None
        if ready is None:
            ready = json_lines(page.page(self._names), page.graph, self._elsewhere)
        del self._pages[page.graph]
        for label in page.labels:
            if self._homes and self._homes.get(label) is page:
                del self._homes[label]
        self._size -= page.size
        self._closed[hash(page.graph)] = None
        if len(self._closed) > REMEMBERED:
            del self._closed[next(iter(self._closed))]
        return ready

    def _elsewhere(self, label: bytes) -> Page | None:
        """Return the page where a node stands that is not in its own."""
        if self._homes is None:
            self._homes = {}
            for page in self._pages.values():
                for block, run in page.runs:
                    self._index(page, block, run)
        home = self._homes.get(label)
        return home.page(self._names) if home else None

    def _index(self, page: _OpenPage, block: bytes, run: Run) -> None:
        if self._homes is None:
            return
        found = Page()
        read_again(block[run.start : run.end], found, self._names)
        for label in found.nodes:
            if label.startswith(b"_:") and self._homes.setdefault(label, page) is page:
                page.labels.append(label)
