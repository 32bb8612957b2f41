"""An item author looks at the bank: what gives keys away, and what is covered."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from whichcert.bank.blueprint import Blueprint
from whichcert.bank.coverage import coverage
from whichcert.bank.cues import CueReport, cues_of
from whichcert.bank.cues import cue_report as measured_cues
from whichcert.bank.item import Item, Status
from whichcert.bank.solver import SolverScore
from whichcert.bank.statement import Statement
from whichcert.bank.surface import CONVERGENCE, OPTION_FEATURES, STATEMENT_FEATURES

Record = dict[str, object]
"""A value that ``json.dumps`` writes."""


def cue_report(items: Sequence[Item], rng: np.random.Generator) -> Record:
    """Return what the surface of the items gives away, and the items whose key stands out."""
    report = measured_cues(items, rng)
    standing_out = {item.id: cues_of(item) for item in items if item.status is not Status.RETIRED}
    most = sorted((one for one in standing_out.items() if one[1]), key=lambda one: (-len(one[1]), one[0]))
    return {
        "items": report.n_items,
        "key_length": {
            "n": report.lengths.n,
            "longest": report.lengths.longest,
            "shortest": report.lengths.shortest,
            "longest_share": report.lengths.longest_share,
        },
        "key_position": {"p": report.position_p, "counts": _positions(report)},
        "true_false": {"n": report.n_true_false, "true": report.n_true, "true_share": report.true_share},
        "absolute_words": {"right": report.absolutes.right, "wrong": report.absolutes.wrong},
        "hedges": {"right": report.hedges.right, "wrong": report.hedges.wrong},
        "solvers": _solvers(report),
        "items_with_cues": [{"item": name, "cues": list(cues)} for name, cues in most],
        "problems": [problem.message for problem in report.problems],
    }


def coverage_report(
    items: Iterable[Item], statements: Mapping[str, Statement], blueprints: Mapping[str, Blueprint]
) -> Record:
    """Return statements × items, focus areas × difficulty × cognitive level, and the holes by name."""
    found = coverage(items, statements, blueprints)
    return {
        "statements": [
            {
                "id": one.statement.id,
                "guide": one.statement.guide.value,
                "section": one.statement.section,
                "items": list(one.items),
            }
            for one in found.statements
        ],
        "assessments": {
            name: [
                {
                    "focus_area": area.value,
                    "difficulty": band.value,
                    "cognitive_level": level.value,
                    "items": n,
                }
                for (area, band, level), n in sorted(cells.items())
            ]
            for name, cells in found.cells.items()
        },
        "holes": [one.statement.id for one in found.holes],
        "shortages": [
            {
                "assessment": one.assessment,
                "focus_area": one.focus_area.value,
                "items": one.items,
                "wanted": one.wanted,
            }
            for one in found.shortages
        ],
    }


def _positions(report: CueReport) -> list[Record]:
    return [
        {"options": one.options, "choose": one.choose, "counts": list(one.counts), "p": one.p}
        for one in report.positions
    ]


def _solvers(report: CueReport) -> Record:
    alone = [name for name in OPTION_FEATURES if name not in CONVERGENCE]
    return {
        "surface": _solver(report.choice_solver, alone),
        "surface_and_likeness": _solver(report.comparing_solver, OPTION_FEATURES),
        "true_false": _solver(report.true_false_solver, STATEMENT_FEATURES),
    }


def _solver(score: SolverScore, names: Sequence[str]) -> Record:
    weights = sorted(zip(names, score.weights, strict=False), key=lambda one: -abs(one[1]))
    return {
        "n": score.n,
        "score": score.score,
        "low": score.interval.low,
        "high": score.interval.high,
        "chance": score.chance,
        "weights": {name: round(weight, 3) for name, weight in weights[:8]},
        "easiest": [item_id for item_id, share in score.solved if share > 0.5][:20],
    }
