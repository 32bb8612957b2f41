"""The three forms of the expectation step agree with each other and with plain sums."""

import itertools
import pickle
from dataclasses import replace

import numpy as np
import pytest

from measure.banks import graded_items, responses_of, two_parameter
from whichcert.measure.acceleration import Anderson
from whichcert.measure.expectation import Current, Step, expect
from whichcert.measure.grid import grid_for, log_normal_weights
from whichcert.measure.jagged import CompiledLists, Jagged
from whichcert.measure.log_bands import provisional_ability
from whichcert.measure.matrix_shard import MatrixShard
from whichcert.measure.maximisation import LogisticSums
from whichcert.measure.models import information
from whichcert.measure.packed_bits import subset_sums
from whichcert.measure.response_tables import responses_from_matrix
from whichcert.measure.responses import Labels
from whichcert.measure.shards import collapse_patterns, shards_of
from whichcert.measure.simulation import simulate_items
from whichcert.measure.sufficient import BitShard, bit_shard

ITEMS = simulate_items(21, np.random.default_rng(3))


def current_of(items):
    nodes = grid_for(items, np.zeros(1), np.ones(1))
    return Current(items, nodes, log_normal_weights(nodes, 0.0, 1.0)[None, :])


@pytest.mark.parametrize("n", [500, 31_000])
def test_packed_bits_give_the_sums_of_the_matrix(n):
    cells, current = two_parameter(21, n).cells(), current_of(ITEMS)
    shard = bit_shard(cells, 0, None)
    assert shard.words.dtype == (np.uint8 if n == 500 else np.uint16)
    assert shard.unpacked(slice(3, 9)).tolist() == cells[3:9].tolist()
    assert shard.scores(ITEMS.discrimination) == pytest.approx(cells @ ITEMS.discrimination, abs=1e-10)
    packed, plain = shard.expect(current), MatrixShard(cells, 0, None).expect(current)
    assert packed.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-10)
    assert packed.mass == pytest.approx(plain.mass, abs=1e-6 * n)
    sums = LogisticSums.of(plain, current.nodes)
    assert packed.successes == pytest.approx(sums.successes, rel=1e-9)
    assert packed.moments == pytest.approx(sums.moments, abs=1e-5 * n)


@pytest.mark.parametrize("n", [500, 31_000])
def test_every_takes_a_sample_of_persons(n):
    cells = two_parameter(21, n).cells()
    sample = bit_shard(cells, 0, None).every(5)
    assert sample.words.dtype == np.uint8
    assert sample.right.tolist() == cells[::5].sum(axis=0).tolist()
    assert sample.unpacked(slice(None)).tolist() == cells[::5].tolist()


@pytest.mark.parametrize("width", [8, 16])
def test_subset_sums_are_those_of_the_bits(width):
    values, word = np.random.default_rng(1).normal(size=(2, width)), 0b10110010
    chosen = [place for place in range(width) if word >> place & 1]
    assert subset_sums(values)[:, word] == pytest.approx(values[:, chosen].sum(axis=1), abs=1e-12)


@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl", "graded"])
@pytest.mark.parametrize("weighted", [False, True])
def test_bands_of_a_log_give_the_sums_of_the_matrix(model, weighted, monkeypatch):
    monkeypatch.setattr("whichcert.measure.log_bands._BAND_PERSONS", 90)
    items = graded_items(n=40) if model == "graded" else simulate_items(40, np.random.default_rng(5))
    items = replace(items, model=model, guessing=items.guessing + 0.2 * (model == "3pl"))
    responses = responses_of(items, 700, share_answered=0.8)
    cells, weights = responses.cells().copy(), np.linspace(0.5, 2.0, 700) if weighted else None
    cells[0], cells[1] = 0, items.categories - 1
    matrix, current = responses_from_matrix(cells, Labels(weights=weights)), current_of(items)
    log, plain = shards_of(matrix.as_log(), items, "log"), MatrixShard(matrix.cells(), 0, weights)
    one, other = expect(log, current), plain.expect(current)
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-10)
    assert one.mass == pytest.approx(other.mass, abs=1e-7)
    assert one.counts == pytest.approx(other.counts, abs=1e-7)
    windows = [band.seen(current).window for shard in log for band in shard.bands]
    assert min(window.stop - window.start for window in windows) < 0.8 * len(current.nodes)
    order = np.argsort(provisional_ability(matrix.as_log(), items), kind="stable")
    posterior = np.concatenate([shard.posterior(current)[0] for shard in log])
    assert posterior == pytest.approx(plain.posterior(current)[0][order], abs=1e-9)


