"""One work, several programs, one thread each: runs them in turn on the same data and compares.

Seconds are CPU time of the process, so that what else the machine does counts little.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "NUMBA_NUM_THREADS"),
    "1",
)
_PROLOGUE = """
import json, re, sys, time
import numpy as np
folder = sys.argv[1]
data = np.load(folder + "/data.npz")
def done(seconds, **arrays):
    np.savez(folder + "/result.npz", **arrays)
    # ru_maxrss carries the peak of the process that started this one.
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak}))
"""


@dataclass(frozen=True)
class Outcome:
    """What one program needed and found."""

    seconds: float
    peak_mb: int
    arrays: Mapping[str, np.ndarray]


def arguments(about: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--peers", help="Python of an environment with bench/peers.in installed")
    parser.add_argument("--repeat", type=int, default=3, help="runs of our own program; the median counts")
    parser.add_argument("--small", action="store_true", help="a tenth of the persons, to try the script out")
    return parser.parse_args()


def run(
    python: str | None, code: str, data: Mapping[str, np.ndarray], *, limit_s: int = 900
) -> Outcome | str:
    """Run code in a process of its own; return what it needed, or in words why there is nothing."""
    if python is None:
        return "not asked for"
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder) / "data.npz", **data)
        command = [python, "-c", _PROLOGUE + code, folder]
        try:
            ran = subprocess.run(
                command,
                env={**os.environ, **ONE_THREAD},
                capture_output=True,
                text=True,
                timeout=limit_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"not done after {limit_s} s"
        if ran.returncode:
            return (ran.stderr.strip().splitlines() or ["failed"])[-1][:200]
        told = json.loads(ran.stdout.strip().splitlines()[-1])
        with np.load(Path(folder) / "result.npz") as arrays:
            return Outcome(told["seconds"], told["peak_mb"], dict(arrays))


def run_ours(code: str, data: Mapping[str, np.ndarray], repeat: int) -> Outcome:
    """Run our own code several times; return the run of median time."""
    found = [run(sys.executable, code, data) for _ in range(repeat)]
    for outcome in found:
        if isinstance(outcome, str):
            raise SystemExit(outcome)
    good = sorted((outcome for outcome in found if isinstance(outcome, Outcome)), key=lambda o: o.seconds)
    return good[len(good) // 2]


def has_r() -> bool:
    return shutil.which("Rscript") is not None


def marginal_log_likelihood(
    slope: np.ndarray, intercept: np.ndarray, cells: np.ndarray, guessing: np.ndarray | None = None
) -> float:
    """Compute log L at given parameters on 401 nodes; the one evaluator for every program."""
    theta = np.linspace(-7, 7, 401)
    weight = np.exp(-0.5 * theta**2)
    log_weight = np.log(weight / weight.sum())
    above = 1 / (1 + np.exp(-(slope[:, None] * theta + intercept[:, None])))
    lower = np.zeros((len(slope), 1)) if guessing is None else guessing[:, None]
    chance = np.clip(lower + (1 - lower) * above, 1e-300, 1 - 1e-16)
    right, wrong = np.log(chance), np.log1p(-chance)
    total = 0.0
    for first in range(0, len(cells), 2000):
        part = cells[first : first + 2000]
        log_likelihood = (part == 1) @ right + (part == 0) @ wrong + log_weight
        top = log_likelihood.max(axis=1, keepdims=True)
        total += float((top[:, 0] + np.log(np.exp(log_likelihood - top).sum(axis=1))).sum())
    return total


def table(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows, then the same as one JSON object on the last line."""
    for row in rows:
        print("  ".join(f"{key}: {value}" for key, value in row.items()))
    print(json.dumps({"results": list(rows)}))
