"""Files that do not fit in memory give what the same files give in memory."""

import pickle
import tracemalloc

import duckdb
import numpy as np
import pytest

from measure.banks import graded_items, responses_of, two_parameter
from whichcert.errors import InputRefused
from whichcert.measure.calibration import calibrate
from whichcert.measure.options import CalibrationOptions
from whichcert.measure.reading import read_responses, store_responses
from whichcert.measure.shelf import Shelf, changed
from whichcert.measure.simulation import simulate_items
from whichcert.measure.stored import StoredShard


@pytest.fixture
def in_many_pieces(monkeypatch):
    monkeypatch.setattr("whichcert.measure.reading._BUCKET_BYTES", 4000)
    for module in ("wide_files", "long_files"):
        monkeypatch.setattr(f"whichcert.measure.{module}.CELLS", 500)
        monkeypatch.setattr(f"whichcert.measure.{module}.TOGETHER", 2)


def write_wide(path, responses, **columns):
    names = [*columns, "person", *responses.items]
    rows = [
        [*(column[at] for column in columns.values()), f"p{at}", *("" if v < 0 else str(v) for v in row)]
        for at, row in enumerate(responses.cells())
    ]
    path.write_text("\n".join(",".join(row) for row in [names, *rows]) + "\n")


def write_long(path, responses, seed=1):
    cells = responses.cells()
    answered = np.argwhere(cells >= 0)
    np.random.default_rng(seed).shuffle(answered)
    lines = [f"p{n},{responses.items[j]},{cells[n, j]}\n" for n, j in answered]
    path.write_text("person,item,response\n" + "".join(lines))


def both(path, folder, model="2pl", **options):
    chosen = CalibrationOptions(tolerance=1e-7, **options)
    read, stored = read_responses(path), store_responses(path, folder)
    assert len(stored.responses.pieces) > 2
    assert stored.problems == read.problems
    one, other = (calibrate(held, model, options=chosen) for held in (read.responses, stored.responses))
    return one, other


def assert_equal(one, other, error=1e-4):
    assert other.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-9)
    place = other.items.places(one.items.ids)
    assert other.items.discrimination[place] == pytest.approx(one.items.discrimination, abs=1e-5)
    assert other.items.intercept[place] == pytest.approx(one.items.intercept, abs=1e-5, nan_ok=True)
    assert other.errors.item[place] == pytest.approx(one.errors.item, rel=error, nan_ok=True)
    assert other.answered[place].tolist() == one.answered.tolist()
    assert (other.n_persons, other.empty_persons) == (one.n_persons, one.empty_persons)
    assert {item.id for item in other.left_out} == {item.id for item in one.left_out}
    assert [g.name for g in other.populations] == [g.name for g in one.populations]
    assert [g.n for g in other.populations] == [g.n for g in one.populations]
    means = [[(g.mean, g.deviation) for g in found.populations] for found in (one, other)]
    assert np.array(means[1]) == pytest.approx(np.array(means[0]), abs=1e-5)


WIDE = {
    "complete 2pl": (lambda: two_parameter(18, 900), "2pl"),
    "complete rasch": (lambda: two_parameter(18, 900), "rasch"),
    "missing 2pl": (lambda: two_parameter(18, 900, share_answered=0.7), "2pl"),
    "3pl": (lambda: responses_of(simulate_items(10, np.random.default_rng(1), guessing=0.2), 900), "3pl"),
    "graded": (lambda: responses_of(graded_items(n=14), 700), "graded"),
    "gpcm with missing": (lambda: responses_of(graded_items("gpcm", 14), 700, share_answered=0.8), "gpcm"),
    "patterns": (lambda: two_parameter(5, 2500), "2pl"),
}


@pytest.mark.parametrize("case", WIDE)
@pytest.mark.usefixtures("in_many_pieces")
def test_a_wide_file_in_pieces_is_calibrated_as_in_memory(case, tmp_path):
    make, model = WIDE[case]
    write_wide(tmp_path / "r.csv", make())
    assert_equal(*both(tmp_path / "r.csv", tmp_path, model))


@pytest.mark.parametrize(("share", "n_items", "model"), [(0.1, 60, "rasch"), (0.6, 12, "2pl")])
@pytest.mark.usefixtures("in_many_pieces")
def test_a_long_file_in_any_order_is_calibrated_as_in_memory(share, n_items, model, tmp_path):
    write_long(tmp_path / "r.csv", two_parameter(n_items, 1500, share_answered=share))
    assert_equal(*both(tmp_path / "r.csv", tmp_path, model))


