"""Postings as boards, programming interfaces and pages give them; all of it made up."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from whichcert.market.columns import Columns
from whichcert.market.postings import read_postings
from whichcert.market.store import open_store
from whichcert.market.terms import Terms

Read = Callable[[], dict[str, object]]
FIELDS = ("src_id", "title", "company", "location", "country", "date", "salary_min", "currency", "kept_text")

GREENHOUSE = {
    "jobs": [
        {
            "id": 7, "title": "Scrum Master", "updated_at": "2026-08-21T05:00:47-04:00", "company_name": "X",
            "location": {"name": "Berlin"}, "absolute_url": "https://b",
            "content": "&lt;p&gt;PSM I certification&lt;/p&gt;",
        }
    ],
    "meta": {"total": 1},
}  # fmt: skip
LEVER = [
    {
        "id": "7", "text": "Scrum Master", "createdAt": 1755766847000, "country": "DE",
        "categories": {"location": "Berlin", "team": "IT"}, "descriptionPlain": "Come.",
        "lists": [{"text": "You", "content": "<li>agile</li>"}, {"text": "And", "content": "<li>PSM I</li>"}],
        "salaryRange": {"min": 60000, "max": 80000, "currency": "EUR", "interval": "per-year-salary"},
    }
]  # fmt: skip
ASHBY = {
    "jobs": [
        {
            "id": "7", "title": "Scrum Master", "location": "Berlin",
            "publishedAt": "2025-10-20T13:28:50.934+00:00",
            "address": {"postalAddress": {"addressCountry": "Germany"}},
            "descriptionPlain": "PSM I certification",
        }
    ]
}  # fmt: skip
ADZUNA = {
    "count": 1,
    "results": [
        {
            "id": "7", "title": "Scrum Master", "created": "2026-01-02T00:00:00Z",
            "company": {"display_name": "X"},
            "location": {"display_name": "Berlin", "area": ["Deutschland", "Berlin"]}, "salary_min": 60000,
            "description": "PSM I certification …",
        }
    ],
}  # fmt: skip
REED = {
    "results": [
        {
            "jobId": 7, "jobTitle": "Scrum Master", "employerName": "X", "locationName": "Berlin",
            "date": "21/04/2026",
            "minimumSalary": 60000.0, "currency": "GBP", "jobDescription": "PSM I certification",
        }
    ]
}  # fmt: skip
USAJOBS = {
    "SearchResult": {
        "SearchResultItems": [
            {
                "MatchedObjectId": "7",
                "MatchedObjectDescriptor": {
                    "PositionTitle": "Scrum Master", "OrganizationName": "X",
                    "PositionLocationDisplay": "Berlin",
                    "PositionLocation": [{"CountryCode": "Germany"}], "PublicationStartDate": "2026-01-02",
                    "PositionRemuneration": [{"MinimumRange": "60000"}],
                    "QualificationSummary": "PSM I certification",
                    "UserArea": {"Details": {"JobSummary": "Come."}},
                },
            }
        ]
    }
}  # fmt: skip
POSTING = {
    "@context": "https://schema.org", "@type": "JobPosting",
    "identifier": {"@type": "PropertyValue", "value": 7},
    "title": "Scrum Master", "hiringOrganization": {"name": "X"}, "datePosted": "2026-01-02",
    "jobLocation": [{"address": {"addressLocality": "Berlin", "addressCountry": {"name": "DE"}}}],
    "baseSalary": {"currency": "EUR", "value": {"minValue": 60000, "unitText": "YEAR"}},
    "description": "&lt;p&gt;PSM I certification&lt;/p&gt;",
}  # fmt: skip
PAGE = f'<!doctype html><script type="application/ld+json">{json.dumps({"@graph": [POSTING]})}</script>'
QUADS = "\n".join(
    f"{quad} <https://example.org/7> ."
    for quad in (
        "_:p <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/JobPosting>",
        '_:p <http://schema.org/title> "Scrum Master"@en',
        '_:p <http://schema.org/description> "<p>PSM I\\ncertification</p>"@en',
        '_:p <http://schema.org/datePosted> "2026-01-02"^^<http://schema.org/Date>',
        "_:p <http://schema.org/hiringOrganization> _:o",
        '_:o <http://schema.org/name> "X"',
        "_:p <http://schema.org/jobLocation> _:l",
        "_:l <http://schema.org/address> _:a",
        '_:a <http://schema.org/addressLocality> "Berlin"',
        '_:a <http://schema.org/addressCountry> "DE"',
        "_:p <http://schema.org/baseSalary> _:s",
        '_:s <http://schema.org/currency> "EUR"',
        "_:s <http://schema.org/value> _:v",
        '_:v <http://schema.org/minValue> "60000"^^<http://schema.org/Number>',
    )
)


def survey_of(path: Path, work: Path, terms: Terms, columns: Columns) -> list[dict[str, object]]:
    work.mkdir(exist_ok=True)
    store = open_store(work, columns, terms)
    _, problems = read_postings(store, [path], work)
    assert problems == ()
    rows = store.rows(f"select {', '.join(FIELDS)} from posting order by id")  # noqa: S608
    return [dict(zip(FIELDS, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("content", "has"),
    [
        (GREENHOUSE, {"company": "X", "date": "2026-08-21T05:00:47-04:00"}),
        (LEVER, {"country": "DE", "date": "1755766847000", "salary_min": "60000", "currency": "EUR"}),
        (ASHBY, {"country": "Germany", "date": "2025-10-20T13:28:50.934+00:00"}),
        (ADZUNA, {"company": "X", "country": "Deutschland", "salary_min": "60000"}),
        (REED, {"company": "X", "date": "21/04/2026", "salary_min": "60000.0", "currency": "GBP"}),
        (USAJOBS, {"company": "X", "country": "Germany", "date": "2026-01-02", "salary_min": "60000"}),
        ({"@graph": [POSTING]}, {"company": "X", "country": "DE", "salary_min": "60000", "currency": "EUR"}),
        (PAGE, {"company": "X", "country": "DE", "salary_min": "60000", "currency": "EUR"}),
        (QUADS, {"company": "X", "country": "DE", "salary_min": "60000", "currency": "EUR", "src_id": "https://example.org/7"}),
    ],
    ids=["greenhouse", "lever", "ashby", "adzuna", "reed", "usajobs", "json-ld", "page", "n-quads"],
)  # fmt: skip
@pytest.mark.parametrize("packing", ["", "gzip"])
def test_a_posting_of_each_kind_is_read_whole(
    content: object, has: dict[str, str], packing: str, tmp_path: Path, terms: Terms, columns: Columns
) -> None:
    written = (content if isinstance(content, str) else json.dumps(content)).encode()
    path = tmp_path / "board"
    path.write_bytes(gzip.compress(written) if packing else written)
    (row,) = survey_of(path, tmp_path / "work", terms, columns)
    assert {"src_id": "7", "title": "Scrum Master", "location": "Berlin", **has}.items() <= row.items()
    assert "PSM I" in str(row["kept_text"])


def test_pages_of_a_folder_are_one_source(tmp_path: Path, terms: Terms, columns: Columns) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.html").write_text(
            PAGE.replace("Scrum Master", f"Job {number}"), encoding="utf-8"
        )
    (folder / "list.csv").write_text("title\nA\n", encoding="utf-8")
    (tmp_path / "work").mkdir()
    store = open_store(tmp_path / "work", columns, terms)
    files, problems = read_postings(store, [folder], tmp_path / "work")
    assert [(file.kind, file.read) for file in files] == [("page", 3), ("csv", 1)]
    assert store.rows("select source, count(*) from posting group by 1 order by 1") == [
        ("list", 1),
        ("site", 3),
    ]
    assert problems == ()


def test_zstandard_json_lines_are_read(tmp_path: Path, terms: Terms, columns: Columns) -> None:
    path = tmp_path / "x.zst"
    query = (
        f"copy (select 'A' as title, range as id from range(3)) to '{path}' (format json, compression zstd)"  # noqa: S608
    )
    duckdb.execute(query)
    assert [row["src_id"] for row in survey_of(path, tmp_path / "work", terms, columns)] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html></html>", ["has no JobPosting data"]),
        ('<script type="application/ld+json">{</script>', ["no JSON: 1", "has no JobPosting data"]),
        ('_:a <http://schema.org/title> "A" <http://b> .', ["has no JobPosting data"]),
    ],
)
def test_a_file_without_postings_says_so(
    content: str, said: list[str], tmp_path: Path, terms: Terms, columns: Columns
) -> None:
    (tmp_path / "x").write_text(content, encoding="utf-8")
    store = open_store(tmp_path, columns, terms)
    files, problems = read_postings(store, [tmp_path / "x"], tmp_path)
    assert files[0].read == 0
    assert [part in problem.message for part, problem in zip(said, problems, strict=True)] == [True] * len(
        said
    )


def test_pages_without_postings_are_counted_together(tmp_path: Path, terms: Terms, columns: Columns) -> None:
    for number, page in enumerate([PAGE, "<html></html>", "<html></html>"]):
        (tmp_path / f"{number}.html").write_text(page, encoding="utf-8")
    (tmp_path / "work").mkdir()
    store = open_store(tmp_path / "work", columns, terms)
    files, problems = read_postings(store, [tmp_path / "*.html"], tmp_path / "work")
    assert [file.read for file in files] == [1]
    assert [problem.message.split(";")[0] for problem in problems] == [
        "pages without JobPosting data that can be read: 2"
    ]
