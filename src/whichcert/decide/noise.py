"""The dice of the decision, thrown once: the same for every person and every what-if.

Common random numbers make two evaluations comparable draw by draw, and equal
seeds give equal bytes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whichcert import normal
from whichcert.decide.criteria import CRITERIA

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Noise:
    """Independent draws, one row a sample.

    ability, budget, hours: samples, standard normal. assessment: samples × 6.
    market: samples × 6. gamma: samples × criteria, shapes proportional to the
    prior weights. exponential: samples × criteria. shuffle: samples ×
    criteria, uniform; its order is a random order of the criteria.
    """

    ability: Floats
    budget: Floats
    hours: Floats
    assessment: Floats
    market: Floats
    gamma: Floats
    exponential: Floats
    shuffle: Floats

    @property
    def samples(self) -> int:
        return len(self.ability)


CONCENTRATION = 9.0
"""The prior weights spread like nine unit-exponential shares: as wide as uniform on the simplex."""


def throw(samples: int, *, prior_weights: Floats, rng: np.random.Generator) -> Noise:
    """Throw all dice.

    prior_weights: criteria, sum to 1; the means of the weights before the
    person picks reasons.
    """
    z = normal.stratified(samples, 3 + 6 + 6, rng)
    # the orientation's noise comes in two mirrored halves: shuffle, so that rows of the two are independent
    z = z[rng.permutation(samples)]
    kinds = len(CRITERIA)
    return Noise(
        ability=z[:, 0],
        budget=z[:, 1],
        hours=z[:, 2],
        assessment=z[:, 3:9],
        market=z[:, 9:15],
        gamma=rng.standard_gamma(CONCENTRATION * prior_weights, (samples, kinds)),
        exponential=rng.standard_exponential((samples, kinds)),
        shuffle=rng.random((samples, kinds)),
    )
