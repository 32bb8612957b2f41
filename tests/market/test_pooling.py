"""Shares of small groups: drawn to the others as far as these are alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whichcert.market.pooling import pooled_shares

ALIKE = {f"c{place}": (10, 200) for place in range(8)}


def test_a_small_group_is_drawn_to_the_others() -> None:
    pooled = pooled_shares(ALIKE | {"small": (3, 9)})["small"]
    assert 0.05 < pooled.share < 0.15
    assert pooled.own_weight < 0.2


def test_a_large_group_keeps_its_own_share() -> None:
    pooled = pooled_shares(ALIKE | {"large": (3_000, 10_000)})["large"]
    assert pooled.share == pytest.approx(0.3, abs=0.005)
    assert pooled.own_weight > 0.95


def test_a_group_without_postings_gets_the_common_share() -> None:
    pooled = pooled_shares(ALIKE | {"empty": (0, 0)})["empty"]
    assert pooled.share == pytest.approx(0.05, abs=0.01)
    assert pooled.own_weight == 0


def test_intervals_cover_the_shares_that_made_the_counts() -> None:
    rng = np.random.default_rng(4)
    covered = total = 0
    for _ in range(15):
        truth = rng.beta(6, 94, size=20)
        sizes = rng.integers(5, 400, size=20)
        counts = {
            str(k): (int(rng.binomial(n, p)), int(n))
            for k, (n, p) in enumerate(zip(sizes, truth, strict=True))
        }
        pooled = pooled_shares(counts)
        covered += sum(p in pooled[str(k)].interval for k, p in enumerate(truth))
        total += 20
    assert 0.90 <= covered / total <= 0.99


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=2), st.tuples(st.integers(0, 20), st.integers(0, 30)), max_size=5
    )
)
def test_every_share_lies_in_its_interval(raw: dict[str, tuple[int, int]]) -> None:
    counts = {name: (hits, hits + more) for name, (hits, more) in raw.items()}
    for pooled in pooled_shares(counts).values():
        assert 0 <= pooled.interval.low <= pooled.share <= pooled.interval.high <= 1


def test_more_hits_than_postings_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and n = 3"):
        pooled_shares({"x": (4, 3)})
