"""Priors on item parameters: Bayes modal estimation for small samples and for guessing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from whichcert.measure.arrays import Floats
from whichcert.measure.models import Model


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal prior; ``mean`` and ``deviation`` in the unit of what it is put on."""

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.mean) and np.isfinite(self.deviation) and self.deviation > 0):
            raise ValueError(f"a prior needs a finite mean and a deviation above 0; got {self}")


GUESSING_PRIOR = Normal(-1.5, 0.5)
"""On the logit of g: centred at 0.18, 95 % between 0.08 and 0.37. Without one the 3PL does not converge."""


@dataclass(frozen=True, slots=True)
class Priors:
    """What is believed before the responses; None means nothing (maximum likelihood)."""

    discrimination: Normal | None = None
    """On log a (a log-normal density on a)."""
    intercept: Normal | None = None
    guessing: Normal | None = GUESSING_PRIOR
    each_intercept: Mapping[str, Normal] = field(default_factory=dict)
    """An item's own prior, by id; goes before ``intercept``. Cold start fills it."""

    @property
    def touch_scale(self) -> bool:
        """Whether slopes or intercepts carry a prior, so that rescaling would not be exact."""
        return self.discrimination is not None or self.intercept is not None or bool(self.each_intercept)


@dataclass(frozen=True, slots=True, eq=False)
class PriorTable:
    """Prior means and precisions, items × parameters (a, d_1 …, logit g); precision 0 is no prior."""

    mean: Floats
    precision: Floats
    log_slope: bool

    @staticmethod
    def of(priors: Priors, model: Model, ids: tuple[str, ...], n_steps: int) -> "PriorTable":
        n_parameters = 1 + n_steps + (model == "3pl")
        mean, precision = np.zeros((2, len(ids), n_parameters))
        if priors.discrimination is not None and model != "rasch":
            _put(mean, precision, (slice(None), 0), priors.discrimination)
        if priors.intercept is not None:
            _put(mean, precision, (slice(None), slice(1, 1 + n_steps)), priors.intercept)
        for row, name in enumerate(ids):
            if name in priors.each_intercept:
                _put(mean, precision, (row, slice(1, 1 + n_steps)), priors.each_intercept[name])
        if model == "3pl" and priors.guessing is not None:
            _put(mean, precision, (slice(None), -1), priors.guessing)
        return PriorTable(mean, precision, priors.discrimination is not None)

    def log_density(self, table: Floats) -> Floats:
        """Return the log prior of each item, up to a constant. Shape: items."""
        off, slope = self._off(table)
        value = -0.5 * np.nansum(self.precision * off * off, axis=1)
        return np.asarray(value - np.log(slope)) if self._on_slope else np.asarray(value)

    def gradient(self, table: Floats) -> Floats:
        """Return its derivative, items × parameters."""
        off, slope = self._off(table)
        found = np.nan_to_num(-self.precision * off)
        if self._on_slope:
            found[:, 0] = (found[:, 0] - 1.0) / slope
        return found

    def curvature(self, table: Floats) -> Floats:
        """Return minus its second derivative (the matrix is diagonal), items × parameters."""
        off, slope = self._off(table)
        found = np.array(self.precision)
        if self._on_slope:
            found[:, 0] = (self.precision[:, 0] * (1.0 - off[:, 0]) - 1.0) / slope**2
        return found

    @property
    def _on_slope(self) -> bool:
        return self.log_slope and bool((self.precision[:, 0] > 0).any())

    def _off(self, table: Floats) -> tuple[Floats, Floats]:
        slope = np.maximum(table[:, 0], 1e-6)
        off = table - self.mean
        if self._on_slope:
            off[:, 0] = np.log(slope) - self.mean[:, 0]
        return off, slope


def _put(mean: Floats, precision: Floats, where: tuple[object, object], prior: Normal) -> None:
    mean[where] = prior.mean  # type: ignore[index]
    precision[where] = 1.0 / prior.deviation**2  # type: ignore[index]
