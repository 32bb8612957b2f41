"""How a mock assessment is composed; content/blueprints.toml holds one for each assessment."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from whichcert.bank.item import ASSESSMENTS
from whichcert.bank.rasch import Floats, expected_scores
from whichcert.errors import Problem, shortened
from whichcert.normal import quantile
from whichcert.scrum import FocusArea

BLUEPRINTS = "content/blueprints.toml"

_KEYS = ("items", "mean_difficulty", "spread", "reason", "focus_areas")
_MOST_ITEMS = 400


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The form of one assessment: how many items of each focus area, and how hard they are."""

    assessment: str
    counts: Mapping[FocusArea, int]
    mean_difficulty: float
    """Logits."""
    spread: float
    """Standard deviation of the difficulties, logits."""
    reason: str = ""

    @property
    def n_items(self) -> int:
        return sum(self.counts.values())

    def target(self, theta: Floats) -> Floats:
        """Return the expected score of a form with normally distributed difficulties. theta: logits."""
        steps = (np.arange(200) + 0.5) / 200
        difficulties = self.mean_difficulty + self.spread * quantile(steps)
        return expected_scores(difficulties, theta) * self.n_items / len(steps)


def read_blueprints(path: Path) -> tuple[Mapping[str, Blueprint], tuple[Problem, ...]]:
    """Return the blueprints by assessment, and what is wrong with the file."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        return {}, (Problem(BLUEPRINTS, f"can't be read: {shortened(str(error), 200)}; correct it"),)
    found, problems = dict[str, Blueprint](), list[Problem]()
    for name, table in tables.items():
        faults = [Problem(BLUEPRINTS, f"[{shortened(name)}] {fault}") for fault in _faults(name, table)]
        problems += faults
        if not faults:
            counts = {FocusArea(area): number for area, number in table["focus_areas"].items()}
            numbers = float(table["mean_difficulty"]), float(table["spread"])
            found[name] = Blueprint(name, counts, *numbers, table["reason"])
    problems += [
        Problem(BLUEPRINTS, f"[{name}] is missing; write it") for name in ASSESSMENTS if name not in tables
    ]
    return found, tuple(problems)


def _faults(name: str, table: Any) -> Iterator[str]:
    if name not in ASSESSMENTS:
        yield f"is no assessment of the bank; known: {', '.join(ASSESSMENTS)}"
        return
    if not isinstance(table, dict) or set(table) != set(_KEYS):
        yield f"must hold {', '.join(_KEYS)} and nothing else"
        return
    areas = table["focus_areas"]
    if not isinstance(areas, dict) or not areas or not all(_is_count(one) for one in areas.values()):
        yield "focus_areas must give each focus area a whole number of items"
        return
    for area in areas:
        if area not in tuple(FocusArea):
            yield f"knows no focus area {shortened(area)!r}; see whichcert.scrum"
    if sum(areas.values()) != table["items"]:
        yield f"the focus areas sum to {sum(areas.values())} and items = {table['items']}; make them equal"
    for key, low, high in (("mean_difficulty", -3.0, 3.0), ("spread", 0.0, 3.0)):
        if type(table[key]) not in (int, float) or not low <= table[key] <= high:
            yield f"{key} must be a number from {low} to {high}"
    if not isinstance(table["reason"], str) or not table["reason"].strip():
        yield "reason must say why it is composed so"


def _is_count(value: object) -> bool:
    return type(value) is int and 0 < value <= _MOST_ITEMS
