"""One evaluation of the decision for one person: from words to acceptabilities."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from whichcert.decide import performance
from whichcert.decide.acceptability import Acceptability, acceptability
from whichcert.decide.alternatives import PATHS, RuledOut, Standing, eligible
from whichcert.decide.measured import MeasuredChance
from whichcert.decide.performance import Offer, PerformanceTable, Settings
from whichcert.decide.profile import Profile
from whichcert.decide.situation import Situation, situation
from whichcert.decide.weights import weight_samples
from whichcert.flows.dice import Dice
from whichcert.flows.market_here import MarketHere, market_here
from whichcert.library import Library
from whichcert.orient import posterior as orientation
from whichcert.orient.posterior import Evidence, Parameters, Posterior

ASSESSMENTS = tuple(f"{path}-{level}" for path in PATHS for level in (1, 2, 3))


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All numbers that the authors set; bench/advice.py varies them."""

    orientation: Parameters = orientation.DEFAULT
    decision: Settings = performance.DEFAULT


DEFAULT = Assumptions()


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Everything that one evaluation computed; nothing here is shown without its basis."""

    profile: Profile
    situation: Situation
    posterior: Posterior
    offer: Offer
    market: MarketHere
    table: PerformanceTable
    weights: NDArray[np.float64]
    acceptability: Acceptability
    ruled_out: tuple[RuledOut, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What is known beside the profile, or need not be worked out again.

    offer: what the catalogue and the market say. belief: the posterior of the
    same evidence on the same dice. measured: chances to pass from the person's
    own answers, by certification id.
    """

    offer: Offer | None = None
    belief: Posterior | None = None
    measured: Mapping[str, MeasuredChance] = field(default_factory=dict)


NOTHING = Given()


def evaluate(
    profile: Profile,
    library: Library,
    *,
    today: date,
    dice: Dice,
    assumptions: Assumptions = DEFAULT,
    given: Given = NOTHING,
) -> Evaluation:
    """Evaluate the decision for one profile."""
    market = _market_in(library, profile.country)
    facts = offer_from(library, market) if given.offer is None else given.offer
    said = replace(situation(profile, library.vocabulary, today=today), measured=given.measured)
    open_ones, ruled_out = eligible(
        Standing(said.holds, said.years, said.practises, said.depth >= DEPTH_WANTED)
    )
    belief = given.belief or believe(profile, library, dice=dice, assumptions=assumptions)
    table = performance.performance_table(
        open_ones,
        theta=belief.theta,
        situation=said,
        offer=facts,
        noise=dice.decision,
        settings=assumptions.decision,
    )
    weights = weight_samples(profile.reasons, profile.ignored, dice.decision, emphasised=said.emphasised)
    return Evaluation(
        profile=profile,
        situation=said,
        posterior=belief,
        offer=facts,
        market=market,
        table=table,
        weights=weights,
        acceptability=acceptability(table, weights, belief.weights),
        ruled_out=tuple(ruled_out),
    )


DEPTH_WANTED = 0.5
"""Goals at least this deep open the levels above I to somebody who practises the role."""


def believe(profile: Profile, library: Library, *, dice: Dice, assumptions: Assumptions) -> Posterior:
    """Return what the profile says about the two kinds of work."""
    return orientation.posterior(
        evidence_of(profile, library),
        library.instrument,
        noise=dice.orientation,
        parameters=assumptions.orientation,
    )


@lru_cache(maxsize=512)
def _market_in(library: Library, country: str | None) -> MarketHere:
    # a table of thousands of rows is summed once per country, not once per what-if
    return market_here(library.demand, country)


def evidence_of(profile: Profile, library: Library) -> Evidence:
    """Return what the profile says about the work that suits the person."""
    instrument, words = library.instrument, library.vocabulary
    leanings: Counter[str] = Counter()
    for kind in ("likes", "strengths", "constraints"):
        for name in getattr(profile, kind):
            leanings.update(words.word(kind, name).facets)
    return Evidence(
        pairs={name: answer for name, answer in profile.answers.items() if name in instrument.pairs},
        items={name: answer for name, answer in profile.answers.items() if name in instrument.items},
        leanings=dict(leanings),
    )


def offer_from(library: Library, market: MarketHere) -> Offer:
    """Return the fees, hours and market counts of the six assessments."""
    certifications = [library.catalogue.get(name) for name in ASSESSMENTS]
    return Offer(
        fee_usd={c.id: c.number("fee_usd") or UNKNOWN_FEE_USD for c in certifications},
        hours={c.id: _hours(c.number("prep_hours_low"), c.number("prep_hours_high")) for c in certifications},
        postings_here={path: market.role_share_here[path].hits for path in PATHS},
        postings={path: market.role_share[path].hits for path in PATHS},
        named_here={path: (market.named_here[path].hits, market.named_here[path].n) for path in PATHS},
        named={path: (market.named[path].hits, market.named[path].n) for path in PATHS},
    )


UNKNOWN_FEE_USD = 500.0
"""A fee that the catalogue could not confirm counts as the dearest one of its kind."""
UNKNOWN_HOURS = (20.0, 80.0)


def _hours(low: float | None, high: float | None) -> tuple[float, float]:
    if low is None or high is None:
        return UNKNOWN_HOURS
    return low, high
