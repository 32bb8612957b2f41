import pytest
from hypothesis import given
from hypothesis import strategies as st

from whichcert.market import quads
from whichcert.market.quads import QuadCount, literal, quad_records

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PAGE = "<https://example.org/job/7>"


def read(*lines: str) -> tuple[list[dict[str, object]], QuadCount]:
    count = QuadCount()
    return list(quad_records([line.encode() for line in lines], count)), count


def test_nodes_of_a_page_become_one_record() -> None:
    records, count = read(
        f'_:n1 <http://schema.org/title> "Scrum\\tMaster"@en-GB {PAGE} .',
        f"_:n1 {TYPE} <http://schema.org/JobPosting> {PAGE} .",
        f"_:n1 <http://schema.org/JobPosting/jobLocation> _:n2 {PAGE} .",
        f"_:n2 <https://schema.org/address> _:n3   {PAGE}  .",
        f'_:n3 <http://schema.org/addressCountry> "DE"^^<http://www.w3.org/2001/XMLSchema#string> {PAGE} .',
        f"_:n1 <http://schema.org/hiringOrganization> <https://example.org> {PAGE} .",
        f'_:n1 <http://schema.org/title> "A second title" {PAGE} .',
    )
    assert records == [
        {
            "url": "https://example.org/job/7",
            "title": "Scrum\tMaster",
            "jobLocation": {"address": {"addressCountry": "DE"}},
            "hiringOrganization": "https://example.org",
        }
    ]
    assert (count.broken, count.reopened) == (0, 0)


def test_lines_of_pages_may_be_mixed_and_nodes_join_within_the_file() -> None:
    records, _ = read(
        f"_:a {TYPE} <http://schema.org/JobPosting> <http://one> .",
        f"_:b {TYPE} <http://schema.org/JobPosting> <http://two> .",
        "_:a <http://schema.org/hiringOrganization> _:c <http://one> .",
        '_:c <http://schema.org/name> "C" <http://two> .',
        '_:b <http://schema.org/title> "B" <http://two> .',
        '_:a <http://schema.org/title> "A" <http://one> .',
    )
    assert records == [
        {"url": "http://one", "hiringOrganization": {"name": "C"}, "title": "A"},
        {"url": "http://two", "title": "B"},
    ]


def test_the_same_label_on_two_pages_stays_apart() -> None:
    records, _ = read(
        *(
            line
            for page in ("<http://one>", "<http://two>")
            for line in (
                f"_:b0 {TYPE} <http://schema.org/JobPosting> {page} .",
                f'_:b0 <http://schema.org/title> "{page[8]}" {page} .',
            )
        )
    )
    assert [record["title"] for record in records] == ["o", "t"]


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        '_:a <http://b> "never closed <http://c> .',
        "_:a <http://b> .",
        '_:a "b" "c" <http://d> .',
        "\udcff<",
    ],
)
def test_broken_lines_are_counted_with_the_first(line: str) -> None:
    count = QuadCount()
    lines = ["# a comment", "", line, line]
    assert list(quad_records([one.encode(errors="surrogateescape") for one in lines], count)) == []
    assert (count.broken, count.first_broken) == (2, 3)


def test_a_circle_of_nodes_ends() -> None:
    records, _ = read(
        f"_:a {TYPE} <http://schema.org/JobPosting> {PAGE} .",
        f"_:a <http://schema.org/title> _:a {PAGE} .",
        f'_:a <http://schema.org/name> "A" {PAGE} .',
    )
    assert records[0]["name"] == "A"


def test_old_pages_are_closed_and_one_that_goes_on_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quads, "OPEN_PAGES", 2)
    lines = [f"_:a {TYPE} <http://schema.org/JobPosting> <http://{page}> ." for page in "abca"]
    records, count = read(*lines)
    assert ([record["url"] for record in records], count.reopened) == (
        ["http://a", "http://b", "http://c", "http://a"],
        1,
    )


def written(text: str) -> str:
    named = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(named.get(letter, letter) for letter in text) + '"'


@given(st.text())
def test_literals_come_back(text: str) -> None:
    assert literal(written(text)) == text
    escaped = "".join(f"\\U{ord(letter):08x}" for letter in text)
    assert literal(f'"{escaped}"^^<http://x>') == text
