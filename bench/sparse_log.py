"""A response log side by side: 20,000 learners, a bank of 2,000 items, 60 responses each.

    python bench/sparse_log.py --peers PEERS/bin/python

This is a learning platform's real case: 97 % of the cells are missing.
"""

import numpy as np
from side_by_side import Outcome, arguments, marginal_log_likelihood, run, run_ours, table

OURS = """
from whichcert.measure import CalibrationOptions, calibrate, responses_from_log
t = time.process_time()
responses = responses_from_log(data["person"], data["item"], data["value"])
found = calibrate(responses, "2pl", options=CalibrationOptions(with_errors=%s, tolerance=1e-4))
t = time.process_time() - t
done(t, slope=found.items.discrimination, intercept=found.items.intercept[:, 0])
"""
MIRT = """
import mirt
cells = np.full((int(data["person"].max()) + 1, int(data["item"].max()) + 1), -1)
cells[data["person"], data["item"]] = data["value"]
t = time.process_time()
found = mirt.fit_mirt(cells, model="2PL", n_quadpts=61, tol=1e-4,
                      compute_standard_errors=False, accelerate="squarem")
t = time.process_time() - t
p = found.model.parameters
a, b = np.asarray(p["discrimination"]).ravel(), np.asarray(p["difficulty"]).ravel()
done(t, slope=a, intercept=-a * b)
"""


def simulate(persons: int, items: int, each: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    slope, place, theta = (
        np.exp(rng.normal(0.1, 0.35, items)),
        rng.normal(size=items),
        rng.normal(size=persons),
    )
    item = np.concatenate([rng.choice(items, each, replace=False) for _ in range(persons)]).astype(np.intp)
    person = np.repeat(np.arange(persons), each)
    chance = 1 / (1 + np.exp(-slope[item] * (theta[person] - place[item])))
    return {"person": person, "item": item, "value": (rng.random(len(item)) < chance).astype(np.int8)}


def main() -> None:
    options = arguments(__doc__)
    data = simulate(2_000 if options.small else 20_000, 200 if options.small else 2_000, 60)
    cells = np.full((int(data["person"].max()) + 1, int(data["item"].max()) + 1), -1, np.int8)
    cells[data["person"], data["item"]] = data["value"]
    ours = run_ours(OURS.replace("%s", "False"), data, options.repeat)
    outcomes: list[tuple[str, Outcome | str]] = [
        ("whichcert", ours),
        ("whichcert with errors", run_ours(OURS.replace("%s", "True"), data, options.repeat)),
        ("mirt (PyPI)", run(options.peers, MIRT, data)),
    ]
    rows = []
    for name, outcome in outcomes:
        if isinstance(outcome, str):
            rows.append({"program": name, "result": outcome})
            continue
        value = marginal_log_likelihood(outcome.arrays["slope"], outcome.arrays["intercept"], cells)
        rows.append(
            {
                "program": name,
                "seconds": round(outcome.seconds, 4),
                "peak_mb": outcome.peak_mb,
                "log_likelihood": round(value, 4),
                "times_ours": round(outcome.seconds / ours.seconds, 1),
            }
        )
    best = max(float(str(row["log_likelihood"])) for row in rows if "log_likelihood" in row)
    assert float(str(rows[0]["log_likelihood"])) >= best - 1e-7 * abs(best)
    table(rows)


if __name__ == "__main__":
    main()
