"""A calibration as values for JSON and as text that a person can read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from whichcert.measure.arrays import Floats
from whichcert.measure.calibration import Calibration
from whichcert.measure.flags import Flag, item_flags
from whichcert.measure.item_fit import ResidualFit, ScoreFit, residual_fit, score_fit
from whichcert.measure.limited_information import ModelFit, model_fit
from whichcert.measure.models import information
from whichcert.measure.responses import Responses
from whichcert.measure.scoring import Ability
from whichcert.measure.stored import StoredResponses

_MOST_FIT_CELLS = 30_000_000
_MOST_M2_ITEMS = 60
_FEWEST_COMPLETE = 50
_NO_FIT = (
    "the responses are too many for memory, so fit is not computed; "
    "for fit statistics, calibrate a sample of some thousand persons"
)


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A calibration with its fit and flags."""

    calibration: Calibration
    score_fit: ScoreFit | None
    """None for polytomous models, several groups, or too few complete responses."""
    residual_fit: ResidualFit | None
    model_fit: ModelFit | None
    flags: tuple[Flag, ...]


def make_report(calibration: Calibration, responses: Responses | StoredResponses) -> Report:
    """Return the fit statistics that the data allow, and the flags that follow."""
    if isinstance(responses, StoredResponses):
        noted = replace(calibration, notes=(*calibration.notes, _NO_FIT))
        return Report(noted, None, None, None, item_flags(noted))
    kept = responses.keep_items(np.isin(responses.items, calibration.items.ids))
    if kept.n_persons * kept.n_items > _MOST_FIT_CELLS:
        return Report(calibration, None, None, None, item_flags(calibration))
    cells, items = kept.cells(), calibration.items.take(calibration.items.places(kept.items))
    some = (cells >= 0).any(axis=1)
    cells = cells[some]
    weights = None if kept.weights is None else kept.weights[some]
    residuals = residual_fit(items, cells) if weights is None else None
    by_score, whole = None, None
    complete = float((np.ones(len(cells)) if weights is None else weights)[(cells >= 0).all(axis=1)].sum())
    if items.dichotomous and len(calibration.populations) == 1 and complete >= _FEWEST_COMPLETE:
        population = calibration.populations[0]
        ability = Ability(population.mean, population.deviation)
        by_score = score_fit(items, cells, weights, ability=ability)
        degrees = items.n_items * (items.n_items + 1) // 2 - calibration.parameters
        if items.n_items <= _MOST_M2_ITEMS and degrees > 0:
            whole = model_fit(items, cells, weights, ability=ability)
    return Report(calibration, by_score, residuals, whole, item_flags(calibration, by_score, residuals))


def as_values(report: Report) -> Mapping[str, object]:
    """Return the report as plain values, ready for JSON; a number that is not known is None, never NaN."""
    found, fit = report.calibration, report.model_fit
    return {
        "model": found.model,
        "log_likelihood": found.log_likelihood,
        "parameters": found.parameters,
        "iterations": found.iterations,
        "converged": found.converged,
        "persons": found.n_persons,
        "persons_without_responses": found.empty_persons,
        "standard_errors": None if found.errors is None else found.errors.method,
        "populations": [
            {
                "name": population.name,
                "mean": population.mean,
                "sd": population.deviation,
                "variance": population.deviation**2,
                "se_mean": population.mean_error,
                "se_sd": population.deviation_error,
                "n": population.n,
            }
            for population in found.populations
        ],
        "items": [_item_values(report, place) for place in range(found.items.n_items)],
        "left_out": [{"id": item.id, "reason": item.reason, "n": item.n} for item in found.left_out],
        "fit": None if fit is None else _fit_values(fit),
        "flags": [{"item": flag.item, "kind": flag.kind, "text": flag.text} for flag in report.flags],
        "notes": list(found.notes),
    }


def _fit_values(fit: ModelFit) -> Mapping[str, object]:
    return {
        "m2": fit.statistic,
        "df": fit.degrees,
        "p": fit.p,
        "rmsea": fit.rmsea,
        "rmsea_90": [fit.rmsea_90.low, fit.rmsea_90.high],
        "srmsr": fit.srmsr,
        "n": fit.n,
    }


def _item_values(report: Report, place: int) -> Mapping[str, object]:
    found = report.calibration
    items, steps = found.items, int(found.items.categories[place]) - 1
    difficulty = [_plain(value) for value in items.difficulty[place, :steps]]
    intercept = [_plain(value) for value in items.intercept[place, :steps]]
    one = steps == 1
    return {
        "id": items.ids[place],
        "discrimination": float(items.discrimination[place]),
        "difficulty": difficulty[0] if one else difficulty,
        "intercept": intercept[0] if one else intercept,
        "guessing": float(items.guessing[place]),
        "se": _errors(found, place, steps),
        "n": round(float(found.answered[place])),
        "fit": _item_fit_values(report, place),
    }


