"""Coverage of 95 % intervals over many simulated calibrations, and bias and RMSE of the estimates.

python bench/recovery.py [calibrations] [persons] [items]
"""

import json
import sys

import numpy as np

from whichcert.measure import Normal, Priors, calibrate, recovery, simulate_items, simulate_responses
from whichcert.measure.options import CalibrationOptions


def main(runs: int, persons: int, items: int) -> None:
    found = {}
    for model in ("rasch", "2pl", "2pl, a fifth missing", "3pl"):
        kind = model[:5].rstrip(",") if model == "rasch" else model[:3]
        rng = np.random.default_rng(20)
        truth = simulate_items(items, rng, guessing=0.18 if kind == "3pl" else None)
        if kind == "rasch":
            truth = type(truth)(
                "rasch", truth.ids, np.ones(items), -truth.difficulty, truth.guessing, truth.categories
            )
        rows = []
        for _ in range(runs):
            share = 0.8 if "missing" in model else 1.0
            responses = simulate_responses(truth, rng.normal(size=persons), rng, share_answered=share)
            priors = (
                Priors(discrimination=Normal(0.1, 0.35), intercept=Normal(0.0, 1.5))
                if kind == "3pl"
                else Priors()
            )
            result = calibrate(responses, kind, options=CalibrationOptions(priors=priors))
            if result.items.n_items == items and result.errors is not None:
                rows.append((result.items, result.errors))
        for name, of_items, column in (
            ("discrimination", lambda i: i.discrimination, 0),
            ("intercept", lambda i: i.intercept[:, 0], 1),
        ):
            if kind == "rasch" and column == 0:
                continue
            estimate = np.concatenate([of_items(one) for one, _ in rows])
            error = np.concatenate([errors.item[:, column] for _, errors in rows])
            row = recovery(name, np.tile(of_items(truth), len(rows)), estimate, error)
            found[f"{model} {name}"] = {
                "calibrations": len(rows),
                "bias": round(row.bias, 4),
                "rmse": round(row.root_mean_square_error, 4),
                "coverage": round(row.coverage or 0.0, 4),
            }
            print(f"{model} {name}: {found[f'{model} {name}']}")
    print(json.dumps(found))


if __name__ == "__main__":
    main(*(int(value) for value in sys.argv[1:4]), *(200, 1000, 30)[len(sys.argv) - 1 :])
