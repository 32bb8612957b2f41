"""A survey as one file: nothing from outside, nothing that acts, every chart with its table."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import whichcert
from whichcert.errors import InputRefused
from whichcert.flows.survey_market import read_survey_content, survey
from whichcert.market.report import DemandReport
from whichcert.web.survey_report import MOST_FILES, check_survey_path, survey_page, write_survey

CONTENT = Path(whichcert.__file__).parent / "content"
NAMES = {"de": "Germany", "nl": "Netherlands"}
LONG = " The rest of the advertisement." * 20
HOSTILE = "<script>alert(1)</script><img src=http://x.example/y>&\"'"
TITLES = ["Scrum Master", "Product Owner", "Project Manager", *["Nurse"] * 17]


def surveyed(folder: Path, rows: list[dict[str, Any]], name: str = "jobs.json") -> DemandReport:
    (folder / name).write_text(json.dumps(rows), encoding="utf-8")
    (folder / "mine.toml").write_text(
        f'[[source]]\nid = "board"\nselection = "all-jobs"\nname = {json.dumps(HOSTILE)}\n', encoding="utf-8"
    )
    terms, columns = read_survey_content(CONTENT, folder / "mine.toml")
    return survey([folder / name], terms=terms, columns=columns, at=datetime(2026, 11, 24, tzinfo=UTC))


def rows() -> list[dict[str, Any]]:
    """Return enough of everything that each section has its chart."""
    return [
        {
            "title": TITLES[at % 20],
            "company": f"{HOSTILE} {at}",
            "description": "PSM I or CSM certificate required." + LONG,
            "date": f"2025-{1 + at // 20 % 8:02d}-03",
            "country": ("DE", "NL", HOSTILE)[at % 3],
            "source": "board",
            "salary_min": 40_000 + at,
            "salary_max": 60_000 + at,
            "currency": "EUR",
            "period": "year",
        }
        for at in range(1700)
    ]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> DemandReport:
    return surveyed(tmp_path_factory.mktemp("survey"), rows(), f"{HOSTILE.replace('/', ' ')}.json")


@pytest.fixture(scope="module")
def page(report: DemandReport) -> str:
    return survey_page(report, NAMES)


def test_nothing_comes_from_outside_and_nothing_runs(page: str) -> None:
    assert re.findall(r"<(?:script|link|img|iframe|object|embed|base|form)\b", page, re.I) == []
    assert re.findall(r"""\s(?:src|action|on\w+)\s*=""", re.sub(r">[^<]*<", "><", page), re.I) == []
    assert re.findall(r"url\(|@import", page) == []
    assert set(re.findall(r'href="([^"]*)"', page)) == {
        "#role", "#certificate", "#where", "#since", "#together", "#salaries", "#basis"
    }  # fmt: skip
    assert "default-src 'none'" in page


def test_words_of_a_posting_are_text_and_no_company_is_in_it(page: str) -> None:
    assert "alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"&#39; \d", page)


def test_every_chart_has_its_finding_words_source_and_table(page: str) -> None:
    figures = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    # roles, certificates 2, countries 2 + 2, over time 3, pairs, salaries
    assert len(figures) == 12
    assert page.count("<svg") == len(figures)
    for one in figures:
        assert re.search(r"<figcaption>[^<]+", one)
        assert "<caption>" in one
        assert re.search(r'class="source-line">[^<]*\d[^<]*Files 1, terms [0-9a-f]{12}\.', one), one[:300]


def test_sections_say_why_they_are_empty(tmp_path: Path) -> None:
    page = survey_page(surveyed(tmp_path, [{"title": "Nurse"}]), NAMES)
    assert page.count("<svg") == 0
    for said in (
        "Role shares need files that hold every kind of job",
        "has enough text to see which certificate",
        "Countries can be compared from two countries",
        "No posting with full text asks for two",
        "No role has five postings",
    ):
        assert said in page


def test_long_lists_are_cut_and_said(tmp_path: Path) -> None:
    many = [{"title": "Nurse", "source": f"s{at}"} for at in range(MOST_FILES + 3)]
    assert "3 more sources not listed here" in survey_page(surveyed(tmp_path, many), NAMES)


def test_the_file_is_written_whole_or_not_at_all(report: DemandReport, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("before", encoding="utf-8")
    broken = NotACountry({})
    with pytest.raises(RuntimeError):
        write_survey(report, broken, path)
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [
        ("report.html", "before")
    ]
    write_survey(report, NAMES, path)
    assert path.read_text(encoding="utf-8").endswith("</html>")
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


class NotACountry(dict[str, str]):
    """Names that fail in the middle of the work."""

    def get(self, *_: object) -> Any:
        raise RuntimeError("cut off")


@pytest.mark.parametrize("where", ["", "none/report.html"])
def test_a_place_that_can_t_be_written_is_refused_before_the_work(where: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        check_survey_path(tmp_path / where)
