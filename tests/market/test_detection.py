from collections import Counter
from itertools import pairwise

import pytest

from market.accuracy import POSTINGS, postings
from whichcert.market.detection import (
    CONTEXT,
    CountKey,
    MentionRow,
    count_mentions,
    excerpt,
    found_in,
    mention_rows,
    merge_counts,
)
from whichcert.market.mentions import mentions_in
from whichcert.market.roles import roles_of
from whichcert.market.terms import Terms

BATCH = {
    "source": ["a", "a", "b"],
    "src_id": ["1", "2", None],
    "title": ["Scrum Master / Product Owner", "Cook", None],
    "text": [
        "PSM I certification. A PSM I certificate is a plus.",
        "Scrum.",
        "We are hiring a Scrum Master, CSM certified",
    ],
}


def test_rows_name_posting_role_and_sense(terms: Terms) -> None:
    rows = mention_rows(BATCH, terms)
    both = "scrum-master;product-owner"
    assert [row[:5] for row in rows] == [
        ("a", "1", both, "psm-1", "required"),
        ("a", "1", both, "psm-1", "nice-to-have"),
        ("b", "", "scrum-master", "scrum-unnamed", "required"),
        ("b", "", "scrum-master", "csm", "required"),
    ]
    assert isinstance(rows[0], MentionRow)
    assert rows[2].context == "We are hiring a Scrum Master, CSM certified"


def test_counts_are_of_postings_and_once_for_each_sense(terms: Terms) -> None:
    twice = {
        **BATCH,
        "text": ["PSM I certification. PSM I certified.", "", ""],
        "title": ["Scrum Master", "", ""],
    }
    counts = count_mentions(twice, terms)
    assert counts == Counter(
        {
            CountKey("a", "scrum-master", "", ""): 1,
            CountKey("a", "scrum-master", "psm-1", "required"): 1,
            CountKey("a", "other", "", ""): 1,
            CountKey("b", "other", "", ""): 1,
        }
    )


@pytest.mark.parametrize("cuts", [(0, 3), (0, 1, 3), (0, 1, 2, 3), (0, 0, 3)])
def test_counts_of_parts_add_up_to_the_whole(cuts: tuple[int, ...], terms: Terms) -> None:
    parts = [{name: values[first:last] for name, values in BATCH.items()} for first, last in pairwise(cuts)]
    assert merge_counts(count_mentions(one, terms) for one in parts) == count_mentions(BATCH, terms)


def test_an_arrow_batch_counts_the_same(terms: Terms) -> None:
    arrow = pytest.importorskip("pyarrow")
    batch = arrow.RecordBatch.from_pydict(BATCH)
    assert count_mentions(batch, terms) == count_mentions(BATCH, terms)
    assert mention_rows(batch, terms) == mention_rows(BATCH, terms)


def test_no_text_is_no_mention(terms: Terms) -> None:
    (found,) = found_in(["Scrum Master, PSM I certification"], [None], terms)
    assert (found.roles, found.mentions) == (("scrum-master",), ())


@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("x" * 500, "y" * 500), ("a b " * 100, " c d" * 100), ("\n\n", "\n")]
)
def test_an_excerpt_is_short_and_holds_the_mention(before: str, after: str) -> None:
    cut = excerpt(f"{before}PSM I{after}", len(before), len(before) + 5)
    assert "PSM I" in cut
    assert len(cut) <= CONTEXT
    assert "\n" not in cut


@pytest.mark.skipif(not POSTINGS.is_dir(), reason="the postings behind the gold set are not here")
def test_batches_find_what_single_postings_give(terms: Terms) -> None:
    known = [(title, text) for _, title, text in postings()]
    found = found_in([title for title, _ in known], [text for _, text in known], terms)
    assert [one.mentions for one in found] == [mentions_in(title, text, terms) for title, text in known]
    assert [one.roles for one in found] == [roles_of(title, text, terms) for title, text in known]
