"""How much each criterion counts, as samples."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from whichcert.decide.criteria import CRITERIA
from whichcert.decide.noise import Noise

Floats = NDArray[np.float64]


EMPHASIS = 3.0
"""A criterion that a named constraint touches ("money is tight") weighs three times its prior."""


def weight_samples(
    reasons: Sequence[str], ignored: Collection[str], noise: Noise, *, emphasised: Collection[str] = ()
) -> Floats:
    """Return weights, samples × criteria, each row summing to 1.

    Without reasons: gamma shares around the prior weights (a Dirichlet when
    nothing is emphasised). With reasons, most
    important first: uniform on {w ≥ 0, Σw = 1, w₁ ≥ w₂ ≥ w₃ ≥ all the rest},
    which is a sorted uniform simplex point whose largest shares go to the
    reasons in their order and whose other shares go to the rest at random.
    Criteria that are struck out get 0.

    Source: ordinal information in SMAA, Lahdelma and Salminen (2001), Operations
    Research 49, section 3.
    """
    kept = [place for place, name in enumerate(CRITERIA) if name not in ignored]
    top = [CRITERIA.index(name) for name in reasons if name not in ignored]
    weights = np.zeros((noise.samples, len(CRITERIA)))
    if top:
        weights[:, kept] = _ordered(kept, top, noise)
    else:
        scale = np.array([EMPHASIS if name in emphasised else 1.0 for name in CRITERIA])
        weights[:, kept] = (noise.gamma * scale)[:, kept]
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(weights / np.maximum(total, 1e-300))


def _ordered(kept: Sequence[int], top: Sequence[int], noise: Noise) -> Floats:
    shares = -np.sort(-noise.exponential[:, : len(kept)], axis=1)
    rank = noise.shuffle[:, kept].copy()
    for place, criterion in enumerate(top):
        rank[:, kept.index(criterion)] = place - len(top)
    order = np.argsort(np.argsort(rank, axis=1), axis=1)
    return np.asarray(np.take_along_axis(shares, order, axis=1))
