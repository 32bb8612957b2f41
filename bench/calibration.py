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
t = time.process_time()
options = CalibrationOptions(with_errors=%s, tolerance=1e-4)
found = calibrate(responses_from_matrix(data["cells"]), "%s", options=options)
t = time.process_time() - t
items = found.items
done(t, slope=items.discrimination, intercept=items.intercept[:, 0], guessing=items.guessing)
"""
WARM = """
from whichcert.measure import calibrate, responses_from_matrix
calibrate(responses_from_matrix(data["cells"][:300]), "MODEL")
"""
MIRT = """
import mirt
t = time.process_time()
found = mirt.fit_mirt(data["cells"].astype(int), model="%s", n_quadpts=%d, tol=1e-4,
                      compute_standard_errors=False, accelerate="squarem")
t = time.process_time() - t
p = found.model.parameters
a = np.asarray(p["discrimination"]).ravel(); b = np.asarray(p["difficulty"])
g = np.asarray(p.get("guessing", np.zeros_like(a))).ravel()
done(t, slope=a, intercept=-a * b.ravel() if b.size == a.size else a, guessing=g)
"""
GIRTH = """
from girth import twopl_mml
t = time.process_time()
found = twopl_mml(data["cells"].T.astype(int))
t = time.process_time() - t
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
FILE = """
import tempfile
from pathlib import Path
from whichcert.measure import CalibrationOptions, calibrate, read_responses, store_responses
path, stored = Path(str(data["path"])), bool(data["stored"])
t = time.process_time()
with tempfile.TemporaryDirectory() as pieces:
    read = store_responses(path, Path(pieces)) if stored else read_responses(path)
    found = calibrate(read.responses, "2pl", options=CalibrationOptions(tolerance=1e-4))
t = time.process_time() - t
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
peak = int(status["VmHWM"].split()[0]) // 1024  # not its parent's, as ru_maxrss may be
done(t, log_likelihood=found.log_likelihood, peak=peak)
"""
GRADED = """
from whichcert.measure import CalibrationOptions, calibrate, responses_from_matrix
t = time.process_time()
options = CalibrationOptions(with_errors=False, tolerance=1e-4)
found = calibrate(responses_from_matrix(data["cells"]), "graded", options=options)
t = time.process_time() - t
done(t, slope=found.items.discrimination, intercept=found.items.intercept)
"""
MIRT_GRADED = """
import mirt
t = time.process_time()
found = mirt.fit_mirt(data["cells"].astype(int), model="GRM", n_quadpts=61, tol=1e-4,
                      compute_standard_errors=False, accelerate="squarem")
t = time.process_time() - t
p = found.model.parameters
a, b = np.asarray(p["discrimination"]).ravel(), np.asarray(p["thresholds"])
done(t, slope=a, intercept=-a[:, None] * b)
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


def graded(options) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    """Four categories an item."""
    rng, (persons, items) = np.random.default_rng(1), (1_000 if options.small else 10_000, 40)
    slope = np.exp(rng.normal(0.1, 0.35, items))
    steps = np.sort(rng.normal(0, 1.2, (items, 3)), axis=1) + np.array([-0.3, 0.0, 0.3])
    above = 1 / (1 + np.exp(-slope[:, None] * (rng.normal(size=(persons, 1, 1)) - steps)))
    cells = (rng.random((persons, items, 1)) < above).sum(axis=2).astype(np.int8)
    warm = WARM.replace("MODEL", "graded")
    ours = run_ours(warm + GRADED, {"cells": cells}, options.repeat)
    outcomes = {"whichcert": ours, "mirt (PyPI)": run(options.peers, MIRT_GRADED, {"cells": cells})}
    rows: list[dict[str, object]] = []
    for name, outcome in outcomes.items():
        row: dict[str, object] = {"work": f"graded {persons:,} x {items}", "program": name}
        if isinstance(outcome, str):
            row["result"] = outcome
        else:
            value = graded_log_likelihood(outcome.arrays["slope"], outcome.arrays["intercept"], cells)
            row |= {"seconds": round(outcome.seconds, 4), "peak_mb": outcome.peak_mb}
            row |= {"log_likelihood": round(value, 4), "times_ours": round(outcome.seconds / ours.seconds, 1)}
        rows.append(row)
    best = max(float(row["log_likelihood"]) for row in rows if "log_likelihood" in row)  # type: ignore[arg-type]
    assert float(rows[0]["log_likelihood"]) >= best - 1e-7 * abs(best)  # type: ignore[arg-type]
    return rows


def graded_log_likelihood(slope: np.ndarray, intercept: np.ndarray, cells: np.ndarray) -> float:
    """Compute log L of graded items at given parameters on 401 nodes."""
    theta = np.linspace(-7, 7, 401)
    log_weight = -0.5 * theta**2
    log_weight -= np.log(np.exp(log_weight).sum())
    above = 1 / (1 + np.exp(-(slope[:, None, None] * theta + intercept[:, :, None])))
    ends = np.ones_like(above[:, :1])
    chance = -np.diff(np.concatenate([ends, above, 0 * ends], axis=1), axis=1)
    log_likelihood = np.tile(log_weight, (len(cells), 1))
    for category in range(chance.shape[1]):
        log_likelihood += (cells == category) @ np.log(np.clip(chance[:, category], 1e-300, 1.0))
    top = log_likelihood.max(axis=1, keepdims=True)
    return float((top[:, 0] + np.log(np.exp(log_likelihood - top).sum(axis=1))).sum())


def larger_than_memory(options) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    """Read and calibrate a CSV file, from pieces on disk and in memory; the peak of the one must not grow."""
    rows = []
    for persons in (20_000, 80_000) if options.small else (250_000, 1_000_000):
        cells = simulate(persons, 100, "2pl")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "responses.csv"
            write_csv(path, cells)
            both = [
                run_ours(FILE, {"path": np.array(str(path)), "stored": np.array(s)}, 1) for s in (True, False)
            ]
            one, other = (float(outcome.arrays["log_likelihood"]) for outcome in both)
            assert abs(one - other) <= 1e-7 * abs(other)
            rows += [
                {
                    "work": f"CSV file of {persons:,} x 100, with standard errors",
                    "program": f"whichcert, {how}",
                    "file_mb": path.stat().st_size // 2**20,
                    "seconds": round(outcome.seconds, 2),
                    "peak_mb": int(outcome.arrays["peak"]),
                    "log_likelihood": round(float(outcome.arrays["log_likelihood"]), 4),
                }
                for how, outcome in zip(("from pieces on disk", "in memory"), both, strict=True)
            ]
    return rows


def write_csv(path: Path, cells: np.ndarray) -> None:
    with path.open("wb") as file:
        file.write(b"person," + b",".join(b"q%d" % place for place in range(cells.shape[1])) + b"\n")
        for first in range(0, len(cells), 10_000):
            part = cells[first : first + 10_000]
            text = np.full((len(part), 2 * cells.shape[1]), ord(","), np.uint8)
            text[:, ::2] = part + ord("0")
            text[:, -1] = ord("\n")
            file.writelines(b"p%d," % (first + at) + row.tobytes() for at, row in enumerate(text))


if __name__ == "__main__":
    chosen = arguments(__doc__)
    side_by_side = [row for work in WORKS for row in compare(work, chosen)]
    table(side_by_side + graded(chosen) + million(chosen) + larger_than_memory(chosen))
