"""Calibration side by side: ours, PyPI mirt, girth and, where R has it, mirt for R.

    python bench/calibration.py --peers PEERS/bin/python

One thread each. Every program's estimates are judged by one evaluator; ours
may not be lower by more than 1e-7 of the log-likelihood.
"""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from side_by_side import Outcome, arguments, has_r, marginal_log_likelihood, run, run_ours, table

OURS = """
from whichcert.measure import CalibrationOptions, calibrate, responses_from_matrix
t = time.perf_counter()
options = CalibrationOptions(with_errors=%s, tolerance=1e-4)
found = calibrate(responses_from_matrix(data["cells"]), "%s", options=options)
t = time.perf_counter() - t
items = found.items
done(t, slope=items.discrimination, intercept=items.intercept[:, 0], guessing=items.guessing)
"""
WARM = """
from whichcert.measure import calibrate, responses_from_matrix
calibrate(responses_from_matrix(data["cells"][:300]), "MODEL")
"""
MIRT = """
import mirt
t = time.perf_counter()
found = mirt.fit_mirt(data["cells"].astype(int), model="%s", n_quadpts=%d, tol=1e-4,
                      compute_standard_errors=False, accelerate="squarem")
t = time.perf_counter() - t
p = found.model.parameters
a = np.asarray(p["discrimination"]).ravel(); b = np.asarray(p["difficulty"])
g = np.asarray(p.get("guessing", np.zeros_like(a))).ravel()
done(t, slope=a, intercept=-a * b.ravel() if b.size == a.size else a, guessing=g)
"""
GIRTH = """
from girth import twopl_mml
t = time.perf_counter()
found = twopl_mml(data["cells"].T)
t = time.perf_counter() - t
a, b = found["Discrimination"], found["Difficulty"]
done(t, slope=a, intercept=-a * b, guessing=0 * a)
"""
R_CODE = """
suppressMessages(library(mirt)); mirtCluster(remove = TRUE)
d <- read.csv("%s"); colnames(d) <- paste0("i", seq_len(ncol(d)))
t <- system.time(m <- mirt(d, 1, itemtype = "%s", verbose = FALSE))[["elapsed"]]
p <- coef(m, simplify = TRUE)$items
cat(t, "\\n"); write.csv(p[, c("a1", "d", "g")], "%s", row.names = FALSE)
"""
WORKS = [
    ("2PL 1,000 x 100", "2pl", (1_000, 100), 61),
    ("2PL 10,000 x 100", "2pl", (10_000, 100), 61),
    ("2PL 100,000 x 100", "2pl", (100_000, 100), 61),
    ("2PL 10,000 x 500", "2pl", (10_000, 500), 201),
    ("3PL 10,000 x 100", "3pl", (10_000, 100), 61),
]


def simulate(persons: int, items: int, model: str) -> np.ndarray:
    rng = np.random.default_rng(1)
    slope, place = np.exp(rng.normal(0.1, 0.35, items)), rng.normal(size=items)
    lower = 0.2 if model == "3pl" else 0.0
    cells = np.empty((persons, items), np.int8)
    for first in range(0, persons, 10_000):
        theta = rng.normal(size=(min(10_000, persons - first), 1))
        chance = lower + (1 - lower) / (1 + np.exp(-slope * (theta - place)))
        cells[first : first + len(theta)] = rng.random(chance.shape) < chance
    return cells


def run_r(cells: np.ndarray, model: str) -> Outcome | str:
    if not has_r():
        return "R is not here"
    with tempfile.TemporaryDirectory() as folder:
        data, result = Path(folder) / "data.csv", Path(folder) / "result.csv"
        np.savetxt(
            data,
            cells,
            fmt="%d",
            delimiter=",",
            header=",".join(f"i{j}" for j in range(cells.shape[1])),
            comments="",
        )
        kind = "3PL" if model == "3pl" else "2PL"
        ran = subprocess.run(
            ["Rscript", "-e", R_CODE % (data, kind, result)], capture_output=True, text=True, check=False
        )
        if ran.returncode:
            return "mirt for R is not here"
        found = np.loadtxt(result, delimiter=",", skiprows=1)
        arrays = {"slope": found[:, 0], "intercept": found[:, 1], "guessing": found[:, 2]}
        return Outcome(float(ran.stdout.split()[-1]), 0, arrays)


def judged(name: str, outcome: Outcome | str, cells: np.ndarray, ours: Outcome | None) -> dict[str, object]:
    if isinstance(outcome, str):
        return {"program": name, "result": outcome}
    arrays = outcome.arrays
    value = marginal_log_likelihood(arrays["slope"], arrays["intercept"], cells, arrays["guessing"])
    row: dict[str, object] = {
        "program": name,
        "seconds": round(outcome.seconds, 4),
        "peak_mb": outcome.peak_mb,
        "log_likelihood": round(value, 4),
    }
    if ours is not None:
        row["times_ours"] = round(outcome.seconds / ours.seconds, 1)
    return row


def compare(work: tuple[str, str, tuple[int, int], int], options) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    title, model, (persons, items), points = work
    cells = simulate(persons // 10 if options.small else persons, items, model)
    data = {"cells": cells}
    ours = run_ours(WARM.replace("MODEL", model) + OURS % (False, model), data, options.repeat)
    rows = [judged("whichcert", ours, cells, None)]
    if model == "2pl":
        rows.append(
            judged("whichcert with errors", run_ours(OURS % (True, model), data, options.repeat), cells, ours)
        )
    rows.append(judged("mirt (PyPI)", run(options.peers, MIRT % (model.upper(), points), data), cells, ours))
    if model == "2pl" and persons * items <= 1_000_000:
        rows.append(judged("girth", run(options.peers, GIRTH, data), cells, ours))
    rows.append(judged("mirt (R)", run_r(cells, model), cells, ours))
    if model == "2pl":  # with a prior the mode is not the maximum of the likelihood
        ceiling = max(float(row["log_likelihood"]) for row in rows if "log_likelihood" in row)  # type: ignore[arg-type]
        assert float(rows[0]["log_likelihood"]) >= ceiling - 1e-7 * abs(ceiling), title  # type: ignore[arg-type]
    return [{"work": title, **row} for row in rows]


def million(options) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    cells = simulate(100_000 if options.small else 1_000_000, 100, "2pl")
    ours = run_ours(OURS % (True, "2pl"), {"cells": cells}, options.repeat)
    return [
        {
            "work": f"2PL {len(cells):,} x 100 with standard errors",
            "program": "whichcert",
            "seconds": round(ours.seconds, 4),
            "peak_mb": ours.peak_mb,
        }
    ]


if __name__ == "__main__":
    chosen = arguments(__doc__)
    table([row for work in WORKS for row in compare(work, chosen)] + million(chosen))
