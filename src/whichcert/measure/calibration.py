"""Calibration: item parameters and populations by marginal maximum likelihood."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from whichcert.errors import InputRefused, Problem, UnknownName
from whichcert.measure.acceleration import Anderson
from whichcert.measure.array_shard import Arrays, ArrayShard
from whichcert.measure.arrays import Booleans, Floats
from whichcert.measure.expectation import Current, Expected, Over, Shard, expect
from whichcert.measure.grid import EXACT, Fineness, grid_for, log_normal_weights
from whichcert.measure.layout import Estimates, Layout, is_possible
from whichcert.measure.maximisation import STEEPEST, Restraint, maximise, parameter_table
from whichcert.measure.models import MODELS, Items, Model
from whichcert.measure.observed_information import Frame
from whichcert.measure.preparation import LeftOut, Prepared, prepare
from whichcert.measure.priors import Priors, PriorTable
from whichcert.measure.responses import Responses
from whichcert.measure.shards import Form, sharded
from whichcert.measure.standard_errors import ParameterErrors, standard_errors
from whichcert.measure.stored import StoredResponses, in_memory
from whichcert.measure.sufficient import BitShard

_SINGLE_FROM = 5_000
_GRID_SETTLES_AFTER = 8
_ROUGH = 3e-3
_FALL = {False: 1e-10, True: 3e-8}
"""Relative fall of the objective that rounding explains, in double and single precision; more
refuses an extrapolated step."""
_AT_FIRST, _NEAR = Fineness(0.6, 5.0), 0.03
"""The grid until an iteration changes less than that: errors of 1e-3 do not matter yet."""
_ON_THE_WAY = Fineness(0.85, 5.5)
"""The grid to the end of the iteration. It errs by 2 exp(-2 π² 0.85²), 1e-6, at the sharpest posterior, less
at all others, and moves estimates by under 1e-5; log-likelihood and errors are taken on the exact one."""
_SAMPLE_FROM, _SAMPLED = 20_000, 6_000
"""Complete data of more persons start from the estimates of a sample of them."""


@dataclass(frozen=True, slots=True)
class CalibrationOptions:
    """How to calibrate; the defaults suit a first look at any data."""

    priors: Priors = field(default_factory=Priors)
    anchors: Items | None = None
    """Items of an older calibration that keep their parameters; the new scale is then theirs."""
    with_errors: bool = True
    tolerance: float = 1e-5
    """Stop when one iteration changes no parameter by more than this (logits)."""
    most_iterations: int = 1000
    over: Over = map
    """How to map the expectation step over shards: ``map``, or that of a pool or cluster."""
    arrays: Arrays | None = None
    """An array library that computes the step as matrix products of all cells, on an accelerator say.
    Not together with a pool's ``over``; for logs of few answers it needs much more memory."""


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
    return Run(prepared, options).result()


def _has_prior(responses: Responses | StoredResponses, priors: Priors) -> Booleans:
    if priors.intercept is not None:
        return np.ones(responses.n_items, dtype=np.bool_)
    return np.isin(responses.items, list(priors.each_intercept))


