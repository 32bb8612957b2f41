"""Interval, and Wilson against published numbers and SciPy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from whichcert.interval import Z_95, Interval, wilson

COUNTS = st.integers(0, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
PUBLISHED = (
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
)


@pytest.mark.parametrize(("hits", "n", "low", "high"), PUBLISHED)
def test_wilson_gives_the_published_limits(hits, n, low, high):
    found = wilson(hits, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (3, 10), (50, 100), (7, 16), (999, 1000)])
def test_wilson_agrees_with_scipy(hits, n):
    theirs = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert (wilson(hits, n).low, wilson(hits, n).high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@given(counts=COUNTS)
def test_wilson_holds_its_own_share_and_stays_inside_0_and_1(counts):
    hits, n = counts
    found = wilson(hits, n)
    assert 0 <= found.low <= found.high <= 1
    assert n == 0 or hits / n in found


@given(counts=COUNTS)
def test_wilson_of_the_misses_is_the_mirror(counts):
    hits, n = counts
    one, other = wilson(hits, n), wilson(n - hits, n)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-12)


@given(counts=COUNTS)
def test_wilson_narrows_with_more_trials(counts):
    hits, n = counts
    assert wilson(10 * hits, 10 * n).width <= wilson(hits, n).width + 1e-15


def test_wilson_widens_with_the_level():
    assert wilson(8, 39, z=2.576).width > wilson(8, 39, z=Z_95).width


def test_nothing_tried_is_nothing_known():
    assert wilson(0, 0) == Interval(0.0, 1.0)


@pytest.mark.parametrize(("hits", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_wilson_refuses_impossible_counts(hits, n):
    with pytest.raises(ValueError, match=f"got {hits}"):
        wilson(hits, n)


@pytest.mark.parametrize(("low", "high"), [(1.0, 0.0), (float("nan"), 1.0), (0.0, float("nan"))])
def test_interval_runs_from_low_to_high(low, high):
    with pytest.raises(ValueError, match="runs from low to high"):
        Interval(low, high)


def test_interval_is_closed():
    found = Interval(0.25, 0.75)
    assert [x in found for x in (0.24, 0.25, 0.5, 0.75, 0.76)] == [False, True, True, True, False]
    assert found.width == 0.5
