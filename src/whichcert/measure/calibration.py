"""Calibration: item parameters and populations by marginal maximum likelihood."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from whichcert.errors import InputRefused, Problem, UnknownName
from whichcert.measure.arrays import Booleans, Floats
from whichcert.measure.estimation import Estimation
from whichcert.measure.expectation import Expected, expect
from whichcert.measure.iteration import Iteration
from whichcert.measure.layout import Estimates
from whichcert.measure.maximisation import STEEPEST
from whichcert.measure.models import MODELS, Items, Model
from whichcert.measure.observed_information import Frame
from whichcert.measure.options import CalibrationOptions
from whichcert.measure.preparation import LeftOut, prepare
from whichcert.measure.priors import Priors
from whichcert.measure.responses import Responses
from whichcert.measure.standard_errors import ParameterErrors, standard_errors
from whichcert.measure.stored import StoredResponses


@dataclass(frozen=True, slots=True)
class Population:
    """A group's distribution of theta on the common scale."""

    name: str
    mean: float
    deviation: float
    mean_error: float | None
    deviation_error: float | None
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Item parameters with their standard errors, and what they rest on."""

    items: Items
    errors: ParameterErrors | None
    populations: tuple[Population, ...]
    log_likelihood: float
    iterations: int
    converged: bool
    n_persons: int
    answered: Floats
    """items: responses each estimate rests on."""
    left_out: tuple[LeftOut, ...]
    empty_persons: int
    notes: tuple[str, ...]
    parameters: int

    @property
    def model(self) -> Model:
        return self.items.model

    @property
    def difficulty_error(self) -> Floats:
        """Standard errors of b = -d / a by the delta method, items × steps (not for gpcm); NaN if unknown."""
        if self.errors is None:
            return np.full(self.items.intercept.shape, np.nan)
        slope, steps = self.items.discrimination[:, None], self.items.intercept
        by_slope = np.nan_to_num(self.errors.item[:, :1]) * steps / slope**2
        by_step = self.errors.item[:, 1 : 1 + steps.shape[1]] / slope
        return np.asarray(
            np.sqrt(by_slope**2 + by_step**2 - 2 * self._slope_step_covariance() * steps / slope**3)
        )

    def _slope_step_covariance(self) -> Floats:
        assert self.errors is not None  # noqa: S101
        steps = self.items.intercept
        found = np.zeros(steps.shape)
        if self.errors.item_covariance is None or self.model == "rasch":
            return found
        return np.nan_to_num(self.errors.item_covariance[:, 0, 1 : 1 + steps.shape[1]])


def calibrate(
    responses: Responses | StoredResponses, model: Model = "2pl", *, options: CalibrationOptions | None = None
) -> Calibration:
    """Estimate item parameters by marginal maximum likelihood (with priors: Bayes modal).

    log L = Σ_n log ∫ Π_j P(x_nj | θ) φ(θ; μ_g, σ_g) dθ, by EM with parameter
    expansion and Anderson acceleration, on equally spaced nodes.

    responses: persons × items, missing cells allowed (ignorable); from memory,
    or as ``store_responses`` put them in a folder, then with one piece of them
    in memory at a time.
    Scale: the first group is N(0, 1); under Rasch slopes are 1 and σ is
    estimated; with anchors every group is estimated on their scale.
    Returns a calibration; ``converged`` is False, with a note, where the
    iteration ran out. Raises InputRefused when nothing can be estimated, and
    UnknownName for a model that is not known.
    Source: Bock & Aitkin (1981), Psychometrika 46; Liu, Rubin & Wu (1998),
    Biometrika 85 (parameter expansion); Walker & Ni (2011) (acceleration).
    """
    options = options or CalibrationOptions()
    if model not in MODELS:
        raise UnknownName("model", str(model), MODELS)
    if options.anchors is not None and options.anchors.model != model:
        found = f"the anchors are {options.anchors.model} items and the calibration is {model}"
        raise InputRefused([Problem("anchors", f"{found}; use one model")])
    prepared = prepare(responses, model, options.anchors, _has_prior(responses, options.priors))
    task = Estimation.of(prepared, options)
    iteration = Iteration(task, options)
    estimates, iterations, converged = iteration.run()
    end = replace(iteration.current(estimates, iterations), likelihood_only=not options.with_errors)
    expected = expect(task.shards, end, options.over)
    errors = None
    if options.with_errors:
        errors = standard_errors(Frame(estimates, end, task.layout), task.held, expected, task.restraint)
    persons, size = round(prepared.facts.persons), task.layout.size
    return Calibration(
        estimates.items,
        errors,
        _populations(prepared.groups, estimates, errors, expected),
        expected.log_likelihood,
        iterations,
        converged,
        persons,
        prepared.answered,
        prepared.left_out,
        prepared.empty_persons,
        (*prepared.notes, *_shortfalls(converged, options, persons, size), *_doubts(estimates.items, errors)),
        size,
    )


def _has_prior(responses: Responses | StoredResponses, priors: Priors) -> Booleans:
    if priors.intercept is not None:
        return np.ones(responses.n_items, dtype=np.bool_)
    return np.isin(responses.items, list(priors.each_intercept))


def _shortfalls(converged: bool, options: CalibrationOptions, persons: int, size: int) -> Iterator[str]:
    if not converged:
        tried = f"not converged after {options.most_iterations} iterations"
        yield f"{tried}: read the estimates as provisional; fewer parameters or priors help"
    if persons < size:
        yield f"{persons} persons for {size} parameters: estimates say little; use rasch, or priors"


def _doubts(items: Items, errors: ParameterErrors | None) -> Iterator[str]:
    for place in np.flatnonzero(np.abs(items.discrimination) > 0.99 * STEEPEST):
        yield f"item {items.ids[place]}: the slope ran to its bound of {STEEPEST:g}"
    if errors is not None and errors.singular:
        yield "the information matrix is not positive definite: some parameter is not identified"


def _populations(
    groups: tuple[str, ...], estimates: Estimates, errors: ParameterErrors | None, expected: Expected
) -> tuple[Population, ...]:
    found = []
    for place, name in enumerate(groups):
        mean_error = None if errors is None else _known(errors.mean[place])
        width_error = None if errors is None else _known(errors.deviation[place])
        n = round(float(expected.mass[place].sum()))
        mean, width = float(estimates.mean[place]), float(estimates.deviation[place])
        found.append(Population(name, mean, width, mean_error, width_error, n))
    return tuple(found)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
