"""Whether the model fits the data as a whole: M2 with RMSEA and SRMSR."""

from dataclasses import dataclass

import numpy as np

from whichcert.chi_square import upper_tail
from whichcert.interval import Interval
from whichcert.measure.arrays import Bytes, Floats, Ints
from whichcert.measure.derivatives import category_scores
from whichcert.measure.grid import grid_for, log_normal_weights
from whichcert.measure.models import Items, success_probability
from whichcert.measure.noncentral import noncentrality
from whichcert.measure.scoring import STANDARD, Ability


@dataclass(frozen=True, slots=True)
class ModelFit:
    """M2 and what is read from it."""

    statistic: float
    degrees: int
    p: float
    rmsea: float
    rmsea_90: Interval
    srmsr: float
    n: int


def model_fit(
    items: Items, cells: Bytes, weights: Floats | None = None, *, ability: Ability = STANDARD
) -> ModelFit:
    """Return the limited-information statistic M2 of dichotomous items.

    M2 = N e' C e, C = Ξ⁻¹ - Ξ⁻¹ Δ (Δ' Ξ⁻¹ Δ)⁻¹ Δ' Ξ⁻¹, where e are the
    residuals of all first and second moments, Ξ their covariance under the
    model and Δ the derivatives by the parameters. degrees: J (J + 1)/2 minus
    the parameters. RMSEA = √((M2 - df)/(df (N - 1))).

    cells: persons × items; persons with missing cells are left out. Memory
    grows with J⁴: up to about 60 items. Raises ValueError without degrees of freedom.
    Source: Maydeu-Olivares & Joe (2005), JASA 100, eqs. 4.2 to 4.6; (2006),
    Psychometrika 71.
    """
    complete = (cells >= 0).all(axis=1)
    cells = cells[complete].astype(np.float64)
    counted = np.ones(len(cells)) if weights is None else weights[complete]
    n, n_items = float(counted.sum()), items.n_items
    pairs = np.triu_indices(n_items, 1)
    moments = _Moments.of(items, ability, pairs)
    share = (counted @ cells) / n
    joint = ((cells * counted[:, None]).T @ cells / n)[pairs]
    residual = np.concatenate([share, joint]) - moments.expected
    slopes = moments.slopes
    degrees = len(residual) - slopes.shape[1]
    if degrees <= 0:
        raise ValueError(f"{n_items} items leave {degrees} degrees of freedom; M2 needs more items")
    inverse = np.linalg.pinv(moments.covariance, hermitian=True)
    middle = np.linalg.pinv(slopes.T @ inverse @ slopes, hermitian=True)
    pulled = slopes.T @ (inverse @ residual)
    statistic = float(n * (residual @ inverse @ residual - pulled @ middle @ pulled))
    rmsea = float(np.sqrt(max(statistic - degrees, 0.0) / (degrees * (n - 1))))
    low, high = (noncentrality(statistic, degrees, tail) for tail in (0.95, 0.05))
    scale = degrees * (n - 1)
    around = Interval(float(np.sqrt(low / scale)), float(np.sqrt(high / scale)), 0.90)
    srmsr = _residual_correlations(share, joint, moments, pairs)
    return ModelFit(statistic, degrees, upper_tail(statistic, degrees), rmsea, around, srmsr, round(n))


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """First and second moments under the model, with covariance and derivatives."""

    expected: Floats
    covariance: Floats
    slopes: Floats

    @staticmethod
    def of(items: Items, ability: Ability, pairs: tuple[Ints, Ints]) -> "_Moments":
        nodes = grid_for(items, np.array([ability.mean]), np.array([ability.deviation]))
        prior = np.exp(log_normal_weights(nodes, ability.mean, ability.deviation))
        chance = success_probability(items, nodes)
        sets = [(j,) for j in range(items.n_items)] + list(zip(*(p.tolist() for p in pairs), strict=True))
        products = np.stack([chance[list(members)].prod(axis=0) for members in sets])
        expected = products @ prior
        return _Moments(
            expected,
            _covariance(sets, products, chance, prior),
            _slopes(items, sets, chance, (nodes, prior, ability)),
        )


def _covariance(sets: list[tuple[int, ...]], products: Floats, chance: Floats, prior: Floats) -> Floats:
    """Return E Π_(union) x - E Π x E Π x: items in both sets count once."""
    member = np.zeros((len(sets), len(chance)), dtype=np.bool_)
    for row, members in enumerate(sets):
        member[row, list(members)] = True
    logs = np.log(np.maximum(chance, 1e-300))
    expected = products @ prior
    covariance = np.empty((len(sets), len(sets)))
    for row in range(len(sets)):
        union = member | member[row]
        covariance[row] = np.exp(union @ logs) @ prior - expected * expected[row]
    return covariance


def _slopes(
    items: Items, sets: list[tuple[int, ...]], chance: Floats, frame: tuple[Floats, Floats, Ability]
) -> Floats:
    nodes, prior, ability = frame
    chances, scores = category_scores(items, nodes)
    by_parameter = chances[:, 1, None] * scores[:, 1]
    free = [1] if items.model == "rasch" else list(range(by_parameter.shape[1]))
    slopes = np.zeros((len(sets), items.n_items, len(free)))
    for row, members in enumerate(sets):
        for item in members:
            others = chance[[other for other in members if other != item]].prod(axis=0)
            slopes[row, item] = by_parameter[item, free] @ (others * prior)
    flat = slopes.reshape(len(sets), -1)
    if items.model != "rasch":
        return flat
    off = (nodes - ability.mean) / ability.deviation
    products = np.stack([chance[list(members)].prod(axis=0) for members in sets])
    by_width = products @ (prior * (off**2 - 1) / ability.deviation)
    return np.concatenate([flat, by_width[:, None]], axis=1)


def _residual_correlations(
    share: Floats,
    joint: Floats,
    moments: _Moments,
    pairs: tuple[Ints, Ints],
) -> float:
    """Return the root mean square of observed minus expected item correlations (SRMSR)."""
    n = len(share)
    expected, one, two = moments.expected[:n], *pairs
    spread, spread_model = np.sqrt(share * (1 - share)), np.sqrt(expected * (1 - expected))
    observed = (joint - share[one] * share[two]) / (spread[one] * spread[two])
    model = (moments.expected[n:] - expected[one] * expected[two]) / (spread_model[one] * spread_model[two])
    return float(np.sqrt(((observed - model) ** 2).mean()))
