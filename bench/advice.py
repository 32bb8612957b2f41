"""Validation of the advice without field data: the table of docs/methods.md, printed.

    python bench/advice.py [--people 1000] [--quick]

Simulated people come from the model itself (and from a misspecified one), so
recovery is an upper bound. The last line is one JSON object.
"""

import argparse
import csv
import json
import os
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whichcert.decide import performance
from whichcert.decide.acceptability import Acceptability, acceptability, contributions
from whichcert.decide.alternatives import ALL, PATHS, Alternative, FirstStep
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.performance import Offer, Settings
from whichcert.decide.profile import Profile
from whichcert.decide.situation import Known, Situation
from whichcert.decide.weights import weight_samples
from whichcert.flows.dice import Dice, throw_dice
from whichcert.flows.evaluate import Assumptions, Evaluation, evaluate
from whichcert.flows.recommend import recommend
from whichcert.library import CONTENT, Library, load_library
from whichcert.orient.instrument import Instrument, Pair, Pole
from whichcert.orient.posterior import (
    DEFAULT,
    NO_EVIDENCE,
    Evidence,
    Posterior,
    posterior,
    prior_noise,
)
from whichcert.orient.selection import next_pair

Floats = NDArray[np.float64]
TODAY = date(2026, 11, 24)
ANSWERS = np.array([-2, -1, 1, 2])
DRAWS = 2_000
ONET = Path(os.environ.get("WHICHCERT_ONET", "../shared/data/onet/work_activities_importance.csv"))


# ------------------------------------------------------------------ simulated people


@dataclass(frozen=True)
class Person:
    """A simulated person: poles, facets, and how their answers come about."""

    theta: Floats
    facets: Floats
    slopes: Mapping[str, tuple[float, float]]
    careless: float


def people(
    instrument: Instrument, n: int, *, rng: np.random.Generator, misspecified: bool = False
) -> list[Person]:
    """Return people of the prior; misspecified: unequal slopes, and 1 answer in 10 at random."""
    prior = posterior(NO_EVIDENCE, instrument, noise=prior_noise(instrument, 4 * n, rng))
    chosen = rng.choice(len(prior.theta), n, replace=False)
    made = []
    for row in chosen:
        spread = 0.3 if misspecified else 0.0
        slopes = {
            name: tuple((DEFAULT.slope * np.exp(spread * rng.standard_normal(2))).tolist())
            for name in instrument.pairs
        }
        made.append(Person(prior.theta[row], prior.facets[row], slopes, 0.1 if misspecified else 0.0))
    return made


def answer(person: Person, pair: Pair, instrument: Instrument, rng: np.random.Generator) -> int:
    """Return the person's graded answer to a pair."""
    if rng.random() < person.careless:
        return int(rng.choice(ANSWERS))
    index = instrument.facet_index()
    left, right = person.slopes[pair.id]
    margin = right * pair.right.keyed * person.facets[index[pair.right.facet]]
    margin -= left * pair.left.keyed * person.facets[index[pair.left.facet]]
    felt = margin + rng.standard_normal()
    cuts = [-DEFAULT.threshold, 0.0, DEFAULT.threshold]
    return int(ANSWERS[int(np.searchsorted(cuts, felt))])


def answer_item(person: Person, name: str, instrument: Instrument, rng: np.random.Generator) -> int:
    item = instrument.items[name]
    felt = DEFAULT.slope * item.keyed * person.facets[instrument.facet_index()[item.facet]]
    cuts = DEFAULT.threshold * np.array([-1.5, -0.5, 0.5, 1.5])
    return int(np.searchsorted(cuts, felt + rng.standard_normal())) - 2


def interview(
    person: Person,
    instrument: Instrument,
    *,
    noise: Floats,
    rng: np.random.Generator,
    most: int = 8,
    sure: float = 2.0,
) -> tuple[Posterior, int]:
    """Ask adaptively, for the sign of the difference; return the posterior and the number of pairs.

    sure: stop after four pairs once one sign is this probable (2 = never).
    """
    pairs: dict[str, int] = {}
    belief = posterior(Evidence(pairs, {}, {}), instrument, noise=noise)
    while len(pairs) < most:
        sign = (belief.difference > 0).astype(np.intp)
        up = belief.mean(sign.astype(float))
        if len(pairs) >= 4 and max(up, 1 - up) >= sure:
            break
        name = next_pair(pairs, instrument, posterior=belief, first_step=sign)
        pairs[name] = answer(person, instrument.pairs[name], instrument, rng)
        belief = posterior(Evidence(pairs, {}, {}), instrument, noise=noise)
    absolute = {name: answer_item(person, name, instrument, rng) for name in instrument.items}
    return posterior(Evidence(pairs, absolute, {}), instrument, noise=noise), len(pairs)


