"""A profile in, a recommendation out."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from whichcert.decide.acceptability import contributions
from whichcert.decide.alternatives import PATHS, Alternative, FirstStep
from whichcert.decide.measured import MeasuredChance
from whichcert.decide.performance import pass_probabilities
from whichcert.decide.profile import Profile
from whichcert.flows.dice import Dice, seeded_dice
from whichcert.flows.evaluate import DEFAULT, Assumptions, Evaluation, Given, evaluate
from whichcert.flows.flags import flags
from whichcert.flows.reasons import basis, reasons
from whichcert.flows.recommendation import Excluded, Leaning, Recommendation, Verdict
from whichcert.flows.what_if import changes, deciding_question
from whichcert.interval import Interval
from whichcert.library import Library

SURE_ENOUGH = 0.6
"""Below this the headline says "too close": a coin is not advice."""
REGRET_TOO_HIGH = 0.03
"""Above this, knowing more would still raise the expected value by 3 % of the scale."""
LIKES_BOTH = 0.6
"""P(both kinds of work suit) from which "both" is worth saying; half would be chance."""


def recommend(  # noqa: PLR0913  all but two have defaults
    profile: Profile,
    library: Library,
    *,
    today: date,
    dice: Dice | None = None,
    assumptions: Assumptions = DEFAULT,
    measured: Mapping[str, MeasuredChance] | None = None,
    look_further: bool = True,
) -> Recommendation:
    """Return the recommendation for one person.

    today: for deadlines. dice: fixed noise; the standard seed's when not given.
    measured: chances to pass from the person's own answers, by certification id.
    look_further: also look for what would change the answer.
    """
    thrown = seeded_dice(library) if dice is None else dice
    given = Given(measured=measured or {})
    found = evaluate(profile, library, today=today, dice=thrown, assumptions=assumptions, given=given)
    acceptable = found.acceptability
    verdict = verdict_of(found)
    ahead, behind = _compared(found, verdict)
    why = (
        None
        if behind is None
        else contributions(
            found.table, found.weights, found.posterior.weights, ahead=ahead.id, behind=behind.id
        )
    )
    return Recommendation(
        profile=profile,
        first_step=acceptable.winner,
        runner_up=acceptable.runner_up,
        verdict=verdict,
        certification=_certification(ahead, found),
        sequence=ahead.sequence,
        sequence_reason=_sequence_reason(ahead, verdict, found),
        first_steps=acceptable.first_step,
        alternatives=acceptable.alternative,
        acceptability_error=0.5 / np.sqrt(found.posterior.effective_draws()),
        regret=acceptable.regret,
        gap=0.0 if why is None else why.gap,
        compared=None if why is None else (why.ahead.id, why.behind.id),
        reasons=reasons(why, found, library) if why is not None else (),
        what_would_change_it=(
            changes(found, library, today=today, dice=thrown, assumptions=assumptions) if look_further else ()
        ),
        deciding_question=(
            deciding_question(found, library, today=today, assumptions=assumptions)
            if look_further and verdict is Verdict.TOO_CLOSE
            else None
        ),
        flags=flags(found, library),
        excluded=tuple(Excluded(each.alternative.id, each.reason) for each in found.ruled_out),
        leaning=_leaning(found),
        readiness=_readiness(found, thrown),
        market=found.market,
        basis=basis(found, library),
        measured=found.situation.measured,
    )


def verdict_of(found: Evaluation) -> Verdict:
    """Say how clear the answer is; "both" needs a reason, since few people take two."""
    acceptable = found.acceptability
    if acceptable.winner is not FirstStep.NEITHER_YET and _both_is_right(found):
        return Verdict.BOTH
    if acceptable.first_step[acceptable.winner] < SURE_ENOUGH or acceptable.regret > REGRET_TOO_HIGH:
        return Verdict.TOO_CLOSE
    return Verdict.CLEAR


def _both_is_right(found: Evaluation) -> bool:
    said = found.situation
    if not any(a.is_both for a in found.acceptability.alternatives):
        return False
    fees = sum(found.offer.fee_usd[f"{path}-1"] for path in PATHS)
    affordable = said.budget_usd is None or said.budget_usd >= fees
    goal_allows = min(said.pull[path] for path in PATHS) >= GOAL_ALLOWS
    suits_both = likes_both(found) >= LIKES_BOTH
    return affordable and (said.wants_both or (suits_both and goal_allows))


GOAL_ALLOWS = 0.35
"""A goal that one of the two hardly serves does not ask for both."""


def likes_both(found: Evaluation) -> float:
    """Return P(θ_S > 0 and θ_P > 0)."""
    return found.posterior.mean((found.posterior.theta > 0).all(axis=1).astype(float))


def _compared(found: Evaluation, verdict: Verdict) -> tuple[Alternative, Alternative | None]:
    acceptable = found.acceptability
    ahead = acceptable.best_of(acceptable.winner)
    if verdict is Verdict.BOTH:
        ahead = next(a for a in acceptable.alternatives if a.is_both and a.first_step is acceptable.winner)
    if ahead is None:
        raise ValueError("the best first step always has an alternative")
    return ahead, acceptable.best_of(acceptable.runner_up)


def _certification(ahead: Alternative, found: Evaluation) -> str | None:
    if ahead.sequence:
        return ahead.sequence[0]
    return found.situation.instead


def _sequence_reason(ahead: Alternative, verdict: Verdict, found: Evaluation) -> str | None:
    if not ahead.is_both:
        return None
    first = ahead.first_step
    order = SEQUENCE_REASON[first]
    if verdict is Verdict.BOTH and found.situation.wants_both:
        return f"You want both. {order}"
    if verdict is Verdict.BOTH:
        return f"Both kinds of work suit you. {order}"
    return f"The second one would add the other side later. {order}"


SEQUENCE_REASON = {
    FirstStep.PSM: "PSM I first: PSPO I asks most of it again, so the second needs less study.",
    FirstStep.PSPO: "PSPO I first: it serves your aim now; what it asks about Scrum counts again for PSM I.",
}


def _leaning(found: Evaluation) -> Leaning:
    belief = found.posterior
    return Leaning(
        scrum_master=belief.mean(belief.theta[:, 0]),
        scrum_master_sd=belief.standard_deviation(belief.theta[:, 0]),
        product_owner=belief.mean(belief.theta[:, 1]),
        product_owner_sd=belief.standard_deviation(belief.theta[:, 1]),
        prefers_product=belief.mean((belief.difference > 0).astype(float)),
        likes_both=likes_both(found),
        answered=len(found.profile.answers),
    )


def _readiness(found: Evaluation, dice: Dice) -> Mapping[str, tuple[float, Interval]]:
    chances = pass_probabilities(found.situation, dice.decision)
    prior = {name: (float(p.mean()), _central(p)) for name, p in chances.items()}
    own = {
        name: (one.probability, Interval(one.low, one.high, 0.9))
        for name, one in found.situation.measured.items()
    }
    return {**prior, **own}


def _central(samples: NDArray[np.float64]) -> Interval:
    low, high = np.quantile(samples, [0.05, 0.95])
    return Interval(float(low), float(high), 0.9)
