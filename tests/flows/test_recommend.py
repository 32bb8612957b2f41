"""One profile in, one answer out: verdicts, and what holds for every person."""

import json
import math
import os
import subprocess
import sys
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people import ITEMS, LIBRARY, PAIRS, PROFILES, TODAY, liking
from whichcert.decide.alternatives import ALL, FirstStep
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.performance import pass_probabilities
from whichcert.decide.profile import Profile
from whichcert.flows.dice import seeded_dice, throw_dice
from whichcert.flows.evaluate import evaluate
from whichcert.flows.recommend import recommend, verdict_of
from whichcert.flows.recommendation import Recommendation, Verdict, as_json
from whichcert.interop.profile_toml import plain_profile
from whichcert.interval import Interval

PSM, PSPO, NEITHER = FirstStep.PSM, FirstStep.PSPO, FirstStep.NEITHER_YET
QUICK = seeded_dice(LIBRARY, 400)
ALL_SIX = tuple(f"{path}-{level}" for path in ("psm", "pspo") for level in (1, 2, 3))
FOR_PRODUCT = Profile(
    current_role="product_manager", target_role="product_owner", answers=liking("product-owner")
)


def quickly(profile: Profile) -> Recommendation:
    return recommend(profile, LIBRARY, today=TODAY, dice=QUICK, look_further=False)


def fully(**said: Any) -> Recommendation:
    return recommend(Profile(**said), LIBRARY, today=TODAY, look_further=False)


def test_a_wanted_role_gives_a_clear_answer():
    answer = fully(target_role="scrum_master")
    assert (answer.verdict, answer.first_step, answer.certification) == (Verdict.CLEAR, PSM, "psm-1")
    assert answer.probability == max(answer.first_steps.values()) > 0.9
    answer = recommend(FOR_PRODUCT, LIBRARY, today=TODAY, look_further=False)
    assert (answer.verdict, answer.first_step, answer.certification) == (Verdict.CLEAR, PSPO, "pspo-1")


def test_nothing_said_is_too_close():
    answer = recommend(Profile(), LIBRARY, today=TODAY)
    assert answer.verdict is Verdict.TOO_CLOSE
    assert answer.probability < 0.6
    assert answer.deciding_question is not None


@pytest.mark.parametrize(
    ("share", "regret", "verdict"),
    [
        (0.59, 0.0, Verdict.TOO_CLOSE),
        (0.6, 0.03, Verdict.CLEAR),
        (0.95, 0.031, Verdict.TOO_CLOSE),
        (0.95, 0.0, Verdict.CLEAR),
    ],
)
def test_clear_is_sure_enough_and_not_worth_more_knowledge(share, regret, verdict):
    found = evaluate(Profile(target_role="scrum_master"), LIBRARY, today=TODAY, dice=QUICK)
    shares = {PSM: share, PSPO: 1 - share, NEITHER: 0.0}
    near = replace(found, acceptability=replace(found.acceptability, first_step=shares, regret=regret))
    assert verdict_of(near) is verdict


def test_a_goal_of_both_gives_both_in_order():
    answer = fully(goals=("have_both",))
    assert answer.verdict is Verdict.BOTH
    assert answer.sequence in (("psm-1", "pspo-1"), ("pspo-1", "psm-1"))
    assert answer.certification == answer.sequence[0]
    assert answer.sequence_reason.startswith("You want both.")
    assert answer.first_step.value == answer.sequence[0].rpartition("-")[0]


def test_both_needs_money_for_two_fees():
    fees = sum(LIBRARY.catalogue.get(name).number("fee_usd") for name in ("psm-1", "pspo-1"))
    enough, short = (fully(goals=("have_both",), budget_usd=usd) for usd in (fees, fees - 1))
    assert (enough.verdict, short.verdict is Verdict.BOTH) == (Verdict.BOTH, False)


def test_both_needs_both_to_be_open():
    assert fully(goals=("have_both",), holds=("psm-1",)).verdict is not Verdict.BOTH