def test_a_window_that_is_too_narrow_is_widened(monkeypatch):
    monkeypatch.setattr("whichcert.measure.band._OFF", -6.0)
    responses, current = two_parameter(21, 500, share_answered=0.5), current_of(ITEMS)
    log, plain = shards_of(responses.as_log(), ITEMS, "log"), MatrixShard(responses.cells(), 0, None)
    assert expect(log, current).mass == pytest.approx(plain.expect(current).mass, abs=1e-7)


def test_the_mean_person_stands_for_the_band_in_a_rough_step():
    responses = two_parameter(21, 500, share_answered=0.5)
    shard, current = shards_of(responses.as_log(), ITEMS, "log")[0], current_of(ITEMS)
    rough = shard.expect(replace(current, rough=True))
    assert rough.mass.sum() == pytest.approx(500)
    assert rough.counts.sum(axis=1) == pytest.approx(shard.expect(current).counts.sum(axis=1))
    (band,) = shard.bands
    shape = np.exp(band.mean_person(current) - band.mean_person(current).max())
    assert rough.mass[0] == pytest.approx(500 * shape / shape.sum())


def test_lists_of_unequal_length_are_summed():
    rng = np.random.default_rng(1)
    sizes = np.concatenate([[0, 1, 700], rng.integers(0, 9, 3000)])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    index, table = rng.integers(0, 50, starts[-1]), rng.random((50, 7))
    expected = [table[index[a:b]].sum(axis=0) for a, b in itertools.pairwise(starts)]
    jagged = Jagged.of(starts, index).sum_rows(table)
    assert jagged == pytest.approx(np.array(expected), abs=1e-9)
    in_loops = CompiledLists(starts, index).sum_rows(table)
    assert in_loops[:, :].tobytes() == jagged.tobytes()


def test_few_items_are_counted_by_pattern():
    responses = two_parameter(4, 500)
    collapsed = collapse_patterns(responses)
    assert collapsed.n_persons <= 16
    assert collapsed.weights is not None
    assert collapsed.weights.sum() == 500
    assert collapse_patterns(two_parameter(21, 500)).n_persons == 500


def test_a_step_travels_to_another_process():
    responses = two_parameter(21, 300)
    shards, current = shards_of(responses, ITEMS, "bits"), current_of(ITEMS)
    assert isinstance(shards[0], BitShard)
    step, shard = pickle.loads(pickle.dumps((Step(current), shards[0])))  # noqa: S301  our own bytes
    assert step(shard).log_likelihood == expect(shards, current).log_likelihood


def test_grid_is_finer_than_the_sharpest_posterior():
    nodes = grid_for(ITEMS, np.zeros(1), np.ones(1))
    sharpest = information(ITEMS, nodes).sum(axis=0).max()
    assert nodes[1] - nodes[0] <= 1 / (1.5 * np.sqrt(1 + sharpest)) + 1e-12
    assert np.diff(nodes) == pytest.approx(nodes[1] - nodes[0])
    assert (nodes[0], nodes[-1]) == (-6, 6)
    assert np.exp(log_normal_weights(nodes, 0.0, 1.0)).sum() == pytest.approx(1.0)


def test_anderson_solves_a_linear_iteration_in_as_many_steps_as_it_has_dimensions():
    matrix, start = np.array([[0.9, 0.1], [0.0, 0.8]]), np.array([5.0, -3.0])
    accelerate, point = Anderson(), start
    for _ in range(4):
        point = accelerate.next(point, matrix @ point + 1.0)
    assert point == pytest.approx(np.linalg.solve(np.eye(2) - matrix, np.ones(2)), abs=1e-6)
