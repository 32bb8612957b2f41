"""What follows from answers one by one: a longer history goes on where a shorter one was left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from whichcert.flows.history import Marked

T = TypeVar("T")

MOST_POINTS = 64
"""Places on a trail that are held, some 2 kB each; a page asks for the ends of 30 days and for today."""


@dataclass(frozen=True, slots=True)
class _Walked(Generic[T]):
    """Answers, and what followed from the first n of them, for some n."""

    answers: tuple[Marked, ...] = ()
    points: Mapping[int, T] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Trail(Generic[T]):
    """What followed from a learner's answers when it was last asked for.

    What is held serves only a history that begins with equal answers, so it never changes what comes out.
    """

    walked: _Walked[T] = field(default_factory=_Walked)
    """Replaced as a whole, because threads share it."""

    def points(
        self, answers: tuple[Marked, ...], places: Sequence[int], *, start: T, step: Callable[[T, int], T]
    ) -> Mapping[int, T]:
        """Return what follows from the first n answers, for each n of ``places``.

        step: takes what follows from the first n answers, and n; returns what follows with one more.
        """
        before = self.walked
        shared = _shared(before.answers, answers)
        known = {0: start} | {n: one for n, one in before.points.items() if n <= shared}
        found = dict[int, T]()
        for n in sorted(set(places)):
            here = max(one for one in known if one <= n)
            one = known[here]
            for place in range(here, n):
                one = step(one, place)
            found[n] = known[n] = one
        kept = {n: one for n, one in known.items() if n not in found} | found
        self.walked = _Walked(answers, dict(list(kept.items())[-MOST_POINTS:]))
        return found


def _shared(one: tuple[Marked, ...], other: tuple[Marked, ...]) -> int:
    """Return with how many answers both begin."""
    if other[: len(one)] == one:
        return len(one)
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))
