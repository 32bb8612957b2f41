"""The iteration: expectation, maximisation, expansion and acceleration until nothing changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from whichcert.measure.acceleration import Anderson
from whichcert.measure.arrays import Floats
from whichcert.measure.estimation import Estimation
from whichcert.measure.expectation import Current, Expected, expect
from whichcert.measure.grid import EXACT, Fineness, grid_for, log_normal_weights
from whichcert.measure.layout import Estimates, is_possible
from whichcert.measure.maximisation import maximise, parameter_table
from whichcert.measure.models import Items
from whichcert.measure.options import CalibrationOptions
from whichcert.measure.shards import Form
from whichcert.measure.stored import in_memory
from whichcert.measure.sufficient import BitShard

_MANY = 5_000
"""Persons from which steps are in single precision, and the grid as fine as the sharpest posterior needs;
for fewer, as the items' information needs, so that every form of the same responses has the same grid."""
_FASTEST = 0.2
"""An iteration is never trusted to change less than this share of what the one before it changed."""
_GRID_SETTLES_AFTER = 8
_ROUGH = {"bits": 3e-3, "log": 0.1}
_NOISY = 1e-4
"""Under this, changes that shrink no more may be rounding; the iteration goes on in double precision."""
_FALL = {False: 1e-10, True: 3e-8}
"""Relative fall of the objective that rounding explains, in double and single precision; more
refuses an extrapolated step."""
_AT_FIRST, _NEAR = Fineness(0.55, 4.5, 1e-4, 21), 0.03
"""The grid until an iteration changes less than that: errors of 1e-3 do not matter yet."""
_ON_THE_WAY = Fineness(0.85, 5.5, 3e-7)
"""The grid to the end of the iteration. It errs by 2 exp(-2 π² 0.85²), 1e-6, at the sharpest posterior, less
at all others, and moves estimates by about 1e-5; log-likelihood and errors are taken on the exact one."""
_SAMPLED = 6_000
_ROUGH_FROM: Mapping[Form, float] = {"bits": 20_000, "log": 5_000, "matrix": np.inf, "products": np.inf}
"""The persons from which a calibration starts from rough estimates: those of a sample (complete data),
or those that come of taking persons of like ability for one another (logs)."""


