"""What a response file's columns, rows and cells are, wide or long.

Rows become blocks of arrays; blocks are cut by person, and any number of them
that hold all rows of their persons become responses.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeAlias
from zlib import crc32

import numpy as np

from whichcert.errors import shortened
from whichcert.measure.arrays import Booleans, Ints
from whichcert.measure.findings import Findings
from whichcert.measure.responses import MISSING, MOST_CATEGORIES, Responses

PERSON_NAMES = frozenset({"person", "person_id", "id", "learner", "learner_id", "user", "user_id"})
ITEM_NAMES = frozenset({"item", "item_id"})
VALUE_NAMES = frozenset({"response", "value", "score", "correct"})
GROUP_NAMES = frozenset({"group"})
WEIGHT_NAMES = frozenset({"freq", "frequency", "weight"})
_MISSING_WORDS = frozenset({"", "na", "nan", "null", "none", "."})
VALUE_OF = {
    **{str(value): value for value in range(MOST_CATEGORIES)},
    **dict.fromkeys(_MISSING_WORDS, MISSING),
}
WRONG = -9
CELLS = 10_000
"""Cells read as text at a time: with more, the garbage collector walks over them again and again."""
TOGETHER = 100
"""Such readings joined to one block, so that a block is worth writing."""

Row: TypeAlias = tuple[int, Sequence[str]]


class Block(Protocol):
    """Rows of a file as arrays."""

    def split(self, n: int) -> Iterator[tuple[int, "Block"]]:
        """Cut the block into parts by person: the same person always comes into the same part."""
        ...


class ResponseFile(Protocol):
    """What the header of a file says about its rows."""

    @property
    def items(self) -> Sequence[str]: ...

    def blocks(self, rows: Iterable[Row]) -> Iterator[Block]: ...

    def responses(self, blocks: Iterable[Block]) -> Responses | None:
        """Return what blocks hold, or None for no row; a person's second answer is told and left out."""
        ...


def column_named(header: Sequence[str], names: frozenset[str]) -> int | None:
    return next((place for place, name in enumerate(header) if name in names), None)


def rows_of_length(rows: Iterable[Row], n: int, found: Findings) -> Iterator[Row]:
    for line, row in rows:
        if len(row) == n:
            yield line, row
        else:
            found.add(f"the row has {len(row)} cells, the header names {n}; the row is left out", line)


def part_of(persons: Sequence[str], n: int) -> Ints:
    return np.array([crc32(name.encode()) for name in persons], dtype=np.intp) % n


def some_words(words: tuple[str, ...] | None, keep: Booleans) -> tuple[str, ...] | None:
    return None if words is None else tuple(words[place] for place in np.flatnonzero(keep))


def value_of(cell: str, item: str, line: int, found: Findings) -> int:
    word = cell.strip().lower()
    if word in VALUE_OF:
        return VALUE_OF[word]
    try:
        number = float(word)
    except ValueError:
        number = -1.0
    if 0 <= number < MOST_CATEGORIES and number == int(number):
        return int(number)
    expected = f"a whole number from 0 to {MOST_CATEGORIES - 1}, or nothing"
    told = f"item {shortened(item)!r} holds {shortened(cell)!r}, expected {expected}; counted as missing"
    found.add(told, line)
    return MISSING
