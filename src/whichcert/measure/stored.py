"""Responses and shards that lie in a folder instead of in memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from whichcert.measure.columns import Block
from whichcert.measure.expectation import Current, Expected, Shard, expect
from whichcert.measure.responses import SPARSE_BELOW, Numbered, Responses
from whichcert.measure.shelf import Shelf, changed, values_in, write


class Buckets:
    """Blocks of a file, sorted by person into files that fit in memory one at a time."""

    def __init__(self, folder: Path, n: int) -> None:
        self._paths = [folder / f"bucket-{place}" for place in range(n)]

    def add(self, block: Block) -> None:
        for place, part in block.split(len(self._paths)):
            write(self._paths[place], part)

    def each(self) -> Iterator[Iterator[Block]]:
        """Yield the blocks of each bucket; a bucket is deleted when the next is asked for."""
        for path in self._paths:
            yield values_in(path)
            path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, eq=False)
class StoredResponses:
    """Persons × items in pieces, every piece with all items and all of its persons' responses."""

    items: tuple[str, ...]
    pieces: Sequence[Responses]

    @property
    def n_items(self) -> int:
        return len(self.items)

    @staticmethod
    def of(pieces: Iterable[Responses], folder: Path) -> "StoredResponses | None":
        """Put pieces on a shelf, all as matrices or all as logs; return None where there is none."""
        shelf: Shelf[Responses] = Shelf(folder)
        answered, cells, items = 0, 0, None
        for piece in pieces:
            answered += piece.n_responses
            cells += piece.n_persons * piece.n_items
            items = piece.items
            shelf.add(replace(piece, persons=Numbered(piece.n_persons)))
        if items is None:
            return None
        sparse = answered < SPARSE_BELOW * cells
        return StoredResponses(items, changed(shelf, Responses.as_log if sparse else Responses.as_matrix))

    @property
    def n_responses(self) -> int:
        return sum(piece.n_responses for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class StoredShard:
    """Shards in a file; they are opened for each step, wherever the step runs."""

    path: Path

    @property
    def n_rows(self) -> int:
        return sum(shard.n_rows for shard in self.opened())

    def opened(self) -> list[Shard]:
        found: list[Shard] = next(values_in(self.path))
        return found

    def expect(self, current: Current) -> Expected:
        return expect(self.opened(), current)


def in_memory(shards: Iterable[Shard]) -> Iterator[Shard]:
    """Yield each shard, those of a file after it was opened."""
    for shard in shards:
        if isinstance(shard, StoredShard):
            yield from shard.opened()
        else:
            yield shard
