"""Items that practice leaves unmet, so that the last mocks can tell knowledge from memory."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zlib import crc32

import numpy as np

from whichcert.bank.assembly import assemble_form
from whichcert.bank.item import Item
from whichcert.errors import InputRefused
from whichcert.flows.history import Marked, Mode, times_seen
from whichcert.flows.item_pool import ItemPool, item_pool
from whichcert.flows.sit_assessment import Wanted, items_under_way
from whichcert.flows.sitting import State, history_of
from whichcert.library import Library
from whichcert.scrum import FocusArea

_ALONE = 1
"""How much later an item comes that alone tests a statement: practice should not miss it."""
_TAKEN = 2
"""And one that another assessment's form has."""


@dataclass(frozen=True)
class Keeping:
    """What is kept for the next whole mock of each assessment that a learner studies for."""

    by_assessment: Mapping[str, frozenset[str]]
    away: frozenset[str]
    """Items that were met, or that a mock under way has."""

    def of(self, assessment: str) -> frozenset[str]:
        """Return what is kept for one assessment."""
        return self.by_assessment.get(assessment, frozenset())

    @property
    def all(self) -> frozenset[str]:
        return frozenset[str]().union(*self.by_assessment.values())

    def beside(self, pools: Iterable[ItemPool], *, at_least: int = 1) -> frozenset[str]:
        """Return what practice or a diagnostic of these assessments does not ask.

        All that is kept, as long as each has other items that were not met, ``at_least`` so many; then only
        what is kept for these assessments themselves; then nothing: what is kept is set free.
        """
        new = [_new(pool, self.away) for pool in pools]
        own = frozenset[str]().union(*(self.of(pool.assessment) for pool in pools))
        for kept in (self.all, own):
            if all(len(items - kept) >= at_least for items in new):
                return kept
        return frozenset()


def _new(pool: ItemPool, away: frozenset[str]) -> frozenset[str]:
    """Return the items of the areas that a form asks that are still to be met."""
    asked = {area for area, count in zip(pool.areas, pool.form.counts, strict=True) if count}
    return frozenset(item.id for item in pool.items if item.focus_area in asked) - away


def keeping(library: Library, assessments: Iterable[str], away: Collection[str], seed: str) -> Keeping:
    """Return what is kept: for each assessment as many items that were not met as a form has, by focus area.

    The same seed keeps the same items until they are met; after a mock others take their place. No item is
    kept for two assessments. away: the items met or held by a mock under way.
    """
    found, taken = dict[str, frozenset[str]](), set(away)
    orders = _orders(library, crc32(seed.encode()))
    for assessment in (name for name in orders if name in set(assessments)):
        open_items = [item for item in orders[assessment] if item.id not in taken]
        kept = _kept(open_items, dict(library.blueprints[assessment].counts), item_pool(library, assessment))
        found[assessment] = kept
        taken |= kept
    return Keeping(found, frozenset(away))


def _kept(items: Sequence[Item], left: dict[FocusArea, int], pool: ItemPool) -> frozenset[str]:
    """Return the first items of each area; those that give each other away only where no others are left."""
    kept = set[str]()
    for shuns in (True, False):
        for item in items:
            if item.id in kept or item.focus_area is None or not left.get(item.focus_area, 0):
                continue
            if shuns and kept & pool.enemies.get(item.id, frozenset()):
                continue
            left[item.focus_area] -= 1
            kept.add(item.id)
    return frozenset(kept)


def keeping_of(
    library: Library, states: Sequence[State], answers: Iterable[Marked], held: frozenset[str]
) -> Keeping:
    """Return what is kept for a learner: for all assessments that they sat anything for but reviews.

    The token of their first sitting is the seed, so that the same items stay kept.
    """
    met = {one.item.id for one in answers}
    return keeping(library, _studied_for(states), met | held, _seed(states))


def _studied_for(states: Sequence[State]) -> frozenset[str]:
    """Return the assessments of all sittings; what a review asks belongs to others besides."""
    own = (one.sitting for one in states if one.sitting.mode is not Mode.REVIEW)
    return frozenset(name for one in own for name in one.assessments)


def _seed(states: Sequence[State]) -> str:
    return states[0].sitting.token if states else ""


@lru_cache(maxsize=64)
def _orders(library: Library, seed: int) -> Mapping[str, Sequence[Item]]:
    """Return for each assessment its live items in the order in which they are kept.

    First those of one form, made as for a mock: in the blueprint's balance and difficulty, without items
    that give each other away. Items that alone test a statement come in only where no other ones do, and
    those of another assessment's form too. Then the others by chance.
    """
    rng = np.random.default_rng(seed)
    late: dict[str, int] = {}
    found = dict[str, Sequence[Item]]()
    for name, blueprint in library.blueprints.items():
        live, alone = library.bank.live(name), _alone(library, late)
        costs = {item.id: late.get(item.id, 0) + _ALONE * (item.id in alone) for item in live}
        try:
            first = assemble_form(blueprint, library.bank, costs, rng).items
        except InputRefused:  # a bank too small for a form keeps what it can
            first = ()
        late |= dict.fromkeys((item.id for item in first), _TAKEN)
        others = [live[place] for place in rng.permutation(len(live))]
        found[name] = tuple(dict.fromkeys((*first, *sorted(others, key=lambda item: costs[item.id]))))
    return found


def _alone(library: Library, late: Collection[str]) -> frozenset[str]:
    """Return the items that alone test a statement among those of an assessment that stay for practice."""
    found = set[str]()
    for name in library.blueprints:
        live = [item for item in library.bank.live(name) if item.id not in late]
        testing = Counter(statement for item in live for statement in item.statements)
        found |= {item.id for item in live if any(testing[statement] == 1 for statement in item.statements)}
    return frozenset(found)


def turns_of(library: Library, wish: Wanted, states: Sequence[State], at: datetime) -> Mapping[str, int]:
    """Return how late each item comes into a mock of a learner, as ``turns`` does.

    Somebody new has nothing kept yet: their first mock is drawn from all items.
    """
    given, held = history_of(states, at), items_under_way(states, at)
    names = {*_studied_for(states), wish.assessment} if states else set[str]()
    met = {one.item for one in given}
    return turns(library, wish, times_seen(given), keeping(library, names, met | held, _seed(states)), held)


def turns(
    library: Library,
    wish: Wanted,
    seen: Mapping[str, int],
    kept: Keeping,
    held: frozenset[str] = frozenset(),
) -> Mapping[str, int]:
    """Return how late each item comes into a mock, in the place of how often it was seen.

    A whole mock takes what is kept for it first, then other items that were not met; a shorter one takes
    those first. Then what was met, the least seen of it first; ``held``: what a mock under way shows counts
    as seen.
    """
    own, others = kept.of(wish.assessment), kept.all
    is_whole = wish.length >= library.blueprints[wish.assessment].n_items

    def turn(item: str) -> int:
        times = seen.get(item, 0) + (item in held)
        if times:
            return 2 + times
        if item in own:
            return 0 if is_whole else 2
        return 1 + (item in others) if is_whole else int(item in others)

    return {item.id: turn(item.id) for item in library.bank.live(wish.assessment)}