def test_who_likes_both_kinds_of_work_is_told_to_take_both():
    words = LIBRARY.vocabulary.words["strengths"]
    strengths = tuple(name for name in words if words[name].facets)[:12]
    likes_all = {name: 2 * item.keyed for name, item in LIBRARY.instrument.items.items()}
    answer = fully(answers=likes_all, strengths=strengths)
    assert answer.leaning.likes_both >= 0.6
    assert answer.verdict is Verdict.BOTH
    assert answer.sequence_reason.startswith("Both kinds of work suit you.")
    dislikes_all = {name: -liked for name, liked in likes_all.items()}
    assert fully(answers=dislikes_all).leaning.likes_both < 0.2
    assert fully(answers=dislikes_all).verdict is not Verdict.BOTH


def test_a_goal_that_one_side_hardly_serves_asks_for_one():
    likes_all = {name: 2 * item.keyed for name, item in LIBRARY.instrument.items.items()}
    answer = fully(target_role="scrum_master", answers=likes_all, likes=("coaching", "stakeholders"))
    assert answer.leaning.likes_both >= 0.6
    assert answer.verdict is Verdict.CLEAR


def test_no_practice_and_no_wish_is_not_yet():
    answer = fully(current_role="student", years_of_scrum=0, constraints=("no_experience",))
    assert answer.first_step is NEITHER
    assert (answer.certification, answer.sequence) == (None, ())


def test_another_certification_may_serve_better():
    answer = fully(current_role="developer", years_of_scrum=2, goals=("be_a_better_developer",))
    assert (answer.first_step, answer.certification, answer.sequence) == (NEITHER, "psd-1", ())


@pytest.mark.parametrize("wish", [{}, {"target_role": "scrum_master"}, {"goals": ("have_both", "go_deeper")}])
def test_all_six_held_leaves_neither(wish):
    answer = recommend(Profile(holds=ALL_SIX, **wish), LIBRARY, today=TODAY)
    assert answer.first_step is NEITHER
    assert answer.first_steps == pytest.approx({PSM: 0, PSPO: 0, NEITHER: 1})
    assert (answer.compared, answer.gap, answer.reasons) == (None, 0.0, ())
    assert len(answer.excluded) == 8
    json.dumps(as_json(answer), allow_nan=False)


def test_a_sure_answer_still_has_its_reasons_when_the_other_path_is_closed():
    goal_alone = tuple(name for name in CRITERIA if name not in ("goal", "use-now"))
    answer = fully(
        holds=("pspo-3",), target_role="scrum_master", current_role="scrum_master", ignored=goal_alone
    )
    assert answer.first_steps[PSM] == pytest.approx(1)
    assert (answer.runner_up, answer.compared) == (NEITHER, ("psm-1", "neither-yet"))
    assert len(answer.reasons) == len(CRITERIA)


@pytest.mark.parametrize(
    ("said", "levels"),
    [
        ({}, {1}),
        ({"goals": ("go_deeper",), "years_of_scrum": 2.0}, {1, 2}),
        ({"goals": ("go_deeper",), "years_of_scrum": 0.5}, {1}),
        ({"goals": ("go_deeper",), "years_of_scrum": 5.0, "current_role": "scrum_master"}, {1, 2, 3}),
        ({"goals": ("career_step",), "years_of_scrum": 9.0, "current_role": "scrum_master"}, {1}),
        ({"holds": ("psm-1", "pspo-1")}, {2}),
        ({"holds": ("psm-2", "pspo-2")}, {3}),
    ],
)
def test_higher_levels_open_with_depth_and_practice(said, levels):
    answer = fully(**said)
    open_levels = {a.level for a in ALL if a.id in answer.alternatives and a.sequence}
    assert open_levels == levels


def test_a_master_who_goes_deeper_gets_a_level_above_one():
    answer = fully(current_role="scrum_master", years_of_scrum=6, goals=("go_deeper",), holds=("psm-1",),
                   target_role="scrum_master")  # fmt: skip
    assert answer.certification == "psm-2"


