"""From a blueprint and a bank to a form: the mock assessment that one learner sits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whichcert.bank.bank import Bank
from whichcert.bank.blueprint import Blueprint
from whichcert.bank.enemies import enemies_of
from whichcert.bank.item import Item
from whichcert.bank.rasch import Floats, expected_scores, success
from whichcert.errors import InputRefused, Problem

ABILITIES = np.linspace(-1.0, 3.0, 5)
"""Logits at which forms are made alike: from who starts to who passes safely."""

TOLERANCE = 0.5
"""Items by which an expected score may miss the blueprint's; two forms differ by at most twice that."""

_EXPOSURE_COST = 1_000.0
"""Above any gap: an item that was seen more often comes in only when no other one helps."""

_ATTEMPTS = 20
_MOST_SWAPS = 60


@dataclass(frozen=True)
class Form:
    """The items of one mock, in the order in which they are shown."""

    blueprint: Blueprint
    items: tuple[Item, ...]

    @cached_property
    def gap(self) -> float:
        """How far the expected score lies from the blueprint's at worst over ``ABILITIES``, in items.

        Basis: intended difficulties, which their authors set, in a Rasch model.
        """
        return float(np.abs(self.expected(ABILITIES) - self.blueprint.target(ABILITIES)).max())

    def expected(self, theta: Floats) -> Floats:
        """Return the expected score, in items, at each ability."""
        return expected_scores(np.array([item.intended_difficulty for item in self.items]), theta)


def assemble_form(
    blueprint: Blueprint, bank: Bank, seen: Mapping[str, int], rng: np.random.Generator
) -> Form:
    """Return a form of live items in the blueprint's balance and difficulty, without enemies.

    seen: how often the learner saw each item; the least seen come first. Then items are swapped inside their
    focus area until the expected score lies within ``TOLERANCE`` of the blueprint's at all ``ABILITIES``,
    so that any two forms are parallel. Where the bank can't reach that, ``Form.gap`` says by how much.
    Raises InputRefused when there are too few items, with one Problem a focus area.
    """
    pool = _Pool.of(blueprint, bank.live(blueprint.assessment), seen)
    for _ in range(_ATTEMPTS):
        chosen = pool.draw(rng)
        if chosen is not None:
            chosen = pool.balanced(chosen)
            return Form(
                blueprint, tuple(pool.items[place] for place in rng.permutation(np.flatnonzero(chosen)))
            )
    message = "too many items give each other away, so no form can be made; write more items"
    raise InputRefused([Problem(blueprint.assessment, message)])


@dataclass(frozen=True, slots=True, eq=False)
class _Pool:
    """The items that a form may be drawn from, as arrays."""

    blueprint: Blueprint
    items: tuple[Item, ...]
    area: NDArray[np.int64]
    """items: the place of the focus area in the blueprint."""
    seen: NDArray[np.int64]
    is_enemy: NDArray[np.bool_]
    """items × items."""
    chances: Floats
    """items × ABILITIES: the probability of a right answer."""

    @staticmethod
    def of(blueprint: Blueprint, live: Sequence[Item], seen: Mapping[str, int]) -> "_Pool":
        areas = list(blueprint.counts)
        items = tuple(item for item in live if item.focus_area in blueprint.counts)
        area = np.array([areas.index(item.focus_area) for item in items if item.focus_area], dtype=np.int64)
        _require_enough(blueprint, np.bincount(area, minlength=len(areas)).tolist())
        places = {item.id: place for place, item in enumerate(items)}
        is_enemy = np.zeros((len(items), len(items)), dtype=bool)
        for item_id, enemies in enemies_of(items).items():
            is_enemy[places[item_id], [places[enemy] for enemy in enemies]] = True
        difficulty = np.array([item.intended_difficulty for item in items])
        counts = np.array([seen.get(item.id, 0) for item in items], dtype=np.int64)
        return _Pool(blueprint, items, area, counts, is_enemy, success(difficulty, ABILITIES))

    def draw(self, rng: np.random.Generator) -> NDArray[np.bool_] | None:
        """Return the least seen items of each area without enemies, or None in a dead end."""
        wanted = np.array(list(self.blueprint.counts.values()))
        spare = np.bincount(self.area, minlength=len(wanted)) - wanted
        order = np.lexsort((rng.random(len(self.items)), self.seen))
        chosen = np.zeros(len(self.items), dtype=bool)
        # Scarce areas choose first: their few items have the least room to avoid enemies.
        for area in np.argsort(spare, kind="stable"):
            missing = int(wanted[area])
            for place in order[self.area[order] == area]:
                if missing and not (self.is_enemy[place] & chosen).any():
                    chosen[place] = True
                    missing -= 1
            if missing:
                return None
        return chosen

    def balanced(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the form after the swaps that bring its expected score to the blueprint's."""
        target = self.blueprint.target(ABILITIES)
        for _ in range(_MOST_SWAPS):
            gap = self.chances[chosen].sum(axis=0) - target
            if np.abs(gap).max() <= TOLERANCE:
                break
            swap = self._best_swap(chosen, gap)
            if swap is None:
                break
            out, into = swap
            chosen = chosen.copy()
            chosen[out], chosen[into] = False, True
        return chosen

    def _best_swap(self, chosen: NDArray[np.bool_], gap: Floats) -> tuple[int, int] | None:
        """Return the swap (out, in) that helps most of those that raise exposure least, if one does."""
        inside, outside = np.flatnonzero(chosen), np.flatnonzero(~chosen)
        if len(outside) == 0:
            return None
        after = np.abs(gap + self.chances[outside] - self.chances[inside][:, None]).max(axis=2)
        clashes = self.is_enemy[outside][:, inside].sum(axis=1) - self.is_enemy[inside][:, outside]
        is_open = (self.area[inside][:, None] == self.area[outside]) & (clashes == 0)
        cost = after + _EXPOSURE_COST * np.maximum(self.seen[outside] - self.seen[inside][:, None], 0)
        cost[~is_open | (after >= np.abs(gap).max())] = np.inf
        out, into = divmod(int(cost.argmin()), len(outside))
        return (int(inside[out]), int(outside[into])) if np.isfinite(cost[out, into]) else None


def _require_enough(blueprint: Blueprint, has: Sequence[int]) -> None:
    problems = [
        Problem(blueprint.assessment, f"focus area {area.value!r} has {n} live items, a form needs {count}")
        for n, (area, count) in zip(has, blueprint.counts.items(), strict=True)
        if n < count
    ]
    if problems:
        raise InputRefused(problems)
