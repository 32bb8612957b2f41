"""Readiness feeds the recommendation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from studying import LIBRARY, NOON, history, pool
from whichcert.decide.alternatives import FirstStep
from whichcert.decide.measured import MeasuredChance
from whichcert.decide.profile import Profile
from whichcert.flows.own_chances import ENOUGH, own_chances
from whichcert.flows.readiness import Readiness, readiness
from whichcert.flows.recommend import recommend
from whichcert.flows.recommendation import Recommendation, as_json
from whichcert.flows.standing import standing

TODAY = NOON.date()
HIGH = MeasuredChance(0.95, 0.85, 0.99, 120)
LOW = MeasuredChance(0.1, 0.02, 0.3, 40)


def ready(n: int, assessment: str = "psm-1") -> Readiness:
    own = pool(assessment)
    at = NOON + timedelta(hours=5)
    return readiness(standing(history(own.items[:n]), own, at), at)


def told(**measured: MeasuredChance) -> Recommendation:
    own = {name.replace("_", "-"): one for name, one in measured.items()}
    return recommend(Profile(years_of_scrum=1), LIBRARY, today=TODAY, measured=own, look_further=False)


def test_too_few_answers_leave_the_prior() -> None:
    assert own_chances([ready(ENOUGH - 1)]) == {}


def test_enough_answers_become_a_measured_chance() -> None:
    found = ready(ENOUGH)
    assert found.chance is not None
    interval = found.chance.interval
    expected = MeasuredChance(found.chance.probability, interval.low, interval.high, ENOUGH)
    assert own_chances([found]) == {"psm-1": expected}


def test_without_a_chance_nothing_is_measured() -> None:
    assert own_chances([replace(ready(ENOUGH), chance=None)]) == {}


def test_the_measured_chance_takes_the_priors_place_and_the_rest_stays() -> None:
    prior, own = told(), told(psm_1=HIGH)
    chance, interval = own.readiness["psm-1"]
    assert (chance, interval.low, interval.high, interval.level) == (0.95, 0.85, 0.99, 0.9)
    assert {name: one for name, one in own.readiness.items() if name != "psm-1"} == {
        name: one for name, one in prior.readiness.items() if name != "psm-1"
    }
    assert as_json(own)["readiness"]["psm-1"]["basis"] == "data"
    assert as_json(own)["readiness"]["pspo-1"]["basis"] == "prior"


def test_a_high_chance_speaks_for_its_certification_and_a_low_one_against() -> None:
    prior, high, low = (
        found.first_steps[FirstStep.PSM] for found in (told(), told(psm_1=HIGH), told(psm_1=LOW))
    )
    assert low < prior < high


def test_the_answer_names_the_own_answers_as_its_basis() -> None:
    own = recommend(Profile(), LIBRARY, today=TODAY, measured={"psm-1": HIGH}, look_further=False)
    reason = next(one for one in own.reasons if one.criterion == "readiness")
    assert reason.basis.startswith("your 120 answers for PSM I")
    assert "Your 120 answers for PSM I" in reason.said
    basis = next(one for one in own.basis if one.quantity == "your chance to pass PSM I")
    assert (basis.kind, basis.value, basis.n) == ("data", 0.95, 120)


def test_what_would_change_it_keeps_what_was_measured() -> None:
    own = {"psm-1": LOW, "pspo-1": HIGH}
    found = recommend(Profile(), LIBRARY, today=TODAY, measured=own)
    for change in found.what_would_change_it:
        if change.profile is not None:
            again = recommend(change.profile, LIBRARY, today=TODAY, measured=own, look_further=False)
            assert again.first_step is change.first_step


def test_nothing_measured_gives_the_same_bytes() -> None:
    plain = recommend(Profile(country="us"), LIBRARY, today=TODAY, look_further=False)
    empty = recommend(Profile(country="us"), LIBRARY, today=TODAY, look_further=False, measured={})
    assert as_json(plain) == as_json(empty)
    assert plain.first_steps == pytest.approx(empty.first_steps, abs=0)
