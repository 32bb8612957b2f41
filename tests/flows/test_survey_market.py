import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import whichcert
from whichcert.errors import InputRefused
from whichcert.flows.survey_market import (
    SurveyOptions,
    read_survey_content,
    release,
    report_as_json,
    summary,
    survey,
)
from whichcert.market.demand import ROLES, read_demand
from whichcert.market.report import DemandReport

CONTENT = Path(whichcert.__file__).parent / "content"
AT = datetime(2026, 11, 24, tzinfo=UTC)
TERMS, COLUMNS = read_survey_content(CONTENT)
LONG = " The rest of the advertisement." * 20


def surveyed(path: Path) -> DemandReport:
    return survey([path], terms=TERMS, columns=COLUMNS, at=AT)


def written(folder: Path, rows: list[dict[str, str]], name: str = "jobs.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def posting(title: str = "Scrum Master", company: str = "A", text: str = "", **more: str) -> dict[str, str]:
    return {"title": title, "company": company, "description": text + LONG, "date": "2025-03-01", **more}


def test_roles_and_certifications_become_rows_with_n_and_interval(tmp_path: Path) -> None:
    rows = [
        posting(company="A", text="PSM I certificate required."),
        posting(company="B"),
        posting("Product Owner", company="C", text="PSPO or CSPO certificate is a plus."),
        posting("Nurse", company="D"),
    ]
    report = surveyed(written(tmp_path, rows))
    table = {(row.role, row.certification): (row.mentions, row.postings) for row in report.table.rows}
    assert table["scrum-master", None] == (2, 4)
    assert table["scrum-master", "any-scrum"] == (1, 2)
    assert table["scrum-master", "psm-1"] == (1, 2)
    assert table["product-owner", "pspo"] == (1, 1)
    assert table["other", None] == (1, 4)
    assert {(row.country, row.year) for row in report.table.rows} == {("unknown", 2025)}
    assert report.table.certificate_share("scrum-master", "psm").n == 2


def test_short_texts_and_titles_give_no_certification_share(tmp_path: Path) -> None:
    rows = [{"title": "Scrum Master", "company": "A", "description": "PSM I certificate"}]
    report = surveyed(written(tmp_path, rows))
    assert {row.certification for row in report.table.rows} == {None}
    assert report.senses["psm", "required"] == 1


def test_an_advert_posted_twice_counts_once_in_a_year(tmp_path: Path) -> None:
    rows = [
        posting(location="Bonn"),
        posting(title="Scrum  MASTER!", location="bonn"),
        posting(location="Köln"),
        posting(location="Bonn", date="2024-03-01"),
    ]
    assert (
        surveyed(written(tmp_path, rows)).totals.kept,
        surveyed(written(tmp_path, rows)).totals.duplicates,
    ) == (3, 1)


def test_a_training_provider_counts_once_for_all_its_towns(tmp_path: Path) -> None:
    text = "You can earn the PSM I certificate."
    rows = [
        posting("Quereinstieg KI", company="School", text=text, location=town)
        for town in ("Bonn", "Köln", "Ulm")
    ]
    report = surveyed(written(tmp_path, rows))
    assert (report.totals.kept, report.totals.duplicates) == (1, 2)
    assert report.senses["psm", "offered"] == 1


def test_titles_without_company_are_never_merged(tmp_path: Path) -> None:
    assert surveyed(written(tmp_path, [{"title": "Nurse"}, {"title": "Nurse"}])).totals.kept == 2


def test_an_id_counts_once_for_the_same_title_only(tmp_path: Path) -> None:
    rows = [{"id": "7", "title": "Nurse"}, {"id": "7", "title": "nurse"}, {"id": "7", "title": "Cook"}]
    totals = surveyed(written(tmp_path, rows)).totals
    assert (totals.kept, totals.duplicates) == (2, 1)


def test_dates_of_many_kinds_are_read_and_absurd_ones_reported(tmp_path: Path) -> None:
    dates = [
        "2025-04-08",
        "1712345673000.0",
        "1782991836",
        "21/04/2026",
        "2021-08",
        "2017",
        "Apr 8, 2025",
        "20250408",
    ]
    odd = ["1970-01-01", "2099-01-01T00:00:00", "3 minutes ago", "someday", "2024-13-45", ""]
    rows = [{"title": "Nurse", "date": date} for date in [*dates, *odd]]
    report = surveyed(written(tmp_path, rows))
    years = Counter({row.year: row.postings for row in report.table.rows if row.role == "other"})
    assert years == {2025: 3, 2024: 1, 2026: 2, 2021: 1, 2017: 1, None: 6}
    assert report.totals.no_date == 6
    said = [problem.message for problem in report.problems]
    day = "; expected a day such as 2026-11-24; counted without a date"
    assert said == [
        "2 dates before 2000 or in the future; row 9 has '1970-01-01'; counted without a date",
        f"1 dates are relative; row 11 has '3 minutes ago'{day}",
        f"2 dates can't be read; row 12 has 'someday'{day}",
    ]


def test_salaries_that_are_no_numbers_are_reported(tmp_path: Path) -> None:
    report = surveyed(written(tmp_path, [{"title": "Nurse", "salary_min": "a lot"}]))
    assert [problem.message for problem in report.problems] == [
        "1 salaries are no numbers; row 1 has 'a lot'; expected a number such as 65000"
    ]


def test_a_detection_only_source_gives_no_share(tmp_path: Path) -> None:
    rows = [posting(text="PSM I certificate", source="linkedin_data_roles")]
    report = surveyed(written(tmp_path, rows))
    assert report.table.rows == ()
    assert report.senses["psm", "required"] == 1


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    written(tmp_path, [posting()])
    (tmp_path / "empty.csv").touch()
    report = surveyed(tmp_path)
    assert report.totals.kept == 1
    assert [problem.message.split(";")[0] for problem in report.problems] == ["is empty"]


@pytest.mark.parametrize("content", ["", "foo,bar\n1,2\n", "<html>", '{"jobs": []}', "title,text\n"])
def test_nothing_to_read_is_refused_with_the_reasons(content: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        surveyed(path)
    assert str(path) in str(caught.value)


def test_no_files_at_all_are_refused() -> None:
    with pytest.raises(InputRefused):
        survey([], terms=TERMS, columns=COLUMNS, at=AT)


def test_a_persons_mapping_is_used(tmp_path: Path) -> None:
    (tmp_path / "jobs.csv").write_text("stellenname;firma\nScrum Master;A\n", encoding="utf-8")
    mapping = tmp_path / "mine.toml"
    mapping.write_text(
        '[columns]\ntitle = "stellenname"\n[constant]\nsource = "mine"\ncountry = "Austria"\n'
        '[[source]]\nid = "mine"\nselection = "all-jobs"\n',
        encoding="utf-8",
    )
    terms, columns = read_survey_content(CONTENT, mapping)
    report = survey([tmp_path / "jobs.csv"], terms=terms, columns=columns, at=AT)
    count = report.table.role_postings("scrum-master", "AT")
    assert (count.hits, count.n, count.sources) == (1, 1, ("mine",))


def test_the_report_is_plain_json_with_every_number_based(tmp_path: Path) -> None:
    report = surveyed(written(tmp_path, [posting(text="PSM I certificate")]))
    plain = json.loads(json.dumps(report_as_json(report)))
    assert plain["terms_version"] == TERMS.version
    assert plain["totals"]["read"] == 1
    assert plain["certificates"]["scrum-master"]["psm"] == {
        "hits": 1,
        "n": 1,
        "share": 1.0,
        "low": pytest.approx(0.2065, abs=1e-4),
        "high": 1.0,
        "sources": ["jobs"],
    }
    assert set(summary(report)) <= set(plain)


def test_a_release_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    rows = [posting(company=str(number), country="US", text="PSM I certificate") for number in range(200)]
    report = surveyed(written(tmp_path, [*rows, posting(company="Z", country="Malta")]))
    files = release(report, tmp_path / "out")
    table = read_demand(tmp_path / "out")
    assert [file.name for file in files] == [
        "2026-11.csv",
        "2026-11-sources.csv",
        "2026-11-months.csv",
        "README.md",
    ]
    assert table.sources == report.table.sources
    assert {row.country for row in table.rows} == {"US", "elsewhere"}
    assert table.certificate_share("scrum-master", "psm") == report.table.certificate_share(
        "scrum-master", "psm"
    )
    assert "200 of 201 = 99.5%" in files[-1].read_text(encoding="utf-8")
    assert "Malta" not in files[0].read_text(encoding="utf-8")


def test_the_shipped_table_can_be_read_and_holds_no_search_for_words() -> None:
    table = read_demand(CONTENT / "demand")
    assert table.role_postings("product-owner").n > 100_000
    assert table.certificate_share("product-owner", "any-scrum").n > 100
    assert not {row.source for row in table.rows} & {
        name for name, note in table.sources.items() if note.selection == "detection-only"
    }
    assert {row.role for row in table.rows} == set(ROLES)


TITLES = ["Scrum Master", "Product Owner", "Nurse", "PO Data", "", "Scrum Master / Product Owner"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.sampled_from(TITLES),
            "company": st.sampled_from(["A", "B", ""]),
            "description": st.sampled_from(["", "PSM I certificate" + LONG, LONG]),
            "date": st.sampled_from(["2025-01-01", "2024", "1970-01-01", ""]),
            "id": st.sampled_from(["", "1", "2"]),
        }
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_every_posting_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    path = written(tmp_path_factory.mktemp("law"), [*rows, posting()])
    totals = surveyed(path).totals
    assert totals.read == totals.kept + totals.duplicates + totals.rejected == len(rows) + 1


@settings(max_examples=8, deadline=None)
@given(ROWS, ROWS)
def test_counts_of_two_sources_add_up(
    tmp_path_factory: pytest.TempPathFactory, first: list[dict[str, str]], second: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    one = written(folder, [*first, posting()], "one.json")
    two = written(folder, [*second, posting()], "two.json")
    together = surveyed(folder)
    apart = [*surveyed(one).table.rows, *surveyed(two).table.rows]
    assert sorted(map(repr, together.table.rows)) == sorted(map(repr, apart))


def test_a_file_that_stops_the_engine_is_left_out_and_the_others_are_counted(tmp_path: Path) -> None:
    # a Parquet file with a page of a negative size: the engine is of no use after it
    damaged = Path(__file__).parents[1] / "market" / "damaged.parquet.gz"
    files = [
        written(tmp_path, [posting()], "a.json"),
        damaged,
        written(tmp_path, [posting("Cook")], "b.json"),
    ]
    mentions = tmp_path / "mentions.parquet"
    report = survey(files, terms=TERMS, columns=COLUMNS, at=AT, options=SurveyOptions(mentions=mentions))
    assert [(file.name, file.read) for file in report.files] == [(str(files[0]), 1), (str(files[2]), 1)]
    assert report.totals.kept == 2
    assert [problem.where for problem in report.problems] == [str(damaged)]
    assert "damaged in a way that stops the engine" in report.problems[0].message
    assert mentions.exists()
