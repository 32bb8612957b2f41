"""Findings of the market page say only what the counts can tell."""

import re
from dataclasses import replace

import pytest

from whichcert.errors import UnknownName
from whichcert.interval import Interval
from whichcert.market.demand import Count, DemandRow, DemandTable, Ratio, SourceNote, demand_row
from whichcert.market.series import Series
from whichcert.market.trend import Month
from whichcert.web.demand import Market, certificate_finding, market_of, role_finding

NAMES = {"de": "Germany", "fr": "France"}


def table(scrum_masters: int = 10, product_owners: int = 60) -> DemandTable:
    years = (2024, 2025, 2026)
    rows = [
        *(line("scrum-master", None, year, postings=2_000, mentions=scrum_masters) for year in years),
        *(line("product-owner", None, year, postings=2_000, mentions=product_owners) for year in years),
        line("scrum-master", "any-scrum", 2026, postings=50, mentions=14),
        line("scrum-master", "csm", 2026, postings=50, mentions=9),
        line("product-owner", "any-scrum", 2026, postings=40, mentions=2, country="FR"),
    ]
    return DemandTable(
        tuple(rows), {"board": note("board", "all-jobs"), "search": note("search", "query-selected")}
    )


def line(
    role: str, certification: str | None, year: int, *, postings: int, mentions: int, country: str = "DE"
) -> DemandRow:
    source = "board" if country == "DE" else "search"
    return demand_row(
        (source, country, year), role=role, certification=certification, postings=postings, mentions=mentions
    )


def note(source: str, selection: str) -> SourceNote:
    return SourceNote(
        source, source.title(), selection, True, "", 9, 0, 9, no_text=0, no_date=0, full_text_postings=9,
        first_year=2024, last_year=2026, note="",
    )  # fmt: skip


def whole(market: DemandTable) -> str | None:
    return role_finding(market.role_ratio("product-owner", "scrum-master"))


def test_clear_difference_names_the_ratio() -> None:
    assert whole(table(10, 60)) == "Employers look for Product Owners 6.0 times as often as for Scrum Masters"
    assert whole(table(60, 10)) == "Employers look for Scrum Masters 6.0 times as often as for Product Owners"


def test_unclear_difference_is_called_equal() -> None:
    assert whole(table(10, 11)) == "Employers look for Scrum Masters and Product Owners about equally often"


def test_nobody_asking_for_one_role_does_not_divide() -> None:
    assert whole(table(0, 30)) == "Employers look for Product Owners; no posting was for Scrum Masters"
    assert whole(table(30, 0)) == "Employers look for Scrum Masters; no posting was for Product Owners"
    assert whole(table(0, 0)) is None


def test_a_handful_of_postings_names_no_role() -> None:
    few = Ratio(4.0, Interval(1.04, 20.0), 4, 0, ("a",))
    assert role_finding(few) == "Too few postings to compare: 4 for Product Owners, 0 for Scrum Masters"


def test_certificate_finding_gives_the_share() -> None:
    asked = [("any Scrum certificate", Count(29, 100, ("a",))), ("CSM", Count(22, 100, ("a",)))]
    found = certificate_finding(asked, "Scrum Master")
    assert found == "29\u00a0% of Scrum Master postings ask for a Scrum certificate, most often CSM"


def test_certificate_finding_without_any_says_so() -> None:
    found = certificate_finding([("PSM", Count(0, 40, ("a",)))], "Scrum Master")
    assert found == "No Scrum Master posting asks for one of these certificates"


def test_market_shows_roles_certificates_and_years() -> None:
    market = market_of(table(), NAMES)
    assert market.choices == (("FR", "France"), ("DE", "Germany"))
    assert [place.name for place in market.places] == ["Germany"]
    assert market.roles is not None
    assert market.roles.rows[0] == (
        "Scrum Master",
        "30",
        "6,000",
        "0.50\u00a0%",
        "0.35\u00a0% to 0.71\u00a0%",
    )
    assert [charted.rows[0][1:3] for charted in market.certificates] == [("14", "50"), ("2", "40")]
    assert [len(charted.rows) for charted in market.times.charts] == [3, 3]


def test_country_without_a_general_collection_compares_no_roles() -> None:
    market: Market = market_of(table(), NAMES, "fr")
    assert (market.roles, market.finding, market.times.charts) == (None, "Job market, France", ())


def test_unknown_country_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown country 'XX'"):
        market_of(table(), NAMES, "XX")


def test_empty_table_gives_an_empty_market() -> None:
    market = market_of(DemandTable((), {}), {})
    assert (market.choices, market.roles, market.certificates) == ((), None, ())


