from pathlib import Path

from whichcert.errors import Problem
from whichcert.market.pages import page_records, read_page

PAGE = """<!doctype html><html><head><link rel="canonical" href="https://example.org/job/7">
<script>var x = "application/ld+json";</script>
<script type="application/ld+json; charset=utf-8">
{"@context": "https://schema.org", "@type": "JobPosting", "title": "Scrum Master",
 "description": "<p>PSM I
 or CSM</p>"}
</script>
<script type="Application/LD+JSON">{"@type": "JobPosting", "title": </script>
<script type="application/ld+json"><!--
[{"@type": "JobPosting", "title": "B", "url": "https://b"}] --></script>
</head><body>{"@type": "JobPosting"}</body></html>"""


def test_blocks_are_read_and_bad_ones_counted_with_their_line() -> None:
    page = read_page(PAGE)
    assert page.records == (
        {"url": "https://example.org/job/7", "title": "Scrum Master", "description": "<p>PSM I\n or CSM</p>"},
        {"url": "https://b", "title": "B"},
    )
    assert (page.bad_blocks, page.first_bad) == (1, 8)


def test_a_block_that_is_cut_off_is_counted() -> None:
    page = read_page('<script type="application/ld+json">{"@type": "JobPosting", "tit')
    assert (page.records, page.bad_blocks) == ((), 1)


def test_a_document_nested_too_deep_is_counted() -> None:
    page = read_page(f'<script type="application/ld+json">{"[" * 100_000}</script>')
    assert (page.records, page.bad_blocks) == ((), 1)


def test_a_page_of_windows_letters_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(
        '<script type="application/ld+json">{"@type":"JobPosting","title":"Dév"}</script>'.encode("cp1252")
    )
    problems: list[Problem] = []
    assert list(page_records(path, problems)) == [{"title": "Dév"}]
    assert problems == []


def test_a_page_without_postings_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html></html>", encoding="utf-8")
    problems: list[Problem] = []
    assert list(page_records(path, problems)) == []
    assert problems == []
