"""Scoring: from responses and known items to theta with its standard error."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from whichcert.errors import InputRefused, Problem, UnknownName
from whichcert.measure.arrays import Booleans, Bytes, Floats
from whichcert.measure.grid import grid_for, log_normal_weights
from whichcert.measure.models import Items, category_slopes, log_probability_rows
from whichcert.measure.responses import Responses

Method = Literal["eap", "map", "ml", "wle"]
METHODS: tuple[Method, ...] = get_args(Method)
BOUND = 12.0
"""Where the search for a maximum ends; ML of an all-right pattern lies at infinity, and says so."""
_ROWS = 4096
_STEPS = 100
_SMALLEST = 1e-300


@dataclass(frozen=True, slots=True)
class Ability:
    """The population a learner comes from: the prior of EAP and MAP."""

    mean: float = 0.0
    deviation: float = 1.0


STANDARD = Ability()


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """theta and its standard error, one a person, with what they rest on."""

    method: Method
    theta: Floats
    standard_error: Floats
    answered: NDArray[np.intp]
    finite: Booleans
    """False where the estimate lies at infinity (ML of an all-right or all-wrong pattern, or no response)."""


def score(
    items: Items,
    responses: Responses | NDArray[np.generic],
    method: Method = "eap",
    *,
    ability: Ability = STANDARD,
) -> Scores:
    """Score persons on items with known parameters.

    eap  Σ_q θ_q p(θ_q | x), error: posterior deviation          Bock & Mislevy (1982)
    map  argmax log L + log prior, error: 1/√(I_obs + 1/σ²)      Samejima (1969)
    ml   argmax log L, error: 1/√I_obs                           Birnbaum (1968)
    wle  root of log L' + J/(2 I), error: 1/√(I + …) at it       Warm (1989), eq. 11

    responses: persons × items in the order of ``items`` (NaN or -1 missing), or
    Responses whose items are all known. theta is in logits of the calibration.
    Where no finite estimate exists theta is ±12 (or the prior mean without any
    response), the error is infinite and ``finite`` is False: never NaN.
    Raises UnknownName for an unknown method or item.
    """
    if method not in METHODS:
        raise UnknownName("method", str(method), METHODS)
    cells, used = _cells_of(items, responses)
    parts = [
        _scored(used, cells[first : first + _ROWS], method, ability)
        for first in range(0, max(len(cells), 1), _ROWS)
    ]
    theta, error, finite = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Scores(method, theta, error, (cells >= 0).sum(axis=1), finite)


def _cells_of(items: Items, responses: Responses | NDArray[np.generic]) -> tuple[Bytes, Items]:
    if isinstance(responses, Responses):
        used = items.take(items.places(responses.items))
        cells = responses.cells()
    else:
        used, table = items, np.atleast_2d(np.asarray(responses))
        if table.shape[1] != items.n_items:
            message = f"{table.shape[1]} columns for {items.n_items} items; give one column an item"
            raise InputRefused([Problem("responses", message)])
        numbers = np.nan_to_num(table.astype(np.float64), nan=-1.0)
        cells = np.maximum(numbers, -1).astype(np.int8)
    if (cells >= used.categories).any():
        row, column = (int(place) for place in np.argwhere(cells >= used.categories)[0])
        message = f"person {row + 1} has {cells[row, column]} on item {used.ids[column]!r}"
        last = int(used.categories[column]) - 1
        raise InputRefused([Problem("responses", f"{message}, whose values run from 0 to {last}")])
    return cells, used


def _scored(items: Items, cells: Bytes, method: Method, ability: Ability) -> tuple[Floats, Floats, Booleans]:
    if method == "eap":
        return _expected(items, cells, ability)
    return _maxima(items, cells, method, ability)


def posterior(items: Items, cells: Bytes, ability: Ability = STANDARD) -> tuple[Floats, Floats]:
    """Return nodes and p(θ_q | x_n), persons × nodes (rows sum to 1).

    p(θ_q | x) ∝ φ(θ_q; μ, σ) Π_j P(x_j | θ_q) over the answered items.
    """
    nodes = grid_for(items, np.array([ability.mean]), np.array([ability.deviation]))
    likelihood = log_likelihood(items, cells, nodes) + log_normal_weights(
        nodes, ability.mean, ability.deviation
    )
    weight = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    return nodes, np.asarray(weight / weight.sum(axis=1, keepdims=True))


def log_likelihood(items: Items, cells: Bytes, nodes: Floats) -> Floats:
    """Return Σ_j log P(x_nj | θ_q) over the answered items, persons × nodes."""
    rows = log_probability_rows(items, nodes)
    found = np.zeros((len(cells), len(nodes)))
    for category in range(int(items.categories.max())):
        have = items.categories > category
        found += (cells[:, have] == category) @ rows[items.row_starts[:-1][have] + category]
    return found


def _expected(items: Items, cells: Bytes, ability: Ability) -> tuple[Floats, Floats, Booleans]:
    nodes, weight = posterior(items, cells, ability)
    mean = weight @ nodes
    variance = np.maximum(weight @ nodes**2 - mean**2, 0.0)
    return mean, np.sqrt(variance), np.ones(len(cells), dtype=np.bool_)


def _maxima(items: Items, cells: Bytes, method: Method, ability: Ability) -> tuple[Floats, Floats, Booleans]:
    """Find the root of the score function by bisection guarded Newton steps."""
    low, high = np.full(len(cells), -BOUND), np.full(len(cells), BOUND)
    theta = _start(items, cells)
    for _ in range(_STEPS):
        slope, bend = score_function(items, cells, theta, (method, ability))
        low, high = np.where(slope > 0, theta, low), np.where(slope > 0, high, theta)
        newton = theta + slope / np.maximum(bend, 1e-8)
        inside = (newton > low) & (newton < high)
        moved = np.where(inside, newton, 0.5 * (low + high))
        change = float(np.abs(moved - theta).max(initial=0.0))
        theta = moved
        if change < 1e-10:
            break
    _, bend = score_function(items, cells, theta, (method, ability))
    finite = (np.abs(theta) < BOUND - 1e-3) & (bend > 1e-8)
    answered = (cells >= 0).any(axis=1)
    if method in ("ml", "wle"):
        finite &= answered
        theta = np.where(answered, theta, ability.mean)
    with np.errstate(divide="ignore"):
        error = np.where(finite, 1 / np.sqrt(np.maximum(bend, _SMALLEST)), np.inf)
    return theta, error, finite


def _start(items: Items, cells: Bytes) -> Floats:
    nodes = np.linspace(-4, 4, 17)
    return np.asarray(nodes[np.argmax(log_likelihood(items, cells, nodes) - 0.05 * nodes**2, axis=1)])


def score_function(
    items: Items, cells: Bytes, theta: Floats, how: tuple[Method, Ability]
) -> tuple[Floats, Floats]:
    """Return the derivative by theta of what is maximised, and minus its second derivative. Shape: persons.

    ml: Σ P'/P; map adds (μ - θ)/σ²; wle adds J/(2 I), J = Σ P' P''/P
    (Warm 1989, eqs. 8 to 12; Penfield & Bergeron 2005 for more categories).
    The second derivative is the observed one, Σ (P'/P)² - P''/P.
    """
    method, ability = how
    first, second, expected, tilt = _sums(items, cells, theta)
    if method == "map":
        precision = 1.0 / ability.deviation**2
        return first + (ability.mean - theta) * precision, second + precision
    if method == "ml":
        return first, second
    step = 1e-4
    _, _, above, tilt_above = _sums(items, cells, theta + step)
    _, _, below, tilt_below = _sums(items, cells, theta - step)
    pull = [
        t / (2 * np.maximum(i, _SMALLEST))
        for t, i in ((tilt, expected), (tilt_above, above), (tilt_below, below))
    ]
    return first + pull[0], second - (pull[1] - pull[2]) / (2 * step)


def _sums(items: Items, cells: Bytes, theta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    chances, slopes = category_slopes(items, theta)
    step = 1e-4
    bends = (category_slopes(items, theta + step)[1] - category_slopes(items, theta - step)[1]) / (2 * step)
    safe = np.maximum(chances, _SMALLEST)
    answered = (cells >= 0).T
    value = np.maximum(cells, 0).T[:, None, :]
    ratio = np.take_along_axis(slopes / safe, value, axis=1)[:, 0]
    curve = np.take_along_axis(bends / safe, value, axis=1)[:, 0]
    first = np.where(answered, ratio, 0.0).sum(axis=0)
    second = np.where(answered, ratio**2 - curve, 0.0).sum(axis=0)
    expected = np.where(answered, (slopes**2 / safe).sum(axis=1), 0.0).sum(axis=0)
    tilt = np.where(answered, (slopes * bends / safe).sum(axis=1), 0.0).sum(axis=0)
    return first, second, expected, tilt
