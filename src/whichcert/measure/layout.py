"""Which parameters are free, and in which order they stand in one vector."""

from dataclasses import dataclass, replace

import numpy as np

from whichcert.measure.arrays import Booleans, Floats
from whichcert.measure.maximisation import is_ordered, parameter_table, with_parameters
from whichcert.measure.models import Items


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Item parameters and the mean and deviation of each population."""

    items: Items
    mean: Floats
    deviation: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Masks of the free parameters: items × parameters, then group means, then group deviations."""

    item: Booleans
    mean: Booleans
    deviation: Booleans

    @staticmethod
    def of(items: Items, fixed: Booleans, free_groups: tuple[Booleans, Booleans]) -> "Layout":
        item = ~np.isnan(parameter_table(items)) & ~fixed[:, None]
        if items.model == "rasch":
            item[:, 0] = False
        return Layout(item, *free_groups)

    @property
    def size(self) -> int:
        return int(self.item.sum() + self.mean.sum() + self.deviation.sum())

    def vector(self, estimates: Estimates) -> Floats:
        """Return the free parameters; deviations as logarithms, so that any step keeps them positive."""
        table = parameter_table(estimates.items)
        free_logs = np.log(estimates.deviation[self.deviation])
        return np.concatenate([table[self.item], estimates.mean[self.mean], free_logs])

    def estimates(self, vector: Floats, like: Estimates) -> Estimates:
        """Return ``like`` with the free parameters of a vector."""
        n_item, n_mean = int(self.item.sum()), int(self.mean.sum())
        table = parameter_table(like.items)
        table[self.item] = vector[:n_item]
        mean, deviation = like.mean.copy(), like.deviation.copy()
        mean[self.mean] = vector[n_item : n_item + n_mean]
        deviation[self.deviation] = np.exp(vector[n_item + n_mean :])
        return replace(like, items=with_parameters(like.items, table), mean=mean, deviation=deviation)


def is_possible(estimates: Estimates) -> bool:
    """Return whether an extrapolated point may be tried at all."""
    table = parameter_table(estimates.items)
    finite = bool(np.isfinite(table[~np.isnan(table)]).all() and np.isfinite(estimates.deviation).all())
    if not finite or np.nanmax(np.abs(table)) > 60 or np.abs(estimates.items.discrimination).max() > 25:
        return False
    wide = bool(((estimates.deviation > 1e-3) & (estimates.deviation < 50)).all())
    return wide and bool(is_ordered(estimates.items).all())