def test_reasons_speak_for_the_side_they_favour_in_its_words():
    answer = fully(target_role="scrum_master", current_role="product_owner", years_of_scrum=1)
    by_name = {reason.criterion: reason for reason in answer.reasons}
    assert (answer.first_step, answer.runner_up) == (PSM, PSPO)
    assert by_name["goal"].contribution > 0 > by_name["use-now"].contribution
    assert (by_name["goal"].speaks_for, by_name["use-now"].speaks_for) == (PSM, PSPO)
    assert by_name["use-now"].text == LIBRARY.criteria["use-now"].because[PSPO]
    assert by_name["goal"].said == ("You want to work as: Scrum Master",)
    assert by_name["use-now"].said == ("Your job: Product Owner",)
    sizes = [abs(reason.contribution) for reason in answer.reasons]
    assert sizes == sorted(sizes, reverse=True)


def test_a_reason_that_counts_nothing_says_so():
    answer = fully(target_role="scrum_master", ignored=("cost",))
    cost = next(reason for reason in answer.reasons if reason.criterion == "cost")
    assert (cost.contribution, cost.text) == (0.0, "It makes no difference for you.")


def test_readiness_is_a_mean_with_its_90_percent_range():
    profile = Profile(current_role="tester", years_of_scrum=2)
    found = evaluate(profile, LIBRARY, today=TODAY, dice=seeded_dice(LIBRARY))
    samples = pass_probabilities(found.situation, seeded_dice(LIBRARY).decision)
    for name, (chance, interval) in fully(current_role="tester", years_of_scrum=2).readiness.items():
        assert chance == pytest.approx(samples[name].mean())
        assert (samples[name] < interval.low).mean() == pytest.approx(0.05, abs=0.001)
        assert (samples[name] > interval.high).mean() == pytest.approx(0.05, abs=0.001)
        assert interval.level == 0.9


def test_held_levels_drop_out_and_say_why():
    answer = fully(holds=("psm-2",), target_role="scrum_master", goals=("go_deeper",))
    assert not {"psm-1", "psm-2", "psm-1 then pspo-1"} & set(answer.alternatives)
    assert {each.id: each.reason for each in answer.excluded}["psm-1"] == "you hold it, or a level above it"
    assert answer.certification == "psm-3"


def assert_sound(answer: Recommendation) -> None:
    """Assert what every answer promises."""
    assert set(answer.first_steps) == set(FirstStep)
    assert sum(answer.first_steps.values()) == pytest.approx(1)
    assert sum(answer.alternatives.values()) == pytest.approx(1)
    assert answer.probability == max(answer.first_steps.values())
    assert answer.runner_up is not answer.first_step
    assert sorted([*answer.alternatives, *(each.id for each in answer.excluded)]) == sorted(a.id for a in ALL)
    assert sum(reason.contribution for reason in answer.reasons) == pytest.approx(answer.gap, abs=1e-9)
    assert (answer.compared is None) == (answer.reasons == ())
    assert not set(answer.sequence) & set(answer.profile.holds)
    assert 0 <= answer.regret <= 1
    if answer.reasons:
        assert {reason.criterion for reason in answer.reasons} == set(CRITERIA)
        ignored = [r.contribution for r in answer.reasons if r.criterion in answer.profile.ignored]
        assert ignored == [0.0] * len(ignored)
    assert all(math.isfinite(number) for number in numbers(as_json(answer)))


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return [number for each in inside for number in numbers(each)]
    return [value] if isinstance(value, int | float) else []


@settings(max_examples=80, deadline=None)
@given(profile=PROFILES)
def test_every_person_gets_a_sound_answer(profile):
    assert_sound(quickly(profile))


@settings(max_examples=25, deadline=None)
@given(profile=PROFILES, name=st.sampled_from([each.name for each in fields(Profile)]))
def test_a_field_taken_away_never_breaks_the_answer(profile, name):
    assert_sound(quickly(replace(profile, **{name: getattr(Profile(), name)})))


@settings(max_examples=25, deadline=None)
@given(profile=PROFILES, name=st.sampled_from([*PAIRS, *ITEMS]), answer=st.integers(-2, 2))
def test_more_evidence_keeps_the_answer_sound(profile, name, answer):
    assert_sound(quickly(replace(profile, answers={**profile.answers, name: answer})))


