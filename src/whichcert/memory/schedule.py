"""When to see an item again: FSRS, through the fsrs library with its default parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cache, lru_cache

from fsrs import Card, Rating, Scheduler

RETENTION = 0.9
"""The share of due items that a person should still know; the library's default."""


KEPT = 8_192
"""States of items held in memory, some 1 kB each."""


class Grade(IntEnum):
    """How well an item was recalled."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Recall:
    """One time that an item was answered, and how well."""

    at: datetime
    grade: Grade


@dataclass(frozen=True, slots=True)
class Memory:
    """What follows from all recalls of one item."""

    due: datetime
    stability: float
    """Days after which the chance to recall has fallen to 0.9."""
    difficulty: float
    """1 (easy) to 10."""
    last: datetime
    recalls: int
    lapses: int
    """How often it was not known."""


def memory_of(recalls: Iterable[Recall]) -> Memory | None:
    """Return the state of an item after its recalls, oldest first; None when there is none.

    Source: FSRS-6 (Ye and others 2022 to 2025), default parameters of the fsrs library. Learning steps of
    minutes are off: an item comes back the next day at the earliest, because a session never repeats one.
    """
    return _memory_of(tuple(recalls))


# A page asks for the cards of all items that were met; few of them were recalled since the last page.
@lru_cache(maxsize=KEPT)
def _memory_of(recalls: tuple[Recall, ...]) -> Memory | None:
    card, count, lapses, last = Card(card_id=0), 0, 0, None
    for recall in recalls:
        card, _ = _scheduler().review_card(card, Rating(int(recall.grade)), recall.at)
        last, count, lapses = recall.at, count + 1, lapses + (recall.grade is Grade.AGAIN)
    if last is None or card.stability is None or card.difficulty is None:
        return None
    return Memory(card.due, card.stability, card.difficulty, last, count, lapses)


def retrievability(memory: Memory, at: datetime) -> float:
    """Return the probability, 0 to 1, that the item is recalled at that time."""
    card = Card(card_id=0, stability=memory.stability, difficulty=memory.difficulty, last_review=memory.last)
    return float(_scheduler().get_card_retrievability(card, max(at, memory.last)))


def next_intervals(recalls: Iterable[Recall], at: datetime) -> Mapping[Grade, timedelta]:
    """Return for each grade after how long the item would come back, if it were given now."""
    before = tuple(recalls)
    found = {}
    for grade in Grade:
        after = memory_of((*before, Recall(at, grade)))
        assert after is not None  # noqa: S101  one recall at least
        found[grade] = after.due - at
    return found


@cache
def _scheduler() -> Scheduler:
    # Fuzz would make the same history give another date each time it is computed.
    return Scheduler(
        desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
