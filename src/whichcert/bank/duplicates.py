"""Items that say nearly the same, found by the runs of words that they share."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whichcert.bank.item import Item, Kind
from whichcert.bank.words import words_of

RUN = 4
"""Words in a shingle: runs of three, such as "of the Scrum", are shared by honest neighbours."""

MOST_OVERLAP = 0.35
"""The share of the shorter item's shingles above which two items are one question."""

_COMMON = 12
"""A run of words in more items than this is a way of asking, such as "what should the Scrum Master do"."""

Integers = NDArray[np.int64]


class Overlap(NamedTuple):
    """Two items, by id, and the share of the shorter one's shingles that stand in the other."""

    one: str
    other: str
    share: float


def compared_words(item: Item, words: Sequence[str] | None = None) -> Sequence[str]:
    """Return the words of stem and options; of the stem alone where the options say true and false."""
    if item.kind is Kind.TRUE_FALSE:
        return words_of(item.stem)
    return words_of(item.text) if words is None else words


def overlaps(words: Mapping[str, Sequence[str]], *, above: float = MOST_OVERLAP) -> list[Overlap]:
    """Return the pairs of ids whose words share more than ``above`` of their shingles, most alike first.

    >>> overlaps({"a": "who orders the product backlog".split(), "b": "who orders the product".split()})
    [Overlap(one='a', other='b', share=1.0)]
    """
    ids = list(words)
    shingles, owners = _shingles(list(words.values()))
    sizes = np.bincount(owners, minlength=len(ids))
    shared = Counter[tuple[int, int]]()
    for start, end in _groups(shingles):
        shared.update(combinations(owners[start:end].tolist(), 2))
    found = [
        Overlap(ids[one], ids[other], number / int(min(sizes[one], sizes[other])))
        for (one, other), number in shared.items()
    ]
    kept = (pair for pair in found if pair.share > above)
    return sorted(kept, key=lambda pair: (-pair.share, pair.one, pair.other))


def _shingles(texts: list[Sequence[str]]) -> tuple[Integers, Integers]:
    """Return each text's different shingles as numbers, sorted, and the place of the text of each.

    A shingle is the number whose digits are its words, so two differ when their words do (up to 55,000
    words; beyond that a clash is possible and less likely than 1 in 10¹²).
    """
    codes = dict[str, int]()
    digits = np.array([codes.setdefault(word, len(codes)) for text in texts for word in text], dtype=np.int64)
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    if len(digits) < RUN:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    numbers = np.zeros(len(digits) - RUN + 1, dtype=np.int64)
    for offset in range(RUN):
        numbers = numbers * len(codes) + digits[offset : len(digits) - RUN + 1 + offset]
    is_whole = owners[: len(numbers)] == owners[RUN - 1 :]
    numbers, owners = numbers[is_whole], owners[: len(numbers)][is_whole]
    order = np.argsort(numbers, kind="stable")
    numbers, owners = numbers[order], owners[order]
    is_new = np.ones(len(numbers), dtype=bool)
    is_new[1:] = (numbers[1:] != numbers[:-1]) | (owners[1:] != owners[:-1])
    return numbers[is_new], owners[is_new]


def _groups(shingles: Integers) -> list[tuple[int, int]]:
    """Return where each run of equal numbers starts and ends that 2 to _COMMON items share."""
    changes = np.flatnonzero(shingles[1:] != shingles[:-1]) + 1
    bounds = np.concatenate([[0], changes, [len(shingles)]])
    lengths = np.diff(bounds)
    chosen = np.flatnonzero((lengths > 1) & (lengths <= _COMMON))
    return [(int(bounds[place]), int(bounds[place + 1])) for place in chosen]