# ------------------------------------------------------------------ checks 1 to 3: the orientation


def recovery(
    instrument: Instrument, n: int, *, seed: int, misspecified: bool = False, sure: float = 2.0, most: int = 8
) -> dict[str, float]:
    """Return how well the interview recovers the difference δ = θ_P − θ_S and its sign."""
    rng = np.random.default_rng(seed)
    noise = prior_noise(instrument, DRAWS, rng)
    truth, mean, up, lengths = [], [], [], []
    for person in people(instrument, n, rng=rng, misspecified=misspecified):
        belief, length = interview(person, instrument, noise=noise, rng=rng, sure=sure, most=most)
        truth.append(person.theta[1] - person.theta[0])
        mean.append(belief.mean(belief.difference))
        up.append(belief.mean((belief.difference > 0).astype(float)))
        lengths.append(length)
    return _recovery_figures(np.array(truth), np.array(mean), np.array(up), np.array(lengths))


def _recovery_figures(truth: Floats, mean: Floats, up: Floats, lengths: NDArray[Any]) -> dict[str, float]:
    sign = truth > 0
    confident = np.maximum(up, 1 - up)
    right = (up > 0.5) == sign
    surely = confident >= 0.8
    return {
        "r": float(np.corrcoef(truth, mean)[0, 1]),
        "right_sign": float(right.mean()),
        "share_sure": float(surely.mean()),
        "right_where_sure": float(right[surely].mean()) if surely.any() else 1.0,
        "ece": calibration_error(confident, right),
        "mean_length": float(lengths.mean()),
        "longest": int(lengths.max()),
    }


