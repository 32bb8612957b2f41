import re

import duckdb
import pytest

from whichcert.market.patterns import any_of, compiled, held, portable, spread
from whichcert.market.terms import Terms


def test_a_blank_finds_hyphens_marks_and_nothing() -> None:
    pattern = compiled(["scrum master"])
    assert [
        bool(pattern.search(text))
        for text in ("ScrumMaster", "Scrum-Master", "scrum® master", "scrumXmaster")
    ] == [
        True,
        True,
        True,
        False,
    ]


def test_a_blank_inside_a_class_stays_a_blank() -> None:
    assert spread("[ ab]") == "[ ab]"


def test_exact_patterns_keep_their_case() -> None:
    pattern = compiled(["scrum"], exact=["SAFe"])
    assert [bool(pattern.search(text)) for text in ("SCRUM", "SAFe", "safe")] == [True, True, False]


@pytest.mark.parametrize("text", ["PSM", "a PSM.", "PSMA", "xPSM", "PSM_1", "é PSM é", "(PSM)", "éPSM"])
def test_the_portable_bound_finds_what_ours_finds(text: str) -> None:
    ours = bool(re.search(held("PSM"), text))
    theirs = duckdb.execute("select regexp_matches(?, ?)", [text, portable("PSM")]).fetchall()[0][0]
    assert ours == theirs


def test_the_coarse_pattern_lets_every_named_certification_through(terms: Terms) -> None:
    texts = [
        "PSM1",
        "PSM&nbsp;II",
        "Professional&amp;nbsp;Scrum Master",
        "cspo",
        "PMI-ACP",
        "Leading SAFe",
        "<b>CSM</b>",
    ]
    found = duckdb.execute(
        "select list_transform($texts, lambda text: regexp_matches(text, $pattern))",
        {"texts": texts, "pattern": terms.coarse_text},
    ).fetchall()[0][0]
    assert found == [True] * len(texts)


@pytest.mark.parametrize(
    ("patterns", "exact"),
    [
        (["scrum master", "(?:project|product) owner", "a-?cspo"], ["(?:PSM|psm)[12]?", "SAFe®?"]),
        (["a?bc", "x"], []),
        ([], ["[AB]C"]),
        (["k(?:a|b)", "s|t"], ["\\(x\\)"]),
        ([], []),
    ],
)
def test_a_glance_at_the_first_letter_changes_nothing(patterns: list[str], exact: list[str]) -> None:
    text = "Scrum-Master ſcrum master PSM1 psm2 Psm safe SAFe SAFe® acspo A-CSPO bc abc AC kB \u212aa (x) T."
    slow, fast = re.compile(held(any_of(patterns, exact=exact))), compiled(patterns, exact=exact)
    assert [one.span() for one in fast.finditer(text)] == [one.span() for one in slow.finditer(text)]
