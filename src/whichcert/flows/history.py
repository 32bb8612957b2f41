"""What a learner answered: appended, never changed; all that pages show of it is computed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from whichcert.bank.bank import Bank
from whichcert.bank.item import Item
from whichcert.memory.schedule import Grade


class Mode(StrEnum):
    """What the learner did when they answered."""

    DIAGNOSTIC = "diagnostic"
    PRACTISE = "practise"
    MOCK = "mock"
    REVIEW = "review"


class Confidence(StrEnum):
    """How sure the learner said they were, before they saw the key."""

    GUESS = "guess"
    UNSURE = "unsure"
    SURE = "sure"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to one item."""

    item: str
    chosen: tuple[int, ...]
    """Places of the options chosen, from 0, ascending; empty: left open."""
    at: datetime
    mode: Mode
    seconds: float | None = None
    """From seeing the question to the answer; None where nobody measured it."""
    confidence: Confidence | None = None
    grade: Grade | None = None
    """Only where the learner chose it; otherwise it follows from the answer."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer held against the key."""

    answer: Answered
    item: Item
    is_right: bool
    is_first: bool
    """Whether the learner met the item for the first time; only then does it tell what they know."""


def marked(history: Iterable[Answered], bank: Bank) -> tuple[Marked, ...]:
    """Return the answers, oldest first, each against its key.

    Answers to items that this content does not have are left out; ``unknown_items`` counts them.
    """
    found, keys = list[Marked](), dict[str, tuple[int, ...]]()
    for answer in sorted(history, key=lambda one: one.at):
        item = bank.items.get(answer.item)
        if item is None:
            continue
        is_first = item.id not in keys
        if is_first:
            keys[item.id] = item.keys
        found.append(Marked(answer, item, answer.chosen == keys[item.id], is_first))
    return tuple(found)


def unknown_items(history: Iterable[Answered], bank: Bank) -> int:
    """Return how many answers belong to items that this content does not have."""
    return sum(answer.item not in bank.items for answer in history)


def times_seen(history: Iterable[Answered]) -> Mapping[str, int]:
    """Return how often each item was answered."""
    counts: dict[str, int] = {}
    for answer in history:
        counts[answer.item] = counts.get(answer.item, 0) + 1
    return counts
