import pytest

from whichcert.market.linked import DEEPEST, job_postings


@pytest.mark.parametrize(
    "document",
    [
        {"@type": "JobPosting", "title": "A"},
        {"@type": ["Thing", "http://schema.org/JobPosting"], "title": "A"},
        [{"@type": "WebSite"}, {"@type": "JobPosting", "title": "A"}],
        {"@graph": [{"@type": "Organization"}, {"@type": "schema:JobPosting", "schema:title": "A"}]},
        {
            "@type": "WebPage",
            "mainEntity": {"@type": "JobPosting", "title": [{"@value": "A", "@language": "en"}]},
        },
        {"@type": "ItemList", "itemListElement": [{"item": {"@type": "JobPosting", "title": "A"}}]},
    ],
)
def test_a_posting_is_found_wherever_it_stands(document: object) -> None:
    assert list(job_postings(document)) == [{"title": "A"}]


def test_the_first_of_several_values_is_kept_and_nothing_empty() -> None:
    found = list(job_postings({
        "@type": "JobPosting",
        "jobLocation": [{"address": {"addressCountry": {"@type": "Country", "name": "DE"}}}, {"address": 1}],
        "identifier": [],
        "hiringOrganization": {"@id": "https://example.org/#us"},
        "skills": [None, "Scrum", "SQL"],
    }))  # fmt: skip
    assert found == [
        {
            "jobLocation": {"address": {"addressCountry": {"name": "DE"}}},
            "hiringOrganization": "https://example.org/#us",
            "skills": "Scrum",
        }
    ]


def test_nesting_without_end_is_cut_off() -> None:
    document: object = {"@type": "JobPosting", "title": "A"}
    for _ in range(DEEPEST + 1):
        document = [document]
    assert list(job_postings(document)) == []


def test_what_is_no_document_has_no_postings() -> None:
    assert [list(job_postings(one)) for one in (None, 3, "JobPosting", [[]], {})] == [[]] * 5
