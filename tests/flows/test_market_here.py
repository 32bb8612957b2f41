"""The market of a country, as the decision sees it."""

import pytest

from people import LIBRARY
from whichcert.decide.alternatives import PATHS, FirstStep
from whichcert.flows.evaluate import ASSESSMENTS, offer_from
from whichcert.flows.market_here import market_here
from whichcert.interval import wilson

PSM, PSPO = FirstStep.PSM, FirstStep.PSPO
DEMAND = LIBRARY.demand


def test_shares_of_both_roles_sum_to_one_with_their_intervals():
    found = market_here(DEMAND, "us")
    for shares in (found.role_share, found.role_share_here):
        assert shares[PSM].hits + shares[PSPO].hits == shares[PSM].n == shares[PSPO].n > 0
        for share in shares.values():
            assert share.interval == wilson(share.hits, share.n)
            assert share.value == share.hits / share.n
            assert share.sources


def test_counts_are_those_of_the_demand_table():
    found = market_here(DEMAND, None)
    assert found.role_share[PSM].hits == DEMAND.role_postings("scrum-master").hits
    assert found.named[PSPO].hits == DEMAND.certificate_share("product-owner", "pspo").hits
    assert found.any_scrum[PSM].n == DEMAND.certificate_share("scrum-master", "any-scrum").n


@pytest.mark.parametrize("country", [None, "aq"])
def test_without_postings_here_nothing_is_known_here(country):
    found = market_here(DEMAND, country)
    for path in PATHS:
        for share in (found.role_share_here[path], found.named_here[path]):
            assert (share.hits, share.n, share.value, share.interval) == (0, 0, None, wilson(0, 0))


def test_a_country_has_no_more_postings_than_all_countries():
    whole = market_here(DEMAND, None)
    for country in LIBRARY.countries:
        here = market_here(DEMAND, country)
        for path in PATHS:
            assert here.role_share_here[path].hits <= whole.role_share[path].hits
            assert here.named_here[path].n <= whole.named[path].n


def test_offer_repeats_the_catalogue_and_the_market():
    market = market_here(DEMAND, "us")
    offer = offer_from(LIBRARY, market)
    for name in ASSESSMENTS:
        certification = LIBRARY.catalogue.get(name)
        assert offer.fee_usd[name] == certification.number("fee_usd")
        low, high = offer.hours[name]
        assert 0 < low <= high
    assert offer.postings_here == {path: market.role_share_here[path].hits for path in PATHS}
    assert offer.named == {path: (market.named[path].hits, market.named[path].n) for path in PATHS}
