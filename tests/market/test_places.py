"""Countries beside each other: those that are countries, pooled where there are two."""

from whichcert.market.demand import DemandTable, SourceNote, demand_row
from whichcert.market.places import country_shares


def table(*rows: tuple[str, int, int], selection: str = "all-jobs", year: int | None = 2024) -> DemandTable:
    numbers = {"read": 0, "duplicates": 0, "kept": 0, "no_text": 0, "no_date": 0, "full_text_postings": 0}
    note = SourceNote("a", "A", selection, True, "", **numbers, first_year=2024, last_year=2025, note="")
    return DemandTable(
        tuple(
            demand_row(
                ("a", country, year), role="scrum-master", certification=None, postings=n, mentions=hits
            )
            for country, hits, n in rows
        ),
        {"a": note},
    )


def test_a_small_country_does_not_shout() -> None:
    shares = country_shares(
        table(("US", 100, 10_000), ("DE", 30, 3_000), ("FR", 20, 2_000), ("NL", 3, 9)), "scrum-master"
    )
    assert [one.country for one in shares] == ["US", "DE", "FR", "NL"]
    small = shares[-1]
    assert small.count.share == 1 / 3
    assert small.pooled is not None
    assert small.pooled.share < 0.15
    assert small.pooled.own_weight < 0.6


def test_places_that_are_no_countries_are_left_out() -> None:
    shares = country_shares(
        table(("US", 1, 10), ("elsewhere", 1, 10), ("unknown", 1, 10), ("DACH", 1, 10), ("", 1, 10)),
        "scrum-master",
    )
    assert [(one.country, one.pooled) for one in shares] == [("US", None)]


def test_a_country_share_says_its_years_and_sources() -> None:
    first = table(("US", 1, 10), ("DE", 1, 10))
    both = DemandTable((*first.rows, *table(("US", 2, 20), year=2021).rows), first.sources)
    one = country_shares(both, "scrum-master")[0]
    assert (one.country, one.count.hits, one.count.n) == ("US", 3, 30)
    assert (one.first_year, one.last_year, one.count.sources) == (2021, 2024, ("a",))


def test_undated_postings_have_no_years() -> None:
    one = country_shares(table(("US", 1, 10), year=None), "scrum-master")[0]
    assert (one.first_year, one.last_year) == (None, None)


def test_a_source_chosen_by_a_search_gives_no_role_share() -> None:
    assert country_shares(table(("US", 1, 10), selection="query-selected"), "scrum-master") == ()
