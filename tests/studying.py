"""A learner who answers the bank's published items, for the tests of studying."""

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from whichcert.bank.item import Item
from whichcert.flows.history import Answered, Confidence, Marked, Mode, marked
from whichcert.flows.item_pool import ItemPool, item_pool
from whichcert.library import load_library

CONTENT = os.environ.get("WHICHCERT_CONTENT")
LIBRARY = load_library(Path(CONTENT) if CONTENT else None, today=date(2026, 11, 24))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def pool(assessment: str = "psm-1") -> ItemPool:
    return item_pool(LIBRARY, assessment)


def wrong(item: Item) -> tuple[int, ...]:
    """Return an answer of the right size that is not the key."""
    others = [place for place in range(len(item.options)) if place not in item.keys]
    return tuple(sorted((*item.keys[1:], others[0])))


def answered(
    item: Item,
    *,
    right: bool = True,
    minute: float = 0,
    mode: Mode = Mode.PRACTISE,
    seconds: float | None = 40.0,
    confidence: Confidence | None = None,
) -> Answered:
    """Return an answer, ``minute`` minutes after noon."""
    chosen = item.keys if right else wrong(item)
    return Answered(item.id, chosen, NOON + timedelta(minutes=minute), mode, seconds, confidence)


def history(items: Iterable[Item], *, right: bool = True, mode: Mode = Mode.PRACTISE) -> tuple[Marked, ...]:
    """Return one answer to each item, a minute apart."""
    answers = [answered(item, right=right, minute=place, mode=mode) for place, item in enumerate(items)]
    return marked(answers, LIBRARY.bank)
