"""Months, trends, pairs, salaries and countries of a survey, from postings to plain values."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import whichcert
from whichcert.flows.survey_detail import detail_as_json, file_numbers
from whichcert.flows.survey_market import read_survey_content, release, survey
from whichcert.market.companions import separate_labels
from whichcert.market.demand import read_demand
from whichcert.market.report import DemandReport
from whichcert.market.salaries import REASONS
from whichcert.market.series import month_name

CONTENT = Path(whichcert.__file__).parent / "content"
AT = datetime(2026, 11, 24, tzinfo=UTC)
TERMS, COLUMNS = read_survey_content(CONTENT)
LONG = " The rest of the advertisement." * 20
ALL_JOBS = '[[source]]\nid = "jobs"\nselection = "all-jobs"\n'


def surveyed(folder: Path, rows: list[dict[str, Any]], mapping: str = ALL_JOBS) -> DemandReport:
    (folder / "jobs.json").write_text(json.dumps(rows), encoding="utf-8")
    (folder / "mine.toml").write_text(mapping, encoding="utf-8")
    terms, columns = read_survey_content(CONTENT, folder / "mine.toml")
    return survey([folder / "jobs.json"], terms=terms, columns=columns, at=AT)


def posting(title: str = "Scrum Master", text: str = "", **more: Any) -> dict[str, Any]:
    return {"title": title, "description": text + LONG, "date": "2025-03-01", **more}


def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "company": f"company {at}"} for at, row in enumerate(rows)]


def test_months_come_from_the_posting_s_own_date(tmp_path: Path) -> None:
    dates = ["2025-03-31", "2025-04-01", "2025-04", "1743500000", "2025", "", "someday", "1970-01-01"]
    report = surveyed(
        tmp_path, numbered([posting(date=date) for date in dates] + [posting("Nurse", date="2025-03-02")])
    )
    (role,) = [one for one in report.table.series if (one.role, one.certification) == ("scrum-master", None)]
    assert [(month_name(one.month), one.hits, one.n) for one in role.months] == [
        ("2025-03", 1, 2),
        ("2025-04", 3, 3),
    ]
    # the year alone, none, unreadable, absurd
    assert role.without_month == 4


def test_certificates_by_month_count_among_the_role_s_full_texts(tmp_path: Path) -> None:
    rows = [
        posting(text="PSM I certificate required.", date="2025-01-05"),
        posting(date="2025-01-06"),
        posting(date="2025-02-06"),
        {"title": "Scrum Master", "description": "short PSM certificate", "date": "2025-02-07"},
    ]
    report = surveyed(tmp_path, numbered(rows))
    found = {one.certification: [(m.hits, m.n) for m in one.months] for one in report.table.series}
    assert found["any-scrum"] == [(1, 2), (0, 1)]
    assert found["psm-1"] == [(1, 2), (0, 1)]
    assert "csm" not in found


def test_a_trend_is_told_only_where_there_is_enough(tmp_path: Path) -> None:
    rising = [
        posting("Scrum Master" if place < 3 + month else "Nurse", date=f"2025-{month:02d}-05")
        for month in range(1, 9)
        for place in range(20)
    ]
    trends = {
        one["role"]: one
        for one in detail_as_json(surveyed(tmp_path, numbered(rising)))["trends"]["rows"]
        if one["certification"] is None
    }
    told, untold = trends["scrum-master"], trends["product-owner"]
    assert told["change"] > 1
    assert told["low"] < told["change"] < told["high"]
    assert (told["hits"], told["n"], told["months"]) == (60, 160, 8)
    assert (untold["change"], untold["low"], untold["hits"]) == (None, None, 0)
    assert untold["why"] == "months: 8, postings that count: 0, others: 160; needed: 6, 20 and 20"


def test_certificates_asked_for_together_are_counted_both_ways(tmp_path: Path) -> None:
    rows = [
        posting(text="PSM I or CSM certificate required."),
        posting(text="PSM II certificate required."),
        posting("Project Manager", text="PSM or CSM certificate required."),
        posting(text="You can earn the PSM I and CSM certificates with us."),
    ]
    report = surveyed(tmp_path, numbered(rows))
    pairs = {(one.role, one.first, one.second): one for one in report.counts.co_mentions}
    every = pairs[None, "csm", "psm"]
    assert (every.both, every.first_total, every.second_total, every.basis.n) == (2, 2, 3, 3)
    assert pairs["scrum-master", "csm", "psm"].both == 1
    assert pairs["project-manager", "csm", "psm"].second_total == 1
    # levels and the family above are no company for each other
    assert {one.first for one in report.counts.co_mentions} == {"csm"}


def test_a_source_chosen_for_its_words_has_no_pairs_and_salaries(tmp_path: Path) -> None:
    row = posting(
        text="PSM I or CSM certificate required.",
        source="linkedin_data_roles",
        salary_min="1",
        salary_max="2",
        currency="EUR",
        period="hour",
    )
    report = surveyed(tmp_path, numbered([row]))
    assert (report.counts.co_mentions, report.counts.salaries.rows) == ((), ())
    assert report.counts.salaries.dropped == {("scrum-master", "detection-only"): 1}


def test_families_that_hold_others_are_no_label_of_their_own() -> None:
    labels = separate_labels(TERMS)
    assert {"psm", "csm", "pal", "a-csm"} <= set(labels)
    assert not {"any-scrum", "psm-1"} & set(labels)


def salary(low: Any, high: Any, currency: str = "EUR", period: str = "YEARLY", **more: Any) -> dict[str, Any]:
    return posting(salary_min=low, salary_max=high, currency=currency, period=period, country="DE", **more)


def test_salaries_stand_apart_by_currency_and_period(tmp_path: Path) -> None:
    rows = [salary(40_000 + 1_000 * at, 60_000 + 1_000 * at) for at in range(5)]
    rows += [salary(40, 60, "€", "Hourly"), salary(60_000, 60_000, "USD", "year")]
    found = surveyed(tmp_path, numbered(rows)).counts.salaries
    assert {(one.currency, one.period, one.n) for one in found.rows} == {
        ("EUR", "year", 5),
        ("EUR", "hour", 1),
        ("USD", "year", 1),
    }
    (told,) = [one for one in found.rows if one.quantiles]
    assert [one.value for one in told.quantiles] == [51_000, 52_000, 53_000]
    assert (told.country, told.sources, told.first_year) == ("DE", ("jobs",), 2025)
    assert found.dropped == {}


LEFT_OUT = [
    (salary("a lot", "more"), "no-number"),
    (salary(50_000, ""), "one-end"),
    (salary("", 50_000), "one-end"),
    (salary(0, 50_000), "not-positive"),
    (salary("inf", "inf"), "not-positive"),
    (salary("nan", 5), "not-positive"),
    (salary(50_000, 40_000), "reversed"),
    (salary(1, 2, "$"), "no-currency"),
    (salary(1, 2, ""), "no-currency"),
    (salary(1, 2, "EUR", "Award"), "no-period"),
    (salary(1, 2, "EUR", ""), "no-period"),
]


def test_a_salary_left_out_is_counted_with_its_reason(tmp_path: Path) -> None:
    rows = [{**row, "title": f"Scrum Master {at}"} for at, (row, _) in enumerate(LEFT_OUT)]
    found = surveyed(tmp_path, numbered(rows)).counts.salaries
    assert found.rows == ()
    assert found.dropped == Counter(("scrum-master", reason) for _, reason in LEFT_OUT)
    assert {reason for _, reason in LEFT_OUT} < set(REASONS)


def test_the_same_advert_in_another_source_is_one_salary(tmp_path: Path) -> None:
    rows = [salary(1, 2, company="A", source="one"), salary(1, 2, company="a", source="two")]
    found = surveyed(tmp_path, rows).counts.salaries
    assert [one.n for one in found.rows] == [1]
    assert found.dropped == {("scrum-master", "repeated"): 1}


def test_countries_are_told_raw_and_pooled(tmp_path: Path) -> None:
    rows = [posting("Scrum Master" if at < 5 else "Nurse", country="DE") for at in range(200)]
    rows += [posting("Scrum Master" if at < 3 else "Nurse", country="NL") for at in range(9)]
    plain = detail_as_json(surveyed(tmp_path, numbered(rows)))["countries"]["rows"]
    small = next(one for one in plain if (one["country"], one["role"]) == ("NL", "scrum-master"))
    assert (small["hits"], small["n"], small["share"]) == (3, 9, 3 / 9)
    assert small["pooled_low"] < small["pooled_share"] < small["share"]
    assert 0 < small["own_weight"] < 1


def test_every_published_row_names_its_basis(tmp_path: Path) -> None:
    rows = [
        salary(
            40_000 + at, 60_000 + at, text="PSM I or CSM certificate required.", date=f"2025-{1 + at % 9:02d}"
        )
        for at in range(30)
    ]
    report = surveyed(tmp_path, numbered([*rows, posting(country="FR")]))
    plain = json.loads(json.dumps(detail_as_json(report), allow_nan=False))
    every = [
        *plain["months"],
        *plain["trends"]["rows"],
        *plain["co_mentions"],
        *plain["salaries"]["rows"],
        *plain["countries"]["rows"],
    ]
    assert Counter(type(one) for one in every) == {dict: len(every)}
    for one in every:
        assert one["files"] == "1"
        assert one["sources"] == ["jobs"]
        assert one["terms_version"] == TERMS.version
        assert one["n"] > 0
        assert {"first", "last"} <= set(one) or {"first_year", "last_year"} <= set(one)
    assert {key for key, value in plain.items() if not value} == set()


def test_numbers_of_files_are_told_as_runs(tmp_path: Path) -> None:
    for at in range(1, 6):
        (tmp_path / f"{at}.json").write_text(
            json.dumps([posting(source="odd" if at in (1, 3, 4, 5) else "even")]), encoding="utf-8"
        )
    report = survey([tmp_path], terms=TERMS, columns=COLUMNS, at=AT)
    assert file_numbers(["odd"], report) == "1, 3-5"
    assert file_numbers(["odd", "even"], report) == "1-5"
    assert file_numbers(["neither"], report) == ""


def test_released_months_are_read_back_and_an_old_release_still_reads(tmp_path: Path) -> None:
    rows = [
        posting("Scrum Master" if at % 10 == 0 else "Nurse", date=f"2025-{month:02d}-05")
        for month in range(1, 5)
        for at in range(200)
    ]
    report = surveyed(tmp_path, numbered(rows))
    files = release(report, tmp_path / "out")
    table = read_demand(tmp_path / "out")
    roles = [one for one in report.table.series if one.certification is None]
    assert table.series == tuple(roles)
    files[2].unlink()
    older = read_demand(tmp_path / "out")
    assert (older.series, older.rows, older.sources) == ((), table.rows, table.sources)
