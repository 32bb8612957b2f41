"""The dice of a recommendation, thrown once for a seed and used for everybody."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from whichcert.decide.criteria import CRITERIA
from whichcert.decide.noise import Noise, throw
from whichcert.library import Library
from whichcert.orient.posterior import prior_noise

DRAWS = 10_000
QUICK_DRAWS = 2_000
"""Enough to look for what might change an answer; every find is confirmed with all draws."""
SEED = 20_201_118
"""The day the Scrum Guide 2020 appeared; any other seed moves an acceptability by about 0.005."""


@dataclass(frozen=True, slots=True, eq=False)
class Dice:
    """Fixed noise for the orientation (draws × 2 + facets) and for the decision."""

    orientation: NDArray[np.float64]
    decision: Noise


def throw_dice(library: Library, *, draws: int, rng: np.random.Generator) -> Dice:
    """Throw all dice for one library; ``draws`` must be a multiple of 4."""
    weights = np.array([library.criteria[name].weight for name in CRITERIA])
    return Dice(
        orientation=prior_noise(library.instrument, draws, rng),
        decision=throw(draws, prior_weights=weights, rng=rng),
    )


@lru_cache(maxsize=8)
def seeded_dice(library: Library, draws: int = DRAWS, seed: int = SEED) -> Dice:
    """Return the dice of a seed; the same every time, so thrown only once a process."""
    return throw_dice(library, draws=draws, rng=np.random.default_rng(seed))
