"""The validation table of docs/methods.md on small samples; bench/advice.py runs it whole."""

import os
from pathlib import Path

import advice
import numpy as np
import pytest

from whichcert.decide.alternatives import FirstStep
from whichcert.decide.profile import Profile
from whichcert.flows.recommend import recommend
from whichcert.library import load_library

VIGNETTES = Path(os.environ.get("WHICHCERT_VIGNETTES", "../shared/data/vignettes-dev.jsonl"))


@pytest.fixture(scope="module")
def library():
    return load_library(today=advice.TODAY)


def test_eight_pairs_recover_the_difference_of_most_people(library):
    found = advice.recovery(library.instrument, 120, seed=1)
    assert found["r"] >= 0.86
    assert found["right_where_sure"] >= 0.9
    assert found["longest"] == 8


def test_people_unlike_the_model_are_recovered_too(library):
    found = advice.recovery(library.instrument, 120, seed=2, misspecified=True)
    assert found["r"] >= 0.80
    assert found["right_where_sure"] >= 0.86


def test_stopping_when_sure_asks_fewer_pairs(library):
    found = advice.recovery(library.instrument, 60, seed=3, sure=0.9)
    assert found["mean_length"] <= 8
    assert found["longest"] <= 12


def test_more_for_pspo_never_lowers_it_and_money_never_raises_waiting(library):
    found = advice.monotonicity(library, 200, seed=4)
    assert found == dict.fromkeys(("interest", "goal", "use", "market", "budget"), 0)


def test_swapping_both_sides_swaps_the_answer(library):
    assert advice.mirror(library, 10, seed=5) <= 0.015


def test_other_seeds_move_a_share_by_little(library):
    # the bar is .006; a standard deviation from 12 seeds is itself uncertain by a fifth
    assert advice.monte_carlo(library, seeds=12, people_tried=2) <= 0.0075


def test_three_reasons_choose_as_the_true_weights_do(library):
    found = advice.top_three(library, 300, seed=6)
    assert found["option"] >= 0.8
    assert found["first_step"] >= 0.85
    assert found["loss"] <= 0.02


def test_sequences_hardly_move_the_first_step(library):
    assert advice.without_sequences(library, 60, seed=7) <= 0.05


def test_flat_middle_or_contradictory_answers_never_look_sure(library):
    assert advice.careless_patterns(library.instrument, seed=8, draws=4_000, times=15) < 0.6


@pytest.mark.skipif(not advice.ONET.exists(), reason="O*NET ratings are not at hand")
def test_occupations_for_people_and_for_products_are_told_apart(library):
    profiles = advice.occupation_facets(advice.ONET, library.instrument)
    product = np.array([f.pole is advice.Pole.PRODUCT_OWNER for f in library.instrument.facets.values()])
    contrast = {name: f[product].mean() - f[~product].mean() for name, f in profiles.items()}
    wins = [contrast[b] > contrast[a] for a in advice.PEOPLE_SIDE for b in advice.PRODUCT_SIDE]
    assert np.mean(wins) >= 0.9


def test_the_same_person_twice_gets_the_same_first_step(library):
    found = advice.retest(library, 80, seed=10)
    assert found["same"] >= 0.85
    assert found["same_where_sure"] >= 0.97


def test_contributions_sum_to_the_gap_and_every_change_turns_the_answer(library):
    found = advice.explanations(library, 15, seed=11)
    assert found["sum_error"] < 1e-9
    assert found["changes"] > 10
    assert found["turned"] == 1.0


def test_parameters_moved_by_a_third_leave_most_first_steps(library):
    found = advice.sensitivity(library, 60, seed=12, draws=1_000)
    assert {name: share for name, share in found.items() if share < 0.8} == {}


def test_equal_input_gives_equal_numbers(library):
    profile = Profile(current_role="tester", goals=("career_step",), answers={"p05-vision-team": 1})
    first, second = (recommend(profile, library, today=advice.TODAY) for _ in range(2))
    assert first == second


def test_holding_all_six_leaves_nothing_to_start(library):
    held = tuple(f"{path}-{level}" for path in ("psm", "pspo") for level in (1, 2, 3))
    found = recommend(Profile(holds=held), library, today=advice.TODAY)
    assert found.first_step is FirstStep.NEITHER_YET
    assert found.first_steps[FirstStep.NEITHER_YET] == pytest.approx(1.0)


@pytest.mark.skipif(not VIGNETTES.exists(), reason="the real cases are not at hand")
def test_real_cases_agree_with_practitioners(library):
    import vignettes

    cases = list(vignettes.read_cases(VIGNETTES, library))
    shares = [vignettes.first_steps(case.understood.profile, library) for case in cases]
    rule = [vignettes.role_rule(case.understood.profile, library) for case in cases]
    assert vignettes.agreement(cases, shares) >= 0.92
    assert vignettes.log_loss(cases, shares) < vignettes.log_loss(cases, rule)
