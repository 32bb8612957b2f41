"""The value functions against the formulas of docs/methods.md, one by one, and their laws."""

from dataclasses import replace
from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from decide.cases import NAMES, NEITHER, OFFER, PSM, PSPO, SITUATION, saying, still
from people import LIBRARY, PROFILES, TODAY
from whichcert.decide.alternatives import ALL
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.noise import throw
from whichcert.decide.performance import (
    Settings,
    named_shares,
    pass_probabilities,
    performance_table,
    role_shares,
)
from whichcert.decide.situation import Known, situation

DICE = throw(4_000, prior_weights=np.full(len(CRITERIA), 1 / len(CRITERIA)), rng=np.random.default_rng(1))
GAMMA = 0.65


def values(said=SITUATION, *, offer=OFFER, theta=(0.0, 0.0), settings=None):
    """Return criterion → alternative → value, with dice that show the middle."""
    table = performance_table(
        ALL,
        theta=np.array([theta]),
        situation=said,
        offer=offer,
        noise=still(),
        settings=settings or Settings(),
    )
    return {
        name: dict(zip([a.id for a in ALL], table.values[0, :, k].tolist(), strict=True))
        for k, name in enumerate(CRITERIA)
    }


def chance(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def test_fit_is_the_share_of_people_who_like_it_less():
    found = values(theta=(0.5, -1.0))["fit"]
    psm, pspo = stats.norm.cdf([0.5, -1.0])
    assert found["psm-1"] == found["psm-2"] == found["psm-3"] == pytest.approx(psm, abs=1e-7)
    assert found["pspo-1"] == pytest.approx(pspo, abs=1e-7)
    assert found["psm-1 then pspo-1"] == pytest.approx(GAMMA * psm + (1 - GAMMA) * pspo, abs=1e-7)
    assert found["pspo-1 then psm-1"] == pytest.approx(GAMMA * pspo + (1 - GAMMA) * psm, abs=1e-7)
    assert found["neither-yet"] == pytest.approx(1 - psm, abs=1e-7)


def test_goal_is_the_pull_times_how_well_the_level_serves_the_depth():
    pull = {PSM: 0.9, PSPO: 0.4, NEITHER: 0.2}
    shallow, deep = values(saying(pull=pull))["goal"], values(saying(pull=pull, depth=1.0))["goal"]
    assert [shallow[f"psm-{n}"] for n in (1, 2, 3)] == pytest.approx([0.9, 0.9 * 0.6, 0.9 * 0.4])
    assert [deep[f"psm-{n}"] for n in (1, 2, 3)] == pytest.approx([0.9 * 0.7, 0.9 * 0.9, 0.9])
    assert shallow["pspo-1 then psm-1"] == pytest.approx(GAMMA * 0.4 + (1 - GAMMA) * 0.9)
    assert (shallow["neither-yet"], deep["neither-yet"]) == (0.2, 0.2)


def test_who_wants_both_gets_most_of_the_rest_from_a_sequence():
    pull = {PSM: 0.9, PSPO: 0.4, NEITHER: 0.2}
    mixed = GAMMA * 0.9 + (1 - GAMMA) * 0.4
    found = values(saying(pull=pull, wants_both=True))["goal"]
    assert found["psm-1 then pspo-1"] == pytest.approx(mixed + 0.6 * (1 - mixed))
    assert found["psm-1"] == pytest.approx(0.9)


def test_use_now_is_what_the_job_uses():
    use = {PSM: 0.9, PSPO: 0.3}
    found = values(saying(use=use))["use-now"]
    assert (found["psm-1"], found["pspo-1"]) == (0.9, 0.3)
    assert found["neither-yet"] == pytest.approx(0.1)
    assert values(saying(use=use, inexperienced=True))["use-now"]["psm-1"] == pytest.approx(0.54)
    assert values(saying(use=use, instead="psd-1"))["use-now"]["neither-yet"] == 0.7


def test_chance_to_pass_is_the_stated_logit():
    known = Known(framework=0.8, people=0.6, product=0.1)
    said = saying(known=known, years=3.0)
    found = {name: float(p[0]) for name, p in pass_probabilities(said, still()).items()}
    for path, own in ((PSM, 0.6), (PSPO, 0.1)):
        for level, base in ((1, 0.4), (2, -0.8), (3, -1.9)):
            logit = base + 0.9 * (0.8 - 0.4) + 1.2 * (own - 0.3) + 0.12 * 3
            assert found[f"{path}-{level}"] == pytest.approx(chance(logit))
    assert float(pass_probabilities(SITUATION, still())["psm-1"][0]) == pytest.approx(0.6, abs=0.01)


def test_shaky_basics_cost_pspo_more():
    found = pass_probabilities(saying(weak_basics=True), still())
    assert (found["psm-1"][0], found["pspo-1"][0]) == pytest.approx((chance(0.4 - 0.5), chance(0.4 - 0.9)))


def test_years_beyond_six_add_nothing():
    six, forty = (pass_probabilities(saying(years=years), still())["psm-1"][0] for years in (6.0, 40.0))
    assert six == forty == pytest.approx(chance(0.4 + 0.72))


def test_doubt_has_the_stated_spread_and_is_half_shared():
    found = pass_probabilities(SITUATION, DICE)
    logits = np.array([np.log(p / (1 - p)) for p in found.values()])
    assert logits.std(axis=1) == pytest.approx(sqrt(0.5), abs=0.02)
    assert np.corrcoef(logits)[0, 1:] == pytest.approx(0.5, abs=0.05)


def test_readiness_of_neither_is_what_the_better_chance_leaves():
    said = saying(known=Known(0.4, 0.9, 0.3))
    found = values(said)["readiness"]
    assert found["psm-1"] == pytest.approx(chance(0.4 + 1.2 * 0.6))
    assert found["neither-yet"] == pytest.approx(1 - found["psm-1"])
    assert found["pspo-1 then psm-1"] == pytest.approx(GAMMA * found["pspo-1"] + (1 - GAMMA) * found["psm-1"])


def test_breadth_is_what_is_new():
    found = values(saying(known=Known(0.5, 0.8, 0.1)))["breadth"]
    framework, people, product = 0.4 * 0.5, 0.3 * 0.2, 0.3 * 0.9
    assert found["psm-1"] == pytest.approx(framework + people)
    assert found["pspo-1"] == pytest.approx(framework + product)
    assert (
        found["psm-1 then pspo-1"]
        == found["pspo-1 then psm-1"]
        == pytest.approx(framework + people + product)
    )
    assert (found["psm-2"], found["pspo-3"], found["neither-yet"]) == (0.3, 0.3, 0.0)
    assert values(saying(instead="pal-1"))["breadth"]["neither-yet"] == 0.7


def test_cost_is_a_half_when_the_expected_fee_takes_the_budget():
    p = chance(0.4)
    found = values(saying(budget_usd=200 / p))["cost"]
    assert found["psm-1"] == pytest.approx(0.5)
    assert found["psm-1 then pspo-1"] == pytest.approx(1 / (1 + 4))
    assert found["neither-yet"] == 0.5
    with np.errstate(all="raise"):
        assert values(saying(budget_usd=0.0))["cost"]["psm-1"] == pytest.approx(0, abs=1e-4)
    # nobody pays more than five times: level III has a chance below 0.2
    assert values(saying(budget_usd=1_000.0))["cost"]["psm-3"] == pytest.approx(0.5)


def test_time_is_a_half_when_the_hours_fill_the_weeks():
    # the middle of 20 to 80 hours is 40, times 1.3 − 0.6 · 0.4 for who knows two fifths of the framework
    needed = 40 * (1.3 - 0.6 * 0.4)
    found = values(saying(hours_per_week=needed / 10, weeks=10.0))["time"]
    assert found["psm-1"] == pytest.approx(0.5)
    assert found["pspo-1 then psm-1"] == pytest.approx(1 / 5)
    assert values()["time"]["psm-1"] == pytest.approx(1 / (1 + (needed / (5 * 8)) ** 2))
    assert values(saying(weeks=0.0, hours_per_week=0.0))["time"]["psm-1"] == pytest.approx(0, abs=1e-4)


def test_hours_are_the_5th_and_95th_percentile_of_a_lognormal():
    table = performance_table(
        ALL[:1],
        theta=np.zeros((4_000, 2)),
        situation=saying(weeks=1.0, hours_per_week=1.0),
        offer=OFFER,
        noise=DICE,
    )
    time = table.values[:, 0, CRITERIA.index("time")]
    hours = np.sqrt(1 / time - 1) / (1.3 - 0.6 * 0.4)
    assert np.quantile(hours, [0.05, 0.5, 0.95]) == pytest.approx([20, 40, 80], rel=0.02)
    assert log(80 / 20) / 2 / 1.645 == pytest.approx(np.log(hours).std(), rel=0.02)


def test_role_shares_follow_the_beta_of_docs_methods():
    here = replace(OFFER, postings_here={PSM: 30, PSPO: 10})
    found = role_shares(here, DICE)
    beta = stats.beta(0.5 + 30 + 20 * 0.25, 0.5 + 10 + 20 * 0.75)
    assert found[PSM].mean() == pytest.approx(beta.mean(), abs=0.005)
    assert found[PSM].std() == pytest.approx(beta.std(), abs=0.005)
    assert found[PSM] + found[PSPO] == pytest.approx(1)


def test_named_shares_follow_the_beta_of_docs_methods():
    here = replace(OFFER, named_here={PSM: (12, 40), PSPO: (0, 0)})
    found = named_shares(here, DICE)
    q = 8.5 / 40
    beta = stats.beta(12 + 20 * q, 28 + 20 * (1 - q))
    assert found[PSM].mean() == pytest.approx(beta.mean(), abs=0.005)
    assert found[PSM].std() == pytest.approx(beta.std(), abs=0.005)
    assert found[PSPO].mean() == pytest.approx(1.5 / 100, abs=0.01)


def test_a_country_without_postings_speaks_as_all_countries_do():
    nowhere = replace(OFFER, postings={PSM: 0, PSPO: 0}, named={PSM: (0, 0), PSPO: (0, 0)})
    for shares in (role_shares(nowhere, DICE), named_shares(nowhere, DICE)):
        for samples in shares.values():
            assert np.isfinite(samples).all()
            assert samples.mean() == pytest.approx(0.5, abs=0.05)


def test_market_speaks_for_no_certificate_when_the_answer_is_neither():
    found = values()
    assert found["role-demand"]["neither-yet"] == found["certificate-demand"]["neither-yet"] == 0.0
    assert found["role-demand"]["psm-1"] + found["role-demand"]["pspo-1"] == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(profile=PROFILES, theta=st.tuples(st.floats(-6, 6), st.floats(-6, 6)))
def test_every_value_of_every_person_lies_between_0_and_1(profile, theta):
    said = situation(profile, LIBRARY.vocabulary, today=TODAY)
    small = throw(16, prior_weights=np.full(9, 1 / 9), rng=np.random.default_rng(1))
    table = performance_table(ALL, theta=np.tile(theta, (16, 1)), situation=said, offer=OFFER, noise=small)
    assert np.isfinite(table.values).all()
    assert table.values.min() >= 0
    assert table.values.max() <= 1


@given(more=st.floats(0, 1), fee=st.floats(1, 5_000))
def test_a_larger_budget_never_makes_a_certification_look_dearer(more, fee):
    dear = replace(OFFER, fee_usd=dict.fromkeys(NAMES, fee))
    poor, rich = (values(saying(budget_usd=usd), offer=dear)["cost"] for usd in (300.0, 300.0 * (1 + more)))
    assert all(rich[name] >= poor[name] for name in poor)
