"""The observed information matrix: complete information minus what not knowing theta costs.

I = Σ_n E_n[-∂² log P] - Σ_n Cov_n(score), expectations over p(θ | x_n).
Source: Louis (1982), JRSS B 44, eq. 3.2; the same matrix as Oakes (1999), JRSS B 61.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Bytes, Floats
from whichcert.measure.derivatives import category_scores
from whichcert.measure.expectation import Current, Expected, posterior_of
from whichcert.measure.layout import Estimates, Layout
from whichcert.measure.matrix_shard import MatrixDesign
from whichcert.measure.maximisation import LogisticSums, parameter_table, with_parameters
from whichcert.measure.models import Items, success_probability
from whichcert.measure.score_grid import ScoreGrid
from whichcert.measure.sufficient import BitShard

_STEP = 1e-5
_BASIS = 24
"""Chebyshev terms for a posterior covariance as a function of s; the rest is under 1e-8 of it."""
_ROWS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Where the information is taken: the estimates, the nodes and the free parameters."""

    estimates: Estimates
    current: Current
    layout: Layout


def category_blocks(items: Items, counts: Floats, nodes: Floats) -> Floats:
    """Return -Σ r ∂² log P of each item, by central differences of its gradient.

    counts: item categories (stacked) × nodes. Returns items × parameters × parameters.
    """
    padded = np.zeros((items.n_items, items.intercept.shape[1] + 1, len(nodes)))
    padded[items.present] = counts
    table = parameter_table(items)
    blocks = np.zeros((*table.shape, table.shape[1]))
    for column in range(table.shape[1]):
        step = np.zeros_like(table)
        step[:, column] = _STEP
        up = _item_gradients(with_parameters(items, table + step), padded, nodes)
        down = _item_gradients(with_parameters(items, table - step), padded, nodes)
        blocks[:, :, column] = -(up - down) / (2 * _STEP)
    return np.asarray(0.5 * (blocks + blocks.transpose(0, 2, 1)))


def logistic_blocks(items: Items, trials: Floats, nodes: Floats) -> Floats:
    """Return the same for Rasch and 2PL: Σ n P (1 - P) (θ, 1)(θ, 1)'. trials: items (or 1) × nodes."""
    chance = success_probability(items, nodes)
    both = np.stack([nodes, np.ones_like(nodes)])
    products = (both[:, None] * both).reshape(4, -1)
    return np.asarray(((trials * chance * (1 - chance)) @ products.T).reshape(-1, 2, 2))


def complete_blocks(items: Items, expected: Expected, nodes: Floats) -> Floats:
    """Return the complete-data information of each item, items × parameters × parameters."""
    if items.model in ("rasch", "2pl"):
        return logistic_blocks(items, LogisticSums.of(expected, nodes).trials, nodes)
    assert expected.counts is not None  # noqa: S101  only 1PL and 2PL come as sums
    return category_blocks(items, expected.counts, nodes)


def complete_information(frame: Frame, expected: Expected) -> Floats:
    """Return the complete-data information of all free parameters, items and groups."""
    blocks = complete_blocks(frame.estimates.items, expected, frame.current.nodes)
    return _with_groups(_spread(blocks, frame.layout.item), frame, expected.mass)


def _item_gradients(items: Items, counts: Floats, nodes: Floats) -> Floats:
    return np.asarray(np.einsum("jcq,jcpq->jp", counts, category_scores(items, nodes)[1]))


def _spread(blocks: Floats, free: NDArray[np.bool_]) -> Floats:
    """Return item blocks on the diagonal of one matrix over the free item parameters."""
    place = np.cumsum(free.ravel()).reshape(free.shape) - 1
    size = int(free.sum())
    matrix = np.zeros((size, size))
    for one in range(free.shape[1]):
        for two in range(free.shape[1]):
            rows = free[:, one] & free[:, two]
            matrix[place[rows, one], place[rows, two]] = blocks[rows, one, two]
    return matrix


def _with_groups(matrix: Floats, frame: Frame, mass: Floats) -> Floats:
    """Add the information about group means and deviations in the (expected) thetas."""
    layout, estimates = frame.layout, frame.estimates
    means, widths = np.flatnonzero(layout.mean), np.flatnonzero(layout.deviation)
    full = np.zeros((layout.size, layout.size))
    n = len(matrix)
    full[:n, :n] = matrix
    off = (frame.current.nodes - estimates.mean[:, None]) / estimates.deviation[:, None]
    persons, first, second = mass.sum(axis=1), (mass * off).sum(axis=1), (mass * off * off).sum(axis=1)
    square = estimates.deviation**2
    for at, group in enumerate(means):
        full[n + at, n + at] = persons[group] / square[group]
    for at, group in enumerate(widths):
        row = n + len(means) + at
        full[row, row] = (3 * second[group] - persons[group]) / square[group]
        for other, same in enumerate(means):
            if same == group:
                full[row, n + other] = full[n + other, row] = 2 * first[group] / square[group]
    return full


def group_scores(frame: Frame, group: int) -> Floats:
    """Return ∂ log φ(θ; μ, σ) / ∂(μ, σ) for the free ones, parameters × nodes; 0 for other groups."""
    layout, estimates = frame.layout, frame.estimates
    off = (frame.current.nodes - estimates.mean[group]) / estimates.deviation[group]
    rows = [off / estimates.deviation[group] * (at == group) for at in np.flatnonzero(layout.mean)]
    rows += [
        (off * off - 1) / estimates.deviation[group] * (at == group)
        for at in np.flatnonzero(layout.deviation)
    ]
    return np.array(rows).reshape(len(rows), len(off))


