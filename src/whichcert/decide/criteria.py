"""What the decision weighs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from whichcert.decide.alternatives import FirstStep
from whichcert.errors import ContentBroken, Problem, UnknownName

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
    """Return the criteria of content/criteria.toml in the order of ``CRITERIA``.

    Raises UnknownName, and ContentBroken with what is missing or wrong.
    """
    for name in tables:
        if name not in CRITERIA:
            raise UnknownName("criterion", name, CRITERIA)
    problems = [
        Problem("content/criteria.toml", f"{name}: {wrong}")
        for name in CRITERIA
        for wrong in _wrong(tables.get(name))
    ]
    if problems:
        raise ContentBroken(problems)
    return {name: _criterion(name, tables[name]) for name in CRITERIA}


TEXTS = ("label", "question", "basis")


def _wrong(row: Any) -> Iterator[str]:
    if not isinstance(row, Mapping):
        yield "is missing; every criterion needs its table"
        return
    yield from (f"{key} is missing; expected a text" for key in TEXTS if not isinstance(row.get(key), str))
    weight = row.get("weight")
    if not isinstance(weight, int | float) or not 0 < weight <= 1:
        yield f"weight is {weight!r}; expected a number above 0, at most 1"
    because = row.get("because")
    if not isinstance(because, Mapping) or set(because) != set(FirstStep):
        yield f"because must say a reason for each of {', '.join(FirstStep)}"


def _criterion(name: str, row: Mapping[str, Any]) -> Criterion:
    because = {FirstStep(step): text for step, text in row["because"].items()}
    return Criterion(name, row["label"], row["question"], float(row["weight"]), row["basis"], because)