def test_finding_stands_beside_its_range_and_counts() -> None:
    market = market_of(table(10, 60), NAMES)
    # 180 of 210 by Wilson: .8034 to .8981, as odds 4.09 to 8.81
    assert market.how_sure == (
        "6.00 Product Owner postings for each Scrum Master posting; "
        "95 % range 4.09 to 8.81, 180 postings against 30."
    )
    assert market_of(table(0, 30), NAMES).how_sure is None
    assert market.countries == 1


def test_certificate_charts_share_one_scale() -> None:
    both = DemandTable(
        (
            *table().rows,
            line("product-owner", "any-scrum", 2026, postings=50, mentions=1),
        ),
        table().sources,
    )
    first, second = market_of(both, NAMES, "DE").certificates
    bars = [float(re.findall(r'<rect[^>]* width="([\d.]+)"', str(one.drawing))[0]) for one in (first, second)]
    # 14 of 50 against 1 of 50
    assert bars[0] == pytest.approx(14 * bars[1], abs=1)


JANUARY = 2025 * 12


def followed(*hits: int, n: int = 2_000, role: str = "scrum-master", source: str = "board") -> Series:
    months = tuple(Month(JANUARY + at, one, n) for at, one in enumerate(hits))
    return Series(source, role, None, months, 7)


def with_series(*series: Series) -> DemandTable:
    return DemandTable(table().rows, table().sources, series)


def test_months_show_a_course_with_its_model_in_words() -> None:
    falling = followed(*[60 - 4 * at for at in range(12)])
    times = market_of(with_series(falling, followed(*[1] * 12, role="product-owner")), NAMES).times
    (course,) = times.charts
    assert course.finding == "Scrum Master postings: falling"
    assert course.words.startswith("A year changes the odds by a factor of 0.2")
    assert "456 of 24,000 postings in 12 months" in course.words
    assert course.source.startswith("Board, 2025-01 to 2025-12.")
    assert "7 postings without a usable month left out." in course.source
    assert [row[0] for row in course.rows][:2] == ["2025-01", "2025-02"]
    (untold,) = times.untold
    assert untold == (
        "Product Owner: whether demand rises or falls can’t be told. The collection with most, Board, has"
        " 12 such postings among 24,000 in 12 months; a trend needs at least 20 in 6 months."
    )


def test_a_snapshot_is_not_called_a_rise() -> None:
    months = tuple(
        Month(JANUARY + at, hits, n)
        for at, (hits, n) in enumerate([(1, 300), (2, 300), (3, 300), (6, 300), (40, 2_000), (300, 9_000)])
    )
    (course,) = market_of(with_series(Series("board", "scrum-master", None, months, 0)), NAMES).times.charts
    assert course.finding == "Scrum Master postings: months of one snapshot"
    assert "adverts that were still open" in course.words


def test_a_search_and_a_part_of_another_collection_show_no_course() -> None:
    found = market_of(with_series(followed(*[40] * 12, source="search")), NAMES).times
    assert (found.charts, len(found.untold)) == ((), 2)


def test_many_months_are_drawn_as_quarters() -> None:
    (course,) = market_of(with_series(followed(*[40] * 30)), NAMES).times.charts
    assert course.finding == "Scrum Master postings: no clear rise or fall"
    assert [row[0] for row in course.rows][:2] == ["2025 Q1", "2025 Q2"]
    assert len(course.rows) == 10


def test_countries_are_pooled_and_a_small_one_is_not_said_to_differ() -> None:
    rows = (
        *(
            line("scrum-master", None, 2026, postings=n, mentions=hits, country=country)
            for country, hits, n in [("DE", 100, 10_000), ("FR", 3, 9), ("NL", 90, 1_000), ("unknown", 9, 9)]
        ),
    )
    rows = tuple(replace(one, source="board") for one in rows)
    where = market_of(DemandTable(rows, table().sources), NAMES).where
    (charted,) = where.roles
    assert charted.finding == "Scrum Master postings by country: NL above Germany"
    assert [one[0] for one in charted.rows] == ["Germany", "NL", "France"]
    counted, pooled = (float(charted.rows[2][at].split("\u00a0")[0]) for at in (3, 4))
    assert (counted, pooled < 25) == (33.33, True)
    here = market_of(DemandTable(rows, table().sources), NAMES, "FR").where
    assert (here.roles, len(here.here)) == ((), 1)
    assert "of it rests on the 9 from here." in here.here[0]


def test_few_postings_of_all_countries_are_said_and_not_drawn() -> None:
    rows = tuple(
        replace(line("scrum-master", "any-scrum", 2026, postings=n, mentions=1), source="board", country=code)
        for code, n in (("DE", 5), ("FR", 4))
    )
    where = market_of(DemandTable(rows, table().sources), NAMES).where
    assert where.certificates == ()
    assert where.untold == (
        "Scrum Master: 9 postings with full text from 2 countries; too few to compare countries.",
    )
