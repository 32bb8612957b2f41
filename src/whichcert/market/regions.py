"""The parts of a text where a certification may be named, so that the slow engine looks only there.

Hyperscan finds them in a hundredth of the time that the expression of ``Terms.candidates``
takes for the whole text; what is found in them is the same.
"""

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from whichcert.market.scan_database import packed, scan_with, unpacked
from whichcert.market.terms import Terms

Region: TypeAlias = tuple[int, int]
Regions: TypeAlias = Callable[[str], Iterable[Region]]

_ODD_CASES = "ıİſ\u212a"
"""Letters that an i, s or k finds where case does not matter, in Python and not in Hyperscan."""

_LETTER = re.compile(r"\\u([0-9a-f]{4})")


def everywhere(words: str) -> Iterable[Region]:
    """The whole text, for a few texts or where Hyperscan is not installed."""
    return ((0, len(words)),)


def packed_regions(terms: Terms) -> bytes:
    """Return what ``regions_of`` needs."""
    return packed({0: _LETTER.sub(r"\\x{\1}", terms.unbound_candidates)}, "SOM_LEFTMOST")


def regions_of(made: bytes | None) -> Regions:
    """Return how to find the regions of a text, to be used by one thread at a time."""
    if made is None:
        return everywhere
    found: list[Region] = []

    def note(_: int, start: int, end: int, *__: object) -> None:
        found.append((start, end))

    scan = scan_with(unpacked(made), note)

    def regions(words: str) -> Iterable[Region]:
        found.clear()
        raw = words.encode()
        if len(raw) != len(words) and any(letter in words for letter in _ODD_CASES):
            return everywhere(words)
        scan(raw)
        joined = _joined(found)
        if len(raw) != len(words):
            joined = [(len(raw[:start].decode()), len(raw[:end].decode())) for start, end in joined]
        # one letter more: what follows a name is looked at
        return [(start, end + 1) for start, end in joined]

    return regions


def _joined(found: Iterable[Region]) -> list[Region]:
    """Join what overlaps or touches; in order."""
    joined: list[Region] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
