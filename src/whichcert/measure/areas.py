"""Scores a focus area, shrunk towards what the rest of the responses say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from whichcert.errors import InputRefused, Problem
from whichcert.measure.arrays import Booleans, Bytes
from whichcert.measure.models import Items
from whichcert.measure.scoring import STANDARD, Ability, posterior

CORRELATION = 0.9
"""Between a focus area and the rest, a prior: subscores of one-subject tests mostly correlate 0.8 to 0.95."""


@dataclass(frozen=True, slots=True)
class AreaScore:
    """One learner's theta in one focus area."""

    area: str
    theta: float
    standard_error: float
    answered: int
    own_share: float
    """0 to 1: how much of the estimate comes from this area's own items, 0 without any."""


def area_scores(
    items: Items,
    cells: Bytes,
    area_of: Sequence[str],
    *,
    correlation: float = CORRELATION,
    ability: Ability = STANDARD,
) -> Mapping[str, AreaScore]:
    """Return one learner's score in each focus area, in the order of first appearance.

    θ_k = μ + ρ (θ - μ) + √(1 - ρ²) σ ε. The other areas' responses give θ a
    mean m and variance v, so θ_k has the prior N(μ + ρ (m - μ), ρ² v + (1 - ρ²) σ²),
    and its own items then give the posterior (EAP). With ρ = 1 every area
    repeats the whole score, with ρ = 0 each stands alone.

    cells: one response an item, -1 missing. area_of: one name an item.
    Raises InputRefused when the lengths differ or ρ is outside 0 to 1.
    Source: the shrinkage of subscores, Wainer et al. (2001), in Thissen &
    Wainer, Test Scoring, ch. 9; Haberman (2008), J. Educ. Behav. Stat. 33.
    """
    if not len(area_of) == len(cells) == items.n_items:
        message = f"{items.n_items} items, {len(cells)} responses and {len(area_of)} focus areas"
        raise InputRefused([Problem("area_of", f"{message}; give as many of each")])
    if not 0 <= correlation <= 1:
        raise InputRefused([Problem("correlation", f"{correlation} lies outside 0 to 1")])
    names = np.asarray(area_of)
    return {
        name: _area_score(items, cells, names == name, (name, correlation, ability))
        for name in dict.fromkeys(area_of)
    }


def _area_score(
    items: Items,
    cells: Bytes,
    inside: Booleans,
    how: tuple[str, float, Ability],
) -> AreaScore:
    name, correlation, ability = how
    mean, variance = _moments(items, np.where(inside, -1, cells), ability)
    centre = ability.mean + correlation * (mean - ability.mean)
    spread = correlation**2 * variance + (1 - correlation**2) * ability.deviation**2
    prior = Ability(float(centre), float(np.sqrt(max(spread, 1e-8))))
    theta, after = _moments(items, np.where(inside, cells, -1), prior)
    answered = int((cells[inside] >= 0).sum())
    return AreaScore(name, theta, float(np.sqrt(after)), answered, max(0.0, 1 - after / prior.deviation**2))


def _moments(items: Items, cells: Bytes, ability: Ability) -> tuple[float, float]:
    nodes, weight = posterior(items, cells[None, :].astype(np.int8), ability)
    mean = float(weight[0] @ nodes)
    return mean, max(float(weight[0] @ nodes**2) - mean**2, 0.0)
