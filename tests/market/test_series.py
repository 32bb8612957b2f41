"""Shares by month: what is released, what is read back, and what looks like a snapshot."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whichcert.errors import ContentBroken
from whichcert.market.series import (
    SERIES_FIELDS,
    Series,
    month_name,
    month_number,
    read_series,
    releasable,
    series_lines,
    spans,
)
from whichcert.market.trend import Month

JANUARY = 2025 * 12


def series(*counts: tuple[int, int], certification: str | None = None, without: int = 0) -> Series:
    months = tuple(Month(JANUARY + at, hits, n) for at, (hits, n) in enumerate(counts))
    return Series("board", "scrum-master", certification, months, without)


def written(folder: Path, lines: list[list[object]]) -> Path:
    path = folder / "2026-11-months.csv"
    rows = [",".join(map(str, line)) for line in [list(SERIES_FIELDS), *lines]]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


MONTHS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6)


@given(MONTHS, st.sampled_from([None, "any-scrum"]), st.integers(0, 3))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    counts: list[tuple[int, int]],
    certification: str | None,
    without: int,
) -> None:
    one = series(
        *((hits, hits + more) for hits, more in counts), certification=certification, without=without
    )
    path = written(tmp_path_factory.mktemp("months"), list(series_lines([one])))
    assert read_series(path) == (one,)


def test_an_older_release_has_no_months(tmp_path: Path) -> None:
    assert read_series(tmp_path / "2026-11-months.csv") == ()


@pytest.mark.parametrize("line", [["2025-13", 3, 1], ["2025-1", 3, 1], ["20251", 3, 1], ["2025-01", 3, 4]])
def test_a_broken_line_is_named(line: list[object], tmp_path: Path) -> None:
    path = written(tmp_path, [["board", "scrum-master", "", *line]])
    with pytest.raises(ContentBroken, match=r"months\.csv:2"):
        read_series(path)


@given(st.integers(1900 * 12, 2200 * 12))
def test_names_of_months_lead_back(month: int) -> None:
    assert month_number(month_name(month)) == month


def test_small_months_are_released_as_a_number_without_month() -> None:
    (kept,) = releasable([series((1, 200), (0, 199), (2, 300), (3, 400), without=5)])
    assert [one.n for one in kept.months] == [200, 300, 400]
    assert kept.without_month == 204


def test_too_few_large_months_and_rare_certificates_are_not_released() -> None:
    assert releasable([series((1, 500), (1, 500), (1, 100))]) == ()
    assert releasable([series(*[(1, 500)] * 4, certification="psm")]) == ()
    assert releasable([series(*[(1, 29)] * 4, certification="any-scrum")]) == ()
    assert len(releasable([series(*[(1, 30)] * 4, certification="any-scrum")])) == 1


def test_quarters_add_up_their_months() -> None:
    assert spans(series((1, 10), (2, 20), (3, 30), (4, 40)).months, 3) == (
        Month(JANUARY, 6, 60),
        Month(JANUARY + 3, 4, 40),
    )


@pytest.mark.parametrize(
    ("counts", "is_snapshot"),
    [
        ([(0, 10), (0, 30), (0, 100)], True),
        ([(0, 100), (0, 100), (0, 100), (0, 100)], False),
        ([(0, 10), (0, 100)], False),
        ([], False),
    ],
)
def test_most_postings_in_the_last_months_are_a_snapshot(
    counts: list[tuple[int, int]], is_snapshot: bool
) -> None:
    assert series(*counts).is_snapshot is is_snapshot
