"""The items a test may draw from, with the tables that make a choice cheap, and where learners stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from whichcert.measure.arrays import Booleans, Floats, Ints, Singles
from whichcert.measure.grid import Fineness, grid_for, log_normal_weights
from whichcert.measure.models import Items, information, log_probability_rows
from whichcert.measure.scoring import STANDARD, Ability

_FINENESS = Fineness(1.0)
"""Exact to 2 exp(-2 π²), 5e-9: a live test needs no more."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Calibrated items with tables over nodes of theta."""

    items: Items
    nodes: Floats
    powers: Floats
    """nodes × 3: 1, θ, θ²; times a posterior its mass and moments."""
    log_prior: Floats
    log_rows: Floats
    """Item categories (stacked) × (nodes, then the cut points)."""
    chances: Floats
    """Item categories (stacked) × nodes: P."""
    by_node: Singles
    """nodes × items: Fisher information."""
    area: Ints
    """items: the place of each item's focus area in ``areas``."""
    areas: tuple[str, ...]
    enemies: Mapping[int, Ints]
    """For an item, the items that may not stand in the same form (they give each other away)."""
    cuts: Floats
    """Extra points of theta at which likelihoods are kept, for sequential decisions."""

    @property
    def n_items(self) -> int:
        return self.items.n_items


@dataclass(frozen=True, slots=True)
class PoolOptions:
    """What a pool knows besides item parameters."""

    area_of: Sequence[str] | None = None
    enemies: Sequence[tuple[str, str]] = ()
    cuts: Sequence[float] = field(default_factory=tuple)
    ability: Ability = STANDARD
    longest: int = 200
    """The most items one learner will answer; the grid is fine enough for that many of the best."""


def make_pool(items: Items, options: PoolOptions | None = None) -> Pool:
    """Tabulate information and log-probabilities over the grid. Raises UnknownName for an enemy not there."""
    options = options or PoolOptions()
    ability = options.ability
    centre, spread = np.array([ability.mean]), np.array([ability.deviation])
    nodes = grid_for(items, centre, spread, options.longest, fineness=_FINENESS)
    cuts = np.asarray(options.cuts, dtype=np.float64)
    log_rows = log_probability_rows(items, np.concatenate([nodes, cuts]))
    names = list(options.area_of) if options.area_of is not None else ["all"] * items.n_items
    if len(names) != items.n_items:
        raise ValueError(f"{items.n_items} items need as many focus areas; got {len(names)}")
    areas = tuple(dict.fromkeys(names))
    return Pool(
        items,
        nodes,
        np.stack([np.ones_like(nodes), nodes, nodes**2], axis=1),
        log_normal_weights(nodes, ability.mean, ability.deviation),
        log_rows,
        np.exp(log_rows[:, : len(nodes)]),
        np.ascontiguousarray(information(items, nodes).T, dtype=np.float32),
        np.array([areas.index(name) for name in names], dtype=np.intp),
        areas,
        _enemy_lists(items, options.enemies),
        cuts,
    )


def _enemy_lists(items: Items, pairs: Sequence[tuple[str, str]]) -> Mapping[int, Ints]:
    lists: dict[int, list[int]] = {}
    for one, other in pairs:
        first, second = (int(place) for place in items.places([one, other]))
        lists.setdefault(first, []).append(second)
        lists.setdefault(second, []).append(first)
    return {place: np.array(sorted(set(found)), dtype=np.intp) for place, found in lists.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where learners stand after their responses so far; arrays have one row a learner."""

    at_cuts: Floats
    """learners × cut points: log-likelihoods"""
    weight: Floats
    """learners × nodes: p(θ | x)"""
    theta: Floats
    standard_error: Floats
    node: Ints
    """The node nearest to theta."""
    answered: Ints
    closed: Singles
    """learners × items: -inf where given already or an enemy of one given, else 0; added to values."""
    by_area: Ints
    """learners × focus areas: how many items of each were given."""

    @property
    def used(self) -> Booleans:
        """learners × items: whether the item may not be given any more."""
        return np.asarray(self.closed < 0)

    def rows(self, keep: Booleans | Ints) -> "Standing":
        """Return some of the learners."""
        return Standing(*(getattr(self, name)[keep] for name in self.__slots__))


Record = tuple[Floats, Singles, Ints]
"""``at_cuts``, ``closed`` and ``by_area`` of a ``Standing``."""


def standing(pool: Pool, weight: Floats, record: Record) -> Standing:
    """Return posterior mean and deviation; ``weight`` (learners × nodes) need not sum to 1 and is used up.

    Source: Bock & Mislevy (1982).
    """
    at_cuts, closed, by_area = record
    mass, first, second = (weight @ pool.powers).T
    weight /= mass[:, None]
    theta = first / mass
    error = np.sqrt(np.maximum(second / mass - theta * theta, 0.0))
    step = pool.nodes[1] - pool.nodes[0]
    node = np.rint((theta - pool.nodes[0]) / step).astype(np.intp)
    return Standing(at_cuts, weight, theta, error, node, by_area.sum(axis=1), closed, by_area)


def standing_of(pool: Pool, given: Ints, values: Ints) -> Standing:
    """Return where one learner stands who answered items ``given`` (places) with ``values``."""
    rows = pool.items.row_starts[given] + values
    likelihood = pool.log_rows[rows].sum(axis=0)[None, :]
    closed = np.zeros((1, pool.n_items), dtype=np.float32)
    closed[0, given] = -np.inf
    for place in given if pool.enemies else ():
        closed[0, pool.enemies.get(int(place), given[:0])] = -np.inf
    by_area = np.bincount(pool.area[given], minlength=len(pool.areas))[None, :]
    n = len(pool.nodes)
    log_weight = likelihood[:, :n] + pool.log_prior
    return standing(pool, np.exp(log_weight - log_weight.max()), (likelihood[:, n:], closed, by_area))


def answered(pool: Pool, learners: Standing, place: Ints, values: Ints) -> Standing:
    """Return where learners stand after one more response each."""
    own = {name: getattr(learners, name).copy() for name in ("weight", "closed", "by_area")}
    return moved_on(pool, replace(learners, **own), place, values)


def moved_on(pool: Pool, learners: Standing, place: Ints, values: Ints) -> Standing:
    """Return the same as ``answered``, faster: the learners' weights and their lists of items are used up."""
    rows, named = np.arange(len(place)), pool.items.row_starts[place] + values
    weight, closed, by_area = learners.weight, learners.closed, learners.by_area
    weight *= pool.chances[named]
    at_cuts = learners.at_cuts + pool.log_rows[named, len(pool.nodes) :]
    closed[rows, place] = -np.inf
    by_area[rows, pool.area[place]] += 1
    for item, enemies in pool.enemies.items():
        closed[np.ix_(place == item, enemies)] = -np.inf
    return standing(pool, weight, (at_cuts, closed, by_area))


def newcomers(pool: Pool, n: int) -> Standing:
    """Return n learners who answered nothing yet."""
    closed = np.zeros((n, pool.n_items), dtype=np.float32)
    by_area = np.zeros((n, len(pool.areas)), dtype=np.intp)
    return standing(
        pool, np.tile(np.exp(pool.log_prior), (n, 1)), (np.zeros((n, len(pool.cuts))), closed, by_area)
    )
