"""The answer in one sentence."""

from dataclasses import replace

import pytest

from people import LIBRARY, TODAY
from whichcert.decide.alternatives import FirstStep
from whichcert.decide.profile import Profile
from whichcert.flows.dice import seeded_dice
from whichcert.flows.recommend import recommend
from whichcert.flows.recommendation import Verdict
from whichcert.flows.wording import headline

ANSWER = recommend(Profile(), LIBRARY, today=TODAY, dice=seeded_dice(LIBRARY, 400), look_further=False)
PSM, PSPO, NEITHER = FirstStep.PSM, FirstStep.PSPO, FirstStep.NEITHER_YET


@pytest.mark.parametrize(
    ("step", "verdict", "sequence", "certification", "says"),
    [
        (PSM, Verdict.CLEAR, ("psm-1",), "psm-1", "Start with PSM I."),
        (PSPO, Verdict.CLEAR, ("pspo-2",), "pspo-2", "Start with PSPO II."),
        (PSPO, Verdict.TOO_CLOSE, ("pspo-1",), "pspo-1", "Too close to call, leaning to PSPO I."),
        (PSPO, Verdict.BOTH, ("pspo-1", "psm-1"), "pspo-1", "Take both: PSPO I first, then PSM I."),
        (NEITHER, Verdict.CLEAR, (), None, "Neither yet: get practice first."),
        (NEITHER, Verdict.CLEAR, (), "psd-1", "Neither yet: PSD I fits what you want better."),
        (NEITHER, Verdict.TOO_CLOSE, (), None, "Too close to call, leaning to neither: get practice first."),
    ],
)
def test_headline(step, verdict, sequence, certification, says):
    answer = replace(ANSWER, first_step=step, verdict=verdict, sequence=sequence, certification=certification)
    assert headline(answer, LIBRARY.catalogue) == says
