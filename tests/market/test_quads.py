import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whichcert.market import quad_pages, quads
from whichcert.market.linked import local_name
from whichcert.market.quad_lines import TYPE as KIND
from whichcert.market.quad_lines import address_of, is_nothing, literal, split_quad
from whichcert.market.quad_pages import QuadCount
from whichcert.market.quads import QuadReaders, quad_records

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PAGE = "<https://example.org/job/7>"


def read_bytes(
    data: bytes, readers: QuadReaders | None = None, chunk: int = 1 << 20
) -> tuple[list[dict[str, object]], QuadCount]:
    count = QuadCount()
    chunks = (data[at : at + chunk] for at in range(0, len(data), chunk))
    written = b"".join(quad_records(chunks, count, readers or QuadReaders()))
    return [json.loads(line) for line in written.splitlines()], count


def read(*lines: str) -> tuple[list[dict[str, object]], QuadCount]:
    return read_bytes("\n".join(lines).encode(errors="surrogateescape"))


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
    records, count = read("# a comment", "", line, line)
    assert records == []
    assert (count.broken, count.first_broken) == (2, 3)


def test_a_circle_of_nodes_ends() -> None:
    records, _ = read(
        f"_:a {TYPE} <http://schema.org/JobPosting> {PAGE} .",
        f"_:a <http://schema.org/title> _:a {PAGE} .",
        f'_:a <http://schema.org/name> "A" {PAGE} .',
    )
    assert records[0]["name"] == "A"


def test_old_pages_are_closed_and_one_that_goes_on_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quad_pages, "OPEN_PAGES", 2)
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


Pages = dict[bytes, dict[bytes, dict[str, bytes]]]


def plain_records(lines: list[bytes]) -> tuple[list[dict[str, object]], int]:
    """What the reader must find, said as plainly as can be: every line alone, all pages open to the end."""
    pages: Pages = {}
    postings: dict[tuple[bytes, bytes], None] = {}
    for quad in filter(None, map(split_quad, lines)):
        subject, predicate, value, graph = quad
        node = pages.setdefault(graph, {}).setdefault(subject, {})
        if predicate != KIND:
            node.setdefault(local_name(address_of(predicate)), value)
        elif local_name(address_of(value)) == "JobPosting":
            postings[graph, subject] = None
    order = list(pages)
    found = sorted(postings, key=lambda one: order.index(one[0]))
    broken = sum(split_quad(line) is None and not is_nothing(line) for line in lines)
    records = []
    for graph, node in found:
        # older pages are closed before
        still_open = {one: pages[one] for one in order[order.index(graph) :]}
        records.append({"url": address_of(graph), **plain_record(still_open, graph, node, 0)})
    return records, broken


def plain_record(pages: Pages, graph: bytes, node: bytes, depth: int) -> dict[str, object]:
    if node not in pages[graph]:
        graph = next((one for one in pages if node in pages[one] and node.startswith(b"_:")), b"nowhere")
    found: dict[str, object] = {}
    for name, value in pages.get(graph, {}).get(node, {}).items():
        if value.startswith(b'"'):
            found[name] = literal(value.decode(errors="replace"))
        elif depth < 4 and (inside := plain_record(pages, graph, value, depth + 1)):
            found[name] = inside
        elif value.startswith(b"<"):
            found[name] = address_of(value)
    return found


WORDS = st.text(st.sampled_from('ab\\"\né😀\t\x01 n'), max_size=6)
ODD = [r'"\uD83D\uDE00 \uD83D \U0001F600 \\U0001F600 \U00110000 \u12"', r'"\x \'"', '"', '"a"b"', '"a"@e n']
ODD += ["<http://x y>", "_:a b", "_a", "<", '"a"^^<b c>', '"a"b"@en', '"a"@', '"a"^^<"b>', '<a>"', '"a>']
NODES = ["_:a", "_:b", "_:c", "_:d", "_:e", "_:f", "<http://x>"]
NAMES = ["<http://schema.org/title>", "<http://schema.org/JobPosting/url>", "<http://schema.org/address>"]


