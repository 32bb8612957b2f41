"""What the decision weighs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whichcert.decide.alternatives import FirstStep
from whichcert.errors import UnknownName

CRITERIA = (
    "fit",
    "goal",
    "use-now",
    "readiness",
    "breadth",
    "certificate-demand",
    "role-demand",
    "cost",
    "time",
)
"""The fixed order of the criteria axis; each has a value function in ``performance``."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that the decision weighs; the texts come from content/criteria.toml."""

    id: str
    label: str
    question: str
    weight: float
    basis: str
    because: Mapping[FirstStep, str]


def read_criteria(tables: Mapping[str, Any]) -> Mapping[str, Criterion]:
    """Return the criteria of content/criteria.toml in the order of ``CRITERIA``."""
    for name in tables:
        if name not in CRITERIA:
            raise UnknownName("criterion", name, CRITERIA)
    return {name: _criterion(name, tables[name]) for name in CRITERIA}


def _criterion(name: str, row: Mapping[str, Any]) -> Criterion:
    because = {FirstStep(step): text for step, text in row["because"].items()}
    return Criterion(name, row["label"], row["question"], float(row["weight"]), row["basis"], because)