@pytest.mark.usefixtures("in_many_pieces")
def test_groups_and_counts_of_a_file_in_pieces_are_kept(tmp_path):
    responses = two_parameter(16, 900)
    groups = ["north" if at % 3 == 0 else "south" for at in range(900)]
    groups[1] = "south"
    write_wide(tmp_path / "r.csv", responses, group=groups, freq=[str(1 + at % 2) for at in range(900)])
    one, other = both(tmp_path / "r.csv", tmp_path)
    assert [population.name for population in other.populations] == ["north", "south"]
    assert_equal(one, other)


@pytest.mark.usefixtures("in_many_pieces")
def test_parquet_in_pieces_is_calibrated_as_in_memory(tmp_path):
    write_wide(tmp_path / "r.csv", two_parameter(10, 900, share_answered=0.9))
    source, target = tmp_path / "r.csv", tmp_path / "r.parquet"
    duckdb.connect().execute(f"COPY (FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)")
    assert_equal(*both(target, tmp_path))


@pytest.mark.usefixtures("in_many_pieces")
def test_every_wrong_row_is_told_with_its_line_wherever_it_stands(tmp_path):
    lines = ["person,q1,q2,q3,q4", *(f"p{n},{n % 2},{n % 3 // 2},1,{n * n % 5 // 3}" for n in range(1500))]
    lines[700] = "p699,1,0,x,1"
    lines[900] = "p3,1,1,1,1"
    lines[1400] = "p1399,1,1"
    path = tmp_path / "r.csv"
    path.write_text("\n".join(lines))
    stored = store_responses(path, tmp_path)
    assert [problem.line for problem in stored.problems] == [701, 901, 1401]
    assert "'p3' stands already in line 5" in stored.problems[1].message
    assert stored.problems == read_responses(path).problems
    assert sum(piece.n_persons for piece in stored.responses.pieces) == 1498


@pytest.mark.usefixtures("in_many_pieces")
def test_a_second_response_far_from_the_first_is_found(tmp_path):
    rows = [f"p{n % 400},q{n // 400},{n * 7 % 5 // 3}" for n in range(4000)]
    path = tmp_path / "r.csv"
    path.write_text("\n".join(["person,item,response", *rows, "p7,q3,1"]))
    stored = store_responses(path, tmp_path)
    told = "person 'p7' answered item 'q3' already in line 1209; this response is left out"
    assert [str(problem) for problem in stored.problems] == [f"{path}:4002: {told}"]
    assert stored.responses.n_responses == 4000


@pytest.mark.parametrize(
    ("text", "told"), [("", "empty"), ("q1,q2\n", "no row"), ("person,item,response\na,q,\n", "no row holds")]
)
def test_a_file_without_responses_is_refused(text, told, tmp_path):
    (tmp_path / "r.csv").write_text(text)
    with pytest.raises(InputRefused, match=told):
        store_responses(tmp_path / "r.csv", tmp_path)


def test_memory_does_not_grow_with_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr("whichcert.measure.reading._BUCKET_BYTES", 100_000)
    monkeypatch.setattr("whichcert.measure.wide_files.TOGETHER", 3)
    peaks, sizes = [], []
    for n in (3_000, 3_000, 20_000):  # the first run loads modules
        path, folder = tmp_path / f"{n}.csv", tmp_path / str(len(peaks))
        folder.mkdir()
        write_wide(path, two_parameter(30, n))
        tracemalloc.start()
        store_responses(path, folder)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        sizes.append(path.stat().st_size)
    assert peaks[2] - peaks[1] < 0.3 * (sizes[2] - sizes[1])


@pytest.mark.usefixtures("in_many_pieces")
def test_stored_shards_travel_as_their_path(tmp_path):
    write_wide(tmp_path / "r.csv", two_parameter(18, 900))
    stored = store_responses(tmp_path / "r.csv", tmp_path)
    seen = []

    def over(step, shards):
        for shard in shards:
            sent = pickle.loads(pickle.dumps(shard))  # noqa: S301  our own bytes
            seen.append(type(sent))
            yield step(sent)

    found = calibrate(stored.responses, options=CalibrationOptions(over=over, with_errors=False))
    assert set(seen) == {StoredShard}
    assert found.converged


def test_a_shelf_keeps_the_file_of_a_value_that_does_not_change(tmp_path):
    shelf = Shelf(tmp_path)
    for value in ("a", "b"):
        shelf.add(value)
    after = changed(shelf, lambda value: value if value == "a" else value * 2)
    assert list(after) == ["a", "bb"]
    assert (after.paths[0] == shelf.paths[0], list(shelf)) == (True, ["a", "b"])
    assert after[0:2] == ["a", "bb"]