@st.composite
def quad_lines(draw: st.DrawFn) -> str:
    """A line as it should be, or nearly."""
    subject = draw(st.sampled_from(NODES))
    graph = draw(st.sampled_from(["<http://one>"] * 5 + ["<http://two>", "_:g", ""]))
    if draw(st.integers(0, 3)) == 0:
        quad = f"{subject} {KIND.decode()} <http://schema.org/JobPosting> {graph} ."
    else:
        end = draw(st.sampled_from(["", "", "@en", "@de-AT", "^^<http://x>"]))
        text = st.builds(lambda word: written(word) + end, WORDS)
        value = draw(st.one_of(st.sampled_from(NODES), text, st.sampled_from(ODD)))
        quad = f"{subject} {draw(st.sampled_from(NAMES))} {value} {graph} ."
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(quad)))
        letter = draw(st.sampled_from(["", " ", '"', "<", ">", "_", ".", "#", "\r", "\\", "\t"]))
        quad = quad[:at] + letter + quad[at + draw(st.integers(0, 1)) :]
    return quad


@settings(max_examples=200, deadline=None)
@given(st.lists(quad_lines(), min_size=3, max_size=16), st.sampled_from([50, 200, 5000]))
@example(["_:a <http://schema.org/title> _:c <http://one> ."], 40)
def test_fast_and_careful_reading_agree(lines: list[str], block: int) -> None:
    data = [line.encode() for line in lines]
    records, broken = plain_records(data)
    with small_blocks(block):
        found, count = read_bytes(b"\n".join(data), chunk=block // 2)
    assert found == records
    assert (count.broken, count.reopened) == (broken, 0)


@contextmanager
def small_blocks(size: int) -> Iterator[None]:
    before, quads.BLOCK = quads.BLOCK, size
    try:
        yield
    finally:
        quads.BLOCK = before


def test_processes_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quads, "WORTH_PROCESSES", 2)
    lines = [
        line
        for page in range(300)
        for line in (
            f"_:a {TYPE} <http://schema.org/JobPosting> <http://{page}> .",
            f'_:a <http://schema.org/title> "Scrum Master {page}"@en <http://{page}> .',
            f'_:a <http://schema.org/color> "red" <http://{page}> .',
            "broken" if page == 200 else "",
        )
    ]
    data = "\n".join(lines).encode()
    with small_blocks(5000):
        with QuadReaders(frozenset({"title"}), 2) as readers:
            together = read_bytes(data, readers, chunk=3000)
        alone = read_bytes(data, QuadReaders(frozenset({"title"})), chunk=3000)
    assert together == alone
    assert (together[1].broken, together[1].first_broken) == (1, 804)
    # of the first block every name is kept
    assert [record["title"] for record in together[0]] == [f"Scrum Master {page}" for page in range(300)]
    assert ["color" in record for record in (together[0][0], together[0][-1])] == [True, False]


@pytest.mark.parametrize("chunk", [10, 64, 1000])
def test_a_line_without_end_is_left_out_and_counted_once(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quads, "LONGEST", 200)
    line = f"_:a {TYPE} <http://schema.org/JobPosting> <http://1> .\n".encode()
    with small_blocks(100):
        records, count = read_bytes(line + b"x" * 2000 + b"\n" + line + b"y\n", chunk=chunk)
    assert records == [{"url": "http://1"}]
    assert (count.broken, count.first_broken) == (2, 2)


@pytest.mark.parametrize("chunk", [10, 1000])
def test_empty_lines_are_passed_over_and_counted_as_lines(chunk: int) -> None:
    line = f"_:a {TYPE} <http://schema.org/JobPosting> <http://1> .\n".encode()
    count = QuadCount()
    data = line + b"\n" * 5000 + b"broken\n" + line
    with small_blocks(500):
        chunks = [data[at : at + chunk] for at in range(0, len(data), chunk)]
        blocks = list(quads.blocks_of(chunks, count))
        records, count = read_bytes(data, chunk=chunk)
    assert len(blocks) < 5
    assert records == [{"url": "http://1"}]
    assert (count.broken, count.first_broken) == (1, 5002)


def test_nodes_that_mean_each_other_come_to_an_end() -> None:
    names = [f"<http://schema.org/n{number}>" for number in range(200)]
    lines = [f"_:a {name} _:a {PAGE} ." for name in names]
    records, _ = read(f"_:a {TYPE} <http://schema.org/JobPosting> {PAGE} .", *lines)
    assert len(records) == 1
    assert len(json.dumps(records[0])) < 1_000_000


def test_a_page_larger_than_memory_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quad_pages, "OPEN_BYTES", 1000)
    line = f"_:a {TYPE} <http://schema.org/JobPosting> <http://1> .\n".encode()
    with small_blocks(100):
        records, count = read_bytes(line * 100, chunk=100)
    assert (len(records), count.reopened) == (9, 8)
