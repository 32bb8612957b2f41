"""Which pair to ask next, and when to stop asking."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whichcert.orient.instrument import Instrument, Pole
from whichcert.orient.posterior import DEFAULT, Parameters, Posterior, answer_probabilities


@dataclass(frozen=True, slots=True)
class Stopping:
    """When the pairs end; advice on lengths comes from the simulation in bench/advice.py."""

    sure: float = 0.9
    """Stop once one first step is this probable."""
    at_least: int = 4
    """Never judge a person by fewer pairs."""
    at_most: int = 8
    """Eight pairs recover the difference with r ≈ .9; more cost patience and add little."""
    worth: float = 0.01
    """Stop when knowing everything would raise the expected value by less than this."""


def should_stop(
    asked: int, *, acceptability: Collection[float], regret: float, rule: Stopping = Stopping()
) -> bool:
    """Say whether enough pairs were asked.

    acceptability: probability of each first step. regret: expected value of
    perfect information, in value units (0 to 1).
    """
    if asked < rule.at_least:
        return False
    return asked >= rule.at_most or max(acceptability) >= rule.sure or regret < rule.worth


def information(
    pair: str,
    instrument: Instrument,
    *,
    posterior: Posterior,
    first_step: NDArray[np.intp],
    parameters: Parameters = DEFAULT,
) -> float:
    """Return the mutual information I(answer; first step) in nats.

    I = Σ_c Σ_f p(c, f) log [p(c, f) / (p(c) p(f))]

    first_step: samples, the index of the best first step under each draw.
    Source: Lindley (1956), Annals of Mathematical Statistics 27, eq. 7.
    """
    answers = answer_probabilities(instrument.pairs[pair], instrument, posterior.facets, parameters)
    kinds = int(first_step.max()) + 1
    member = (first_step[:, None] == np.arange(kinds)) * posterior.weights[:, None]
    joint = answers.T @ member
    independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    seen = joint > 0
    return float(np.sum(joint[seen] * np.log(joint[seen] / independent[seen])))


def next_pair(
    answered: Collection[str],
    instrument: Instrument,
    *,
    posterior: Posterior,
    first_step: NDArray[np.intp],
    parameters: Parameters = DEFAULT,
) -> str:
    """Return the id of the pair that tells most about the first step.

    A facet pair already asked about counts half, so that a short orientation
    does not ask the same thing in other words. Ties go to the earlier pair.
    """
    heard = _facets_heard(answered, instrument)

    def worth(name: str) -> float:
        gain = information(
            name, instrument, posterior=posterior, first_step=first_step, parameters=parameters
        )
        pair = instrument.pairs[name]
        return gain / (1 + heard.get(pair.left.facet, 0) + heard.get(pair.right.facet, 0))

    return max(_balanced(answered, instrument), key=worth)


def _balanced(answered: Collection[str], instrument: Instrument) -> list[str]:
    """Return the open pairs whose product statement stands on the side less used so far.

    So that whoever always takes the left, or always the right, contradicts
    himself instead of looking sure.
    """
    rights = sum(_product_is_right(name, instrument) for name in answered)
    open_pairs = [name for name in instrument.pairs if name not in answered]
    lefts = len(answered) - rights
    if rights == lefts:
        return open_pairs
    wanted = [name for name in open_pairs if _product_is_right(name, instrument) == (rights < lefts)]
    return wanted or open_pairs


def _product_is_right(name: str, instrument: Instrument) -> bool:
    return instrument.facets[instrument.pairs[name].right.facet].pole is Pole.PRODUCT_OWNER


def _facets_heard(answered: Collection[str], instrument: Instrument) -> dict[str, int]:
    heard: dict[str, int] = {}
    for name in answered:
        pair = instrument.pairs[name]
        for facet in (pair.left.facet, pair.right.facet):
            heard[facet] = heard.get(facet, 0) + 1
    return heard
