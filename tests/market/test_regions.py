"""Looking only at the regions finds what looking everywhere finds."""

import numpy as np
import pytest

from whichcert.market.clean import clean
from whichcert.market.mentions import mentions_in_words
from whichcert.market.regions import Regions, everywhere, packed_regions, regions_of
from whichcert.market.terms import Terms

PIECES = (
    "PSM", "psm II", "PSPO", "xCSM", "CSM", "SAFe®", " 5 ", "Scrum", "Master", "product", "Owner",
    "Certified",
    "certification", "Agile", "PMP", "pmi", "acp", "(", ")", "/", " or ", " ", "\n", "é", "\U0001f600", "_",
    "ı", "İ", "ſ", "\u212a",
)  # fmt: skip


@pytest.fixture(scope="module")
def regions(terms: Terms) -> Regions:
    pytest.importorskip("hyperscan")
    return regions_of(packed_regions(terms))


def test_regions_hold_every_candidate(regions: Regions, terms: Terms) -> None:
    rng = np.random.default_rng(20261124)
    seen = 0
    for _ in range(3000):
        words = clean("".join(rng.choice(PIECES, int(rng.integers(30)))))
        found = [
            one.span()
            for start, end in regions(words)
            for one in terms.candidates.finditer(words, start, end)
        ]
        assert found == [one.span() for one in terms.candidates.finditer(words)]
        seen += len(found)
    assert seen > 3000


def test_mentions_are_the_same_in_regions(regions: Regions, terms: Terms) -> None:
    heading, text = (
        "Größe: Scrum Master",
        "Zertifizierung: PSM I, CSM\nNice to have: PSPO – SAFe certification",
    )
    found = mentions_in_words(heading, text, terms, regions)
    assert found == mentions_in_words(heading, text, terms, everywhere)
    assert {one.certification for one in found} >= {"psm-1", "csm", "pspo", "safe"}


def test_a_text_without_names_has_no_regions(regions: Regions) -> None:
    assert list(regions("We look for a cook with a certificate in hygiene.")) == []


def test_without_hyperscan_the_whole_text_is_looked_at() -> None:
    assert list(regions_of(None)("PSM")) == [(0, 3)]