@settings(max_examples=25, deadline=None)
@given(profile=PROFILES)
def test_reasons_of_an_answer_are_the_gap_of_its_values(profile):
    found = evaluate(profile, LIBRARY, today=TODAY, dice=QUICK)
    answer = quickly(profile)
    if answer.compared is not None:
        ahead, behind = (found.acceptability.value[name] for name in answer.compared)
        assert answer.gap == pytest.approx(ahead - behind, abs=1e-12)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(profile=PROFILES)
def test_every_change_shown_turns_the_answer(profile):
    answer = recommend(profile, LIBRARY, today=TODAY, dice=QUICK)
    assert (
        len({change.field for change in answer.what_would_change_it}) == len(answer.what_would_change_it) <= 4
    )
    for change in answer.what_would_change_it:
        assert change.first_step is not answer.first_step
        if change.field == "market":
            assert change.profile is None
            continue
        again = quickly(change.profile)
        assert again.first_step is change.first_step
        assert dict(again.first_steps) == pytest.approx(dict(change.acceptability))
        differing = [
            f.name for f in fields(Profile) if getattr(change.profile, f.name) != getattr(profile, f.name)
        ]
        assert differing == [change.field]


def text(profile: Profile, seed: int = 1) -> str:
    dice = throw_dice(LIBRARY, draws=400, rng=np.random.default_rng(seed))
    return json.dumps(as_json(recommend(profile, LIBRARY, today=TODAY, dice=dice, look_further=False)))


def test_equal_seeds_give_equal_bytes_and_other_seeds_other_ones():
    assert text(FOR_PRODUCT) == text(FOR_PRODUCT)
    assert text(FOR_PRODUCT) != text(FOR_PRODUCT, seed=2)


ELSEWHERE = """
import json, sys
from datetime import date
from whichcert.flows.read_profile import profile_from
from whichcert.flows.recommend import recommend, verdict_of
from whichcert.flows.recommendation import as_json
from whichcert.library import load_library
today = date(2026, 11, 24)
library = load_library(today=today)
profile = profile_from(json.loads(sys.argv[1]), library, today=today)
print(json.dumps(as_json(recommend(profile, library, today=today))))
"""


def test_another_process_gives_the_same_bytes_whatever_its_hash_seed():
    profile = replace(
        FOR_PRODUCT, constraints=("little_money", "little_time", "no_experience"), holds=("csm", "cspo")
    )
    here = json.dumps(as_json(recommend(profile, LIBRARY, today=TODAY)))
    for hash_seed in ("0", "4711"):
        there = subprocess.run(
            [sys.executable, "-c", ELSEWHERE, json.dumps(plain_profile(profile))],
            env=os.environ | {"PYTHONHASHSEED": hash_seed, "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == here


def test_json_rounds_shares_and_names_what_it_holds():
    answer = as_json(recommend(Profile(goals=("learn",), country="us"), LIBRARY, today=TODAY))
    assert list(answer) == [
        "first_step", "verdict", "acceptability", "runner_up", "certification", "sequence", "sequence_reason",
        "expected_regret", "compared", "gap", "reasons", "what_would_change_it", "deciding_question", "flags",
        "excluded", "orientation", "readiness", "market", "basis",
    ]  # fmt: skip
    shares = answer["acceptability"]["first_step"]
    assert {name: round(share, 5) for name, share in shares.items()} == shares
    assert answer["market"]["country"] == "us"
    assert {each["basis"] for each in answer["readiness"].values()} == {"prior"}
    assert {each["kind"] for each in answer["basis"]} == {"data", "prior"}


def test_every_number_of_the_market_names_its_count_and_interval():
    for basis in quickly(Profile(country="us")).basis:
        if basis.kind == "data" and basis.n == 0:
            assert (basis.value, basis.interval) == (None, Interval(0.0, 1.0))
        elif basis.kind == "data" and basis.n is not None:
            assert basis.value in basis.interval
            assert basis.sources
        elif basis.kind == "data":
            assert basis.sources
        else:
            assert "set by the authors" in basis.text
