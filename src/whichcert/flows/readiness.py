"""Ready or not: the chance to pass today, what the advice is, and what would raise the chance most."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

import numpy as np

from whichcert.flows.history import Marked
from whichcert.flows.item_pool import ItemPool
from whichcert.flows.own_day import day_of
from whichcert.flows.standing import DYNAMICS, SEEN_AGAIN, Standing, area_gains, standings
from whichcert.measure.pass_chance import FormDraws, PassChance, pass_chance
from whichcert.measure.tracking import Belief
from whichcert.scrum import FocusArea

ITEMS_AN_HOUR = 40
"""Items that a person answers and reads about in an hour: 90 seconds each."""

ENOUGH_FIRST = 40
"""First encounters below which a high chance may be luck: then mocks on unseen items come first."""

MOST_LUCK = 0.25
"""The share of right first answers that the person called guesses above which the same holds."""

ENOUGH_FOR_HOURS = 12
"""First encounters below which nothing is said on how long it will take."""

MOST_HOURS = 60
_STEP_HOURS = 2
_DRAWS_A_GAIN = 400
"""Before and after share their draws, so that fewer tell the difference as well."""


@dataclass(frozen=True, slots=True)
class Stakes:
    """What the advice weighs, in USD; every figure is a prior that a person can replace by their own."""

    fee_usd: float = 200.0
    hour_usd: float = 12.0
    """What an hour of the person is worth to them."""
    hours_lost: float = 1.0
    """By a failed attempt, beside the fee: sitting it again."""
    hours_more: float = 2.0
    """What one more round of study costs somebody who was ready."""

    @property
    def failing(self) -> float:
        return self.fee_usd + self.hour_usd * self.hours_lost

    @property
    def waiting(self) -> float:
        return self.hour_usd * self.hours_more

    @property
    def threshold(self) -> float:
        """Return the chance from which booking costs less than waiting.

        Booking now costs (1 − P) F, F what failing costs. One more round costs W whether it was needed or
        not; it is wasted on those who would pass. Book when (1 − P) F ≤ P W, that is P ≥ F / (F + W).
        Source: the cost-loss rule, Murphy (1977), Mon. Weather Rev. 105; Pauker & Kassirer (1980).

        >>> round(Stakes().threshold, 3)
        0.898
        """
        return self.failing / (self.failing + self.waiting)


class Verdict(StrEnum):
    """What the advice is."""

    BOOK = "book"
    STUDY = "study"
    CHECK = "check"
    """The chance looks high, but rests on too little that was new: three mocks on unseen items first."""
    UNKNOWN = "unknown"
    """Nothing was answered yet."""
    NO_BANK = "no-bank"
    """The bank holds no whole form of this assessment, so no chance can be given."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What an hour on one focus area would bring."""

    area: FocusArea
    chance_per_hour: float
    """Rise of P(pass), in share."""
    items_per_hour: float
    """Rise of the expected score on a form, in items."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """The chance to pass one assessment today and what to do about it."""

    assessment: str
    at: datetime
    verdict: Verdict
    chance: PassChance | None
    threshold: float
    hours_to_go: float | None
    """Expected hours of study until the threshold; 0 when reached, None when not within reach of sight.

    How fast people learn is a prior, so pages show half to twice as many.
    """
    gains: tuple[Gain, ...]
    """The areas where an hour helps most, best first."""
    first_answers: int
    lucky: int

    @property
    def is_too_early(self) -> bool:
        """Return whether too little was answered to say how long it will take."""
        return self.first_answers < ENOUGH_FOR_HOURS


def readiness(now: Standing, at: datetime, stakes: Stakes | None = None) -> Readiness:
    """Return the advice for one assessment from where the learner stands."""
    stakes = stakes or Stakes()
    chance = now.pass_chance()
    is_early = now.first_answers < ENOUGH_FOR_HOURS
    hours = None if chance is None or is_early else hours_to(now, stakes.threshold)
    return Readiness(
        now.pool.assessment,
        at,
        _verdict(now, chance, stakes.threshold),
        chance,
        stakes.threshold,
        hours,
        _gains(now, chance),
        now.first_answers,
        now.lucky,
    )


def hours_to(now: Standing, threshold: float) -> float | None:
    """Return the hours of study after which P(pass) is expected to reach the threshold, None past 60.

    The believed means rise by ``gain`` an answer where it helps most, 40 answers an hour; what is not known
    today stays as unsure as it is, so that hoping to learn does not count as knowing.
    """
    forms = now.pool.forms
    if forms is None:
        return None
    beliefs, fresh = [now.belief], len(now.pool.items) - now.first_answers
    for _ in range(MOST_HOURS // _STEP_HOURS):
        items = _STEP_HOURS * ITEMS_AN_HOUR
        beliefs.append(_studied(replace(now, belief=beliefs[-1]), items, fresh))
        fresh -= items
    # The chance rises from step to step, so the first step past the threshold is found by halving.
    found = bisect_left(beliefs, threshold, key=lambda belief: pass_chance(belief, forms).probability)
    return float(found * _STEP_HOURS) if found < len(beliefs) else None


def chances_over_time(
    answers: Sequence[Marked], pool: ItemPool, at: datetime, *, points: int = 30
) -> tuple[tuple[datetime, PassChance, int], ...]:
    """Return the chance as it was after each day with answers, and today: (when, chance, first answers)."""
    own = [one for one in answers if pool.area_of(one.item) is not None and one.answer.at <= at]
    if not own or pool.forms is None:
        return ()
    by_day = {day_of(one.answer.at, at): one.answer.at for one in own}
    ends = list(by_day.values())[-points:]
    if at - ends[-1] > timedelta(hours=12):
        ends.append(at)
    return tuple(
        (end.astimezone(at.tzinfo), _chance_then(then.belief, pool.forms), then.first_answers)
        for end, then in zip(ends, standings(own, pool, ends), strict=True)
    )


# A belief is the same value while the answers before it are the same: yesterday's chance is known today.
@lru_cache(maxsize=512)
def _chance_then(belief: Belief, forms: FormDraws) -> PassChance:
    return pass_chance(belief, forms)


def _verdict(now: Standing, chance: PassChance | None, threshold: float) -> Verdict:
    if chance is None:
        return Verdict.NO_BANK
    if not now.first_answers:
        return Verdict.UNKNOWN
    if chance.probability < threshold:
        return Verdict.STUDY
    is_luck = now.lucky > MOST_LUCK * max(1, now.first_right)
    return Verdict.CHECK if now.first_answers < ENOUGH_FIRST or is_luck else Verdict.BOOK


def _gains(now: Standing, chance: PassChance | None) -> tuple[Gain, ...]:
    """Return for each area what an hour on it alone would bring, the best first."""
    if chance is None or now.pool.forms is None:
        return ()
    in_items = area_gains(now)
    forms = now.pool.forms.fewer(_DRAWS_A_GAIN)
    before = pass_chance(now.belief, forms).probability
    found = []
    for place, area in enumerate(now.pool.areas):
        if not now.pool.form.counts[place]:
            continue
        mean = now.belief.mean.copy()
        mean[place] += DYNAMICS.gain * min(ITEMS_AN_HOUR, _items_in(now, place))
        after = pass_chance(replace(now.belief, mean=mean), forms).probability
        studied = min(ITEMS_AN_HOUR, _items_in(now, place)) / ITEMS_AN_HOUR
        share = max(0.0, after - before) / studied if studied else 0.0
        found.append(Gain(area, share, in_items[area] * ITEMS_AN_HOUR))
    return tuple(sorted(found, key=lambda one: (-one.chance_per_hour, one.area.value)))


def _items_in(now: Standing, place: int) -> int:
    return int((now.pool.table.area == place).sum())


def _studied(now: Standing, items: int, fresh: int) -> Belief:
    """Return the belief after items spread over the areas where each is expected to gain most.

    fresh: how many the bank still holds that the learner did not meet; after them, items teach less.
    """
    mean = now.belief.mean.copy()
    batch = 10
    for done in range(0, items, batch):
        gains = area_gains(replace(now, belief=replace(now.belief, mean=mean)))
        worth = np.array([gains[area] for area in now.pool.areas])
        taught = DYNAMICS.gain * batch * (1.0 if done < fresh else SEEN_AGAIN)
        mean = mean + taught * worth / max(worth.sum(), 1e-12)
    return replace(now.belief, mean=mean)
