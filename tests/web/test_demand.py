"""Findings of the market page say only what the counts can tell."""

import re

import pytest

from whichcert.errors import UnknownName
from whichcert.market.demand import Count, DemandRow, DemandTable, SourceNote, demand_row
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
    assert [len(charted.rows) for charted in market.trends] == [3, 3]


def test_country_without_a_general_collection_compares_no_roles() -> None:
    market: Market = market_of(table(), NAMES, "fr")
    assert (market.roles, market.finding, market.trends) == (None, "Job market, France", ())


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