def missing_from_cells(frame: Frame, cells: Bytes, group: int, weights: Floats) -> Floats:
    """Return Σ_n w_n Cov_n(score) from persons × items, any model, missing cells allowed."""
    items, layout = frame.estimates.items, frame.layout
    posterior, _ = posterior_of(
        MatrixDesign.of(cells, frame.current).log_likelihood(frame.current), frame.current.log_weights[group]
    )
    scores = category_scores(items, frame.current.nodes)[1]
    by_group = group_scores(frame, group)
    total = np.zeros((layout.size, layout.size))
    mean = np.zeros((len(cells), layout.size))
    place = np.arange(items.n_items)
    for node in range(len(frame.current.nodes)):
        table = np.concatenate([scores[:, :, :, node], np.zeros_like(scores[:, :1, :, node])], axis=1)
        of_items = table[place, cells][:, layout.item]
        of_groups = np.broadcast_to(by_group[:, node], (len(cells), len(by_group)))
        score = np.concatenate([of_items, of_groups], axis=1)
        weighted = score * (posterior[:, node] * weights)[:, None]
        total += weighted.T @ score
        mean += score * posterior[:, node : node + 1]
    return np.asarray(total - (mean * weights[:, None]).T @ mean)


def missing_from_bits(frame: Frame, shard: BitShard) -> Floats:
    """Return Σ_n Cov_n(score) of complete Rasch or 2PL data.

    The score is x_j (θ, 1) - F(θ); of x_j (θ, 1) only the θ part varies, so
    Cov = x_j x_k V - x_j Cov(θ, F) - Cov(F, θ) x_k + Cov(F, F), where V and
    the covariances depend on s alone.
    """
    functions = _score_functions(frame, shard.group)
    scores = shard.scores(frame.estimates.items.discrimination)
    grid, count = _tabulated(frame, shard, scores)
    means = grid.posterior @ functions.T
    total = (functions * (count @ grid.posterior)) @ functions.T - (means * count[:, None]).T @ means
    slopes = np.flatnonzero(frame.layout.item[:, 0])
    if len(slopes):
        rows = np.cumsum(frame.layout.item.ravel()).reshape(frame.layout.item.shape)[slopes, 0] - 1
        with_theta = (grid.posterior * frame.current.nodes) @ functions.T - grid.mean[:, None] * means
        products, by_basis = _slope_sums(shard, scores, grid)
        moved = by_basis[slopes] @ _chebyshev_fit(grid.points, with_theta, count)
        total[np.ix_(rows, rows)] += products[np.ix_(slopes, slopes)]
        total[rows] -= moved
        total[:, rows] -= moved.T
    return np.asarray(total)


def _tabulated(frame: Frame, shard: BitShard, scores: Floats) -> tuple[ScoreGrid, Floats]:
    """Return the posterior over s and how many persons stand at each point; exact for few persons."""
    if len(scores) > _ROWS:
        grid = ScoreGrid.of(frame.current, shard.group, (float(scores.min()), float(scores.max())))
        return grid, grid.spread(scores, shard.weights)
    points, place = np.unique(scores, return_inverse=True)
    count = np.bincount(place, shard.weights, minlength=len(points)).astype(np.float64)
    return ScoreGrid.exact(frame.current, shard.group, points), count


def _score_functions(frame: Frame, group: int) -> Floats:
    """Return F: θ P and P of each free item parameter, and minus the group scores; parameters × nodes."""
    nodes = frame.current.nodes
    chance = success_probability(frame.estimates.items, nodes)
    of_items = np.stack([chance * nodes, chance], axis=1)[frame.layout.item]
    return np.concatenate([of_items, -group_scores(frame, group)])


def _slope_sums(shard: BitShard, scores: Floats, grid: ScoreGrid) -> tuple[Floats, Floats]:
    """Return Σ_n V_n x_nj x_nk and Σ_n x_nj T_k(s_n), from one symmetric product."""
    kind = np.float32 if len(scores) > _ROWS else np.float64
    n = shard.n_items
    total = np.zeros((n + _BASIS, n + _BASIS))
    for first in range(0, len(scores), _ROWS):
        part = slice(first, first + _ROWS)
        spread = np.sqrt(np.maximum(np.interp(scores[part], grid.points, grid.variance), 1e-12))
        weight = np.ones_like(spread) if shard.weights is None else np.sqrt(shard.weights[part])
        block = np.empty((len(spread), n + _BASIS), dtype=kind)
        np.multiply(shard.unpacked(part), (spread * weight)[:, None], out=block[:, :n], casting="unsafe")
        block[:, n:] = _chebyshev(grid.points, scores[part]) * (weight / spread)[:, None]
        total += block.T @ block
    return total[:n, :n], total[:n, n:]


def _chebyshev(points: Floats, score: Floats) -> Floats:
    scaled = (2 * score - points[0] - points[-1]) / max(points[-1] - points[0], 1e-9)
    return np.polynomial.chebyshev.chebvander(scaled, _BASIS - 1)


def _chebyshev_fit(points: Floats, values: Floats, count: Floats) -> Floats:
    """Return coefficients, basis × functions, fitted where persons are."""
    root = np.sqrt(count + 1e-3 * count.sum() / len(count))[:, None]
    design = _chebyshev(points, points)
    return np.asarray(np.linalg.lstsq(design * root, values * root, rcond=None)[0])
