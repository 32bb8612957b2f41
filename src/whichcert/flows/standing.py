"""Where a learner stands on one assessment, from all that they answered."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import numpy as np

from whichcert.flows.history import Answered, Confidence, Marked, Mode
from whichcert.flows.item_pool import ItemPool, asked_item
from whichcert.flows.trail import Trail
from whichcert.measure.models import logistic
from whichcert.measure.pass_chance import PassChance, pass_chance
from whichcert.measure.tracking import (
    Belief,
    Dynamics,
    after_answer,
    after_days,
    after_learning,
    newcomer,
)
from whichcert.scrum import FocusArea

DYNAMICS = Dynamics()
TEACHES = {Mode.PRACTISE: 1.0, Mode.REVIEW: 1.0, Mode.DIAGNOSTIC: 0.0, Mode.MOCK: 0.0}
"""What an answer teaches: its explanation is read at once in practice; after a mock nobody knows whether."""

SEEN_AGAIN = 0.3
"""What an item that was met before teaches, beside one that is new."""

MOST_AGAIN = 3
"""How often it teaches again; the fifth reading of one explanation adds nothing."""

REMEMBERED = 0.5
"""The chance that an item met before is answered right from memory, without knowing the subject (a prior)."""
KEPT = 64
"""Trails held in memory, one for each learner and assessment, some 100 kB each beside the answers."""
_DAY = 86_400.0
_SURE_ENOUGH = 0.35
"""Logits; an area that is known less well is shown with a question mark."""


@dataclass(frozen=True, slots=True)
class AreaStanding:
    """One focus area: what a new item of it would be answered right with."""

    area: FocusArea
    share: float
    """Expected share right on items not seen, 0 to 1."""
    low: float
    high: float
    """Where that share lies with 90 % probability."""
    answered: int
    """Items met for the first time; what the share rests on beside the prior."""
    weight: float
    """Share of a form's items."""

    @property
    def is_known(self) -> bool:
        """Return whether own answers say more than the prior does."""
        return self.answered >= 4 and self.high - self.low < _SURE_ENOUGH


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The belief of a learner's abilities at one time, and what it rests on."""

    pool: ItemPool
    belief: Belief
    first_answers: int
    first_right: int
    lucky: int
    """First answers that were right while the learner said that they guessed."""
    again_answers: int
    again_right: int
    last: datetime | None

    def pass_chance(self) -> PassChance | None:
        """Return P(pass today), None where the bank holds no whole form."""
        return None if self.pool.forms is None else pass_chance(self.belief, self.pool.forms)

    def areas(self) -> tuple[AreaStanding, ...]:
        """Return each focus area that a form asks, the heaviest first."""
        found = [_area_standing(self, place) for place, count in enumerate(self.pool.form.counts) if count]
        return tuple(sorted(found, key=lambda one: (-one.weight, one.area.value)))


def standing(
    answers: Sequence[Marked], pool: ItemPool, at: datetime, *, dynamics: Dynamics = DYNAMICS
) -> Standing:
    """Return where the learner stands.

    The first encounter with each item is evidence. What was met before may be remembered instead of known:
    a right answer to it says little, a wrong one still says that it is not known. Answers teach where
    their explanation is shown at once; days without practice let gains fade.
    """
    return standings(answers, pool, (at,), dynamics=dynamics)[0]


def standings(
    answers: Sequence[Marked], pool: ItemPool, times: Sequence[datetime], *, dynamics: Dynamics = DYNAMICS
) -> tuple[Standing, ...]:
    """Return where the learner stood at each time, in one pass; answers and times in order."""
    own = tuple(one for one in answers if pool.area_of(one.item) is not None)
    met = _times_met(own)
    places = [bisect_right(own, at, key=lambda one: one.answer.at) for at in times]

    def step(now: Standing, place: int) -> Standing:
        return _after(now, own[place], met[place], dynamics)

    start = Standing(pool, newcomer(len(pool.areas), dynamics), 0, 0, 0, 0, 0, None)
    trail = _trail(pool, dynamics, own[0].answer if own else None)
    points = trail.points(own, places, start=start, step=step)
    return tuple(
        replace(points[place], belief=_faded(points[place], at, dynamics))
        for place, at in zip(places, times, strict=True)
    )