class Iteration:
    """Where an estimation stands: its nodes, their fineness and the precision of its steps."""

    def __init__(self, task: Estimation, options: CalibrationOptions) -> None:
        self._task, self._options, self._shards = task, options, task.shards
        self.single = task.facts.rows >= _MANY
        self._many = self.single
        self.nodes: Floats | None = None
        self.fineness = _AT_FIRST
        self._sharpest: float | None = None
        self._rough = False

    def run(self) -> tuple[Estimates, int, bool]:
        """Return estimates, how many iterations they took and whether they converged."""
        found = self.iterate(self._rough_start())
        self.single, self.nodes, self.fineness = False, None, EXACT
        return found

    def _rough_start(self) -> Estimates:
        """Return estimates that cost little, where each pass over all persons costs much."""
        task, n = self._task, self._task.facts.rows
        if n < _ROUGH_FROM[task.form]:
            return task.start
        if task.form == "log":
            self._rough = True
        else:
            step = max(n // _SAMPLED, 1)
            self._shards = [s.every(step) for s in in_memory(task.shards) if isinstance(s, BitShard)]
        estimates, _, _ = self.iterate(task.start, tolerance=_ROUGH[task.form])
        self._shards, self.nodes, self._rough = task.shards, None, False
        if task.form == "log":
            self.fineness = _AT_FIRST
        return estimates

    def iterate(self, estimates: Estimates, *, tolerance: float | None = None) -> tuple[Estimates, int, bool]:
        enough = self._options.tolerance if tolerance is None else tolerance
        accelerate, layout = Anderson(), self._task.layout
        point, image = layout.vector(estimates), layout.vector(estimates)
        best, changes = -np.inf, [np.inf, np.inf]
        for iteration in range(1, self._options.most_iterations + 1):
            moved, objective = self._step(estimates, iteration)
            if objective < best - _FALL[self.single] * abs(best):
                accelerate.forget()
                best = -np.inf
                estimates = layout.estimates(image, estimates)
                point = image
                continue
            best = objective
            image = layout.vector(moved)
            change = float(np.abs(image - point).max(initial=0.0))
            changes = [*changes[-2:], change]
            if _coming_change(changes) < enough and (self.fineness == _ON_THE_WAY or self._rough):
                return moved, iteration, True
            if self.single and change < _NOISY and change > 0.5 * changes[-2]:
                self.single = False
            if change < _NEAR and self.fineness != _ON_THE_WAY:
                self.fineness, self.nodes = _ON_THE_WAY, None
                best = -np.inf  # on other nodes the objective is another one
            estimates = self._next(accelerate, point, image, moved)
            point = layout.vector(estimates)
        return moved, iteration, False

    def _next(self, accelerate: Anderson, point: Floats, image: Floats, moved: Estimates) -> Estimates:
        tried = self._task.layout.estimates(accelerate.next(point, image), moved)
        if is_possible(tried):
            return tried
        accelerate.forget()
        return moved

    def _step(self, estimates: Estimates, iteration: int) -> tuple[Estimates, float]:
        current = self.current(estimates, iteration)
        expected = expect(self._shards, current, self._options.over)
        if self._many and np.isfinite(expected.sharpest):
            self._sharpest = expected.sharpest
        restraint = self._task.restraint
        items = maximise(estimates.items, expected, current.nodes, restraint)
        prior = float(restraint.priors.log_density(parameter_table(estimates.items)).sum())
        return self._regrouped(items, estimates, expected, current.nodes), expected.log_likelihood + prior

    def current(self, estimates: Estimates, iteration: int) -> Current:
        if self.nodes is None or iteration <= _GRID_SETTLES_AFTER:
            self.nodes = grid_for(
                estimates.items,
                estimates.mean,
                estimates.deviation,
                self._task.facts.most_answered if self._task.form == "log" else None,
                sharpest=self._sharpest,
                fineness=self.fineness,
            )
        weights = [
            log_normal_weights(self.nodes, mean, deviation)
            for mean, deviation in zip(estimates.mean, estimates.deviation, strict=True)
        ]
        return Current(
            estimates.items,
            self.nodes,
            np.stack(weights),
            self.single,
            negligible=self.fineness.negligible,
            rough=self._rough,
        )

    def _regrouped(self, items: Items, before: Estimates, expected: Expected, nodes: Floats) -> Estimates:
        """Move the populations to the expected thetas, then the scale back to the reference group."""
        persons = np.maximum(expected.mass.sum(axis=1), 1e-12)
        mean = expected.mass @ nodes / persons
        width = np.sqrt(
            np.maximum((expected.mass * (nodes - mean[:, None]) ** 2).sum(axis=1) / persons, 1e-6)
        )
        if self._task.linked:
            return Estimates(items, mean, width)
        if not self._task.expands:
            free = self._task.layout.mean
            around = np.sqrt(np.maximum((expected.mass * nodes**2).sum(axis=1) / persons, 1e-6))
            deviation = np.where(free, width, around if items.model == "rasch" else before.deviation)
            return Estimates(items, np.where(free, mean, before.mean), deviation)
        shift, scale = mean[0], 1.0 if items.model == "rasch" else width[0]
        return Estimates(_rescaled(items, shift, scale), (mean - shift) / scale, width / scale)


def _coming_change(changes: Sequence[float]) -> float:
    """Return what the next iteration should change, by the slower of the last two steps."""
    before, last, now = changes
    slower = max(last / before, now / last, _FASTEST) if np.isfinite(before) else 1.0
    return now * min(slower, 1.0)


def _rescaled(items: Items, shift: float, scale: float) -> Items:
    """Return the items on the scale (θ - shift) / scale; exact, since a θ + d does not change."""
    category = np.arange(1, items.intercept.shape[1] + 1) if items.model == "gpcm" else 1
    moved = items.intercept + category * (items.discrimination * shift)[:, None]
    return replace(items, discrimination=items.discrimination * scale, intercept=moved)
