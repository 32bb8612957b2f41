from pathlib import Path

import pytest

from whichcert.errors import ContentBroken
from whichcert.interval import wilson
from whichcert.market.demand import GENERAL, DemandTable, SourceNote, demand_row, read_demand


def note(source: str, selection: str = "all-jobs", part_of: str = "") -> SourceNote:
    numbers = {"read": 0, "duplicates": 0, "kept": 0, "no_text": 0, "no_date": 0, "full_text_postings": 0}
    return SourceNote(
        source, source, selection, True, part_of, **numbers, first_year=2024, last_year=2025, note=""
    )


def roles(source: str, hits: int, n: int, role: str = "product-owner", year: int = 2024):  # type: ignore[no-untyped-def]
    return demand_row((source, "US", year), role=role, certification=None, postings=n, mentions=hits)


def names(source: str, certification: str, hits: int, n: int):  # type: ignore[no-untyped-def]
    return demand_row(
        (source, "US", 2024), role="product-owner", certification=certification, postings=n, mentions=hits
    )


def test_a_row_carries_its_wilson_interval() -> None:
    row = roles("a", 8, 39)
    assert (row.low, row.high) == (wilson(8, 39).low, wilson(8, 39).high)
    assert row.share == 8 / 39


def test_role_postings_pool_sources_of_every_kind_of_job_only() -> None:
    table = DemandTable(
        (roles("a", 3, 100), roles("b", 2, 50), roles("found", 40, 100), roles("sample", 3, 10)),
        {
            one.source: one
            for one in (note("a"), note("b"), note("found", "query-selected"), note("sample", part_of="a"))
        },
    )
    count = table.role_postings("product-owner")
    assert (count.hits, count.n, count.sources) == (5, 150, ("a", "b"))
    assert table.role_postings("product-owner", "DE").n == 0
    assert table.role_postings("product-owner", selections=GENERAL | {"query-selected"}).hits == 45


def test_certificate_share_counts_the_postings_that_name_none() -> None:
    table = DemandTable(
        (
            names("a", "any-scrum", 2, 10),
            names("a", "pspo", 1, 10),
            names("b", "any-scrum", 0, 30),
            names("x", "any-scrum", 9, 9),
        ),
        {one.source: one for one in (note("a"), note("b", "query-selected"), note("x", "detection-only"))},
    )
    count = table.certificate_share("product-owner", "pspo")
    assert (count.hits, count.n, count.sources) == (1, 40, ("a", "b"))
    assert table.certificate_share("product-owner", "csm").hits == 0
    assert table.certificate_share("product-owner", "pspo", selections=GENERAL).n == 10


def test_role_ratio_has_an_interval_around_it() -> None:
    table = DemandTable((roles("a", 20, 100), roles("a", 10, 100, "scrum-master")), {"a": note("a")})
    ratio = table.role_ratio("product-owner", "scrum-master")
    inside = wilson(20, 30)
    assert ratio.value == 2.0
    assert ratio.interval is not None
    assert (ratio.interval.low, ratio.interval.high) == (
        inside.low / (1 - inside.low),
        inside.high / (1 - inside.high),
    )
    assert table.role_ratio("product-owner", "agile-coach").value is None


def test_by_year_follows_one_source() -> None:
    table = DemandTable(
        (roles("a", 1, 10), roles("a", 3, 10, year=2025), roles("b", 9, 10)), {"a": note("a"), "b": note("b")}
    )
    assert [(year, count.hits) for year, count in table.by_year("a", "product-owner")] == [
        (2024, 1),
        (2025, 3),
    ]


def test_an_empty_folder_is_an_empty_table(tmp_path: Path) -> None:
    assert read_demand(tmp_path).rows == ()
    assert read_demand(tmp_path / "none").rows == ()
    assert read_demand(tmp_path).role_postings("scrum-master").n == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a,US,2024,other,,10,11,0,1", "2026-11.csv:2"),
        ("a,US,x,other,,10,1,0,1", "2026-11.csv:2"),
        ("a,US", "2026-11.csv:2"),
    ],
)
def test_a_broken_line_is_named(line: str, said: str, tmp_path: Path) -> None:
    from whichcert.market.demand import FIELDS, SOURCE_FIELDS

    (tmp_path / "2026-11.csv").write_text(f"{','.join(FIELDS)}\n{line}\n", encoding="utf-8")
    (tmp_path / "2026-11-sources.csv").write_text(f"{','.join(SOURCE_FIELDS)}\n", encoding="utf-8")
    with pytest.raises(ContentBroken) as caught:
        read_demand(tmp_path)
    assert said in str(caught.value)
