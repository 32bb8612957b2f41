"""What a learner's own answers tell the recommendation: readiness as measured chances to pass."""

from collections.abc import Iterable, Mapping

from whichcert.decide.measured import MeasuredChance
from whichcert.flows.readiness import Readiness

ENOUGH = 12
"""First answers from which the measured chance takes the place of the prior; the shortest diagnostic."""


def own_chances(found: Iterable[Readiness]) -> Mapping[str, MeasuredChance]:
    """Return the chances that rest on enough first answers, by assessment."""
    return {
        one.assessment: MeasuredChance(
            one.chance.probability, one.chance.interval.low, one.chance.interval.high, one.first_answers
        )
        for one in found
        if one.chance is not None and one.first_answers >= ENOUGH
    }