def calibration_error(said: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error: Σ (n_b / n) |mean said − share right| over equal-width bins."""
    place = np.minimum((said * bins).astype(int), bins - 1)
    parts = [
        (place == b).mean() * abs(said[place == b].mean() - right[place == b].mean())
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(parts))


# ------------------------------------------------------------------ generated profiles


def generated_profile(library: Library, rng: np.random.Generator) -> Profile:
    """Return a random profile: any words, numbers and certificates that a person could give."""

    def some(kind: str, most: int) -> tuple[str, ...]:
        names = list(library.vocabulary.words[kind])
        return tuple(rng.choice(names, int(rng.integers(0, most + 1)), replace=False).tolist())

    def maybe(value: Any, share: float = 0.6) -> Any:
        return value if rng.random() < share else None

    holds = ["psm-1", "pspo-1", "psm-2", "csm", "cspo"]
    asked = rng.choice(list(library.instrument.pairs), int(rng.integers(0, 9)), replace=False)
    reasons = tuple(rng.choice(CRITERIA, int(rng.integers(0, 4)), replace=False).tolist())
    return Profile(
        current_role=maybe(str(rng.choice(list(library.vocabulary.words["roles"])))),
        target_role=maybe(str(rng.choice(["scrum_master", "product_owner", "agile_coach"])), 0.4),
        years_of_scrum=maybe(float(rng.integers(0, 12))),
        holds=tuple(name for name in holds if rng.random() < 0.08),
        goals=some("goals", 3),
        likes=some("likes", 3),
        strengths=some("strengths", 3),
        constraints=some("constraints", 2),
        reasons=reasons if rng.random() < 0.5 else (),
        budget_usd=maybe(float(rng.integers(0, 1500)), 0.5),
        hours_per_week=maybe(float(rng.integers(1, 20)), 0.5),
        country=maybe(str(rng.choice(["de", "us", "gb", "nl", "in", "au", "fr"]))),
        answers={str(name): int(rng.choice(ANSWERS)) for name in asked},
    )


# ------------------------------------------------------------------ check 4: monotone


def _shares(
    options: Sequence[Alternative], theta: Floats, said: Situation, offer: Offer, dice: Dice, weights: Floats
) -> Acceptability:
    table = performance.performance_table(
        options, theta=theta, situation=said, offer=offer, noise=dice.decision
    )
    return acceptability(table, weights, np.full(len(theta), 1 / len(theta)))


def monotonicity(library: Library, n: int, *, seed: int, draws: int = 400) -> dict[str, int]:
    """Count violations: more of anything that speaks for PSPO must never lower PSPO's share.

    The same draws before and after, so not one draw may go the other way.
    """
    rng = np.random.default_rng(seed)
    dice = throw_dice(library, draws=draws, rng=rng)
    violations = dict.fromkeys(("interest", "goal", "use", "market", "budget"), 0)
    for _ in range(n):
        profile = generated_profile(library, rng)
        found = evaluate(profile, library, today=TODAY, dice=dice)
        for name, (before, after) in _pushed(found, dice, rng).items():
            if name == "budget":
                step, worse = FirstStep.NEITHER_YET, 1
            else:
                step, worse = FirstStep.PSPO, -1
            if worse * (after.first_step[step] - before.first_step[step]) > 1e-12:
                violations[name] += 1
    return violations


def _pushed(
    found: Evaluation, dice: Dice, rng: np.random.Generator
) -> dict[str, tuple[Acceptability, Acceptability]]:
    options, theta, said, offer = (
        found.table.alternatives,
        found.posterior.theta,
        found.situation,
        found.offer,
    )
    weights = found.weights
    more = float(rng.uniform(0.05, 0.6))
    before = _shares(options, theta, said, offer, dice, weights)
    pull = {**said.pull, FirstStep.PSPO: min(1.0, said.pull[FirstStep.PSPO] + more)}
    use = {**said.use, FirstStep.PSPO: min(1.0, said.use[FirstStep.PSPO] + more)}
    hits, n = offer.named[FirstStep.PSPO]
    market = replace(
        offer,
        postings={**offer.postings, FirstStep.PSPO: int(offer.postings[FirstStep.PSPO] * (1 + more)) + 1},
        named={**offer.named, FirstStep.PSPO: (min(n, hits + 1 + int(more * n)), n)},
    )
    start = said.budget_usd if said.budget_usd is not None else 200.0
    poor, rich = replace(said, budget_usd=start), replace(said, budget_usd=start * (1 + more) + 10)
    return {
        "interest": (before, _shares(options, theta + np.array([0.0, more]), said, offer, dice, weights)),
        "goal": (before, _shares(options, theta, replace(said, pull=pull), offer, dice, weights)),
        "use": (before, _shares(options, theta, replace(said, use=use), offer, dice, weights)),
        "market": (before, _shares(options, theta, said, market, dice, weights)),
        "budget": (
            _shares(options, theta, poor, offer, dice, weights),
            _shares(options, theta, rich, offer, dice, weights),
        ),
    }


# ------------------------------------------------------------------ check 5: mirror


def mirror(library: Library, n: int, *, seed: int, draws: int = 10_000) -> float:
    """Return the largest difference after swapping both sides in a person, the catalogue and the market."""
    rng = np.random.default_rng(seed)
    dice = throw_dice(library, draws=draws, rng=rng)
    worst = 0.0
    for _ in range(n):
        found = evaluate(generated_profile(library, rng), library, today=TODAY, dice=dice)
        said = replace(found.situation, weak_basics=False)
        options = found.table.alternatives
        here = _shares(options, found.posterior.theta, said, found.offer, dice, found.weights)
        there = _shares(
            [_swapped_option(option) for option in options], found.posterior.theta[:, ::-1],
            _swapped_situation(said), _swapped_offer(found.offer), dice, found.weights,
        )  # fmt: skip
        for path, other in zip(PATHS, reversed(PATHS), strict=True):
            worst = max(worst, abs(here.first_step[path] - there.first_step[other]))
    return worst


def _swap(of: Mapping[FirstStep, Any]) -> dict[FirstStep, Any]:
    return {**of, FirstStep.PSM: of[FirstStep.PSPO], FirstStep.PSPO: of[FirstStep.PSM]}


def _swapped_name(name: str) -> str:
    return name.replace("pspo", "x").replace("psm", "pspo").replace("x", "psm")


def _swapped_option(option: Alternative) -> Alternative:
    return next(a for a in ALL if a.id == " then ".join(_swapped_name(p) for p in option.id.split(" then ")))


def _swapped_situation(said: Situation) -> Situation:
    known = Known(said.known.framework, said.known.product, said.known.people)
    return replace(said, pull=_swap(said.pull), use=_swap(said.use), known=known)


def _swapped_offer(offer: Offer) -> Offer:
    return Offer(
        fee_usd={name: offer.fee_usd[_swapped_name(name)] for name in offer.fee_usd},
        hours={name: offer.hours[_swapped_name(name)] for name in offer.hours},
        postings_here=_swap(offer.postings_here),
        postings=_swap(offer.postings),
        named_here=_swap(offer.named_here),
        named=_swap(offer.named),
    )


# ------------------------------------------------------------------ checks 6 to 9


def monte_carlo(library: Library, *, seeds: int, people_tried: int = 5, draws: int = 10_000) -> float:
    """Return the largest standard deviation over seeds of a first step's share."""
    rng = np.random.default_rng(1)
    worst = 0.0
    for _ in range(people_tried):
        profile = generated_profile(library, rng)
        shares = []
        for seed in range(seeds):
            dice = throw_dice(library, draws=draws, rng=np.random.default_rng(seed))
            found = evaluate(profile, library, today=TODAY, dice=dice)
            shares.append(list(found.acceptability.first_step.values()))
        worst = max(worst, float(np.std(shares, axis=0, ddof=1).max()))
    return worst


def top_three(library: Library, n: int, *, seed: int, draws: int = 1_000) -> dict[str, float]:
    """Return how often three ranked reasons lead to the choice that the true weights make.

    True weights are uniform on the simplex; the values are those of generated people.
    """
    rng = np.random.default_rng(seed)
    dice = throw_dice(library, draws=draws, rng=rng)
    same, same_family, lost = [], [], []
    for _ in range(n):
        found = evaluate(generated_profile(library, rng), library, today=TODAY, dice=dice)
        values, options = found.table.values.mean(axis=0), found.table.alternatives
        true = rng.dirichlet(np.ones(len(CRITERIA)))
        reasons = [CRITERIA[k] for k in np.argsort(-true)[:3]]
        said = weight_samples(reasons, (), dice.decision).mean(axis=0)
        best_true, best_said = int(np.argmax(values @ true)), int(np.argmax(values @ said))
        same.append(best_true == best_said)
        same_family.append(options[best_true].first_step is options[best_said].first_step)
        lost.append(float(values[best_true] @ true - values[best_said] @ true))
    return {
        "option": float(np.mean(same)),
        "first_step": float(np.mean(same_family)),
        "loss": float(np.mean(lost)),
    }


def without_sequences(library: Library, n: int, *, seed: int, draws: int = 2_000) -> float:
    """Return the mean shift of the first steps' shares when the two sequences are taken away."""
    rng = np.random.default_rng(seed)
    dice = throw_dice(library, draws=draws, rng=rng)
    shifts = []
    for _ in range(n):
        found = evaluate(generated_profile(library, rng), library, today=TODAY, dice=dice)
        keep = [not a.is_both for a in found.table.alternatives]
        table = replace(
            found.table,
            alternatives=tuple(a for a in found.table.alternatives if not a.is_both),
            values=found.table.values[:, keep, :],
        )
        fewer = acceptability(table, found.weights, found.posterior.weights)
        shifts.append(max(abs(fewer.first_step[s] - found.acceptability.first_step[s]) for s in FirstStep))
    return float(np.mean(shifts))


def careless_patterns(instrument: Instrument, *, seed: int, draws: int = 10_000, times: int = 40) -> float:
    """Return the largest P(one sign) that flat, middle or contradictory answers produce, traits alone.

    Contradictory: on half of the pairs strongly the one pole, on the other half strongly the other.
    """
    rng = np.random.default_rng(seed)
    noise = prior_noise(instrument, draws, rng)
    straight = [name for name, pair in instrument.pairs.items() if not pair.is_opposite]
    worst = 0.0
    for _ in range(times):
        size = int(rng.choice([4, 6, 8]))
        names = rng.choice(list(instrument.pairs), size, replace=False).tolist()
        patterns = [dict.fromkeys(names, value) for value in (-2, -1, 0, 1, 2)]
        matched = rng.choice(straight, size, replace=False).tolist()
        patterns.append({name: _toward(instrument, name, k % 2 == 0) for k, name in enumerate(matched)})
        for pattern in patterns:
            belief = posterior(Evidence(pattern, {}, {}), instrument, noise=noise)
            up = belief.mean((belief.difference > 0).astype(float))
            worst = max(worst, up, 1 - up)
    return worst


def _toward(instrument: Instrument, name: str, product: bool) -> int:
    on_right = instrument.facets[instrument.pairs[name].right.facet].pole is Pole.PRODUCT_OWNER
    return 2 if on_right == product else -2


# ------------------------------------------------------------------ check 10: known groups

PEOPLE_SIDE = (
    "15-1299.09", "13-1151.00", "11-3131.00", "21-1012.00", "13-1071.00", "11-3021.00", "13-1111.00",
    "15-1253.00", "11-9041.00",
)  # fmt: skip
PRODUCT_SIDE = (
    "11-2021.00", "13-1161.00", "11-2011.00", "11-2022.00", "27-1021.00", "15-1252.00", "15-1211.00",
    "11-1021.00",
)  # fmt: skip
"""By what the occupation is for: people, teams and how work is done; or what is made, offered and sold.

Set from the titles. The facet mapping (content/orientation/onet.toml) was made
by somebody who had seen some of the ratings; read the figure with that in mind.
"""


def known_groups(library: Library, path: Path, *, seed: int, repeats: int = 40) -> dict[str, float]:
    """Return AUC and mean shares when people answer as their occupation's profile says.

    auc_facets: of the facet profiles themselves, product minus people. auc: of
    the mean difference with all 36 pairs answered. auc_short: with the eight
    adaptive pairs that a person really gets. Each answer has fresh noise.
    """
    instrument, rng = library.instrument, np.random.default_rng(seed)
    profiles = occupation_facets(path, instrument)
    noise = prior_noise(instrument, DRAWS, rng)
    whole: dict[str, float] = {}
    short: dict[str, float] = {}
    for name, facets in profiles.items():
        person = Person(np.zeros(2), facets, _even_slopes(instrument), 0.0)
        whole[name] = float(
            np.mean([_up(_all_pairs(person, instrument, noise, rng)) for _ in range(repeats)])
        )
        short[name] = float(
            np.mean([_up(interview(person, instrument, noise=noise, rng=rng)[0]) for _ in range(repeats)])
        )
    product = np.array([facet.pole is Pole.PRODUCT_OWNER for facet in instrument.facets.values()])
    contrast = {name: float(f[product].mean() - f[~product].mean()) for name, f in profiles.items()}
    return {
        "auc_facets": _auc(contrast),
        "auc": _auc(whole),
        "auc_short": _auc(short),
        "people_core_psm": min(1 - short[name] for name in PEOPLE_SIDE[:3]),
        "product_core_pspo": min(short[name] for name in PRODUCT_SIDE[:3]),
    }


def _up(belief: Posterior) -> float:
    return belief.mean((belief.difference > 0).astype(float))


def _all_pairs(person: Person, instrument: Instrument, noise: Floats, rng: np.random.Generator) -> Posterior:
    pairs = {name: answer(person, pair, instrument, rng) for name, pair in instrument.pairs.items()}
    return posterior(Evidence(pairs, {}, {}), instrument, noise=noise)


def _auc(up: Mapping[str, float]) -> float:
    wins = [(up[b] > up[a]) + 0.5 * (up[b] == up[a]) for a in PEOPLE_SIDE for b in PRODUCT_SIDE]
    return float(np.mean(wins))


def _even_slopes(instrument: Instrument) -> dict[str, tuple[float, float]]:
    return dict.fromkeys(instrument.pairs, (DEFAULT.slope, DEFAULT.slope))


def occupation_facets(path: Path, instrument: Instrument) -> dict[str, Floats]:
    """Return facet values per occupation: z over occupations, centred within the occupation."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [name for name in rows[0] if name not in ("element_id", "element")]
    ratings = np.array([[float(row[code]) for code in codes] for row in rows])
    z = (ratings - ratings.mean(axis=1, keepdims=True)) / ratings.std(axis=1, keepdims=True)
    z -= z.mean(axis=0, keepdims=True)
    place = {row["element_id"]: k for k, row in enumerate(rows)}
    tables = tomllib.loads((CONTENT / "orientation/onet.toml").read_text(encoding="utf-8"))["facets"]
    values = np.array(
        [z[[place[e] for e in tables[facet]["elements"]]].mean(axis=0) for facet in instrument.facets]
    )
    return {code: values[:, k] for k, code in enumerate(codes)}


# ------------------------------------------------------------------ checks 13 to 15


def retest(library: Library, n: int, *, seed: int, draws: int = 2_000) -> dict[str, float]:
    """Return how often the same person, answering twice, gets the same first step."""
    rng = np.random.default_rng(seed)
    dice = throw_dice(library, draws=draws, rng=rng)
    same, same_sure = [], []
    for person in people(library.instrument, n, rng=rng):
        facts = replace(generated_profile(library, rng), answers={}, likes=(), strengths=())
        runs = [
            evaluate(replace(facts, answers=_answers(person, library, rng)), library, today=TODAY, dice=dice)
            for _ in range(2)
        ]
        first, second = (run.acceptability for run in runs)
        agree = first.winner is second.winner
        same.append(agree)
        if min(max(run.first_step.values()) for run in (first, second)) >= 0.8:
            same_sure.append(agree)
    return {"same": float(np.mean(same)), "same_where_sure": float(np.mean(same_sure))}


def _answers(person: Person, library: Library, rng: np.random.Generator) -> dict[str, int]:
    names = rng.choice(list(library.instrument.pairs), 8, replace=False).tolist()
    pairs = library.instrument.pairs
    given = {name: answer(person, pairs[name], library.instrument, rng) for name in names}
    items = {name: answer_item(person, name, library.instrument, rng) for name in library.instrument.items}
    return {**given, **items}


def explanations(library: Library, n: int, *, seed: int) -> dict[str, float]:
    """Return the largest error of the contributions' sum, and the share of what-ifs that turn the answer."""
    rng = np.random.default_rng(seed)
    worst, shown, turned = 0.0, 0, 0
    for _ in range(n):
        profile = generated_profile(library, rng)
        found = recommend(profile, library, today=TODAY)
        if found.compared is not None:
            worst = max(worst, _sum_error(profile, found.compared, library))
        for change in found.what_would_change_it:
            if change.profile is not None:
                shown += 1
                again = recommend(change.profile, library, today=TODAY, look_further=False)
                turned += again.first_step is not found.first_step
    return {"sum_error": worst, "changes": shown, "turned": turned / max(1, shown)}


def _sum_error(profile: Profile, compared: tuple[str, str], library: Library) -> float:
    dice = throw_dice(library, draws=2_000, rng=np.random.default_rng(0))
    found = evaluate(profile, library, today=TODAY, dice=dice)
    ahead, behind = compared
    why = contributions(found.table, found.weights, found.posterior.weights, ahead=ahead, behind=behind)
    gap = found.acceptability.value[ahead] - found.acceptability.value[behind]
    return abs(sum(why.by_criterion.values()) - gap)


def sensitivity(library: Library, n: int, *, seed: int, draws: int = 2_000) -> dict[str, float]:
    """Return, per parameter varied by ±30 %, the share of people whose first step stays."""
    rng = np.random.default_rng(seed)
    dice = throw_dice(library, draws=draws, rng=rng)
    profiles = [generated_profile(library, rng) for _ in range(n)]
    base = [_winner(profile, library, dice, Assumptions()) for profile in profiles]
    stays = {}
    for name, assumptions in _varied().items():
        again = [_winner(profile, library, dice, assumptions) for profile in profiles]
        stays[name] = float(np.mean([a is b for a, b in zip(base, again, strict=True)]))
    return stays


def _winner(profile: Profile, library: Library, dice: Dice, assumptions: Assumptions) -> FirstStep:
    return evaluate(profile, library, today=TODAY, dice=dice, assumptions=assumptions).acceptability.winner


def _varied() -> dict[str, Assumptions]:
    varied = {}
    for factor in (0.7, 1.3):
        for name in ("correlation", "facet_sd", "slope", "threshold"):
            value = getattr(DEFAULT, name) * factor
            changed: dict[str, Any] = {name: value}
            varied[f"{name} x{factor}"] = Assumptions(orientation=replace(DEFAULT, **changed))
        gamma = min(0.95, max(0.5, Settings().first_weight * factor))
        varied[f"first_weight x{factor}"] = Assumptions(decision=Settings(first_weight=gamma))
        varied[f"market x{factor}"] = Assumptions(decision=Settings(market_doubt=factor))
    return varied


def vocabulary_sensitivity(library: Library, n: int, *, seed: int, draws: int = 2_000) -> float:
    """Return the share whose first step stays when all vocabulary numbers move by up to 30 % at random."""
    rng = np.random.default_rng(seed)
    dice = throw_dice(library, draws=draws, rng=rng)
    stays = []
    for _ in range(n):
        found = evaluate(generated_profile(library, rng), library, today=TODAY, dice=dice)
        said = found.situation
        pull = {s: float(np.clip(v * rng.uniform(0.7, 1.3), 0, 1)) for s, v in said.pull.items()}
        use = {s: float(np.clip(v * rng.uniform(0.7, 1.3), 0, 1)) for s, v in said.use.items()}
        table = performance.performance_table(
            found.table.alternatives,
            theta=found.posterior.theta,
            situation=replace(said, pull=pull, use=use),
            offer=found.offer,
            noise=dice.decision,
        )
        again = acceptability(table, found.weights, found.posterior.weights)
        stays.append(again.winner is found.acceptability.winner)
    return float(np.mean(stays))


def milliseconds_per_evaluation(library: Library, *, repeats: int = 30) -> float:
    """Return the median time of one evaluation with 10,000 draws and eight answers."""
    dice = throw_dice(library, draws=10_000, rng=np.random.default_rng(0))
    names = list(library.instrument.pairs)[:8]
    profile = Profile(current_role="developer", goals=("learn",), answers=dict.fromkeys(names, 1))
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        evaluate(profile, library, today=TODAY, dice=dice)
        times.append((time.perf_counter() - start) * 1000)
    return float(np.median(times))


# ------------------------------------------------------------------ printing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    asked = parser.parse_args()
    n = max(50, asked.people // (10 if asked.quick else 1))
    library = load_library(today=TODAY)
    figures: dict[str, Any] = {}

    def note(name: str, value: Any) -> None:
        figures[name] = value
        print(f"{name}: {value}", flush=True)

    seeds = (1,) if asked.quick else (1, 2, 3)
    for name, extra in (
        ("recovery", {}),
        ("misspecified", {"misspecified": True}),
        ("stop_at_.9", {"sure": 0.9}),
    ):
        runs = [recovery(library.instrument, n, seed=seed, **extra) for seed in seeds]
        note(name, {key: round(float(np.mean([run[key] for run in runs])), 3) for key in runs[0]})
    note("monotonicity_violations", {"people": 10 * n, **monotonicity(library, 10 * n, seed=4)})
    note("mirror_largest_difference", round(mirror(library, max(20, n // 10), seed=5), 4))
    note("monte_carlo_sd", round(monte_carlo(library, seeds=30), 4))
    note("top_three", {key: round(value, 3) for key, value in top_three(library, n, seed=6).items()})
    note("without_sequences_shift", round(without_sequences(library, n // 2, seed=7), 4))
    note("careless_largest", round(careless_patterns(library.instrument, seed=8), 3))
    if ONET.exists():
        found = known_groups(library, ONET, seed=9)
        note("known_groups", {key: round(value, 3) for key, value in found.items()})
    note("retest", {key: round(value, 3) for key, value in retest(library, n, seed=10).items()})
    note("explanations", explanations(library, n // 5, seed=11))
    note(
        "sensitivity", {key: round(value, 3) for key, value in sensitivity(library, n // 2, seed=12).items()}
    )
    note("vocabulary_sensitivity", round(vocabulary_sensitivity(library, n // 2, seed=13), 3))
    note("milliseconds_per_evaluation", round(milliseconds_per_evaluation(library), 1))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
