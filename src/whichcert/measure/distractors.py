"""What each wrong option does: who chooses it, and whether the able do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whichcert.measure.arrays import Bytes, Floats, Ints


@dataclass(frozen=True, slots=True)
class OptionUse:
    """One option of one item."""

    item: str
    option: int
    keyed: bool
    chosen: int
    share: float
    correlation: float
    """Of choosing it with the score on the other items (point-biserial), -1 to 1."""
    share_of_able: float
    """Among the third with the highest scores on the other items."""


def option_use(items: Sequence[str], chosen: Bytes, keys: Ints) -> tuple[OptionUse, ...]:
    """Return how each option is used, item by item.

    chosen: persons × items, the option from 0 on, -1 missing. keys: items, the
    keyed option. The score on the other items is the share right of those
    answered. An option that everybody or nobody chose has correlation 0.
    Source: Haladyna (2004), Developing and Validating Multiple-choice Test
    Items, ch. 9; Lord & Novick (1968), eq. 15.3.8 for the correlation.
    """
    answered, right = chosen >= 0, chosen == keys
    found: list[OptionUse] = []
    for place, name in enumerate(items):
        others = np.arange(len(items)) != place
        here = answered[:, place] & answered[:, others].any(axis=1)
        rest = right[here][:, others].sum(axis=1) / np.maximum(answered[here][:, others].sum(axis=1), 1)
        options = int(max(chosen[:, place].max(initial=0), keys[place])) + 1
        taken = chosen[here, place]
        able = rest >= np.quantile(rest, 2 / 3) if len(rest) else np.zeros(0, dtype=np.bool_)
        for option in range(options):
            picks = taken == option
            share = float(picks.mean()) if len(picks) else 0.0
            of_able = float(picks[able].mean()) if able.any() else 0.0
            keyed = option == int(keys[place])
            with_rest = _correlation(picks, rest)
            found.append(OptionUse(name, option, keyed, int(picks.sum()), share, with_rest, of_able))
    return tuple(found)


def rest_correlation(cells: Bytes) -> Floats:
    """Return each item's correlation with the mean of the other answered items; 0 if constant."""
    answered = cells >= 0
    points = np.where(answered, cells, 0).astype(np.float64)
    n, total = answered.sum(axis=1), points.sum(axis=1)
    found = np.zeros(cells.shape[1])
    for place in range(cells.shape[1]):
        here = answered[:, place] & (n > 1)
        rest = (total[here] - points[here, place]) / (n[here] - 1)
        found[place] = _correlation(points[here, place], rest)
    return found


def _correlation(one: Ints, two: Floats) -> float:
    if len(one) < 2 or float(np.std(one)) < 1e-12 or float(np.std(two)) < 1e-12:
        return 0.0
    return float(np.corrcoef(one, two)[0, 1])
