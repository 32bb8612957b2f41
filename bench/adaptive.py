"""Adaptive tests side by side, and pass/fail decisions with estimated parameters.

    python bench/adaptive.py --peers PEERS/bin/python

1. 1,000 simulated learners, 30 items of 500 by maximum information: seconds and RMSE of theta.
2. Pass/fail at 85 % of 80 items: a sequential rule (blueprint, exposure control, item
   parameters estimated from 500 responses each) against the full 80-item form.
"""

import numpy as np
from side_by_side import arguments, run, run_ours, table

from whichcert.measure import (
    PoolOptions,
    Rules,
    calibrate,
    make_pool,
    simulate_items,
    simulate_responses,
    simulate_tests,
    sum_score_distribution,
)
from whichcert.measure.exposure import randomesque
from whichcert.measure.models import Items, success_probability
from whichcert.measure.selection import information_at
from whichcert.measure.stopping import PASS, posterior_at_cut, sequential_ratio

OURS = """
from whichcert.measure import PoolOptions, Rules, dichotomous_items, make_pool, simulate_tests
names = [str(j) for j in range(len(data["slope"]))]
items = dichotomous_items(names, data["slope"], data["place"])
options = PoolOptions(longest=30)
simulate_tests(make_pool(items, options), data["theta"][:50], Rules(), np.random.default_rng(1))
t = time.process_time()
found = simulate_tests(make_pool(items, options), data["theta"], Rules(), np.random.default_rng(1))
done(time.process_time() - t, theta=found.theta)
"""
MIRT = """
from mirt import TwoParameterLogistic
from mirt.cat import CATEngine, MaxItemsStop
model = TwoParameterLogistic(len(data["slope"]))
model.set_parameters(discrimination=data["slope"], difficulty=data["place"])
model._is_fitted = True
make = lambda: CATEngine(model, item_selection="MFI", stopping_rule=MaxItemsStop(30),
                         scoring_method="EAP", max_items=30,
                         n_quadpts=61, se_threshold=0.0, seed=1)
make().run_batch_simulation(data["theta"][:50])
t = time.process_time()
found = make().run_batch_simulation(data["theta"])
done(time.process_time() - t, theta=np.array([float(np.ravel(one.theta)[0]) for one in found]))
"""
CATSIM = """
from catsim.initialization import FixedPointInitializer
from catsim.selection import MaxInfoSelector
from catsim.estimation import NumericalSearchEstimator
from catsim.stopping import TestLengthStopper
from catsim.simulation import Simulator
bank = np.column_stack([data["slope"], data["place"], 0 * data["slope"], 0 * data["slope"] + 1])
t = time.process_time()
stop = TestLengthStopper(max_items=30)
estimator = NumericalSearchEstimator(method="bounded")
s = Simulator(bank, data["theta"], FixedPointInitializer(0), MaxInfoSelector(), estimator, stop)
s.simulate(verbose=False)
done(time.process_time() - t, theta=np.array([one[-1] for one in s.estimations]))
"""
QUESTIONS, PASS_MARK = 80, 68
SHARES = (0.4, 0.25, 0.2, 0.15)


def speed(options) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(4)
    items = simulate_items(500, rng)
    theta = rng.normal(size=100 if options.small else 1000)
    data = {"slope": items.discrimination, "place": items.difficulty[:, 0], "theta": theta}
    ours = run_ours(OURS, data, options.repeat)
    rows: list[dict[str, object]] = []
    for name, outcome in (
        ("whichcert", ours),
        ("mirt (PyPI)", run(options.peers, MIRT, data)),
        ("catsim", run(options.peers, CATSIM, data)),
    ):
        row: dict[str, object] = {"work": f"{len(theta)} tests of 30 from 500", "program": name}
        if isinstance(outcome, str):
            row["result"] = outcome
        else:
            off = outcome.arrays["theta"] - theta
            row["seconds"] = round(outcome.seconds, 4)
            row["rmse"] = round(float(np.sqrt((off**2).mean())), 3)
            row["times_ours"] = round(outcome.seconds / ours.seconds, 1)
        rows.append(row)
    return rows


def decisions(n: int) -> list[dict[str, object]]:
    """Compare rules on the same learners; mastery is a true expected share of 85 % over the whole bank."""
    rng = np.random.default_rng(7)
    truth = bank(rng)
    area_of = [f"area-{k}" for k in rng.choice(4, 500, p=SHARES)]
    estimated = estimates_of(truth, rng)
    cut = theta_of_share(estimated, PASS_MARK / QUESTIONS)
    true_cut = theta_of_share(truth, PASS_MARK / QUESTIONS)
    theta = rng.normal(true_cut + 0.3, 1.0, n)
    master = theta >= true_cut
    rows = [full_form(truth, theta, master, rng)]
    pool = make_pool(estimated, PoolOptions(area_of=area_of, cuts=(cut - 0.3, cut + 0.3)))
    shares = [SHARES[int(name[-1])] for name in pool.areas]
    for name, stop in (
        ("sequential ratio 0.95, δ 0.3", sequential_ratio(error=0.05)),
        ("posterior 0.95", posterior_at_cut(cut, 0.95)),
        ("posterior 0.90", posterior_at_cut(cut, 0.90)),
    ):
        rules = Rules(
            criterion=information_at(cut),
            chooser=randomesque(10),
            shares=shares,
            stops=[stop],
            fewest=10,
            most=80,
        )
        found = simulate_tests(pool, theta, rules, rng, truth=truth)
        passed = np.where(found.verdict > PASS, found.theta >= cut, found.verdict == PASS)
        passed[found.verdict == 3] = False
        rows.append(
            {
                "work": "pass or fail at 85 %",
                "program": name,
                "accuracy": round(float((passed == master).mean()), 4),
                "mean_items": round(float(found.length.mean()), 1),
                "share_at_most": round(float((found.length == 80).mean()), 3),
                "highest_exposure": round(float(found.exposure.max()), 2),
            }
        )
    return rows


