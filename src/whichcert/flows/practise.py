"""Practice: which item next, and what the learner is told after the answer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from whichcert.bank.item import Item
from whichcert.bank.statement import Statement
from whichcert.errors import InputRefused, Problem
from whichcert.flows.history import Marked
from whichcert.flows.item_pool import asked_item
from whichcert.flows.review import cards
from whichcert.flows.standing import DYNAMICS, Standing, area_gains
from whichcert.library import Library
from whichcert.measure.tracking import chance_right
from whichcert.memory.schedule import retrievability
from whichcert.scrum import FocusArea

WANTED_CHANCE = 0.7
"""The chance to be right at which an item teaches: not known yet, and within reach."""

RECENT = 15
"""Answers over which focus areas are balanced, and within which no item or enemy comes back."""

_DOUBT = 0.1
"""What one logit of doubt about an area is worth beside what an explained answer in it gains."""

_NEAR = 0.12
"""Items whose chance lies within this of the best are equally good; chance picks among them."""


class Why(StrEnum):
    """Why an item is asked."""

    MISSED = "missed"
    """It tests a statement that was missed, in another question."""
    UNTESTED = "untested"
    """It tests a statement that was not asked about yet."""
    KNOWN = "known"
    """All that it tests was answered right before; nothing better is left in its area."""
    AGAIN = "again"
    """Every item of the area was met; this is the most forgotten one."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The next item, and why this one."""

    item: Item
    area: FocusArea
    why: Why


def next_item(
    answers: Sequence[Marked],
    now: Standing,
    at: datetime,
    rng: np.random.Generator,
    *,
    held: frozenset[str] = frozenset(),
) -> Ask:
    """Return the next item to practise.

    What was never asked or was missed goes before what was answered right. Among focus areas that still
    have such items, the one furthest behind its share of the last answers, where shares follow what an
    explained answer gains on a form (``area_gains``) and how much is not known yet. Inside the area, an item
    not met before: on a missed statement, then on an untested one, with a chance near ``WANTED_CHANCE``.
    When all were met, the most forgotten one.

    held: items that must not be asked now, such as those of a mock that goes on. Raises InputRefused when
    nothing is left to ask.
    """
    pool = now.pool
    if all(item.id in held for item in pool.items):
        message = "every published item is held back" if pool.items else "the bank has no published item yet"
        raise InputRefused([Problem(pool.assessment, message)])
    open_items = _open_items(now, answers, held)
    told = _told(answers)
    areas = _areas_by_need(now, answers)
    for reasons in ((Why.MISSED, Why.UNTESTED), (Why.KNOWN,)):
        for area in areas:
            fresh = _by_reason(open_items.get(area, ()), told)
            for why in reasons:
                if fresh[why]:
                    return Ask(_within_reach(fresh[why], now, rng), area, why)
    again = _again(now, answers, areas, held)
    return Ask(_most_forgotten(again, answers, at), _area(again[0]), Why.AGAIN)


def _shut(now: Standing, answers: Sequence[Marked]) -> frozenset[str]:
    """Return the items of the last answers and their enemies: too fresh in mind to tell anything."""
    recent = [one.item.id for one in answers[-RECENT:]]
    return frozenset(recent).union(*(now.pool.enemies.get(name, frozenset()) for name in recent))


def _open_items(
    now: Standing, answers: Sequence[Marked], held: frozenset[str]
) -> Mapping[FocusArea, list[Item]]:
    """Return the items not met before by focus area."""
    out = _shut(now, answers) | {one.item.id for one in answers} | held
    found: dict[FocusArea, list[Item]] = {}
    for item in now.pool.items:
        if item.id not in out and item.focus_area is not None:
            found.setdefault(item.focus_area, []).append(item)
    return found


def _told(answers: Sequence[Marked]) -> Mapping[str, bool]:
    """Return for each statement asked about whether the last answer on it was right."""
    return {name: one.is_right for one in answers for name in one.item.statements}


def _by_reason(items: Iterable[Item], told: Mapping[str, bool]) -> dict[Why, list[Item]]:
    found: dict[Why, list[Item]] = {why: [] for why in Why}
    for item in items:
        results = [told.get(name) for name in item.statements]
        why = Why.MISSED if False in results else Why.UNTESTED if None in results else Why.KNOWN
        found[why].append(item)
    return found