def _errors(found: Calibration, place: int, steps: int) -> Mapping[str, object] | None:
    if found.errors is None:
        return None
    row = found.errors.item[place]
    intercept = [_plain(value) for value in row[1 : 1 + steps]]
    difficulty = [_plain(value) for value in found.difficulty_error[place, :steps]]
    values: dict[str, object] = {
        "discrimination": _plain(row[0]),
        "intercept": intercept[0] if steps == 1 else intercept,
        "difficulty": difficulty[0] if steps == 1 else difficulty,
    }
    if found.model == "gpcm" and steps > 1:
        del values["difficulty"]
    if found.model == "3pl":
        lower = float(found.items.guessing[place])
        values["guessing_logit"] = _plain(row[-1])
        values["guessing"] = _plain(row[-1] * lower * (1 - lower))
    return values


def _item_fit_values(report: Report, place: int) -> Mapping[str, object]:
    values: dict[str, object] = {}
    if report.score_fit is not None:
        fit = report.score_fit
        values["s_x2"] = {
            "statistic": _plain(fit.statistic[place]),
            "df": int(fit.degrees[place]),
            "p": _plain(fit.p[place]),
        }
    if report.residual_fit is not None:
        values["infit"] = _plain(report.residual_fit.infit[place])
        values["outfit"] = _plain(report.residual_fit.outfit[place])
    return values


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def as_text(report: Report) -> str:
    """Return the report as text: what was fitted, each item, what to look at."""
    found = report.calibration
    lines = [
        f"{found.model} calibration of {found.items.n_items} items from {found.n_persons} persons",
        (
            f"log-likelihood {found.log_likelihood:.4f}, {found.parameters} parameters, "
            f"{found.iterations} iterations, {'converged' if found.converged else 'NOT converged'}"
        ),
    ]
    lines += [
        f"population {population.name}: mean {population.mean:.3f}, sd {population.deviation:.3f} "
        f"(n = {population.n})"
        for population in found.populations
    ]
    if found.errors is not None:
        lines.append(f"standard errors (±): {found.errors.method}")
    if report.model_fit is not None:
        fit = report.model_fit
        lines.append(
            f"whole model: M2 = {fit.statistic:.3f} on {fit.degrees} degrees of freedom, p = {fit.p:.3f}, "
            f"RMSEA {fit.rmsea:.3f} (90 % interval {fit.rmsea_90.low:.3f} to {fit.rmsea_90.high:.3f}), "
            f"SRMSR {fit.srmsr:.3f}"
        )
    lines += ["", *_table(_item_rows(report)), ""]
    lines += [f"left out: {item.id}: {item.reason}" for item in found.left_out]
    if found.empty_persons:
        lines.append(f"left out: {found.empty_persons} persons without any response")
    lines += [f"note: {note}" for note in found.notes]
    lines.append("" if not report.flags else "What to look at:")
    lines += [f"- {flag.item}: {flag.text}" for flag in report.flags]
    return "\n".join(lines).rstrip() + "\n"


def _item_rows(report: Report) -> list[list[str]]:
    found = report.calibration
    rows = [["item", "n", "discrimination", "difficulty", "guessing", "S-X² p", "infit"]]
    errors = found.difficulty_error
    for place, name in enumerate(found.items.ids):
        slope_error = np.nan if found.errors is None else found.errors.item[place, 0]
        steps = range(int(found.items.categories[place]) - 1)
        difficulty = ", ".join(_with_error(found.items.difficulty[place, k], errors[place, k]) for k in steps)
        fit = "" if report.score_fit is None else f"{report.score_fit.p[place]:.3f}"
        infit = "" if report.residual_fit is None else f"{report.residual_fit.infit[place]:.2f}"
        slope = _with_error(found.items.discrimination[place], slope_error)
        lower = f"{found.items.guessing[place]:.2f}" if found.model == "3pl" else ""
        rows.append([name, f"{found.answered[place]:.0f}", slope, difficulty, lower, fit, infit])
    return rows


def _with_error(value: float, error: float) -> str:
    return f"{value:.2f}" if np.isnan(error) else f"{value:.2f} ± {1.96 * error:.2f}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    used = [column for column in range(len(rows[0])) if any(row[column] for row in rows[1:])]
    widths = {column: max(len(row[column]) for row in rows) for column in used}
    return ["  ".join(row[column].ljust(widths[column]) for column in used).rstrip() for row in rows]


def test_information(calibration: Calibration, theta: Floats) -> Floats:
    """Return Σ_j I_j(θ) of all items, shape as theta, in 1 / logit²."""
    return np.asarray(information(calibration.items, theta).sum(axis=0))
