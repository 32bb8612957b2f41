"""What the items test and what they leave out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from whichcert.bank.blueprint import Blueprint
from whichcert.bank.item import CognitiveLevel, Item, Status
from whichcert.bank.statement import Guide, Statement
from whichcert.scrum import FocusArea

LEAST_ITEMS = 2
"""How many items each statement of the Scrum Guide needs."""

FORMS = 3
"""How many forms' worth of items a focus area needs, so that mocks don't repeat themselves."""


class Band(StrEnum):
    """Intended difficulty: a learner of average ability solves an easy item in more than 62 % of cases."""

    EASY = "easy"
    MIDDLE = "middle"
    HARD = "hard"


_HALF_WIDTH = 0.5
"""Logits; the middle band reaches from −0.5 to 0.5, where the chance of success is 38 to 62 %."""

Cell = tuple[FocusArea, Band, CognitiveLevel]


@dataclass(frozen=True, slots=True)
class StatementCoverage:
    """The items that test one statement, by id."""

    statement: Statement
    items: tuple[str, ...]

    @property
    def is_hole(self) -> bool:
        return self.statement.guide is Guide.SCRUM_GUIDE and len(self.items) < LEAST_ITEMS


@dataclass(frozen=True, slots=True)
class AreaShortage:
    """A focus area for which an assessment has fewer items than ``FORMS`` forms take."""

    assessment: str
    focus_area: FocusArea
    items: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Statements × items, and focus areas × difficulty × cognitive level for each assessment."""

    statements: tuple[StatementCoverage, ...]
    cells: Mapping[str, Mapping[Cell, int]]
    shortages: tuple[AreaShortage, ...]

    @property
    def holes(self) -> tuple[StatementCoverage, ...]:
        """Return the statements of the Scrum Guide with too few items."""
        return tuple(one for one in self.statements if one.is_hole)


def band_of(difficulty: float) -> Band:
    """Return the band of a difficulty in logits.

    >>> band_of(-0.5), band_of(0.6)
    (<Band.MIDDLE: 'middle'>, <Band.HARD: 'hard'>)
    """
    if abs(difficulty) <= _HALF_WIDTH:
        return Band.MIDDLE
    return Band.EASY if difficulty < 0 else Band.HARD


def coverage(
    items: Iterable[Item], statements: Mapping[str, Statement], blueprints: Mapping[str, Blueprint]
) -> Coverage:
    """Return what the items that are not retired cover, in the order of ``statements``."""
    kept = [item for item in items if item.status is not Status.RETIRED]
    tests = dict[str, list[str]]()
    for item in kept:
        for statement_id in item.statements:
            tests.setdefault(statement_id, []).append(item.id)
    cells = {name: _cells(item for item in kept if name in item.assessments) for name in blueprints}
    return Coverage(
        tuple(StatementCoverage(one, tuple(tests.get(one.id, ()))) for one in statements.values()),
        cells,
        tuple(_shortages(cells, blueprints)),
    )


def _cells(items: Iterable[Item]) -> Mapping[Cell, int]:
    return Counter(
        (item.focus_area, band_of(item.intended_difficulty), item.cognitive_level)
        for item in items
        if item.focus_area is not None and item.cognitive_level is not None
    )


def _shortages(
    cells: Mapping[str, Mapping[Cell, int]], blueprints: Mapping[str, Blueprint]
) -> Iterator[AreaShortage]:
    for name, blueprint in blueprints.items():
        for area, count in blueprint.counts.items():
            has = sum(number for (own, _, _), number in cells[name].items() if own is area)
            if has < FORMS * count:
                yield AreaShortage(name, area, has, FORMS * count)