def _again(
    now: Standing, answers: Sequence[Marked], areas: Sequence[FocusArea], held: frozenset[str]
) -> Sequence[Item]:
    """Return the items of the neediest area that has some not just answered; all items as a last resort."""
    shut = _shut(now, answers) | held
    for area in areas:
        inside = [item for item in now.pool.items if item.focus_area is area and item.id not in shut]
        if inside:
            return inside
    return [item for item in now.pool.items if item.id not in held]


def _areas_by_need(now: Standing, answers: Sequence[Marked]) -> list[FocusArea]:
    """Return the areas, the one that is furthest behind its share first (Sainte-Laguë's divisors)."""
    pool = now.pool
    gains = area_gains(now)
    worth: dict[FocusArea, float] = {}
    for place, area in enumerate(pool.areas):
        doubt = _DOUBT * float(now.belief.deviation[place])
        worth[area] = gains[area] * (1 + doubt / DYNAMICS.gain)
    given = [one.item.focus_area for one in answers[-RECENT:]]
    asked = [area for area in pool.areas if worth[area] > 0]
    return sorted(asked, key=lambda area: (-worth[area] / (2 * given.count(area) + 1), area.value))


def _within_reach(items: Sequence[Item], now: Standing, rng: np.random.Generator) -> Item:
    area = now.pool.area_of(items[0])
    theta = np.array([now.belief.mean[area if area is not None else 0]])
    off = np.array([abs(float(chance_right(asked_item(one), theta)[0]) - WANTED_CHANCE) for one in items])
    near = np.flatnonzero(off <= off.min() + _NEAR)
    return items[int(rng.choice(near))]


def _most_forgotten(items: Sequence[Item], answers: Sequence[Marked], at: datetime) -> Item:
    known = cards(answers)

    def kept(item: Item) -> float:
        memory = known[item.id].memory if item.id in known else None
        return 0.0 if memory is None else retrievability(memory, at)

    return min(items, key=lambda item: (kept(item), item.id))


def _area(item: Item) -> FocusArea:
    assert item.focus_area is not None  # noqa: S101  only drafts have none
    return item.focus_area


@dataclass(frozen=True, slots=True)
class ExplainedOption:
    """One option after the answer."""

    text: str
    is_correct: bool
    was_chosen: bool
    note: str
    others: int | None = None
    """How many others chose it at their first encounter; None while too few answered."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is shown after an answer in learning mode."""

    item: Item
    is_right: bool
    options: tuple[ExplainedOption, ...]
    rationale: str
    """With the braces of statement ids taken out."""
    statements: tuple[Statement, ...]
    partial_credit: float
    """0 to 1: (right ones chosen − wrong ones chosen) / right ones, at least 0."""


ENOUGH_OTHERS = 30
"""First answers of others below which their shares are not shown."""


def feedback(
    item: Item, chosen: Sequence[int], library: Library, *, others: Mapping[int, int] | None = None
) -> Feedback:
    """Return the explanation of an answer.

    others: how often each option was chosen by other learners at their first encounter.
    """
    # Each of them chose as many options as the item asks for.
    is_enough = others is not None and sum(others.values()) >= ENOUGH_OTHERS * item.choose
    shown = others if is_enough else None
    options = tuple(
        ExplainedOption(
            option.text,
            option.is_correct,
            place in chosen,
            option.note,
            None if shown is None else shown.get(place, 0),
        )
        for place, option in enumerate(item.options)
    )
    statements = tuple(library.statements[name] for name in item.statements if name in library.statements)
    return Feedback(
        item,
        tuple(sorted(chosen)) == item.keys,
        options,
        without_ids(item.rationale),
        statements,
        partial_credit(item, chosen),
    )


def partial_credit(item: Item, chosen: Sequence[int]) -> float:
    """Return (right chosen − wrong chosen) / right ones, at least 0.

    The issuer does not say whether it gives part marks; this is the usual rule that blind choosing does
    not beat.
    """
    keys = set(item.keys)
    earned = len(keys & set(chosen)) - len(set(chosen) - keys)
    return max(0.0, earned / max(1, len(keys)))


def without_ids(rationale: str) -> str:
    """Return a rationale as people read it.

    >>> without_ids("The team decides {team.self-managing}. So be it {a.b} .")
    'The team decides. So be it.'
    """
    return re.sub(r"\s*\{[^{}]*\}\s*(?=[.,;:!?)])|\s*\{[^{}]*\}", "", rationale)