def bank(rng: np.random.Generator) -> Items:
    """A bank as an issuer's: slopes near 1, most items within reach of the 85 % cut."""
    items = simulate_items(500, rng)
    slope = np.exp(rng.normal(-0.1, 0.3, 500))
    return Items(
        "2pl",
        items.ids,
        slope,
        -(slope * rng.normal(-1.0, 0.9, 500))[:, None],
        np.zeros(500),
        items.categories,
    )


def estimates_of(truth: Items, rng: np.random.Generator) -> Items:
    """Calibrate the bank from 500 learners an item on average, 100 items each."""
    responses = simulate_responses(truth, rng.normal(size=2500), rng, share_answered=0.2)
    return calibrate(responses).items


def theta_of_share(items: Items, share: float) -> float:
    theta = np.linspace(-4, 6, 2001)
    return float(theta[np.argmin(np.abs(success_probability(items, theta).mean(axis=0) - share))])


def full_form(
    truth: Items, theta: np.ndarray, master: np.ndarray, rng: np.random.Generator
) -> dict[str, object]:
    right = 0
    for first in range(0, len(theta), 100):  # a new random form for every hundred learners
        form = truth.take(rng.choice(500, QUESTIONS, replace=False))
        part = slice(first, first + 100)
        chance = success_probability(form, theta[part]).T
        passed = (rng.random(chance.shape) < chance).sum(axis=1) >= PASS_MARK
        right += int((passed == master[part]).sum())
    return {
        "work": "pass or fail at 85 %",
        "program": "full form of 80",
        "accuracy": round(right / len(theta), 4),
        "mean_items": 80.0,
    }


def pass_probabilities(n: int) -> list[dict[str, object]]:
    """Score P(pass) given before a form of 80 against what happened: Brier, log loss, CORP reliability."""
    rng = np.random.default_rng(9)
    truth = bank(rng)
    estimated = estimates_of(truth, rng)
    theta = rng.normal(theta_of_share(truth, PASS_MARK / QUESTIONS), 1.0, n)
    tests = simulate_tests(
        make_pool(estimated), theta, Rules(chooser=randomesque(10), most=40), rng, truth=truth
    )
    nodes = np.linspace(-4, 6, 81)
    forms = [rng.choice(500, QUESTIONS, replace=False) for _ in range(30)]
    chances = [
        sum_score_distribution(success_probability(estimated.take(f), nodes))[PASS_MARK:].sum(axis=0)
        for f in forms
    ]
    mean = np.mean(chances, axis=0)
    weight = np.exp(-0.5 * ((nodes - tests.theta[:, None]) / tests.standard_error[:, None]) ** 2)
    forecast = np.clip(weight @ mean / weight.sum(axis=1), 1e-6, 1 - 1e-6)
    passed = np.zeros(n)
    for row in range(n):
        form = truth.take(rng.choice(500, QUESTIONS, replace=False))
        passed[row] = (
            rng.random(QUESTIONS) < success_probability(form, theta[row : row + 1])[:, 0]
        ).sum() >= PASS_MARK
    order = np.argsort(forecast)
    fitted = isotonic(passed[order])
    brier = float(((forecast - passed) ** 2).mean())
    recalibrated = float(((fitted - passed[order]) ** 2).mean())
    base = float(passed.mean() * (1 - passed.mean()))
    curve = {
        f"{q:.0%}": (
            round(float(forecast[order][int(q * (n - 1))]), 3),
            round(float(fitted[int(q * (n - 1))]), 3),
        )
        for q in (0.1, 0.3, 0.5, 0.7, 0.9)
    }
    return [
        {
            "work": "P(pass) before a form of 80",
            "program": "whichcert",
            "brier": round(brier, 4),
            "log_loss": round(
                float(-(passed * np.log(forecast) + (1 - passed) * np.log(1 - forecast)).mean()), 4
            ),
            "miscalibration": round(brier - recalibrated, 4),
            "discrimination": round(base - recalibrated, 4),
            "uncertainty": round(base, 4),
            "corp_curve_forecast_to_observed": curve,
        }
    ]


def isotonic(values: np.ndarray) -> np.ndarray:
    """Pool adjacent violators: the CORP reliability curve (Dimitriadis, Gneiting & Jordan 2021)."""
    level: list[list[float]] = []
    for value in values:
        level.append([float(value), 1.0])
        while len(level) > 1 and level[-2][0] >= level[-1][0]:
            mean, n = level.pop()
            level[-1] = [(level[-1][0] * level[-1][1] + mean * n) / (level[-1][1] + n), level[-1][1] + n]
    return np.concatenate([np.full(int(n), mean) for mean, n in level])


if __name__ == "__main__":
    chosen = arguments(__doc__)
    n = 1000 if chosen.small else 10_000
    table(speed(chosen) + decisions(n) + pass_probabilities(n // 4))
