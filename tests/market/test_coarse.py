"""The coarse pass: two ways to look give the same marks, and nothing that names something is passed over."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb
import numpy as np
import pytest

from whichcert.market.coarse import (
    TITLE_ONLY,
    WITH_TEXT,
    Packed,
    give_glance,
    hasten,
    packed_patterns,
    scanner,
)
from whichcert.market.detection import found_in
from whichcert.market.roles import OTHER
from whichcert.market.terms import Terms

PIECES = (
    "PSM", "psm II", "PSPO", "CSM", "SAFe", "Scrum", "scrum&nbsp;master", "product-owner", "Certified",
    "título", "TÍTULO", "certs", "Agile", "ſcrum", "PO", "SM", "xPSM", "PSMx", "project", "manager", "é", "&",
    " ", ",", "\n", "(", "<b>", "professional", "scrum.org", "PMP", "pmi-acp", "\U0001f600", "Ã¤", "_",
)  # fmt: skip


def drawn(many: int) -> list[str]:
    """Return texts put together from pieces that the patterns are about."""
    rng = np.random.default_rng(20261124)
    return ["".join(rng.choice(PIECES, int(rng.integers(12)))) for _ in range(many)]


@pytest.fixture(scope="module")
def engine(terms: Terms) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        give_glance(connection, terms)
        yield connection


def glances(engine: duckdb.DuckDBPyConnection, titles: Sequence[str], texts: Sequence[str]) -> list[int]:
    query = """
        select glance(title, text, marks(title), marks_of_text(text))
        from (select unnest($titles) as title, unnest($texts) as text)
    """
    rows = engine.execute(query, {"titles": list(titles), "texts": list(texts)}).fetchall()
    return [int(one) for (one,) in rows]


@pytest.fixture(scope="module")
def packed(terms: Terms) -> Packed:
    pytest.importorskip("hyperscan")
    made = packed_patterns(terms)
    assert made
    return made


@pytest.fixture(scope="module")
def scanned(packed: Packed) -> Callable[[bytes], int]:
    return scanner(packed)


def test_both_engines_give_the_same_marks(
    engine: duckdb.DuckDBPyConnection, scanned: Callable[[bytes], int]
) -> None:
    texts = drawn(3000)
    marked = engine.execute("select list_transform($texts, lambda one: marks(one))", {"texts": texts})
    assert [scanned(text.encode()) for text in texts] == marked.fetchall()[0][0]


def test_what_a_glance_passes_over_names_nothing(engine: duckdb.DuckDBPyConnection, terms: Terms) -> None:
    texts = drawn(2000)
    titles = [f"{one}." for one in (*texts[::-2], *texts[::2])]
    seen_in = glances(engine, titles, texts)
    for seen, found in zip(seen_in, found_in(titles, texts, terms), strict=True):
        assert seen == WITH_TEXT or all(one.sense == "other" for one in found.mentions)
        assert seen in {TITLE_ONLY, WITH_TEXT} or found.roles == (OTHER,)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Cook", "We ask for PSM I", WITH_TEXT),
        ("Cook", "scrum", 0),
        ("Cook", "Scrum certificate", WITH_TEXT),
        ("Cook, certified", "scrum", WITH_TEXT),
        ("Cook", "a certificate in hygiene", 0),
        ("Scrum Master", "", TITLE_ONLY),
        ("Senior PO", "", WITH_TEXT),
        ("", "We are looking for a Scrum Master", WITH_TEXT),
        ("Cook &amp; Baker", "", TITLE_ONLY),
        ("Cook", "", 0),
    ],
)
def test_a_glance_says_what_must_be_judged(
    engine: duckdb.DuckDBPyConnection, title: str, text: str, expected: int
) -> None:
    assert glances(engine, [title], [text]) == [expected]


def test_many_threads_may_scan_at_once(scanned: Callable[[bytes], int]) -> None:
    texts = [b"cook " * 2000, b"PSM " * 500, b"Scrum " * 800 + b"certificate"] * 100
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(scanned, texts)) == [scanned(text) for text in texts]


def test_hyperscan_takes_over_inside_the_engine(terms: Terms, packed: Packed) -> None:
    query = "select sum(marks_of_text(i || if(i % 7 = 0, ' PSM', ' cook'))) from range(9000) t(i)"
    known = "select count(*) from duckdb_functions() where function_name = 'scanned'"
    with duckdb.connect() as connection:
        give_glance(connection, terms)
        before = connection.execute(query).fetchall()
        hasten(connection, packed)
        assert connection.execute(query).fetchall() == before == [(1286,)]
        assert connection.execute(known).fetchall() == [(1,)]