# Whose answers they are does not matter: those of another learner only share nothing with them.
@lru_cache(maxsize=KEPT)
def _trail(pool: ItemPool, dynamics: Dynamics, first: Answered | None) -> Trail[Standing]:
    return Trail()


def _times_met(answers: Iterable[Marked]) -> Sequence[int]:
    """Return for each answer how often its item was met before."""
    counts, found = dict[str, int](), list[int]()
    for one in answers:
        before = counts.get(one.item.id, 0)
        found.append(before)
        counts[one.item.id] = before + 1
    return found


def _after(now: Standing, one: Marked, before: int, dynamics: Dynamics) -> Standing:
    """Return the standing at the time of one more answer. before: how often its item was met."""
    area = now.pool.area_of(one.item)
    assert area is not None  # noqa: S101  left out before
    belief, item = _faded(now, one.answer.at, dynamics), asked_item(one.item)
    if before:
        item = replace(item, guessing=REMEMBERED + (1 - REMEMBERED) * item.guessing)
        belief = replace(after_answer(belief, area, item, right=one.is_right), answered=belief.answered)
    else:
        belief = after_answer(belief, area, item, right=one.is_right)
    taught = 1.0 if not before else SEEN_AGAIN if before <= MOST_AGAIN else 0.0
    belief = after_learning(belief, area, dynamics, TEACHES[one.answer.mode] * taught)
    first, again = one.is_first, not one.is_first
    is_lucky = first and one.is_right and one.answer.confidence is Confidence.GUESS
    return Standing(
        now.pool,
        belief,
        now.first_answers + first,
        now.first_right + (first and one.is_right),
        now.lucky + is_lucky,
        now.again_answers + again,
        now.again_right + (again and one.is_right),
        one.answer.at,
    )


def _faded(now: Standing, at: datetime, dynamics: Dynamics) -> Belief:
    """Return the belief at a time after the last answer."""
    if now.last is None:
        return now.belief
    return after_days(now.belief, (at - now.last).total_seconds() / _DAY, dynamics)


def area_gains(now: Standing) -> Mapping[FocusArea, float]:
    """Return by how many items an expected score on a form rises for one explained answer in each area.

    Δ_k = n_k · gain · mean dP/dθ over the area's items, at the area's believed mean.
    """
    pool, table = now.pool, now.pool.table
    theta = now.belief.mean[table.area]
    above = logistic(theta - table.difficulty)
    slope = (1 - table.guessing) * above * (1 - above)
    sums = np.bincount(table.area, weights=slope, minlength=len(pool.areas))
    n = np.maximum(np.bincount(table.area, minlength=len(pool.areas)), 1)
    gains = np.array(pool.form.counts) * DYNAMICS.gain * sums / n
    return {area: float(gain) for area, gain in zip(pool.areas, gains, strict=True)}


def _area_standing(now: Standing, place: int) -> AreaStanding:
    inside = now.pool.table.area == place
    mean, deviation = float(now.belief.mean[place]), float(now.belief.deviation[place])
    points = np.array([mean, mean - 1.645 * deviation, mean + 1.645 * deviation])
    difficulty, guessing = now.pool.table.difficulty[inside], now.pool.table.guessing[inside]
    above = logistic(points[:, None] - difficulty)
    shares = (guessing + (1 - guessing) * above).mean(axis=1) if inside.any() else np.full(3, np.nan)
    return AreaStanding(
        area=now.pool.areas[place],
        share=float(shares[0]),
        low=float(shares[1]),
        high=float(shares[2]),
        answered=int(now.belief.answered[place]),
        weight=float(now.pool.weights[place]),
    )
