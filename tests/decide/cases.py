"""Situations, offers and dice for tests of the decision, made by hand."""

from dataclasses import replace
from typing import Any

import numpy as np

from whichcert.decide.alternatives import FirstStep
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.noise import Noise
from whichcert.decide.performance import Offer
from whichcert.decide.situation import Known, Situation

PSM, PSPO, NEITHER = FirstStep.PSM, FirstStep.PSPO, FirstStep.NEITHER_YET
NAMES = [f"{path}-{level}" for path in (PSM, PSPO) for level in (1, 2, 3)]
SITUATION = Situation(
    pull={PSM: 0.5, PSPO: 0.5, NEITHER: 0.25},
    depth=0.0,
    wants_both=False,
    use={PSM: 0.5, PSPO: 0.5},
    known=Known(0.4, 0.3, 0.3),
    years=None,
    practises=frozenset(),
    holds=frozenset(),
    inexperienced=False,
    weak_basics=False,
    budget_usd=None,
    hours_per_week=None,
    weeks=None,
    instead=None,
    emphasised=frozenset(),
)
OFFER = Offer(
    fee_usd=dict.fromkeys(NAMES, 200.0),
    hours=dict.fromkeys(NAMES, (20.0, 80.0)),
    postings_here={PSM: 0, PSPO: 0},
    postings={PSM: 100, PSPO: 300},
    named_here={PSM: (0, 0), PSPO: (0, 0)},
    named={PSM: (8, 39), PSPO: (1, 99)},
)


def saying(**changed: Any) -> Situation:
    return replace(SITUATION, **changed)


def still(samples: int = 1) -> Noise:
    """Return dice that always show the middle."""
    zero = np.zeros(samples)
    kinds = len(CRITERIA)
    return Noise(
        ability=zero,
        budget=zero,
        hours=zero,
        assessment=np.zeros((samples, 6)),
        market=np.zeros((samples, 6)),
        gamma=np.ones((samples, kinds)),
        exponential=np.ones((samples, kinds)),
        shuffle=np.zeros((samples, kinds)),
    )