class Run:
    """One calibration from start to result."""

    def __init__(self, prepared: Prepared, options: CalibrationOptions) -> None:
        self._prepared, self._options = prepared, options
        start = prepared.start
        fixed = np.isin(start.ids, [] if options.anchors is None else options.anchors.ids)
        table = PriorTable.of(options.priors, start.model, start.ids, start.intercept.shape[1])
        self._restraint = Restraint(table, fixed)
        groups = len(prepared.groups)
        self._linked = options.anchors is not None
        self._expands = not self._linked and not options.priors.touch_scale
        free = np.full(groups, True)
        free[0] = self._linked
        widths = free | (start.model == "rasch")
        self._layout = Layout.of(start, fixed, (free, widths))
        self._start = Estimates(start, np.zeros(groups), np.ones(groups))
        facts, arrays = prepared.facts, options.arrays
        self._form: Form = prepared.form if arrays is None else "products"
        self._held = sharded(prepared.pieces, start, self._form, facts.members)
        self._shards: Sequence[Shard] = self._held
        if arrays is not None:
            self._shards = [ArrayShard(shard, arrays) for shard in self._held]
        self._single = facts.rows >= _SINGLE_FROM
        self._nodes: Floats | None = None
        self._sharpest: float | None = None
        self._fineness = _AT_FIRST

    def result(self) -> Calibration:
        """Iterate, then take the log-likelihood and the errors at the end point, in full precision."""
        estimates, iterations, converged = self._iterate(self._sampled_start())
        self._single, self._nodes, self._fineness = False, None, EXACT
        current = replace(self._current(estimates, iterations), likelihood_only=not self._options.with_errors)
        expected = expect(self._shards, current, self._options.over)
        errors = None
        if self._options.with_errors:
            frame = Frame(estimates, current, self._layout)
            errors = standard_errors(frame, self._held, expected, self._restraint)
        notes = self._notes(estimates, errors, converged)
        prepared = self._prepared
        return Calibration(
            estimates.items,
            errors,
            self._populations(estimates, errors, expected),
            expected.log_likelihood,
            iterations,
            converged,
            self._n_persons,
            prepared.answered,
            prepared.left_out,
            prepared.empty_persons,
            (*prepared.notes, *notes),
            self._layout.size,
        )

    def _sampled_start(self) -> Estimates:
        """Return estimates from a sample of persons, where looking at all would cost more passes."""
        whole, n = self._shards, self._prepared.facts.rows
        if n < _SAMPLE_FROM or self._form != "bits":
            return self._start
        step, bits = max(n // _SAMPLED, 1), in_memory(whole)
        self._shards = [shard.every(step) for shard in bits if isinstance(shard, BitShard)]
        estimates, _, _ = self._iterate(self._start, tolerance=_ROUGH)
        self._shards, self._nodes = whole, None
        return estimates

    def _iterate(
        self, estimates: Estimates, *, tolerance: float | None = None
    ) -> tuple[Estimates, int, bool]:
        enough = self._options.tolerance if tolerance is None else tolerance
        accelerate, layout = Anderson(), self._layout
        point, image = layout.vector(estimates), layout.vector(estimates)
        best = -np.inf
        for iteration in range(1, self._options.most_iterations + 1):
            moved, objective = self._step(estimates, iteration)
            if objective < best - _FALL[self._single] * abs(best):
                accelerate.forget()
                best = -np.inf
                estimates = layout.estimates(image, estimates)
                point = image
                continue
            best = objective
            image = layout.vector(moved)
            change = float(np.abs(image - point).max(initial=0.0))
            if change < enough and self._fineness == _ON_THE_WAY:
                return moved, iteration, True
            if change < _NEAR and self._fineness != _ON_THE_WAY:
                self._fineness, self._nodes = _ON_THE_WAY, None
            estimates = self._next(accelerate, point, image, moved)
            point = layout.vector(estimates)
        return moved, iteration, False

    def _next(self, accelerate: Anderson, point: Floats, image: Floats, moved: Estimates) -> Estimates:
        tried = self._layout.estimates(accelerate.next(point, image), moved)
        if is_possible(tried):
            return tried
        accelerate.forget()
        return moved

    def _step(self, estimates: Estimates, iteration: int) -> tuple[Estimates, float]:
        current = self._current(estimates, iteration)
        expected = expect(self._shards, current, self._options.over)
        if np.isfinite(expected.sharpest):
            self._sharpest = expected.sharpest
        items = maximise(estimates.items, expected, current.nodes, self._restraint)
        prior = float(self._restraint.priors.log_density(parameter_table(estimates.items)).sum())
        return self._regrouped(items, estimates, expected, current.nodes), expected.log_likelihood + prior

    def _current(self, estimates: Estimates, iteration: int) -> Current:
        if self._nodes is None or iteration <= _GRID_SETTLES_AFTER:
            self._nodes = grid_for(
                estimates.items,
                estimates.mean,
                estimates.deviation,
                self._answered_most,
                sharpest=self._sharpest,
                fineness=self._fineness,
            )
        weights = [
            log_normal_weights(self._nodes, mean, deviation)
            for mean, deviation in zip(estimates.mean, estimates.deviation, strict=True)
        ]
        return Current(estimates.items, self._nodes, np.stack(weights), self._single)

    @property
    def _answered_most(self) -> int | None:
        return self._prepared.facts.most_answered if self._form == "log" else None

    def _regrouped(self, items: Items, before: Estimates, expected: Expected, nodes: Floats) -> Estimates:
        """Move the populations to the expected thetas, then the scale back to the reference group."""
        persons = np.maximum(expected.mass.sum(axis=1), 1e-12)
        mean = expected.mass @ nodes / persons
        width = np.sqrt(
            np.maximum((expected.mass * (nodes - mean[:, None]) ** 2).sum(axis=1) / persons, 1e-6)
        )
        if self._linked:
            return Estimates(items, mean, width)
        if not self._expands:
            free = self._layout.mean
            around = np.sqrt(np.maximum((expected.mass * nodes**2).sum(axis=1) / persons, 1e-6))
            deviation = np.where(free, width, around if items.model == "rasch" else before.deviation)
            return Estimates(items, np.where(free, mean, before.mean), deviation)
        shift, scale = mean[0], 1.0 if items.model == "rasch" else width[0]
        return Estimates(_rescaled(items, shift, scale), (mean - shift) / scale, width / scale)

    @property
    def _n_persons(self) -> int:
        return round(self._prepared.facts.persons)

    def _notes(self, estimates: Estimates, errors: ParameterErrors | None, converged: bool) -> list[str]:
        notes = []
        n = self._n_persons
        if not converged:
            tried = f"not converged after {self._options.most_iterations} iterations"
            notes.append(f"{tried}: read the estimates as provisional; fewer parameters or priors help")
        if n < self._layout.size:
            few = f"{n} persons for {self._layout.size} parameters"
            notes.append(f"{few}: estimates say little; use rasch, or priors")
        steep = np.abs(estimates.items.discrimination) > 0.99 * STEEPEST
        bound = f"the slope ran to its bound of {STEEPEST:g}"
        notes += [f"item {estimates.items.ids[place]}: {bound}" for place in np.flatnonzero(steep)]
        if errors is not None and errors.singular:
            notes.append("the information matrix is not positive definite: some parameter is not identified")
        return notes

    def _populations(
        self, estimates: Estimates, errors: ParameterErrors | None, expected: Expected
    ) -> tuple[Population, ...]:
        found = []
        for place, name in enumerate(self._prepared.groups):
            mean_error = None if errors is None else _known(errors.mean[place])
            width_error = None if errors is None else _known(errors.deviation[place])
            n = round(float(expected.mass[place].sum()))
            mean, width = float(estimates.mean[place]), float(estimates.deviation[place])
            found.append(Population(name, mean, width, mean_error, width_error, n))
        return tuple(found)


def _rescaled(items: Items, shift: float, scale: float) -> Items:
    """Return the items on the scale (θ - shift) / scale; exact, since a θ + d does not change."""
    category = np.arange(1, items.intercept.shape[1] + 1) if items.model == "gpcm" else 1
    moved = items.intercept + category * (items.discrimination * shift)[:, None]
    return replace(items, discrimination=items.discrimination * scale, intercept=moved)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
