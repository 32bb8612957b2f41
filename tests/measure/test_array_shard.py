"""The step in an array library gives the sums of the step in NumPy."""

from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest

from measure.banks import graded_items, responses_of, two_parameter
from whichcert.measure.array_shard import Arrays, ArrayShard
from whichcert.measure.calibration import calibrate
from whichcert.measure.expectation import Current
from whichcert.measure.grid import grid_for, log_normal_weights
from whichcert.measure.matrix_shard import MatrixShard
from whichcert.measure.options import CalibrationOptions
from whichcert.measure.reading import store_responses
from whichcert.measure.simulation import simulate_items

STANDARD = (
    "asarray", "astype", "concat", "exp", "float64", "log", "matmul", "matrix_transpose", "max", "sum",
    "take",
)  # fmt: skip
ONLY_STANDARD = SimpleNamespace(**{name: getattr(np, name) for name in STANDARD})
"""NumPy with nothing but names of the array API standard."""
OTHERS = ("array_api_strict", "array_api_compat.torch", "array_api_compat.cupy")
CASES = {
    "2pl": (simulate_items(12, np.random.default_rng(1)), 1.0),
    "2pl with missing": (simulate_items(12, np.random.default_rng(1)), 0.7),
    "3pl": (simulate_items(12, np.random.default_rng(1), guessing=0.2), 0.9),
    "graded": (graded_items(), 0.8),
    "gpcm": (graded_items("gpcm"), 1.0),
}


def namespaces():
    yield pytest.param(ONLY_STANDARD, id="numpy")
    for name in OTHERS:
        try:
            yield pytest.param(import_module(name), id=name)
        except ImportError:
            yield pytest.param(None, id=name, marks=pytest.mark.skip(reason=f"{name} is not installed"))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("namespace", list(namespaces()))
def test_the_step_is_that_of_numpy(namespace, case):
    items, share = CASES[case]
    cells = responses_of(items, 700, share_answered=share).cells()
    nodes = grid_for(items, np.zeros(1), np.ones(1))
    weights = np.stack([log_normal_weights(nodes, mean, 1.0) for mean in (0.0, 0.5)])
    current = Current(items, nodes, weights)
    for counted in (None, np.linspace(0.5, 3.0, 700)):
        plain = MatrixShard(cells, 1, counted)
        one, other = plain.expect(current), ArrayShard(plain, Arrays(namespace)).expect(current)
        assert other.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-12)
        assert other.mass == pytest.approx(one.mass, abs=1e-9)
        assert other.counts == pytest.approx(one.counts, abs=1e-9)


@pytest.mark.parametrize("namespace", list(namespaces()))
@pytest.mark.parametrize(("model", "share"), [("2pl", 1.0), ("3pl", 0.8), ("rasch", 0.1)])
def test_a_calibration_ends_at_the_same_estimates(namespace, model, share):
    responses = two_parameter(14, 900, share_answered=share)
    plain, other = (
        calibrate(responses, model, options=CalibrationOptions(tolerance=1e-9, arrays=arrays))
        for arrays in (None, Arrays(namespace))
    )
    assert other.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-9)
    assert other.items.discrimination == pytest.approx(plain.items.discrimination, rel=1e-5)
    assert other.items.intercept == pytest.approx(plain.items.intercept, rel=1e-5, abs=1e-6)
    assert plain.errors is not None
    assert other.errors is not None
    assert other.errors.item == pytest.approx(plain.errors.item, rel=1e-5, nan_ok=True)


def test_stored_responses_go_to_the_library_a_piece_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr("whichcert.measure.reading._BUCKET_BYTES", 4000)
    rows = "\n".join(",".join(map(str, row)) for row in two_parameter(12, 500).cells())
    (tmp_path / "r.csv").write_text(",".join(f"q{place}" for place in range(12)) + "\n" + rows)
    stored = store_responses(tmp_path / "r.csv", tmp_path).responses
    plain, other = (
        calibrate(stored, options=CalibrationOptions(arrays=arrays)) for arrays in (None, Arrays(np))
    )
    assert other.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-9)
