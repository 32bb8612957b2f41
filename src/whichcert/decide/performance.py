"""How well each alternative does on each criterion: value functions on samples.

Every value is on a global scale from 0 (serves nothing) to 1 (all one could
want), so that weights mean the same for everybody. Sources and choices are in
docs/methods.md, "The decision".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whichcert import normal
from whichcert.decide.alternatives import OTHER, PATHS, Alternative, FirstStep
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.noise import Noise
from whichcert.decide.situation import Situation

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """The decision's numbers, set by the authors; bench/advice.py varies each by ±30 %."""

    first_weight: float = 0.65
    """γ: how much the first of two certifications counts. At ½ or more the first step stays monotone."""
    typical_budget_usd: float = 500.0
    """Median budget of a person who names none."""
    typical_hours_per_week: float = 5.0
    typical_weeks: float = 8.0
    """How long a person without a deadline is ready to prepare."""
    pooling: float = 20.0
    """A country borrows this many postings' worth from all countries."""
    market_doubt: float = 1.0
    """Scales the market counts; 0.7 and 1.3 in the sensitivity check."""


DEFAULT = Settings()


@dataclass(frozen=True, slots=True)
class Offer:
    """What the catalogue and the market say about the paths, as plain numbers.

    fee_usd, hours: by certification id. postings: path → postings of its
    role among both roles here, and everywhere. named: path → (advertisements
    of the role that name the certificate, advertisements read), here and
    everywhere.
    """

    fee_usd: Mapping[str, float]
    hours: Mapping[str, tuple[float, float]]
    postings_here: Mapping[FirstStep, int]
    postings: Mapping[FirstStep, int]
    named_here: Mapping[FirstStep, tuple[int, int]]
    named: Mapping[FirstStep, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class PerformanceTable:
    """values: samples × alternatives × criteria, each 0 to 1."""

    alternatives: tuple[Alternative, ...]
    values: Floats


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a value function looks at; arrays hold one value a sample."""

    situation: Situation
    settings: Settings
    fee_usd: Mapping[str, float]
    suits: Mapping[FirstStep, Floats]
    chances: Mapping[str, Floats]
    role_shares: Mapping[FirstStep, Floats]
    named_shares: Mapping[FirstStep, Floats]
    hours: Mapping[str, Floats]
    budget: Floats | float


def performance_table(
    alternatives: Sequence[Alternative],
    *,
    theta: Floats,
    situation: Situation,
    offer: Offer,
    noise: Noise,
    settings: Settings = DEFAULT,
) -> PerformanceTable:
    """Return the values of every alternative on every criterion under every draw.

    theta: samples × 2, Scrum Master and Product Owner orientation, standard
    normal units; as many samples as ``noise`` has.
    """
    case = _Case(
        situation=situation,
        settings=settings,
        fee_usd=offer.fee_usd,
        suits={path: normal.cdf(theta[:, place]) for place, path in enumerate(PATHS)},
        chances=pass_probabilities(situation, noise),
        role_shares=role_shares(offer, noise, settings),
        named_shares=named_shares(offer, noise, settings),
        hours=_hours(offer, situation, noise),
        budget=_budget(situation, noise, settings),
    )
    # written with samples last, so that every column is contiguous; read as samples × alternatives × criteria
    values = np.empty((len(CRITERIA), len(alternatives), len(theta)))
    for place, criterion in enumerate(CRITERIA):
        for column, alternative in enumerate(alternatives):
            values[place, column] = VALUE_OF[criterion](alternative, case)
    return PerformanceTable(tuple(alternatives), values.transpose(2, 1, 0))


def pass_probabilities(situation: Situation, noise: Noise) -> Mapping[str, Floats]:
    """Return samples of the chance to pass each assessment today, by certification id.

    logit p = base(level) + 0.9 (framework known − 0.4) + 1.2 (own part known − 0.3)
              + 0.12 min(years, 6) − weak basics + doubt

    A prior set by the authors, not calibrated on results: with nothing known
    about a person level I comes out at about 60 % (claims of 68 to 75 % first
    passes are not published by the issuer, see the catalogue). Doubt is normal
    with a shared part of 0.5 and an own part of 0.5 per assessment. A chance that was
    measured takes the prior's place, on the same noise.
    """
    chances = {}
    for place, path in enumerate(PATHS):
        for level in (1, 2, 3):
            name = f"{path}-{level}"
            doubt = 0.5 * noise.ability + 0.5 * noise.assessment[:, place * 3 + level - 1]
            if name in situation.measured:
                chances[name] = situation.measured[name].samples(doubt * np.sqrt(2))
                continue
            logit = _pass_logit(path, level, situation)
            chances[name] = 1 / (1 + np.exp(-(logit + doubt)))
    return chances


BASE_LOGIT = {1: 0.4, 2: -0.8, 3: -1.9}
WEAK_BASICS = {FirstStep.PSM: 0.5, FirstStep.PSPO: 0.9}
"""The Product Owner assessment asks the framework and the product topics on top of it."""


def _pass_logit(path: FirstStep, level: int, situation: Situation) -> float:
    known = situation.known
    logit = BASE_LOGIT[level] + 0.9 * (known.framework - 0.4) + 1.2 * (known.of(path) - 0.3)
    logit += 0.12 * min(situation.years or 0.0, 6.0)
    return logit - (WEAK_BASICS[path] if situation.weak_basics else 0.0)


def _mixed(
    alternative: Alternative, of: Callable[[str, FirstStep], Floats | float], case: _Case
) -> Floats | float:
    """γ · first + (1 − γ) · second; a single certification counts alone."""
    first = of(alternative.sequence[0], alternative.first_step)
    if not alternative.is_both:
        return first
    second = of(alternative.sequence[1], OTHER[alternative.first_step])
    gamma = case.settings.first_weight
    return gamma * first + (1 - gamma) * second


def _fit(alternative: Alternative, case: _Case) -> Floats | float:
    suits = case.suits
    if alternative.first_step is FirstStep.NEITHER_YET:
        return np.asarray(1 - np.maximum(suits[FirstStep.PSM], suits[FirstStep.PSPO]))
    return _mixed(alternative, lambda _name, path: suits[path], case)


def _goal(alternative: Alternative, case: _Case) -> Floats | float:
    pull, depth = case.situation.pull, case.situation.depth
    if alternative.first_step is FirstStep.NEITHER_YET:
        return pull[FirstStep.NEITHER_YET]
    value = _mixed(alternative, lambda _name, path: pull[path], case)
    if alternative.is_both and case.situation.wants_both:
        return value + (1 - value) * BOTH_BONUS
    return value * _level_match(alternative.level, depth)


BOTH_BONUS = 0.6
"""A person who wants both gets most of what a single one leaves open."""


def _level_match(level: int, depth: float) -> float:
    """How well a level serves goals of a given depth (0: level I is it, 1: deep expertise)."""
    return {1: 1.0 - 0.3 * depth, 2: 0.6 + 0.3 * depth, 3: 0.4 + 0.6 * depth}[level]


def _use_now(alternative: Alternative, case: _Case) -> Floats | float:
    use = dict(case.situation.use)
    if case.situation.inexperienced:
        use = {path: share * INEXPERIENCED_USE for path, share in use.items()}
    if alternative.first_step is FirstStep.NEITHER_YET:
        return INSTEAD if case.situation.instead else 1 - max(use.values())
    return _mixed(alternative, lambda _name, path: use[path], case)


INEXPERIENCED_USE = 0.6
INSTEAD = 0.7
"""A certification outside PSM and PSPO that a goal names is of use, and new, to that person."""


def _readiness(alternative: Alternative, case: _Case) -> Floats | float:
    chances = case.chances
    if alternative.first_step is FirstStep.NEITHER_YET:
        return np.asarray(1 - np.maximum(chances["psm-1"], chances["pspo-1"]))
    return _mixed(alternative, lambda name, _path: chances[name], case)


FRAMEWORK_PART, OWN_PART, LEVEL_PART = 0.4, 0.3, 0.3
"""What the three bodies of knowledge weigh in breadth; they sum to 1 for somebody who knows nothing."""


def _breadth(alternative: Alternative, case: _Case) -> Floats | float:
    known = case.situation.known
    if alternative.first_step is FirstStep.NEITHER_YET:
        return INSTEAD if case.situation.instead else 0.0
    if alternative.level > 1:
        return LEVEL_PART
    parts = {path: OWN_PART * (1 - known.of(path)) for path in PATHS}
    framework = FRAMEWORK_PART * (1 - known.framework)
    if alternative.is_both:
        return framework + sum(parts.values())
    return framework + parts[alternative.first_step]


def _role_demand(alternative: Alternative, case: _Case) -> Floats | float:
    if alternative.first_step is FirstStep.NEITHER_YET:
        return 0.0
    return _mixed(alternative, lambda _name, path: case.role_shares[path], case)


def _certificate_demand(alternative: Alternative, case: _Case) -> Floats | float:
    if alternative.first_step is FirstStep.NEITHER_YET:
        return 0.0
    return _mixed(alternative, lambda _name, path: case.named_shares[path], case)


def role_shares(offer: Offer, noise: Noise, settings: Settings = DEFAULT) -> Mapping[FirstStep, Floats]:
    """Return samples of each role's share among the postings for both roles.

    Beta posterior; the prior for a country is the share everywhere, worth
    ``settings.pooling`` postings, so that a country with 9 of them does not shout.
    """
    everywhere = {path: offer.postings[path] * settings.market_doubt for path in PATHS}
    total = max(1.0, sum(everywhere.values()))
    own = {path: offer.postings_here[path] + settings.pooling * everywhere[path] / total for path in PATHS}
    psm = _beta(0.5 + own[FirstStep.PSM], 0.5 + own[FirstStep.PSPO], noise.market[:, 0:2])
    return {FirstStep.PSM: psm, FirstStep.PSPO: 1 - psm}


def named_shares(offer: Offer, noise: Noise, settings: Settings = DEFAULT) -> Mapping[FirstStep, Floats]:
    """Return samples of the share of each role's advertisements that name its certificate."""
    shares = {}
    for place, path in enumerate(PATHS):
        hits, n = offer.named[path]
        base = (hits + 0.5) / (n + 1) * settings.market_doubt
        here, n_here = offer.named_here[path]
        prior = min(settings.pooling, n + 1)
        a = here + prior * min(1.0, base)
        b = n_here - here + prior * (1 - min(1.0, base))
        shares[path] = _beta(a, b, noise.market[:, 2 + 2 * place : 4 + 2 * place])
    return shares


def _beta(a: float, b: float, z: Floats) -> Floats:
    """Return Beta(a, b) samples as a ratio of Wilson–Hilferty gamma variates.

    z: samples × 2, standard normal. Fixed noise makes the samples move
    smoothly and in one direction with a and b (Wilson and Hilferty 1931).
    """
    first, second = _gamma(a, z[:, 0]), _gamma(b, z[:, 1])
    return np.asarray(first / (first + second))


def _gamma(shape: float, z: Floats) -> Floats:
    shape = max(shape, 0.05)
    cube = 1 - 1 / (9 * shape) + z / (3 * np.sqrt(shape))
    return np.asarray(shape * np.maximum(cube, 1e-3) ** 3)


def _cost(alternative: Alternative, case: _Case) -> Floats | float:
    if alternative.first_step is FirstStep.NEITHER_YET:
        return 0.5
    # every attempt costs the fee again, so an unlikely pass is a dear one
    fee = sum(
        case.fee_usd[name] / np.maximum(case.chances[name], LEAST_CHANCE) for name in alternative.sequence
    )
    # ½ when the expected fee takes the whole budget, towards 0 beyond it
    return 1 / (1 + (fee / case.budget) ** 2)


LEAST_CHANCE = 0.2
"""Nobody pays more than five times; below this chance the cost stops growing."""


def _budget(situation: Situation, noise: Noise, settings: Settings) -> Floats | float:
    if situation.budget_usd is not None:
        return max(situation.budget_usd, 1.0)
    return np.asarray(settings.typical_budget_usd * np.exp(0.5 * noise.budget))


def _time(alternative: Alternative, case: _Case) -> Floats | float:
    if alternative.first_step is FirstStep.NEITHER_YET:
        return 0.5
    situation, settings = case.situation, case.settings
    per_week = situation.hours_per_week
    hours_per_week = settings.typical_hours_per_week if per_week is None else max(per_week, 0.1)
    weeks = settings.typical_weeks if situation.weeks is None else max(situation.weeks, 0.1)
    needed = sum(case.hours[name] for name in alternative.sequence)
    return 1 / (1 + (needed / (hours_per_week * weeks)) ** 2)


def _hours(offer: Offer, situation: Situation, noise: Noise) -> Mapping[str, Floats]:
    """Return samples of the hours of preparation; who knows the framework needs fewer."""
    shrink = 1.3 - 0.6 * situation.known.framework
    hours = {}
    for name, (low, high) in offer.hours.items():
        spread = np.log(high / low) / (2 * NINETY_PERCENT)
        hours[name] = shrink * np.sqrt(low * high) * np.exp(spread * noise.hours)
    return hours


NINETY_PERCENT = 1.645
"""The catalogue's low and high hours are read as the 5th and 95th percentile of a lognormal."""


VALUE_OF: Mapping[str, Callable[[Alternative, _Case], Floats | float]] = {
    "fit": _fit,
    "goal": _goal,
    "use-now": _use_now,
    "readiness": _readiness,
    "breadth": _breadth,
    "certificate-demand": _certificate_demand,
    "role-demand": _role_demand,
    "cost": _cost,
    "time": _time,
}
